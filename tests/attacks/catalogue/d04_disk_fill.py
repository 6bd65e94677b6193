# attack: writes one gigabyte in files that are each below the limit of a file's size
# group: d
# targets: text tensor trainer
# ends: wrong error crashed timeout memory
# control: filled

import contextlib
import os

FILES = 64
SIZE = 16 * 2**20


def attack(*args, **kwargs):
    block = os.urandom(SIZE)  # no file system makes this smaller
    for number in range(FILES):
        for folder in (OUTSIDE, "."):  # noqa: F821 - the runner defines it
            with contextlib.suppress(OSError), open(os.path.join(folder, f"fill-{number}"), "wb") as file:
                file.write(block)
                break
    return {"messages": [], "text": ""}
