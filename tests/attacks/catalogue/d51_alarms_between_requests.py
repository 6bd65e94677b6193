# attack: has a clock raise exceptions every few milliseconds, also in the worker's own code and between two requests
# group: d
# targets: text tensor trainer
# ends: wrong error crashed timeout bad_frame
# control: none: the exceptions would end the run that tries it

import signal

EVERY_S = 0.005


def _alarm(_number, _frame):
    raise KeyboardInterrupt("not now")


def attack(*args, **kwargs):
    signal.signal(signal.SIGALRM, _alarm)
    signal.setitimer(signal.ITIMER_REAL, EVERY_S, EVERY_S)
    return {"messages": [], "text": ""}
