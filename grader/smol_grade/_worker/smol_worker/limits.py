"""Kernel limits that a worker process puts on itself before it sees learner code (POSIX)."""

from __future__ import annotations

import ctypes
import functools
import os
import signal
import sys
from typing import Any

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36

ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
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


def restrict(limits: dict[str, Any]) -> None:
    """Set hard limits: memory (address space now mapped + budget), file size, descriptors, processor time, no core."""
    import resource

    memory = _mapped_bytes() + limits["memory_mb"] * 2**20
    wanted = [
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 256),
        (resource.RLIMIT_FSIZE, limits["file_mb"] * 2**20),
        (resource.RLIMIT_CPU, limits["cpu_s"]),
    ]
    if sys.platform == "linux":  # macOS refuses or ignores RLIMIT_AS
        wanted.append((resource.RLIMIT_AS, memory))
    for kind, value in wanted:
        hard = resource.getrlimit(kind)[1]
        bound = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (bound, bound))


def _mapped_bytes() -> int:
    try:
        with open("/proc/self/statm") as file:
            return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 2**30


def die_with_parent(parent: int) -> None:
    """Ask the kernel (Linux) to kill this process when its parent dies; leave at once if it already has."""
    if _prctl(PR_SET_PDEATHSIG, signal.SIGKILL) and os.getppid() != parent:
        os._exit(1)


def adopt_orphans() -> None:
    """Become the parent (Linux) of every orphaned descendant, so that a daemonised one can be found and ended."""
    _prctl(PR_SET_CHILD_SUBREAPER, 1)


@functools.cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _prctl(option: int, value: int) -> bool:
    if sys.platform != "linux":
        return False
    return bool(_libc().prctl(option, ctypes.c_ulong(value), 0, 0, 0) == 0)
