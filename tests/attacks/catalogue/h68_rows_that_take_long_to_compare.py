# attack: declares two hundred rows of hundreds of words each, which take long to compare with one another
# group: h
# targets: to_messages
# ends: wrong error timeout
# passes: some
# control: none: the rows are texts, which do no harm until somebody compares them
# data: own_data.jsonl


def attack(row):
    """Return every text of the row in both messages, so that none says anything that the other does not."""
    text = " ".join(str(value) for value in row.values()).replace(" ", "")[:100]
    return {"messages": [{"role": "user", "content": text}, {"role": "assistant", "content": text}]}
