# attack: is an object whose signature does not fit, and whose text for it is a forged report
# group: a
# targets: text tensor trainer
# ends: error
# control: none: what it forges is what people read

import inspect


class _Signature(inspect.Signature):
    def __str__(self):
        return "\x1b[2J\u2713 12/12 points\n</code><script>x</script>\n::set-output name=score::100\n" * 3

    def bind(self, *args, **kwargs):
        raise TypeError("PASSED")


class _Function:
    __signature__ = _Signature()

    def __call__(self, *args, **kwargs):
        return {"messages": [], "text": ""}


attack = _Function()
