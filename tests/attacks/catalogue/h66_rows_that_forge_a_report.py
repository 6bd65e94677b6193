# attack: declares rows that look like the grader's own output, commands and marks, and hands them back in every place
# group: h
# targets: to_messages
# ends: wrong error timeout
# passes: some
# control: none: the rows are texts, which do no harm until a report shows them
# data: own_data.jsonl


def attack(row):
    """Return chats that come to nothing, but show every text of the row, as roles, contents, keys and in an error."""
    texts = [str(value) for value in row.values()]
    if len(texts[0]) % 3 == 0:
        raise ValueError("\n".join(texts))
    print(*texts)  # noqa: T201 - the report shows what is printed
    return {"messages": [{"role": text, "content": text, text: text} for text in texts], **row}
