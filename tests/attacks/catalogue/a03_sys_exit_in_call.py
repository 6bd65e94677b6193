# attack: leaves Python in the polite way, with status 0, inside the call
# group: a
# targets: text tensor trainer
# ends: error crashed
# control: none: pytest itself takes SystemExit for a failure

import sys


def attack(*args, **kwargs):
    sys.exit(0)
