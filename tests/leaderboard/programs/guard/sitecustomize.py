"""Keeps every Python that loads it from other machines, and writes down what was tried, in `tried.txt` beside it.

Also what was opened for writing, made or moved outside of `allowed.txt`. A test copies this file and both lie there.
"""

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
NAMES = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo"}
SENDS = {"socket.connect", "socket.sendto", "socket.sendmsg"}
MAKES = {"os.mkdir", "os.rename", "os.link", "os.symlink", "os.truncate"}
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
with open(os.path.join(HERE, "allowed.txt")) as _file:
    ALLOWED = tuple(_file.read().split("\n"))


def _tell(kind: str, what: object) -> None:
    descriptor = os.open(os.path.join(HERE, "tried.txt"), os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.write(descriptor, f"{kind}\t{what!r}\n".encode("utf-8", "backslashreplace"))
    os.close(descriptor)


def _place(path: object) -> str:
    return os.path.realpath(os.fsdecode(path)) if isinstance(path, str | bytes | os.PathLike) else ""


def _is_outside(place: str) -> bool:
    return bool(place) and place != os.path.join(HERE, "tried.txt") and not place.startswith(ALLOWED)


def _hear(event: str, given: tuple[object, ...]) -> None:
    if event in NAMES or (event in SENDS and isinstance(given[1], tuple)):  # a path: a socket of this machine's files
        _tell("network", (event, *given[-2:]))
        raise OSError(101, "Network is unreachable")
    if event == "open" and isinstance(given[2], int) and given[2] & WRITES and _is_outside(place := _place(given[0])):
        _tell("written", place)
    if event in MAKES and _is_outside(place := _place(given[1] if event in ("os.rename", "os.link") else given[0])):
        _tell("written", place)


sys.addaudithook(_hear)
