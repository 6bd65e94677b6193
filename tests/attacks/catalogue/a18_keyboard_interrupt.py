# attack: raises what a user's Ctrl-C raises, so that the run stops before anything has failed
# group: a
# targets: text tensor trainer
# ends: error
# control: none: pytest's report names no failure then, but its exit code tells of an interrupted run

CALLS = []


def attack(*args, **kwargs):
    CALLS.append(args)
    raise KeyboardInterrupt if len(CALLS) % 2 else GeneratorExit
