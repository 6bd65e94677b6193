"""The hub: its accounts, repositories, clock, faults and log, and how a request goes through them."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Literal, Self

from .accounts import Account, Accounts
from .answers import Answer, Refused, Request, refusal
from .clock import Clock
from .committing import LFS_EXTENSIONS
from .faults import Fault, Faults, Met
from .log import Log
from .repos import Repo
from .routes import Handler, route
from .server import Connection, Server
from .trusted import Publisher

if TYPE_CHECKING:
    from huggingface_hub import HfApi


class FakeHub:
    """A hub of one's own. `with FakeHub() as hub:` starts it and ends it.

    >>> with FakeHub() as hub:
    ...     hub.account("ana")
    ...     hub.repo("dataset", "course/board")
    ...     hub.api("ana").list_repo_files("course/board", repo_type="dataset")
    ['.gitattributes']
    """

    def __init__(
        self,
        *,
        at: str = "2026-11-25T12:00:00Z",
        tree_page: int = 1000,
        discussions_page: int = 50,
        commits_page: int = 50,
        lfs_extensions: tuple[str, ...] = (),
        largest_regular: int = 10_000_000,
        cdn: Literal["", "lfs", "all"] = "",
    ) -> None:
        """Make a hub whose clock stands at `at`. The attributes of the same names may be changed at any time."""
        self.tree_page = tree_page
        self.discussions_page = discussions_page
        self.commits_page = commits_page
        self.lfs_extensions = lfs_extensions
        """Files that go up as LFS whatever their size; `LFS_EXTENSIONS` are the Hub's."""
        self.largest_regular = largest_regular
        """Bytes beyond which a file goes up as LFS."""
        self.cdn: Literal["", "lfs", "all"] = cdn
        """Which files resolve only says the place of, on a server of another origin."""
        self.accounts = Accounts()
        self.repos: list[Repo] = []
        self.publishers: list[Publisher] = []
        """Workflows that may ask for a token, see `trusted.py`."""
        self.clock = Clock(at)
        self.faults = Faults()
        self.log = Log()
        self.broken: list[BaseException] = []
        """What went wrong in the double itself: `stop` raises the first."""
        self.closing = threading.Event()
        self._late: list[threading.Thread] = []
        self._lock = threading.RLock()
        self._servers = (Server(self, "hub"), Server(self, "cdn"))
        self.url, self.cdn_url = (server.url for server in self._servers)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> Self:
        """Answer from now on."""
        for server in self._servers:
            server.start()
        return self

    def stop(self) -> None:
        """End all connections; raise what went wrong in the double itself."""
        self.closing.set()
        for server in self._servers:
            server.stop()
        if self.broken:
            raise self.broken[0]

    def account(self, name: str) -> Account:
        """Return the user of a name, new if there was none."""
        return self.accounts.of(name)

    def org(self, name: str, members: Iterable[str] = ()) -> Account:
        """Return an organization with these members, all new if there were none."""
        account = self.accounts.of(name, org=True)
        account.members |= {self.account(member) for member in members}
        return account

    def rename(self, old: str, new: str) -> Account:
        """Give an account another name; id, token and repositories stay its own, the old name is free."""
        return self.accounts.rename(old, new)

    def delete_account(self, name: str) -> None:
        """Close an account: what it wrote stays, without an author."""
        self.accounts.delete(name)

    def api(self, name: str = "", *, role: Literal["read", "write"] = "write") -> HfApi:
        """Return the real client, logged in as somebody (new if need be), or as nobody.

        The double does not speak the Xet protocol: this switches it off in this process.
        """
        from huggingface_hub import HfApi, constants

        constants.HF_HUB_DISABLE_XET = True
        return HfApi(endpoint=self.url, token=self.token(name, role) if name else False)

    def token(self, name: str, role: Literal["read", "write"] = "write") -> str:
        """Return a token of somebody, new if need be."""
        account = self.account(name)
        return account.token if role == "write" else self.accounts.new_token(account, role)

    def environment(self, name: str = "") -> dict[str, str]:
        """Return the variables with which another process talks to this hub as somebody, or as nobody."""
        return {
            "HF_ENDPOINT": self.url,
            "HF_HUB_DISABLE_XET": "1",
            "HF_HUB_DISABLE_TELEMETRY": "1",
            "HF_HUB_DISABLE_IMPLICIT_TOKEN": "" if name else "1",
            "HF_TOKEN": self.token(name) if name else "",
            "NO_PROXY": "127.0.0.1",
        }

    def repo(self, kind: str, repo_id: str, *, private: bool = False) -> Repo:
        """Return the `model`, `dataset` or `space` of an id `OWNER/NAME`, new with its owner if there was none."""
        with self._lock:
            found = self.find(kind, repo_id)
            if found is None:
                owner, _, name = repo_id.partition("/")
                found = Repo(kind, self.account(owner), name, self.clock, private=private)
                self.repos.append(found)
            return found

    def find(self, kind: str, repo_id: str) -> Repo | None:
        """Return a repository, None if there is none."""
        owner_name, _, name = repo_id.partition("/")
        owner = self.accounts.named(owner_name)
        same = (repo for repo in list(self.repos) if repo.kind == kind and repo.name.lower() == name.lower())
        return next((repo for repo in same if repo.owner is owner), None)

    def web(self, repo: Repo) -> str:
        """Return the address of a repository's page."""
        return f"{self.url}/{'' if repo.kind == 'model' else repo.kind + 's/'}{repo.id}"

    def handle(self, request: Request, connection: Connection) -> None:
        """Answer a request, or let it go wrong, and note it."""
        fault: Fault | None = None
        late = False
        met = Met()
        try:
            handler = self.recognized(request)
            met = self.faults.meet(request)
            fault = met.fault
            late = fault is not None and fault.carried_out == "later"
            request.stale = fault is not None and fault.stale
            answer = handler(self, request) if fault is None or fault.carried_out == "yes" else Answer()
            met.call_after(request)
        except Refused as refused:
            answer = refusal(refused)
        except Exception as error:  # noqa: BLE001 - kept for `stop` to raise: the double is wrong, not the client
            self.broken.append(error)
            answer = refusal(Refused(500, f"The double itself failed: {error!r}"))
        if fault is not None and fault.seconds and not late:
            self.closing.wait(fault.seconds)
        if fault is not None and fault.ending == "error":
            answer = fault.answer()
        answer.headers.setdefault("X-Request-Id", f"fake-{len(self.log)}")
        ending = fault.ending if fault else "answer"
        status = answer.status if ending in {"answer", "error"} else 0
        self.log.add(request, self.clock.now(), status, answer.body, fault.name if fault else "")
        if late and fault is not None:
            self.later(request, fault.seconds)
        if ending == "reset":
            connection.reset()
        elif ending == "drop":
            connection.drop()
        else:
            connection.send(request, answer, cut=ending == "cut")

    def trust(self, account: str, resource: str) -> dict[str, str]:
        """Let a workflow act as an account on `datasets/OWNER/NAME`; return what GitHub gives a job of it.

        Without a token of the Hub: the variables with which the job can prove who it is.
        """
        publisher = Publisher(f"ci-{len(self.publishers)}", account, resource)
        self.publishers.append(publisher)
        return {
            **{name: value for name, value in self.environment().items() if name != "HF_HUB_DISABLE_IMPLICIT_TOKEN"},
            "GITHUB_ACTIONS": "true",
            "ACTIONS_ID_TOKEN_REQUEST_URL": f"{self.url}/ci/id-token",
            "ACTIONS_ID_TOKEN_REQUEST_TOKEN": publisher.request_token,
        }

    def recognized(self, request: Request) -> Handler:
        """Find out who asks and who answers."""
        if request.method == "OPTIONS":
            request.route = "preflight"
            return preflight
        handler = route(request)
        if request.route == "id_token":  # asked with a token of the CI service, not of the Hub
            request.headers["x-ci-authorization"] = request.headers.pop("authorization", "")
        request.user, request.role = self.accounts.of_token(request.headers.get("authorization", ""))
        return handler

    def later(self, request: Request, seconds: float) -> None:
        """Carry a request out after it was answered."""

        def deed() -> None:
            self.closing.wait(seconds)
            with contextlib.suppress(Refused):  # nobody is left to be told
                route(request)(self, request)

        thread = threading.Thread(target=deed, daemon=True)
        self._late.append(thread)
        thread.start()

    def settle(self) -> None:
        """Wait for all that is carried out after its answer."""
        for thread in self._late:
            thread.join()

    def stored(self) -> Iterator[tuple[str, bytes]]:
        """Yield all that the hub ever took in, each with its place: contents, names, messages, talk, requests.

        The bodies of requests are in it as they came and, of commits, with their base64 undone.
        """
        for repo in list(self.repos):
            where = f"{repo.kind}/{repo.id}"
            yield f"{where} refs", json.dumps(repo.refs).encode()
            for blob in [*repo.blobs.values(), *repo.lfs.values()]:
                yield f"{where} object {blob.oid}", blob.content
            for commit in list(repo.commits.values()):
                said = [commit.title, commit.message, *commit.changed]
                yield f"{where} commit {commit.oid}", "\n".join(said).encode()
            for discussion in list(repo.discussions):
                told = json.dumps(discussion.details(repo.kind, repo.id, ""), ensure_ascii=False)
                yield f"{where} discussion {discussion.number}", told.encode()
        for entry in self.log:
            yield f"log {entry.number}", entry.path.encode()
            yield f"log {entry.number} body", entry.body
            yield from ((f"log {entry.number} file", content) for content in entry.files())


def preflight(hub: FakeHub, request: Request) -> Answer:
    """Let a page of another origin ask what it announced."""
    return Answer(
        204,
        b"",
        {
            "Access-Control-Allow-Methods": "GET,HEAD,POST,PUT,DELETE,OPTIONS",
            "Access-Control-Allow-Headers": request.headers.get("access-control-request-headers", "*"),
            "Access-Control-Max-Age": "86400",
        },
    )


__all__ = ["LFS_EXTENSIONS", "FakeHub"]
