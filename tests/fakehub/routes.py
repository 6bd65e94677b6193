"""Which request is answered by which function. The names in the middle are those of faults and of the log."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol
from urllib.parse import unquote

from . import about, committing, reading, talking, trusted
from .answers import Answer, Refused, Request

if TYPE_CHECKING:
    from .hub import FakeHub


class Handler(Protocol):
    """Answers a request."""

    def __call__(self, hub: FakeHub, request: Request, /) -> Answer:
        """Return the answer, or raise `Refused`."""
        ...


API = "/api/{kind}s/{owner}/{name}"
TABLE: tuple[tuple[str, str, str, Handler], ...] = (
    ("GET", "whoami", "/api/whoami-v2", about.whoami),
    ("GET", "user", "/api/users/{user}/overview", about.overview),
    ("GET", "user", "/api/organizations/{user}/overview", about.overview),
    ("POST", "validate_yaml", "/api/validate-yaml", about.validate_yaml),
    ("POST", "create_repo", "/api/repos/create", about.create_repo),
    ("DELETE", "delete_repo", "/api/repos/delete", about.delete_repo),
    ("POST", "commit", API + "/commit/{rev}", committing.commit),
    ("POST", "preupload", API + "/preupload/{rev}", committing.preupload),
    ("POST", "squash", API + "/super-squash/{rev}", committing.squash),
    ("GET", "info", API, about.info),
    ("GET", "info", API + "/revision/{rev}", about.info),
    ("GET", "auth_check", API + "/auth-check", about.auth_check),
    ("GET", "refs", API + "/refs", about.refs),
    ("GET", "commits", API + "/commits/{rev}", about.commits),
    ("GET", "tree", API + "/tree/{rev}", reading.tree),
    ("GET", "tree", API + "/tree/{rev}/{path}", reading.tree),
    ("POST", "paths_info", API + "/paths-info/{rev}", reading.paths_info),
    ("GET", "discussions", API + "/discussions", talking.discussions),
    ("POST", "discuss", API + "/discussions", talking.discuss),
    ("GET", "discussion", API + "/discussions/{number}", talking.discussion),
    ("POST", "comment", API + "/discussions/{number}/comment", talking.comment),
    ("POST", "status", API + "/discussions/{number}/status", talking.status),
    ("POST", "title", API + "/discussions/{number}/title", talking.title),
    ("POST", "merge", API + "/discussions/{number}/merge", talking.merge),
    ("POST", "exchange", "/oauth/token", trusted.exchange),
    ("GET", "id_token", "/ci/id-token", trusted.mint),
    ("GET", "resolve", "/{prefix}{owner}/{name}/resolve/{rev}/{path}", reading.resolve),
    ("GET", "resolve", "/{prefix}{owner}/{name}/raw/{rev}/{path}", reading.resolve),
    ("POST", "lfs_batch", "/{prefix}{owner}/{name}.git/info/lfs/objects/batch", committing.lfs_batch),
    ("POST", "lfs_verify", "/{prefix}{owner}/{name}.git/info/lfs/objects/verify", committing.lfs_verify),
    ("PUT", "upload", "/storage/{kind}/{owner}/{name}/{oid}", committing.upload),
    ("GET", "cdn", "/storage/{kind}/{owner}/{name}/{oid}", reading.stored),
)
"""Method, name, path, function. A HEAD is answered like a GET, without its body."""
NAMES = frozenset(name for _, name, _, _ in TABLE)
PARTS = {
    "kind": "(?P<kind>model|dataset|space)",
    "prefix": "(?P<prefix>(?:datasets/|spaces/)?)",
    "owner": r"(?P<owner>(?!api/|storage/|datasets/|spaces/)[^/]+)",
    "name": r"(?P<name>[^/]+?)",
    # browsers and people write refs/pr/1 with its slashes, the client as one part
    "rev": r"(?P<rev>refs/(?:pr|heads)/[^/]+|[^/]+)",
    "path": "(?P<path>.+)",
}


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(
        "".join(
            PARTS.get(piece[1:-1], f"(?P<{piece[1:-1]}>[^/]+)") if piece.startswith("{") else re.escape(piece)
            for piece in re.split(r"(\{\w+\})", path)
        )
    )


COMPILED = tuple((method, name, _pattern(path), handler) for method, name, path, handler in TABLE)


def route(request: Request) -> Handler:
    """Find who answers, and fill in what the path names; raise `Refused` if nobody does."""
    method = "GET" if request.method == "HEAD" else request.method
    for wanted, name, pattern, handler in COMPILED:
        match = pattern.fullmatch(request.path) if wanted == method else None
        if match:
            request.route = name
            request.named = {part: unquote(text) for part, text in match.groupdict().items()}
            if "prefix" in request.named:
                request.named["kind"] = request.named["prefix"].rstrip("s/") or "model"
            return handler
    raise Refused(404, f"Sorry, we can't find {request.method} {request.path}")
