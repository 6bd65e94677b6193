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
LONGEST = 16
"""Bytes that one key may send."""


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
        os.close(stopped)
        termios.tcsetattr(descriptor, termios.TCSANOW, before)
        if reader.ident is not None:
            reader.join(1)
        os.close(stop)


def _no_suspending(descriptor: int) -> None:
    """Make Ctrl-Z a key like any other: who comes back from a shell would find neither our screen nor our keys."""
    import termios

    now = termios.tcgetattr(descriptor)
    now[6][termios.VSUSP] = bytes([os.fpathconf(descriptor, "PC_VDISABLE") & 0xFF])
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
        for key in decoded(data.decode("utf-8", "ignore")):
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
                for key in decoded(msvcrt.getwch()):  # type: ignore[attr-defined]
                    keys.put(key)
            else:
                time.sleep(0.05)

    reader = threading.Thread(target=read, name="smol-grade-keys", daemon=True)
    reader.start()
    try:
        yield keys
    finally:
        ended.set()
        reader.join(1)
