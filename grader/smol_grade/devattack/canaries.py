"""Things that no attack may reach: secrets of the judge's, servers that count who connects, folders that must stay.

A canary text is `CANARY-<word>-<16 hexadecimal digits>`; the word says where it was. Everything lies in one temporary
folder, which anybody may enter, so that only permissions and the sandbox stand between an attack and a canary.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import secrets
import selectors
import shutil
import socket
import struct
import tempfile
import threading
from pathlib import Path
from types import TracebackType

from ..errors import SandboxError
from ..locate import CourseFiles

WORDS = ("environ", "token", "netrc", "git", "file", "memory", "descriptor", "suite", "session")
"""Where there is one: the judge's environment, three files in its home, a file of its own, its memory, an open
inheritable descriptor, the hidden suite, and what another session has left."""
PORTS_TRIED = 20
MOST_GUESTS = 256


def new_canary(word: str) -> str:
    """Return a canary text that nobody has seen."""
    return f"CANARY-{word}-{secrets.token_hex(8)}"


class Canaries:
    """The canaries of one run. A context manager: servers and folder are gone afterwards."""

    def __init__(self) -> None:
        self.texts = {word: new_canary(word) for word in WORDS}
        """By word."""

    def __enter__(self) -> Canaries:
        self.base = Path(tempfile.mkdtemp(prefix="smol-attack-"))
        os.chmod(self.base, 0o755)  # noqa: S103 - what protects a canary is its own mode and the sandbox
        self.home = self._folder("home", 0o700)
        self.cwd = self._folder("cwd", 0o755)
        self.outside = self._folder("outside", 0o777)
        self.temporary = self._folder("tmp", 0o1777)
        self.secret_file = self._write(self.base / "judge-only.txt", "file")
        self._write(self.home / ".cache" / "huggingface" / "token", "token")
        self._write(self.home / ".netrc", "netrc", "machine huggingface.co login judge password {}")
        self._write(self.home / ".git-credentials", "git", "https://judge:{}@huggingface.co")
        self.descriptor = os.open(self._write(self.base / "open.txt", "descriptor"), os.O_RDONLY)
        (self.base / "open.txt").unlink()
        self.servers = Servers(self.base / "canary.sock")
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.servers.close()
        os.close(self.descriptor)
        shutil.rmtree(self.base, ignore_errors=True)

    def course_files(self, files: CourseFiles) -> CourseFiles:
        """Return the course's folders with a copy of the hidden suites that holds a canary."""
        suites = self.base / "suites"
        if not suites.exists():
            suites.mkdir(0o700)
            for path in files.suites.glob("*/*"):
                if path.is_file():
                    (suites / path.parent.name).mkdir(mode=0o700, exist_ok=True)
                    text = path.read_text("utf-8")
                    if path.suffix == ".py":
                        text += f'\n\nCANARY = "{self.texts["suite"]}"\n'
                    (suites / path.parent.name / path.name).write_text(text, "utf-8")
        return dataclasses.replace(files, suites=suites)

    def constants(self, judge: int) -> dict[str, str | int]:
        """Return what an attack is told, by name."""
        return {
            "CANARY_PORT": self.servers.port,
            "CANARY_SOCKET": str(self.servers.path),
            "CANARY_FILE": str(self.secret_file),
            "OUTSIDE": str(self.outside),
            "JUDGE_PID": judge,
        }

    def in_text(self, text: str) -> list[str]:
        """Return the words of the canaries that a text holds."""
        return sorted(word for word, canary in self.texts.items() if canary in text)

    def _folder(self, name: str, mode: int) -> Path:
        path = self.base / name
        path.mkdir()
        os.chmod(path, mode)
        return path

    def _write(self, path: Path, word: str, form: str = "{}") -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(form.format(self.texts[word]) + "\n", "utf-8")
        os.chmod(path, 0o600)
        return path


class Servers:
    """Servers of ours on loopback, TCP and UDP on one port, and on a UNIX socket. They count who speaks to them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._stream, self._packets = _pair_on_one_port()
        self._unix = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._unix.bind(str(path))
        os.chmod(path, 0o777)  # noqa: S103 - anybody may connect: nobody must be able to
        self.port: int = self._stream.getsockname()[1]
        self._lock = threading.Lock()
        self._seen: list[str] = []
        self._guests: set[socket.socket] = set()
        """Open connections to the UNIX socket: an attack that cannot speak to ours may try the machine's own."""
        self._stop, self._stopped = socket.socketpair()
        self._selector = selectors.DefaultSelector()
        for server in (self._stream, self._unix):
            server.listen(64)
        for server in (self._stream, self._unix, self._packets):
            server.setblocking(False)
            self._selector.register(server, selectors.EVENT_READ)
        self._selector.register(self._stopped, selectors.EVENT_READ)
        self._thread = threading.Thread(target=self._serve, name="smol-grade-canaries", daemon=True)
        self._thread.start()

    def take_seen(self) -> list[str]:
        """Return what has happened since the last time: `tcp`, `udp`, or `unix` and which process it was."""
        with self._lock:
            seen, self._seen = self._seen, []
        return seen

    def _note(self, what: str) -> None:
        with self._lock:  # else it may be added to a list that has been taken away meanwhile
            self._seen.append(what)

    def close(self) -> None:
        """Serve no longer."""
        self._stop.close()
        self._thread.join()
        self._selector.close()
        for server in (self._stream, self._packets, self._unix, self._stopped, *self._guests):
            server.close()
        self.path.unlink(missing_ok=True)

    def _serve(self) -> None:
        while True:
            for key, _ in self._selector.select():
                if key.fileobj is self._stopped:
                    return
                with contextlib.suppress(OSError):
                    self._receive(key.fileobj)

    def _receive(self, server: object) -> None:
        if server is self._packets:
            self._packets.recv(2048)
            self._note("udp")
        elif server is self._stream:
            self._stream.accept()[0].close()
            self._note("tcp")
        elif server is self._unix:
            guest = self._unix.accept()[0]
            self._note(f"unix, by {_peer(guest)}")
            self._welcome(guest)
        else:
            self._listen_to(server)

    def _welcome(self, guest: socket.socket) -> None:
        if len(self._guests) >= MOST_GUESTS:
            guest.close()
            return
        guest.setblocking(False)
        self._guests.add(guest)
        self._selector.register(guest, selectors.EVENT_READ)

    def _listen_to(self, guest: object) -> None:
        assert isinstance(guest, socket.socket)
        try:
            said = guest.recv(2**16)
        except BlockingIOError:
            return
        except OSError:
            said = b""
        if not said:
            self._selector.unregister(guest)
            self._guests.discard(guest)
            guest.close()


def _peer(guest: socket.socket) -> str:
    """Return the process at the other end: on a busy machine it may be none of ours."""
    pid, _, _ = struct.unpack("3i", guest.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()[:200].decode("utf-8", "replace")
    except OSError:  # gone meanwhile
        return f"process {pid}"
    return f"process {pid} ({' '.join(command.split(chr(0)))[:80].strip()})"


def _pair_on_one_port() -> tuple[socket.socket, socket.socket]:
    for _ in range(PORTS_TRIED):
        stream = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        stream.bind(("127.0.0.1", 0))
        packets = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            packets.bind(stream.getsockname())
        except OSError:  # somebody else has the number for UDP
            stream.close()
            packets.close()
            continue
        return stream, packets
    raise SandboxError("no port is free for both TCP and UDP")
