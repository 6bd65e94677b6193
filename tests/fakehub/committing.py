"""Answers to writing: which way a file goes up, LFS, and the commit itself."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from typing import TYPE_CHECKING, Any

from .about import commit_of, logged_in, repo_of
from .answers import Answer, Refused, Request, as_json
from .repos import MAIN, Repo
from .trees import Blob, find

if TYPE_CHECKING:
    from .accounts import Account
    from .hub import FakeHub

LFS_EXTENSIONS = (".parquet", ".safetensors", ".bin", ".arrow", ".npz", ".zip", ".gz", ".pt", ".gguf")
"""What goes up as LFS on the Hub whatever its size, the better known of them."""


def preupload(hub: FakeHub, request: Request) -> Answer:
    """`POST …/preupload/{rev}`: for each file `regular` or `lfs`, and the id of what lies there now."""
    user, repo = logged_in(request), repo_of(hub, request)
    if not request.flag("create_pr"):
        writable(repo, user, target(repo, request.named["rev"]))
    root = commit_of(repo, request).root
    told = []
    for file in request.items("files", path=str, size=int):
        there = find(root, file["path"])
        lfs = file["size"] > hub.largest_regular or file["path"].endswith(hub.lfs_extensions)
        told.append(
            {
                "path": file["path"],
                "uploadMode": "lfs" if lfs else "regular",
                "shouldIgnore": False,
                **({"oid": there.etag} if isinstance(there, Blob) else {}),
            }
        )
    return as_json({"files": told})


def target(repo: Repo, revision: str) -> str:
    """Return the reference that a commit goes to; raise `Refused` if there is none of that name."""
    ref = repo.ref_of(revision)
    if not ref:
        raise Refused(404, f"Invalid rev id: {revision}", "RevisionNotFound")
    return ref


def writable(repo: Repo, user: Account, ref: str) -> None:
    """Refuse who may not commit to a reference, with the Hub's own words."""
    if not repo.may_write(user, ref):
        raise Refused(403, "Forbidden: pass `create_pr=1` as a query parameter to create a Pull Request")


def commit(hub: FakeHub, request: Request) -> Answer:
    """`POST …/commit/{rev}[?create_pr=1]`."""
    user, repo = logged_in(request), repo_of(hub, request)
    ref = target(repo, request.named["rev"])
    wants_pr = request.flag("create_pr")
    if not wants_pr:
        writable(repo, user, ref)
    header, changes = read_lines(repo, request.body)
    title, text = str(header.get("summary", "")), str(header.get("description") or "")
    parent = str(header.get("parentCommit") or "")
    if wants_pr:
        number, oid = open_pull_request(repo, user, changes, title=title, text=text, parent=parent, at=ref)
        told = {"pullRequestUrl": f"{hub.web(repo)}/discussions/{number}"}
    else:
        oid = repo.commit(user, ref, changes, title=title, message=text, parent=parent).oid
        told = {}
    return as_json(
        {"success": True, "commitOid": oid, "commitUrl": f"{hub.web(repo)}/commit/{oid}", "hookOutput": "", **told}
    )


def open_pull_request(
    repo: Repo, user: Account, changes: dict[str, Blob | None], *, title: str, text: str, parent: str, at: str
) -> tuple[int, str]:
    """Make a pull request of a commit, from `parent` or from a reference; return its number and the commit's id."""
    with repo.lock:
        base = repo.at(parent or at)
        number = len(repo.discussions) + 1
        made = repo.add(user, f"refs/pr/{number}", base, changes, title=title, message=text)
        if made is base:
            repo.refs[f"refs/pr/{number}"] = base.oid
        opened = repo.discuss(user, title, text, base=base.oid)
        opened.happened("commit", user, repo.now(), {"subject": title, "oid": made.oid})
        return number, made.oid


def read_lines(repo: Repo, body: bytes) -> tuple[dict[str, Any], dict[str, Blob | None]]:
    """Return header and changes of a commit's lines; raise `Refused` for what is no such thing."""
    header: dict[str, Any] = {}
    changes: dict[str, Blob | None] = {}
    try:
        for line in body.splitlines():
            item = json.loads(line)
            key, value = item["key"], item["value"]
            if key == "header":
                header = value
            elif key == "file":
                changes[value["path"]] = Blob(base64.b64decode(value["content"], validate=True))
            elif key == "lfsFile":
                changes[value["path"]] = uploaded(repo, value["oid"])
            elif key == "deletedFile":
                changes[value["path"].rstrip("/")] = None
            elif key == "deletedFolder":
                changes[value["path"].rstrip("/") + "/"] = None
            else:
                raise Refused(400, f"Invalid key: {key}")
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error) as error:
        raise Refused(400, f"Invalid commit: {error!r}") from error
    if not header.get("summary"):
        raise Refused(400, "A commit needs a summary")
    return header, changes


def uploaded(repo: Repo, sha256: str) -> Blob:
    """Return what was uploaded under a hash; raise `Refused` if nothing was."""
    blob = repo.lfs.get(sha256)
    if blob is None:
        raise Refused(404, f"LFS pointer pointed to a file that does not exist: {sha256}", "EntryNotFound")
    return blob


def lfs_batch(hub: FakeHub, request: Request) -> Answer:
    """`POST ….git/info/lfs/objects/batch`: where to put each content that is not there yet."""
    logged_in(request)
    repo = repo_of(hub, request)
    objects: list[dict[str, object]] = []
    for wanted in request.items("objects", oid=str, size=int):
        told: dict[str, object] = {"oid": wanted["oid"], "size": wanted["size"], "authenticated": True}
        if wanted["oid"] not in repo.lfs:
            told["actions"] = {
                "upload": {"href": f"{hub.cdn_url}/storage/{repo.kind}/{repo.id}/{wanted['oid']}", "header": {}},
                "verify": {"href": f"{hub.web(repo)}.git/info/lfs/objects/verify", "header": {}},
            }
        objects.append(told)
    return as_json({"transfer": "basic", "objects": objects})


def upload(hub: FakeHub, request: Request) -> Answer:
    """`PUT` of a content to the storage, which asks for no token and takes only what has the right hash."""
    repo = repo_of_storage(hub, request)
    blob = Blob(request.body, lfs=True)
    if blob.sha256 != request.named["oid"]:
        raise Refused(400, "The content does not match its checksum")
    repo.lfs[blob.sha256] = blob
    return Answer(200, b"", {"ETag": f'"{hashlib.md5(request.body).hexdigest()}"'})


def lfs_verify(hub: FakeHub, request: Request) -> Answer:
    """`POST ….git/info/lfs/objects/verify`."""
    asked = request.json()
    blob = uploaded(repo_of(hub, request), str(asked.get("oid")))
    if blob.size != asked.get("size"):
        raise Refused(400, "Size mismatch")
    return as_json({"success": True})


def repo_of_storage(hub: FakeHub, request: Request) -> Repo:
    """Return the repository that a storage link names: whoever has the link may use it."""
    repo = hub.find(request.named["kind"], f"{request.named['owner']}/{request.named['name']}")
    if repo is None:
        raise Refused(404, "Not found")
    return repo


def squash(hub: FakeHub, request: Request) -> Answer:
    """`POST …/super-squash/{branch}`: one commit without a parent in place of all. The old ones stay readable."""
    user, repo = logged_in(request), repo_of(hub, request)
    ref = target(repo, request.named["rev"])
    if not user.speaks_for(repo.owner) or ref != MAIN:
        raise Refused(403, "Forbidden")
    with repo.lock:
        head = repo.at(ref)
        made = repo.sign(user, (), head.root, {}, str(request.json().get("message", "")), "")
        repo.refs[ref] = made.oid
    return as_json({"success": True})
