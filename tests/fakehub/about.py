"""Answers about people and repositories."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from .answers import Answer, Refused, Request, as_json
from .clock import iso
from .repos import Commit, Repo
from .trees import blobs

if TYPE_CHECKING:
    from .accounts import Account
    from .hub import FakeHub


def logged_in(request: Request, *, role: str = "write") -> Account:
    """Return who asks; raise `Refused` for nobody, and for a token with too small a right."""
    if request.user is None:
        raise Refused(401, "Invalid username or password.")
    if role == "write" and request.role != "write":
        raise Refused(403, "Forbidden: your token has only the read permission")
    return request.user


def repo_of(hub: FakeHub, request: Request) -> Repo:
    """Return the repository that a request is about; raise `Refused` where there is none, or none for this user."""
    named = request.named
    repo = hub.find(named["kind"], f"{named['owner']}/{named['name']}")
    hidden = repo is not None and repo.private and not (request.user and request.user.speaks_for(repo.owner))
    if repo is None or hidden:
        raise Refused(404 if request.user else 401, "Repository not found", "RepoNotFound")
    return repo


def commit_of(repo: Repo, request: Request) -> Commit:
    """Return the commit that a request is about, main without a revision; for a stale answer the one before it."""
    revision = request.named.get("rev", "main")
    commit = repo.at(revision)
    outdated = request.stale and commit.parents and repo.ref_of(revision)
    return repo.commits[commit.parents[0]] if outdated else commit


def whoami(hub: FakeHub, request: Request) -> Answer:
    """`GET /api/whoami-v2`."""
    user = logged_in(request, role="read")
    orgs = [
        {"type": "org", "id": org.id, "name": org.name, "fullname": org.name, "roleInOrg": "admin"}
        for org in hub.accounts
        if user in org.members
    ]
    access = {"type": "access_token", "accessToken": {"displayName": "test", "role": request.role}}
    return as_json(
        {
            "type": "user",
            "id": user.id,
            "name": user.name,
            "fullname": user.name,
            "isPro": False,
            "orgs": orgs,
            "auth": access,
        }
    )


def overview(hub: FakeHub, request: Request) -> Answer:
    """`GET /api/users/NAME/overview`; of an organization, the one of organizations."""
    account = hub.accounts.named(request.named["user"])
    if account is None or account.is_org != request.path.startswith("/api/organizations/"):
        raise Refused(404, "User not found")
    own = [repo for repo in hub.repos if repo.owner is account]
    numbers = {
        f"num{kind.capitalize()}s": sum(repo.kind == kind for repo in own) for kind in ("model", "dataset", "space")
    }
    return as_json({**account.public(), "user": account.name, **numbers, "orgs": []})


def validate_yaml(hub: FakeHub, request: Request) -> Answer:
    """`POST /api/validate-yaml`: what stands between the first two `---` of a card must be YAML."""
    import yaml

    content = str(request.json().get("content", ""))
    start, _, rest = content.partition("---\n")
    if start.strip() or not rest:
        missing = {"message": "empty or missing yaml metadata in repo card"}
        return as_json({"errors": [], "warnings": [missing]})
    try:
        yaml.safe_load(rest.partition("\n---")[0])
    except yaml.YAMLError as error:
        return as_json({"errors": [{"message": f"YAML Metadata Error: {error}"}], "warnings": []}, 400)
    return as_json({"errors": [], "warnings": []})


def create_repo(hub: FakeHub, request: Request) -> Answer:
    """`POST /api/repos/create`; 409 if it is there already."""
    user, asked = logged_in(request), request.json()
    owner = hub.accounts.named(asked.get("organization") or user.name)
    if owner is None or not user.speaks_for(owner):
        raise Refused(
            403, f"You don't have the rights to create a repo under the namespace {asked.get('organization')!r}"
        )
    kind, name = asked.get("type") or "model", request.text("name")
    url = f"{hub.url}/{'' if kind == 'model' else kind + 's/'}{owner.name}/{name}"
    if hub.find(kind, f"{owner.name}/{name}"):
        return as_json({"error": f"You already created this {kind} repo", "url": url}, 409)
    repo = hub.repo(kind, f"{owner.name}/{name}", private=asked.get("visibility") == "private")
    repo.sdk = asked.get("sdk") or ""
    return as_json({"url": url, "name": repo.id, "id": repo.id})


def delete_repo(hub: FakeHub, request: Request) -> Answer:
    """`DELETE /api/repos/delete`."""
    user, asked = logged_in(request), request.json()
    repo = hub.find(asked.get("type") or "model", f"{asked.get('organization') or user.name}/{request.text('name')}")
    if repo is None:
        raise Refused(404, "Repository not found", "RepoNotFound")
    if not user.speaks_for(repo.owner):
        raise Refused(403, "Forbidden")
    hub.repos.remove(repo)
    return Answer(200, b"OK", {"Content-Type": "text/plain"})


def auth_check(hub: FakeHub, request: Request) -> Answer:
    """`GET …/auth-check`."""
    repo_of(hub, request)
    return Answer(200, b"OK", {"Content-Type": "text/plain"})


def info(hub: FakeHub, request: Request) -> Answer:
    """`GET /api/{kind}s/{id}[/revision/{rev}]`, with sizes and hashes when `blobs` is asked for."""
    repo = repo_of(hub, request)
    commit = commit_of(repo, request)
    siblings: list[dict[str, object]] = []
    for path, blob in {**blobs(commit.root), **repo.listed_also}.items():
        sibling: dict[str, object] = {"rfilename": path}
        if request.flag("blobs"):
            sibling |= {"size": blob.size, "blobId": blob.oid}
            if blob.sha256:
                sibling["lfs"] = {"sha256": blob.sha256, "size": blob.size, "pointerSize": len(blob.pointer)}
        siblings.append(sibling)
    told: dict[str, object] = {
        "_id": repo.first.oid[:24],
        "id": repo.id,
        "author": repo.owner.name,
        "sha": commit.oid,
        "lastModified": iso(commit.at),
        "createdAt": iso(repo.created_at),
        "private": repo.private,
        "gated": "manual" if repo.gated else False,
        "disabled": False,
        "downloads": 0,
        "likes": 0,
        "tags": [],
        "siblings": siblings,
    }
    if repo.kind == "space":
        told["sdk"] = repo.sdk
    return as_json(told)


def refs(hub: FakeHub, request: Request) -> Answer:
    """`GET …/refs`, with those of pull requests when `include_prs` is asked for."""
    repo = repo_of(hub, request)
    found = [
        {"name": ref.removeprefix("refs/heads/").removeprefix("refs/"), "ref": ref, "targetCommit": oid}
        for ref, oid in list(repo.refs.items())
    ]
    told = {"branches": [ref for ref in found if ref["ref"].startswith("refs/heads/")], "converts": [], "tags": []}
    if request.flag("include_prs"):
        told["pullRequests"] = [ref for ref in found if ref["ref"].startswith("refs/pr/")]
    return as_json(told)


def commits(hub: FakeHub, request: Request) -> Answer:
    """`GET …/commits/{rev}`, newest first, in pages."""
    repo = repo_of(hub, request)
    page = request.number("p")
    size = hub.commits_page
    found = list(islice(repo.history(commit_of(repo, request)), page * size, (page + 1) * size + 1))
    answer = as_json([_told(commit) for commit in found[:size]])
    if len(found) > size:
        rest = "&".join(part for part in request.query.split("&") if part and not part.startswith("p="))
        answer.headers["Link"] = f'<{hub.url}{request.path}?{rest}{"&" if rest else ""}p={page + 1}>; rel="next"'
    return answer


def _told(commit: Commit) -> dict[str, object]:
    return {
        "id": commit.oid,
        "title": commit.title,
        "message": commit.message,
        "authors": [
            {"user": commit.author.name, "_id": commit.author.id, "avatar": f"/avatars/{commit.author.id}.svg"}
        ],
        "date": iso(commit.at),
        "formatted": {"title": commit.title, "message": commit.message},
    }
