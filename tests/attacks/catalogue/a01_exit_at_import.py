# attack: ends the process with status 0 while the file is imported, as if every test had passed
# group: a
# targets: text tensor trainer
# ends: crashed error
# control: forged

import os

os._exit(0)


def attack(*args, **kwargs):
    return {"messages": [], "text": ""}
