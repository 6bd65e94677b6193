# attack: returns texts that say of themselves that they equal, contain and start with anything
# group: a
# targets: text
# ends: wrong
# control: forged


class _Lie(str):
    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    def __contains__(self, part):
        return True

    def startswith(self, *_):
        return True

    def endswith(self, *_):
        return True

    def count(self, *_):
        return 1


def attack(*args, **kwargs):
    return {"messages": _Lie(""), "text": _Lie("")}
