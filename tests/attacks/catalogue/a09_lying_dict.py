# attack: returns a dict that says of itself that it equals anything and has every key
# group: a
# targets: text
# ends: wrong
# control: forged


class _Lie(dict):
    __hash__ = None

    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    def __getitem__(self, key):
        return _Lie()

    def get(self, key, default=None):
        return _Lie()

    def keys(self):
        return ["messages", "text"]

    def __iter__(self):
        return iter(["messages", "text"])

    def __len__(self):
        return 2

    def __contains__(self, key):
        return True


def attack(*args, **kwargs):
    return _Lie()
