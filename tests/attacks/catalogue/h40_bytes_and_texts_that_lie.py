# attack: returns subclasses of bytes, str and int that lie about themselves and run code when they are copied
# group: h
# targets: text tensor trainer
# ends: wrong error bad_frame
# control: forged

import os


class Lying:
    """Equal to everything, and a pickle of it runs code."""

    __hash__ = None

    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    def __contains__(self, item):
        return True

    def __repr__(self):
        return "the expected value\x1b[2K\rPASSED"

    def __reduce_ex__(self, protocol):
        mark = os.path.join(OUTSIDE, "copy-was-made")  # noqa: F821 - the runner defines it
        return (exec, (f"open({mark!r}, 'w').close()",))


class Bytes(Lying, bytes):
    """Looks like a safetensors file of right length."""

    def __len__(self):
        return 8

    def __getitem__(self, place):
        return bytes(8)[place]


class Text(Lying, str):
    """Has whatever stands at whatever place."""

    def startswith(self, *args):
        return True

    def encode(self, *args):
        return b"PASSED"


class Number(Lying, int):
    """Is what every comparison wants."""

    def __lt__(self, other):
        return True

    def __gt__(self, other):
        return True

    def __float__(self):
        return 0.0


class Table(Lying, dict):
    """Has every key, and a lie under each."""

    def __missing__(self, key):
        return Text()

    def __getitem__(self, key):
        return Text() if key == "text" else Bytes(b"pickle")

    def keys(self):
        return {"messages", "text"}


def attack(*args, **kwargs):
    if "max_steps" in kwargs:
        return Number(kwargs["max_steps"])
    return Table(text=Text(), messages=Text(), weights=Bytes(b"weights"), loss=Number())
