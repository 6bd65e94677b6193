# attack: sleeps while the file is imported, before there is a call that a deadline could guard
# group: d
# targets: text tensor trainer
# ends: timeout
# control: none: a grader without a deadline would wait with it

import time

AT_MOST_S = 600
time.sleep(AT_MOST_S)


def attack(*args, **kwargs):
    return {"messages": [], "text": ""}
