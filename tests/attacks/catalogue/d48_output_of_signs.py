# attack: prints as much as is allowed, in signs that become many characters when a report escapes them
# group: d
# targets: text tensor trainer
# ends: wrong error output_flood
# control: none: the log of the run that tries it would hold it all

import os

SIGNS = b"\x00\x1b[31m\xff\xfe\xe2\x80\xae<&>]]>\r"
TOTAL = 15 * 2**20


def attack(*args, **kwargs):
    block = SIGNS * 4096
    for _ in range(TOTAL // len(block)):
        os.write(2, block)
    raise ValueError((SIGNS * 1000).decode("latin-1"))
