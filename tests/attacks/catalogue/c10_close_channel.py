# attack: closes the channel on which the worker should answer, so that the judge waits or takes silence for success
# group: c
# targets: text tensor trainer
# ends: crashed timeout
# control: none: a grader of one process has no channel

import os


def attack(*args, **kwargs):
    os.close(3)
    return {"messages": [], "text": ""}
