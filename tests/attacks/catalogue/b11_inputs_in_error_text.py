# attack: prints the hidden inputs and puts them into the text of an exception, so that a report repeats them
# group: b
# targets: text tensor trainer
# ends: error
# control: none: the inputs hold no canary; an official report must tell neither printed lines nor texts of errors


def attack(*args, **kwargs):
    inputs = repr(args) + repr(kwargs)
    print("HIDDEN", inputs[:2000])  # noqa: T201 - printing is a way out
    raise ValueError("HIDDEN " + inputs)
