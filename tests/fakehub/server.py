"""The two HTTP servers of a hub, each with a thread for each connection."""

from __future__ import annotations

import contextlib
import os
import socket
import struct
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from .answers import Answer, Request

if TYPE_CHECKING:
    from .hub import FakeHub

EXPOSED = "X-Repo-Commit,X-Request-Id,X-Error-Code,X-Error-Message,ETag,Link,Accept-Ranges,Content-Range,X-Linked-Size,X-Linked-ETag"


class Server(ThreadingHTTPServer):
    """A server on a free port of this machine."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 512

    def __init__(self, hub: FakeHub, origin: str, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Connection)
        self.hub = hub
        self.origin = origin
        self.connections: set[socket.socket] = set()
        self.url = f"http://127.0.0.1:{self.server_address[1]}"

    def start(self) -> None:
        """Answer from now on."""
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True, name=f"fakehub {self.origin}").start()

    def stop(self) -> None:
        """Answer no more, and end the connections that clients keep."""
        self.shutdown()
        self.server_close()
        for connection in list(self.connections):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of clients that went away; keep everything else for the test to fail with."""
        import sys

        error = sys.exception()
        if error is not None and not isinstance(error, (OSError, ValueError)):
            self.hub.broken.append(error)


class Connection(BaseHTTPRequestHandler):
    """One client's connection."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Server

    def setup(self) -> None:
        """Remember the connection, to end it with the server."""
        super().setup()
        self.server.connections.add(self.connection)

    def finish(self) -> None:
        """Forget the connection."""
        self.server.connections.discard(self.connection)
        super().finish()

    def handle_any(self) -> None:
        """Read a request, let the hub answer, send what it says."""
        request = self.read()
        self.server.hub.handle(request, self)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_OPTIONS = handle_any  # noqa: N815 - as the standard library asks

    def read(self) -> Request:
        """Return the request with its whole body."""
        path, _, query = self.path.partition("?")
        headers = {name.lower(): value for name, value in self.headers.items()}
        if headers.get("transfer-encoding", "").lower() == "chunked":
            body = b"".join(iter(self.chunk, b""))
        else:
            body = self.rfile.read(int(headers.get("content-length", 0)))
        return Request(self.command, path, query, headers, body, self.server.origin)

    def chunk(self) -> bytes:
        """Return the next chunk of a body that comes without its length."""
        size = int(self.rfile.readline().split(b";")[0], 16)
        data = self.rfile.read(size)
        self.rfile.readline()
        return data

    def send(self, request: Request, answer: Answer, *, cut: bool = False) -> None:
        """Send an answer, or with `cut` no more than half of it."""
        headers = {"Content-Length": str(len(answer.body)), **answer.headers, **self.cross_origin(request)}
        head = b"HTTP/1.1 %d %s\r\n" % (answer.status, self.responses.get(answer.status, ("",))[0].encode())
        head += (
            b"".join(f"{name}: {value}\r\n".encode("latin-1", "replace") for name, value in headers.items()) + b"\r\n"
        )
        body = b"" if request.method == "HEAD" or answer.status in {204, 304} else answer.body
        if cut:
            self.wfile.write(head + body[: len(body) // 2])
            self.drop()
        else:
            self.wfile.write(head + body)

    def cross_origin(self, request: Request) -> dict[str, str]:
        """Return the headers that let a page of another origin read the answer."""
        if request.origin == "cdn":
            return {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": EXPOSED}
        return {
            "Access-Control-Allow-Origin": request.headers.get("origin", "https://huggingface.co"),
            "Access-Control-Expose-Headers": EXPOSED,
            "Vary": "Origin",
        }

    def drop(self) -> None:
        """End the connection as a server does that goes away."""
        self.close_connection = True

    def reset(self) -> None:
        """End the connection by a reset, at once and with what is under way lost."""
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.server.connections.discard(self.connection)
        # closing alone would wait for the files that the standard library made of the socket
        os.close(self.connection.detach())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the standard library's
        """Print nothing: the hub has a log."""
