"""Which GPU torch can use. A process of its own asks: its import takes seconds, and a broken driver may crash it."""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator

from ..report.findings import Finding
from .examining import absent, found

PATIENCE_S = 60.0
NVIDIA, AMD = "libcuda.so.1", "/dev/kfd"
"""What every program that uses such a GPU begins with: the driver's library, the driver's device."""
PROGRAM = """
import json, warnings
warnings.simplefilter("ignore")
import torch
names = [torch.cuda.get_device_name(n) for n in range(torch.cuda.device_count())] if torch.cuda.is_available() else []
if not names and torch.backends.mps.is_available():
    names = ["mps"]
print(json.dumps(names))
"""


def may_have_one() -> bool:
    """Return whether asking torch is worth its time: on Linux it can use no GPU without NVIDIA's or AMD's driver."""
    if sys.platform != "linux" or os.path.exists(AMD):
        return True
    try:
        ctypes.CDLL(NVIDIA)
    except OSError:
        return False
    return True


@contextlib.contextmanager
def asking(program: str = PROGRAM, patience: float = PATIENCE_S) -> Iterator[Callable[[], Finding]]:
    """Begin to ask, while other things are looked at; yield what waits for the answer."""
    if not may_have_one():
        yield lambda: found("gpu", "ok", "gpu_none")
        return
    if absent(("torch",)):
        yield lambda: found("gpu", "ok", "gpu_no_torch")
        return
    # -P: a file torch.py in the current folder is not torch
    command = [sys.executable, "-P", "-c", program]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        try:
            yield lambda: _answer(child, patience)
        finally:
            child.kill()


def _answer(child: subprocess.Popen[bytes], patience: float) -> Finding:
    try:
        said, complaint = child.communicate(timeout=patience)
    except subprocess.TimeoutExpired:
        return found("gpu", "limit", "gpu_slow", seconds=int(patience))
    try:
        names = json.loads(said) if child.returncode == 0 else None
    except ValueError:
        names = None
    if not isinstance(names, list):
        lines = complaint.decode("utf-8", "replace").strip().splitlines()
        return found("gpu", "limit", "gpu_failed", why=(lines[-1] if lines else str(child.returncode))[:300])
    return found("gpu", "ok", "gpu_ok", names=", ".join(map(str, names))) if names else found("gpu", "ok", "gpu_none")
