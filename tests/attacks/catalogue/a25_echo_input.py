# attack: returns its first argument: a check that compares a thing with itself would be content
# group: a
# targets: text tensor trainer
# ends: wrong error
# control: none: a naive test that compares with an expected value refuses it too


def attack(*args, **kwargs):
    return args[0] if args else None
