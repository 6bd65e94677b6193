"""A typical mistake: a line break after every line, so one too many at the end."""


def transcript(messages):
    text = ""
    for message in messages:
        text += f"{message['role']}: {message['content']}\n"
    return text
