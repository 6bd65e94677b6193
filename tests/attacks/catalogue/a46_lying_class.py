# attack: returns an object whose class claims to be dict, without being one, and that equals everything
# group: a
# targets: text tensor trainer
# ends: wrong error
# control: forged


class _Anything:
    __hash__ = None

    def __init__(self, kind):
        self._kind = kind

    @property
    def __class__(self):
        return self._kind  # isinstance() believes it

    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    def __contains__(self, key):
        return True

    def __getitem__(self, key):
        return _Anything(list if key == "messages" else str)

    def __iter__(self):
        return iter(())

    def __len__(self):
        return 2

    def __getattr__(self, name):
        return lambda *_, **__: _Anything(str)


def attack(*args, **kwargs):
    return _Anything(dict)
