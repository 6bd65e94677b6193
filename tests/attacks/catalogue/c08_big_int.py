# attack: answers with integers far beyond 64 bits, which no msgpack holds and Python is slow to print
# group: c
# targets: text
# ends: wrong error
# control: none: an integer is wrong in every grader


def attack(*args, **kwargs):
    return {"messages": 1 << 100_000, "text": -(1 << 70)}
