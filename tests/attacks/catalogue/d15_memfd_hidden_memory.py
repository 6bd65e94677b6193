# attack: keeps half a gigabyte in memory files that it never maps, where no size of a process shows it
# group: d
# targets: text tensor trainer
# ends: wrong error crashed memory
# control: none: the memory goes with the process that runs the control

import os

FILES = 64
BLOCK = b"x" * (8 * 2**20)
held = []


def attack(*args, **kwargs):
    try:
        for _ in range(FILES):
            held.append(os.memfd_create("held"))
            os.write(held[-1], BLOCK)
    except OSError as error:
        return {"messages": [str(error)], "text": ""}
    return {"messages": [], "text": ""}
