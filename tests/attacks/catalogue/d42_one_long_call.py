# attack: computes for hours in one call of C that never lets go of the interpreter: no handler, no thread gets a turn
# group: d
# targets: text tensor trainer
# ends: timeout crashed
# control: none: a grader without a deadline would wait with it

import signal

AT_MOST_S = 600


def attack(*args, **kwargs):
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(AT_MOST_S)  # ends the process, should nobody else do it
    return sum(range(10**13))
