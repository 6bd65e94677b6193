"""Answers to reading: listings, sizes and hashes, and the files themselves."""

from __future__ import annotations

import mimetypes
import re
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote

from .about import commit_of, repo_of
from .answers import Answer, Refused, Request, as_json
from .clock import iso
from .committing import repo_of_storage
from .repos import Commit, Repo
from .trees import Blob, Folder, Node, find, listing

if TYPE_CHECKING:
    from .hub import FakeHub


def entry(path: str, node: Node) -> dict[str, object]:
    """Return a file or folder as a listing shows it."""
    if isinstance(node, Folder):
        return {"type": "directory", "oid": node.oid, "size": 0, "path": path}
    told: dict[str, object] = {"type": "file", "oid": node.oid, "size": node.size, "path": path}
    if node.sha256:
        told["lfs"] = {"oid": node.sha256, "size": node.size, "pointerSize": len(node.pointer)}
    return told


def with_last_commit(repo: Repo, commit: Commit, entries: list[dict[str, object]]) -> list[dict[str, object]]:
    """Add to each entry the newest commit that touched it."""
    missing = {str(told["path"]): told for told in entries}
    for past in repo.history(commit):
        if not missing:
            break
        for changed in past.changed:
            parts = changed.rstrip("/").split("/")
            for depth in range(len(parts), 0, -1):
                told = missing.pop("/".join(parts[:depth]), None)
                if told is not None:
                    told["lastCommit"] = {"id": past.oid, "title": past.title, "date": iso(past.at)}
    return entries


def tree(hub: FakeHub, request: Request) -> Answer:
    """`GET …/tree/{rev}[/{path}]`, a page at a time with a `Link` to the next."""
    repo = repo_of(hub, request)
    commit = commit_of(repo, request)
    below = request.named.get("path", "").strip("/")
    folder = find(commit.root, below)
    if not isinstance(folder, Folder):
        raise Refused(
            404, f'"{below}" does not exist on "{request.named["rev"]}"', "EntryNotFound", {"X-Repo-Commit": commit.oid}
        )
    expand = request.flag("expand")
    most = min(hub.tree_page, 50) if expand else hub.tree_page
    size = min(request.number("limit", most), most)
    start = request.number("cursor")
    rows = listing(folder, recursive=request.flag("recursive"))
    prefix = f"{below}/" if below else ""
    entries = [entry(prefix + path, node) for path, node in islice(rows, start, start + size)]
    answer = as_json(with_last_commit(repo, commit, entries) if expand else entries)
    answer.headers["X-Repo-Commit"] = commit.oid
    if start + size < len(rows):
        rest = "&".join(part for part in request.query.split("&") if part and not part.startswith("cursor="))
        answer.headers["Link"] = (
            f'<{hub.url}{request.path}?{rest}{"&" if rest else ""}cursor={start + size}>; rel="next"'
        )
    return answer


def paths_info(hub: FakeHub, request: Request) -> Answer:
    """`POST …/paths-info/{rev}`: about those of the paths that exist. At most 1,000 a call."""
    repo = repo_of(hub, request)
    if request.headers.get("content-type", "").startswith("application/json"):
        asked = {name: value if isinstance(value, list) else [value] for name, value in request.json().items()}
    else:
        asked = parse_qs(request.body.decode())
    paths = asked.get("paths", [])
    if len(paths) > 1000:
        raise Refused(413, "too many parameters")
    commit = commit_of(repo, request)
    found = [(path, find(commit.root, path)) for path in (str(path).strip("/") for path in paths) if path]
    entries = [entry(path, node) for path, node in found if node is not None]
    expand = str(asked.get("expand", [""])[-1]).lower() in {"1", "true"}
    return as_json(with_last_commit(repo, commit, entries) if expand else entries)


def resolve(hub: FakeHub, request: Request) -> Answer:
    """`GET /[datasets/]{id}/resolve/{rev}/{path}`: the file, or where it can be had when the CDN is on."""
    repo = repo_of(hub, request)
    commit = commit_of(repo, request)
    path = request.named["path"]
    if repo.gated and not (request.user and request.user.speaks_for(repo.owner)):
        raise Refused(403 if request.user else 401, f"Access to {repo.kind} {repo.id} is restricted.", "GatedRepo")
    blob = find(commit.root, path)
    if not isinstance(blob, Blob):
        raise Refused(404, "Entry not found", "EntryNotFound", {"X-Repo-Commit": commit.oid})
    name = path.rpartition("/")[2]
    headers = {
        "X-Repo-Commit": commit.oid,
        "ETag": f'"{blob.etag}"',
        "Accept-Ranges": "bytes",
        "Content-Type": mimetypes.guess_type(path)[0] or "text/plain; charset=utf-8",
        "Content-Disposition": f"inline; filename*=UTF-8''{quote(name)}; filename=\"{name.encode('ascii', 'replace').decode()}\";",
    }
    if hub.cdn == "all" or (hub.cdn == "lfs" and blob.sha256):
        headers["Location"] = f"{hub.cdn_url}/storage/{repo.kind}/{repo.id}/{blob.etag}?filename={quote(name)}"
        headers["X-Linked-ETag"] = f'"{blob.etag}"'
        headers["X-Linked-Size"] = str(blob.size)
        return Answer(302, b"", headers)
    return ranged(request, repo.served.get(path, blob.content), headers)


def stored(hub: FakeHub, request: Request) -> Answer:
    """`GET` from the storage, which knows contents and no names."""
    repo = repo_of_storage(hub, request)
    blob = repo.lfs.get(request.named["oid"]) or repo.blobs.get(request.named["oid"])
    if blob is None:
        raise Refused(404, "Not found")
    kind = mimetypes.guess_type(request.asked("filename"))[0] or "application/octet-stream"
    headers = {"ETag": f'"{blob.etag}"', "Accept-Ranges": "bytes", "Content-Type": kind}
    return ranged(request, blob.content, headers)


def ranged(request: Request, content: bytes, headers: dict[str, str]) -> Answer:
    """Return a content, the part of it that was asked for, or that it is still the same."""
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Answer(304, b"", headers)
    wanted = re.fullmatch(r"bytes=(\d*)-(\d*)", request.headers.get("range", ""))
    if not wanted or not any(wanted.groups()):
        return Answer(200, content, headers)
    first, last = wanted.groups()
    start = int(first) if first else max(0, len(content) - int(last))
    end = min(int(last), len(content) - 1) if first and last else len(content) - 1
    if start >= len(content) or start > end:
        return Answer(416, b"", {"Content-Range": f"bytes */{len(content)}"})
    return Answer(206, content[start : end + 1], {**headers, "Content-Range": f"bytes {start}-{end}/{len(content)}"})
