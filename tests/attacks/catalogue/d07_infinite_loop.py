# attack: computes without end
# group: d
# targets: text tensor trainer
# ends: timeout crashed
# control: none: a grader without a deadline would wait with it

import time

AT_MOST_S = 600


def attack(*args, **kwargs):
    end = time.monotonic() + AT_MOST_S
    while time.monotonic() < end:
        pass
