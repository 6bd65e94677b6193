"""Keys as they are pressed, on a terminal that is given back as it was, whatever ends the program."""

from __future__ import annotations

import contextlib
import os
import queue
import select
import sys
import threading
from collections.abc import Iterator

ARROWS = {"[A": "up", "[B": "down", "OA": "up", "OB": "down", "[5~": "up", "[6~": "down"}
ESCAPE = "\x1b"
KNOWN = frozenset({"n", "p", "h", "i", "s", "r", "q", "v", "k", "j", " ", "up", "down"})
"""Keys that mean something: any other must not end what goes on."""
WINDOWS = {"H": "up", "I": "up", "P": "down", "Q": "down"}
"""What follows the sign that a key without a letter begins with."""
LONGEST = 1024
"""Bytes that are read at once."""


def is_interactive() -> bool:
    """Return whether there are a keyboard and a screen whose cursor can be moved."""
    streams = (sys.stdin, sys.stdout)
    there = all(stream is not None and stream.isatty() for stream in streams)
    return there and os.environ.get("TERM", "xterm") not in ("dumb", "unknown", "")


def decoded(data: str) -> list[str]:
    """Return the keys in what a terminal sent: letters in lower case, `up`, `down`; what else it sends is left out."""
    keys = []
    while data:
        if data[0] == ESCAPE:
            found = next((arrow for arrow in ARROWS if data[1:].startswith(arrow)), "")
            if found:
                keys.append(ARROWS[found])
                data = data[1 + len(found) :]
                continue
            rest = data[1:].lstrip("[O0123456789;")
            data = rest[1:] if len(data) > 1 and data[1] in "[O" else data[1:]
            continue
        if data[0].isprintable():
            keys.append(data[0].lower())
        data = data[1:]
    return keys


@contextlib.contextmanager
def pressed() -> Iterator[queue.SimpleQueue[str]]:
    """Yield a queue of keys; nothing that is typed is shown meanwhile. Ctrl-C goes on to be a signal."""
    with _windows() if os.name == "nt" else _posix() as keys:
        yield keys


@contextlib.contextmanager
def _posix() -> Iterator[queue.SimpleQueue[str]]:
    import termios
    import tty

    keys: queue.SimpleQueue[str] = queue.SimpleQueue()
    descriptor = sys.stdin.fileno()
    before = termios.tcgetattr(descriptor)
    stop, stopped = os.pipe()
    reader = threading.Thread(target=_read, args=(descriptor, stop, keys), name="smol-grade-keys", daemon=True)
    try:
        tty.setcbreak(descriptor, termios.TCSANOW)
        _no_suspending(descriptor)
        reader.start()
        yield keys
    finally:
        termios.tcsetattr(descriptor, termios.TCSANOW, before)
        os.close(stopped)
        if reader.ident is not None:
            reader.join(1)
        os.close(stop)


def _no_suspending(descriptor: int) -> None:
    """Make Ctrl-Z and Ctrl-\\ keys like any other: they would leave our screen, or our keys, to a shell."""
    import termios

    now = termios.tcgetattr(descriptor)
    for name in ("VSUSP", "VDSUSP", "VQUIT"):
        if hasattr(termios, name):
            now[6][getattr(termios, name)] = bytes([os.fpathconf(descriptor, "PC_VDISABLE") & 0xFF])
    termios.tcsetattr(descriptor, termios.TCSANOW, now)


def _read(descriptor: int, stop: int, keys: queue.SimpleQueue[str]) -> None:
    while True:
        ready, _, _ = select.select([descriptor, stop], [], [])
        if stop in ready:
            return
        try:
            data = os.read(descriptor, LONGEST)
        except OSError:
            data = b""
        if not data:  # the terminal is gone
            keys.put("q")
            return
        _put(decoded(data.decode("utf-8", "ignore")), keys)


def _put(found: list[str], keys: queue.SimpleQueue[str]) -> None:
    """Hand keys on. Several different ones at once were pasted, or typed for another window: they mean nothing here."""
    if len({*found}) == 1 and found[0] in KNOWN:
        for key in found:
            keys.put(key)


@contextlib.contextmanager
def _windows() -> Iterator[queue.SimpleQueue[str]]:
    import msvcrt
    import time

    keys: queue.SimpleQueue[str] = queue.SimpleQueue()
    ended = threading.Event()

    def read() -> None:
        while not ended.is_set():
            if msvcrt.kbhit():  # type: ignore[attr-defined]
                sign = msvcrt.getwch()  # type: ignore[attr-defined]
                if sign in "\x00\xe0":
                    _put([WINDOWS.get(msvcrt.getwch(), "")], keys)  # type: ignore[attr-defined]
                else:
                    _put(decoded(sign), keys)
            else:
                time.sleep(0.05)

    reader = threading.Thread(target=read, name="smol-grade-keys", daemon=True)
    reader.start()
    try:
        yield keys
    finally:
        ended.set()
        reader.join(1)
