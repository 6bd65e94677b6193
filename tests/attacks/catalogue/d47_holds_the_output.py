# attack: leaves a daemon that holds the output open and prints a line now and then, so that the judge reads for ever
# group: d
# targets: text tensor trainer
# ends: wrong error crashed timeout
# control: survived

import os
import time

LINES = 600


def attack(*args, **kwargs):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            for number in range(LINES):
                os.write(1, f"line {number}\n".encode())
                time.sleep(0.2)
        os._exit(0)
    return {"messages": [], "text": ""}
