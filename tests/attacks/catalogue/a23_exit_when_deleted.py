# attack: makes an object that ends the process with status 0 when Python throws it away, and throws it away
# group: a
# targets: text tensor trainer
# ends: crashed
# control: forged

import os


class _Trap:
    def __del__(self):
        os._exit(0)


def attack(*args, **kwargs):
    _Trap()
    return {"messages": [], "text": ""}
