"""The environment of learner code, and the kernel limits that a worker puts on itself before it sees any (POSIX)."""

from __future__ import annotations

import os
import sys
from typing import Any

PROCESSES = 64
"""Processes and threads of one session together, where the kernel counts them: by a user id or a namespace of its own.

Elsewhere the supervisor counts the processes, and ends a session that has more."""
DESCRIPTORS = 256
STACK_BYTES = 64 * 2**20

ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "USER": "learner",  # else libraries look for the user id in /etc/passwd, where it is not
    "LOGNAME": "learner",
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "HF_DATASETS_DISABLE_PROGRESS_BARS": "1",
    "TQDM_DISABLE": "1",  # bars would push a learner's own lines out of what the report shows
    "TOKENIZERS_PARALLELISM": "false",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
}


def environment(scratch: str) -> dict[str, str]:
    """Return the whole environment of learner code: fixed values, every cache and home inside the scratch folder."""
    folders = {"HOME": ".", "TMPDIR": ".", "HF_HOME": ".hf", "XDG_CACHE_HOME": ".cache", "MPLCONFIGDIR": ".mpl"}
    folders |= {"TORCHINDUCTOR_CACHE_DIR": ".inductor", "TRITON_CACHE_DIR": ".triton"}
    return ENVIRONMENT | {name: os.path.normpath(os.path.join(scratch, sub)) for name, sub in folders.items()}


def enter(scratch: str) -> None:
    """Make the scratch folder home and working directory, and replace the environment."""
    os.umask(0o077)
    os.chdir(scratch)
    kept = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}  # Windows cannot do without
    os.environ.clear()
    os.environ.update(environment(scratch) | kept)


def restrict(limits: dict[str, Any], processes: int = 0) -> None:
    """Set hard limits: memory (address space now mapped + budget), files, descriptors, processor time, no core.

    `processes` bounds the processes and threads of this user id; 0 leaves them alone, where the id is somebody's.
    """
    import resource

    wanted = [
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, DESCRIPTORS),
        (resource.RLIMIT_FSIZE, limits["file_mb"] * 2**20),
        (resource.RLIMIT_CPU, limits["cpu_s"]),
    ]
    if sys.platform == "linux":
        wanted += [
            (resource.RLIMIT_AS, _mapped_bytes() + limits["memory_mb"] * 2**20),  # macOS refuses or ignores it
            (resource.RLIMIT_MEMLOCK, 0),
            (resource.RLIMIT_MSGQUEUE, 0),
            (resource.RLIMIT_SIGPENDING, PROCESSES),
            (resource.RLIMIT_RTPRIO, 0),
            (resource.RLIMIT_NICE, 0),
        ]
    if processes:
        wanted.append((resource.RLIMIT_NPROC, processes))
    for kind, value in wanted:
        bound = _at_most(value, resource.getrlimit(kind)[1])
        resource.setrlimit(kind, (bound, bound))
    soft, hard = resource.getrlimit(resource.RLIMIT_STACK)
    bound = _at_most(STACK_BYTES, hard)
    resource.setrlimit(resource.RLIMIT_STACK, (_at_most(bound, soft), bound))


def _at_most(value: int, limit: int) -> int:
    import resource

    return value if limit == resource.RLIM_INFINITY else min(value, limit)


def _mapped_bytes() -> int:
    try:
        with open("/proc/self/statm") as file:
            return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 2**30
