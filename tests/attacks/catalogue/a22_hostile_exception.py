# attack: raises an exception whose name is a forged report and whose text raises another exception
# group: a
# targets: text tensor trainer
# ends: error
# control: none: an exception fails a naive test too; what it forges is what is told of it


class _Kind(type):
    def __str__(cls):
        return "passed"


class _Hostile(Exception, metaclass=_Kind):
    def __str__(self):
        raise RuntimeError("no text for you")

    __repr__ = __str__


_Hostile.__name__ = "PASSED\n::set-output name=score::100\x1b[31m" * 50


def attack(*args, **kwargs):
    raise _Hostile
