# attack: prints a gigabyte, so that the judge's memory or its report grows with it
# group: d
# targets: text tensor trainer
# ends: output_flood timeout crashed wrong
# control: none: the log of the run that tries it would hold it all

import os

BLOCKS = 16_384
BLOCK = b"A" * 65_536


def attack(*args, **kwargs):
    for number in range(BLOCKS):
        os.write(1 + number % 2, BLOCK)
    return {"messages": [], "text": ""}
