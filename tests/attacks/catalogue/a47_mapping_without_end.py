# attack: returns a mapping that equals everything and whose items never end, so that nobody can look at all of it
# group: a
# targets: text
# ends: wrong error timeout memory crashed bad_frame
# control: forged

import collections.abc
import itertools


class _Text(str):
    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False


class _Endless(collections.abc.Mapping):
    __hash__ = None

    def __getitem__(self, key):
        return _Text("")

    def __iter__(self):
        return (f"key {number}" for number in itertools.count())

    def __len__(self):
        return 2

    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    def items(self):
        return ((key, None) for key in self)


def attack(*args, **kwargs):
    return _Endless()
