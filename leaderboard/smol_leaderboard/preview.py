"""A look at the page on this machine: served from memory, so that nothing is left behind however it ends."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

from .errors import StoreError
from .site import BESIDE, is_published
from .store import Store

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".jwt": "text/plain; charset=utf-8",
    ".jsonl": "text/plain; charset=utf-8",
    ".md": "text/plain; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
}
"""By ending; a machine's own table may say something else, and a module of another type does not run."""


class Preview(ThreadingHTTPServer):
    """Serves a page's files and, below `data/`, a board as it is now. Only this machine reaches it."""

    daemon_threads = True

    def __init__(self, files: Mapping[str, bytes], store: Store | None = None, port: int = 0) -> None:
        """Listen at a port of 127.0.0.1, any free one for 0. Raises `OSError` where it is taken."""
        self.page = files
        self.store = store
        super().__init__(("127.0.0.1", port), _Handler)

    @property
    def link(self) -> str:
        """Where the page is."""
        return f"http://127.0.0.1:{self.server_port}/"

    def content(self, path: str) -> bytes | None:
        """Return a file's bytes, None where there is none."""
        if path in self.page:
            return self.page[path]
        wanted = path.removeprefix(BESIDE)
        if self.store is None or wanted == path or not is_published(wanted):
            return None
        return self.store.read(wanted)


class _Handler(BaseHTTPRequestHandler):
    server: Preview
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    """Else each file waits for the browser's acknowledgement of its headers, 40 ms."""

    def do_GET(self) -> None:
        """Answer with a file."""
        path = unquote(urlsplit(self.path).path).lstrip("/") or "index.html"
        try:
            content = self.server.content(path)
        except StoreError:
            content = None
        status = HTTPStatus.NOT_FOUND if content is None else HTTPStatus.OK
        self.send_response(status)
        self.send_header("Content-Type", TYPES.get(posixpath.splitext(path)[1], "application/octet-stream"))
        self.send_header("Content-Length", str(len(content or b"")))
        self.send_header("Cache-Control", "no-cache")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        self.wfile.write(content or b"")

    def log_message(self, *_: object) -> None:
        """Say nothing: the page's reader knows what it asked for."""
