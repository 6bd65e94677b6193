# attack: gives every test function in the process another body, one that does nothing
# group: a
# targets: text tensor trainer
# ends: wrong error
# control: none: the test that is running keeps its old body, so the first one fails all the same

import gc
import types


def _nothing(*args, **kwargs):
    return None


def _empty_tests():
    for found in gc.get_objects():
        if type(found) is types.FunctionType and found.__name__.startswith("test_") and not found.__closure__:
            found.__code__ = _nothing.__code__


_empty_tests()


def attack(*args, **kwargs):
    _empty_tests()
    return {"messages": [], "text": ""}
