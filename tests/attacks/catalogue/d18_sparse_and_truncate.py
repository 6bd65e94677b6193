# attack: makes a file of one terabyte that holds nothing, and reserves half a gigabyte without writing a byte
# group: d
# targets: text tensor trainer
# ends: wrong error crashed
# control: filled

import contextlib
import os

SPARSE = 2**40
RESERVED = 2**29


def attack(*args, **kwargs):
    for folder in (OUTSIDE, "."):  # noqa: F821 - the runner defines it
        with contextlib.suppress(OSError), open(os.path.join(folder, "sparse"), "wb") as file:
            file.truncate(SPARSE)
        with contextlib.suppress(OSError), open(os.path.join(folder, "reserved"), "wb") as file:
            os.posix_fallocate(file.fileno(), 0, RESERVED)
    return {"messages": [], "text": ""}
