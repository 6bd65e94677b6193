"""What the judge sends into a fresh sandbox before it trusts it: it tries everything that learner code must not do.

Loaded and called like a learner's file. Each function returns `[leaked, what happened]` by canary.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
import time
from typing import Any

MANY = 512
"""Processes that it tries to have at once."""
MEGABYTE = 2**20


def reach(targets: dict[str, Any]) -> dict[str, list[Any]]:
    """Try to read, write, connect, look around and signal beyond the sandbox. The judge looks at its own side too."""
    return {
        "secret_file": _any_of([lambda: open(targets["secret"]).read()]),
        "product": _any_of([_import_the_product, *[_opening(path) for path in targets["product"]]]),
        "outside_file": _any_of([lambda: open(os.path.join(targets["outside"], "canary"), "w").close()]),
        "loopback": _any_of([lambda: _connect(targets["port"])]),
        "sockets": _any_of([_socket(name, kind) for name, kind in targets["sockets"]]),
        "judge_process": _any_of([lambda: _see(targets["judge"], targets["judge_began"], targets["pid_namespace"])]),
        "signals": _any_of([lambda: _signal(targets["judge"], targets["pid_namespace"])]),
        "own_namespaces": _shared_namespaces(targets["namespaces"]),
    }


def multiply(most: int, seconds: float) -> list[Any]:
    """Try to have more than `most` processes at once, and to keep them for some seconds.

    Where the kernel does not count them, somebody looks now and then.
    """
    children: list[int] = []
    try:
        while len(children) < MANY:
            child = os.fork()
            if child == 0:
                time.sleep(20)
                os._exit(0)
            children.append(child)
        time.sleep(seconds)
    except OSError as error:
        return [len(children) > most, f"{len(children)}, then {type(error).__name__}"]
    finally:
        for child in children:
            os.kill(child, signal.SIGKILL)
        for child in children:
            os.waitpid(child, 0)
    return [True, f"{len(children)} processes"]


def swell(megabytes: int) -> list[Any]:
    """Try to hold more memory than is allowed, in this process."""
    try:
        held = bytearray(megabytes * MEGABYTE)
        held[::4096] = b"x" * len(held[::4096])
    except MemoryError:
        return [False, "MemoryError"]
    return [True, f"{megabytes} MB"]


def swell_together(processes: int, megabytes: int, seconds: float) -> list[Any]:
    """Try to hold more memory than is allowed, in several processes; to be stopped is not to return from here."""
    for _ in range(processes):
        if os.fork() == 0:
            swell(megabytes)
            time.sleep(seconds)
            os._exit(0)
    time.sleep(seconds)
    return [True, f"{processes} processes of {megabytes} MB"]


def stay() -> list[Any]:
    """Leave a daemon behind that holds the output pipe open and ignores signals."""
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
                signal.signal(number, signal.SIG_IGN)
            time.sleep(20)
        os._exit(0)
    os.wait()
    return [False, "left a daemon"]


def _any_of(attempts: list[Any]) -> list[Any]:
    said = []
    for attempt in attempts:
        try:
            attempt()
        except BaseException as error:
            said.append(type(error).__name__)
        else:
            return [True, f"attempt {len(said) + 1} succeeded"]
    return [False, ", ".join(sorted(set(said)))]


def _import_the_product() -> None:
    if __import__("smol_grade").__file__ is None:  # a folder of that name, with nothing of ours in it
        raise ImportError


def _opening(path: str) -> Any:
    return lambda: os.listdir(path) if os.path.isdir(path) else open(path).read()


def _connect(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), 1) as connection:
        connection.sendall(b"canary")


def _socket(family: str, kind: int) -> Any:
    return lambda: socket.socket(getattr(socket, family), kind).close()


def _see(judge: int, began: str, namespace: str) -> None:
    """Read about the judge's process; another process may have its number in another namespace."""
    with open(f"/proc/{judge}/stat") as file:
        if file.read().rsplit(")", 1)[1].split()[19] != began:
            raise ProcessLookupError
    if os.readlink("/proc/self/ns/pid") != namespace:
        raise ProcessLookupError


def _signal(judge: int, namespace: str) -> None:
    if os.readlink("/proc/self/ns/pid") != namespace:
        raise ProcessLookupError
    os.kill(judge, 0)


def _shared_namespaces(judges: dict[str, str]) -> list[Any]:
    try:
        shared = [name for name, link in judges.items() if os.readlink(f"/proc/self/ns/{name}") == link]
    except OSError as error:
        return [True, type(error).__name__]
    return [bool(shared), ", ".join(shared) or sys.platform]
