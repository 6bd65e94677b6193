"""Answers about discussions and pull requests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .about import logged_in, repo_of
from .answers import Answer, Refused, Request, as_json
from .discussions import Discussion, git_diff
from .repos import MAIN, Repo
from .trees import difference

if TYPE_CHECKING:
    from .accounts import Account
    from .hub import FakeHub


def one(hub: FakeHub, request: Request) -> tuple[Repo, Discussion]:
    """Return the discussion that a request is about; raise `Refused` if there is none."""
    repo = repo_of(hub, request)
    number = request.named["number"]
    if not number.isdecimal() or not 0 < int(number) <= len(repo.discussions):
        raise Refused(404, "Discussion not found")
    return repo, repo.discussions[int(number) - 1]


def discussions(hub: FakeHub, request: Request) -> Answer:
    """`GET …/discussions`, newest first, in pages: by status, kind and author. A draft counts as open."""
    repo = repo_of(hub, request)
    status, kind, author = request.asked("status"), request.asked("type"), request.asked("author")
    found = [
        discussion
        for discussion in reversed(list(repo.discussions))
        if status in {"", "all", "open" if discussion.status in {"open", "draft"} else "closed"}
        and kind in {"", "all", "pull_request" if discussion.is_pull_request else "discussion"}
        and author.lower() in {"", discussion.author.name.lower()}
    ]
    start = request.number("p") * hub.discussions_page
    page = found[start : start + hub.discussions_page]
    return as_json(
        {
            "discussions": [discussion.summary(repo.kind, repo.id) for discussion in page],
            "count": len(found),
            "start": start,
            "numClosedDiscussions": sum(discussion.status in {"closed", "merged"} for discussion in repo.discussions),
        }
    )


def discussion(hub: FakeHub, request: Request) -> Answer:
    """`GET …/discussions/{n}[?diff=1]`."""
    repo, found = one(hub, request)
    diff = ""
    if found.is_pull_request and request.flag("diff"):
        diff = git_diff(repo.at(found.base).root, repo.at(f"refs/pr/{found.number}").root)
    with repo.lock:
        return as_json(found.details(repo.kind, repo.id, diff))


def discuss(hub: FakeHub, request: Request) -> Answer:
    """`POST …/discussions`: a discussion, or the draft of a pull request."""
    user, repo, asked = logged_in(request), repo_of(hub, request), request.json()
    with repo.lock:
        base = repo.at(MAIN).oid if asked.get("pullRequest") else ""
        made = repo.discuss(user, request.text("title"), str(asked.get("description", "")), base=base, draft=bool(base))
        if base:
            repo.refs[f"refs/pr/{made.number}"] = base
        return as_json({"num": made.number, "url": f"{hub.web(repo)}/discussions/{made.number}"})


def comment(hub: FakeHub, request: Request) -> Answer:
    """`POST …/discussions/{n}/comment`: everybody who is logged in may."""
    user, (repo, found) = logged_in(request), one(hub, request)
    text = request.text("comment")
    with repo.lock:
        return as_json({"newMessage": found.say(user, repo.now(), text)})


def owned(repo: Repo, found: Discussion, user: Account) -> None:
    """Refuse who is neither the owner of the repository nor the author of the discussion."""
    if not (user.speaks_for(repo.owner) or found.author is user):
        raise Refused(403, "Forbidden: only the author or a maintainer can do this")


def status(hub: FakeHub, request: Request) -> Answer:
    """`POST …/discussions/{n}/status`: open or closed, with a comment before if one is sent."""
    user, (repo, found) = logged_in(request), one(hub, request)
    owned(repo, found, user)
    asked = request.json()
    if asked.get("status") not in {"open", "closed"}:
        raise Refused(400, "Invalid status")
    with repo.lock:
        if found.status == "merged" or (found.status == asked["status"]):
            raise Refused(400, f"The status is already {found.status}")
        if asked.get("comment"):
            found.say(user, repo.now(), str(asked["comment"]))
        found.status = asked["status"]
        return as_json({"newStatus": found.happened("status-change", user, repo.now(), {"status": found.status})})


def title(hub: FakeHub, request: Request) -> Answer:
    """`POST …/discussions/{n}/title`."""
    user, (repo, found) = logged_in(request), one(hub, request)
    owned(repo, found, user)
    with repo.lock:
        old, found.title = found.title, request.text("title")
        return as_json({"newTitle": found.happened("title-change", user, repo.now(), {"from": old, "to": found.title})})


def merge(hub: FakeHub, request: Request) -> Answer:
    """`POST …/discussions/{n}/merge`: the owner may; that somebody asked is kept in `Repo.merges_asked`."""
    user, (repo, found) = logged_in(request), one(hub, request)
    with repo.lock:
        repo.merges_asked.append((found.number, user.name))
        if not user.speaks_for(repo.owner):
            raise Refused(403, "Forbidden")
        if not found.is_pull_request or found.status in {"merged", "closed"}:
            raise Refused(400, "Only an open pull request can be merged")
        if text := request.json().get("comment"):
            found.say(user, repo.now(), str(text))
        head = repo.at(f"refs/pr/{found.number}")
        changes = {path: now for path, _, now in difference(repo.at(found.base).root, head.root)}
        found.merge_commit = repo.commit(user, MAIN, changes, title=f"{found.title} (#{found.number})").oid
        found.status = "merged"
        return as_json({"newStatus": found.happened("status-change", user, repo.now(), {"status": "merged"})})
