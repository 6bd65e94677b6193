# attack: ends the process with status 0 inside the call, before anybody can look at an answer
# group: a
# targets: text tensor trainer
# ends: crashed
# control: forged

import os


def attack(*args, **kwargs):
    os._exit(0)
