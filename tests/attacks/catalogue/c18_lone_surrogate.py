# attack: answers with halves of characters, which no UTF-8 can hold, in values and in keys
# group: c
# targets: text
# ends: wrong error bad_frame
# control: none: half a character is wrong in every grader


def attack(*args, **kwargs):
    return {"messages": [{"role": "user", "content": "\ud800"}], "text": "\ud800\udfff", "\udfff": "\udfff"}
