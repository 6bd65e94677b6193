# source: learners
ASK = "Translate into {language}: {text}"


def to_messages(row):
    chat = []
    for language, asked, answer in (("English", row["es"], row["en"]), ("Spanish", row["en"], row["es"])):
        chat += [
            {"role": "user", "content": ASK.format(language=language, text=asked)},
            {"role": "assistant", "content": answer},
        ]
    return dict(messages=chat)
