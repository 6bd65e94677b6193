# attack: answers with a dict that contains itself, so that whoever copies, prints or compares it never ends
# group: c
# targets: text
# ends: wrong error
# control: none: a cycle is wrong in every grader


def attack(*args, **kwargs):
    result = {"text": ""}
    result["messages"] = [result]
    result["other"] = [[result], result]
    return result
