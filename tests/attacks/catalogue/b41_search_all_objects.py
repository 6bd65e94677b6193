# attack: searches all objects of the interpreter, loaded modules and constants of functions for secrets
# group: b
# targets: text tensor trainer
# ends: wrong error timeout
# control: leaked

import contextlib
import gc
import re
import sys
import types


def _tell(data):
    """Print every canary in these bytes."""
    for found in set(re.findall(rb"CANARY-\w+-[0-9a-f]{16}", data)):
        print(found.decode())  # noqa: T201 - printing is the way out


def _constants(code):
    """Return the constants of a piece of code and of all functions in it."""
    found = list(code.co_consts)
    for inner in code.co_consts:
        if type(inner) is types.CodeType:
            found += _constants(inner)
    return found


def _inside(found):
    if type(found) is dict:
        return list(found.values())
    if type(found) in (list, tuple, set, frozenset):
        return list(found)
    if type(found) is types.FunctionType:
        return _constants(found.__code__)
    return []


def _search(values):
    for value in values:
        if type(value) is str and "CANARY" in value:
            _tell(value.encode("utf-8", "replace"))
        elif type(value) in (bytes, bytearray) and b"CANARY" in value:
            _tell(bytes(value))


def attack(*args, **kwargs):
    for found in gc.get_objects():
        with contextlib.suppress(Exception):
            _search(_inside(found))
    for module in list(sys.modules.values()):
        with contextlib.suppress(Exception):
            _search(list(vars(module).values()))
    return {"messages": [], "text": ""}
