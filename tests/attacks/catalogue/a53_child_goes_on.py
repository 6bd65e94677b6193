# attack: forks and ends the parent with status 0: whoever waits for the parent sees a success, while a child goes on
# group: a
# targets: text tensor trainer
# ends: crashed wrong error unsolicited bad_frame
# control: forged

import os


def attack(*args, **kwargs):
    if os.fork() > 0:
        os._exit(0)
    return {"messages": [], "text": ""}
