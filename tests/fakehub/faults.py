"""What can go wrong with a request, when a test wants it to, or at random from a seed."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from .answers import Answer, Refused, Request, as_json
from .repos import PER_HOUR, WRONG_WAIT
from .routes import NAMES


@dataclass(frozen=True)
class Fault:
    """One way in which a request goes wrong."""

    name: str
    carried_out: Literal["no", "yes", "later"] = "no"
    """Whether the hub does all the same what it was asked: `later` is after it has answered."""
    ending: Literal["answer", "error", "reset", "drop", "cut"] = "error"
    """The true answer; an error; a reset connection; one that is closed; half of the true answer."""
    status: int = 500
    body: str = '{"error":"Internal Error - We\'re working hard to fix this as soon as possible!"}'
    headers: tuple[tuple[str, str], ...] = ()
    seconds: float = 0
    """Before the ending; with `later`, between the answer and the deed."""
    stale: bool = False
    """The true answer, but of before the newest commit; for reading and preupload."""

    def answer(self) -> Answer:
        """Return the error."""
        kind = "text/html" if self.body.startswith("<") else "application/json; charset=utf-8"
        return Answer(self.status, self.body.encode(), {"Content-Type": kind, **dict(self.headers)})

    def after(self, seconds: float) -> Fault:
        """Return the same fault with another waiting time."""
        return replace(self, seconds=seconds)


def _json(text: str) -> str:
    return as_json({"error": text}).body.decode()


BUSY = Fault("409", status=409, body=_json("Another commit is in progress on this repository. Please retry later."))
MOVED = Fault("412", status=412, body=_json("A commit has happened since. Please refresh and try again."))
PER_HOUR_LIMIT = Fault(
    "429 per hour", status=429, body=_json(PER_HOUR.format(limit=128)), headers=tuple(WRONG_WAIT.items())
)
"""The commits of the hour are used up; headers and first sentence are the other limit's and wrong."""
TOO_MANY_REQUESTS = Fault(
    "429",
    status=429,
    body=_json("We had to rate limit you. Retry after 2 seconds (0/1000 requests remaining in current 300s window)."),
    headers=(("RateLimit", '"api";r=0;t=2'), ("RateLimit-Policy", '"fixed window";"api";q=1000;w=300')),
)
"""The ordinary one, of calls in five minutes; its header is right."""
SERVER_ERROR = Fault("500")
BAD_GATEWAY = Fault("502", status=502, body="<html><body><h1>502 Bad Gateway</h1></body></html>")
UNAVAILABLE = Fault("503", status=503, body=_json("Service Unavailable"))
GATEWAY_TIMEOUT = Fault("504", status=504, body="<html><body><h1>504 Gateway Time-out</h1></body></html>")
RESET = Fault("reset", ending="reset")
DROP = Fault("drop", ending="drop")
HANG = Fault("hang", ending="drop", seconds=60)
"""No answer within a minute."""
SERVER_ERROR_AFTER = replace(SERVER_ERROR, name="500 but done", carried_out="yes")
GATEWAY_TIMEOUT_AFTER = replace(GATEWAY_TIMEOUT, name="504 but done", carried_out="yes")
GATEWAY_TIMEOUT_BEFORE = replace(GATEWAY_TIMEOUT, name="504, done later", carried_out="later", seconds=0.5)
"""The proxy gives up, the hub goes on: whoever reads back at once does not see it yet."""
RESET_AFTER = replace(RESET, name="reset but done", carried_out="yes")
DROP_AFTER = replace(DROP, name="drop but done", carried_out="yes")
HANG_AFTER = replace(HANG, name="hang but done", carried_out="yes")
CUT = Fault("cut", carried_out="yes", ending="cut")
SLOW = Fault("slow", carried_out="yes", ending="answer", seconds=0.2)
STALE = Fault("stale", carried_out="yes", ending="answer", stale=True)
"""A cache answers: the head that it names is not the head any more."""

NOT_DONE = (BUSY, MOVED, PER_HOUR_LIMIT, TOO_MANY_REQUESTS, SERVER_ERROR, BAD_GATEWAY, UNAVAILABLE, RESET, DROP)
"""Nothing happened."""
DONE = (SERVER_ERROR_AFTER, GATEWAY_TIMEOUT_AFTER, RESET_AFTER, DROP_AFTER, CUT)
"""It happened, and the client is not told."""


@dataclass
class Rule:
    """Which requests meet a fault."""

    fault: Fault | Callable[[Request], None]
    """Or what is called with the request; it may raise `Refused`."""
    routes: tuple[str, ...]
    method: str
    repo: str
    user: str
    skip: int
    """How many fitting requests pass first."""
    times: int | None
    """How many meet it then; None for all."""
    share: float
    """Of those, drawn at random."""
    draw: random.Random
    after: bool = False
    """A function is called when the request was carried out and is not answered yet, not before."""
    met: list[Request] = field(default_factory=list)
    """Requests that met it."""

    def fits(self, request: Request) -> bool:
        """Tell whether a request is one of those meant."""
        return (
            (not self.routes or request.route in self.routes)
            and self.method in {"", request.method}
            and request.repo.endswith(self.repo)
            and self.user in {"", request.user.name if request.user else ""}
        )

    def takes(self, request: Request) -> bool:
        """Tell whether this request meets the fault, and count it."""
        if not self.fits(request) or (self.times is not None and len(self.met) >= self.times):
            return False
        if self.skip:
            self.skip -= 1
            return False
        if self.draw.random() >= self.share:
            return False
        self.met.append(request)
        return True


@dataclass
class Met:
    """What a request meets."""

    fault: Fault | None = None
    after: list[Callable[[Request], None]] = field(default_factory=list)

    def call_after(self, request: Request) -> None:
        """Call what is to be called between deed and answer."""
        for call in self.after:
            call(request)


class Faults:
    """The plan of what goes wrong. The first rule that takes a request decides; a call does not end the search."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rules: list[Rule] = []

    def add(
        self,
        fault: Fault | Callable[[Request], None],
        route: str | Sequence[str] = (),
        *,
        method: str = "",
        repo: str = "",
        user: str = "",
        skip: int = 0,
        times: int | None = 1,
        after: bool = False,
    ) -> Rule:
        """Let the next request to a route (see `routes.py`; several, or none for all) meet a fault.

        `repo` is `OWNER/NAME`. A function in place of the fault is called before the request is carried out, or with
        `after` between deed and answer: a test does there what another writer would do, or kills who asks.
        """
        return self._add([fault], route, method, repo, user, skip=skip, times=times, after=after)[0]

    def randomly(
        self,
        seed: int,
        faults: Sequence[Fault],
        route: str | Sequence[str] = (),
        *,
        share: float = 0.2,
        method: str = "",
        repo: str = "",
        user: str = "",
    ) -> list[Rule]:
        """Let a share of all requests to a route meet one of several faults, drawn from a seed, until `clear`."""
        return self._add(list(faults), route, method, repo, user, share=share, seed=seed)

    def _add(
        self,
        faults: list[Fault] | list[Fault | Callable[[Request], None]],
        route: str | Sequence[str],
        method: str,
        repo: str,
        user: str,
        *,
        skip: int = 0,
        times: int | None = None,
        share: float = 1.0,
        seed: int = 0,
        after: bool = False,
    ) -> list[Rule]:
        routes = (route,) if isinstance(route, str) else tuple(route)
        if unknown := set(routes) - NAMES:
            msg = f"no route is called {', '.join(sorted(unknown))}"
            raise ValueError(msg)
        # the first of n rules takes share/n, the next share/n of what is left over, and so on: all alike in sum
        each, left, rules = share / len(faults), 1.0, []
        for place, fault in enumerate(faults):
            draw = random.Random(f"{seed}:{place}")
            rules.append(Rule(fault, routes, method, repo, user, skip, times, each / left, draw, after))
            left -= each
        with self._lock:
            self._rules += rules
        return rules

    def clear(self) -> None:
        """Let everything go well from now on."""
        with self._lock:
            self._rules.clear()

    def meet(self, request: Request) -> Met:
        """Return what a request meets; call what is to be called before it."""
        met = Met()
        before: list[Callable[[Request], None]] = []
        with self._lock:
            for rule in self._rules:
                if isinstance(rule.fault, Fault):
                    if met.fault is None and rule.takes(request):
                        met.fault = rule.fault
                elif rule.takes(request):
                    (met.after if rule.after else before).append(rule.fault)
        for call in before:
            call(request)
        return met


__all__ = [
    "BAD_GATEWAY",
    "BUSY",
    "CUT",
    "DONE",
    "DROP",
    "DROP_AFTER",
    "GATEWAY_TIMEOUT",
    "GATEWAY_TIMEOUT_AFTER",
    "GATEWAY_TIMEOUT_BEFORE",
    "HANG",
    "HANG_AFTER",
    "MOVED",
    "NOT_DONE",
    "PER_HOUR_LIMIT",
    "RESET",
    "RESET_AFTER",
    "SERVER_ERROR",
    "SERVER_ERROR_AFTER",
    "SLOW",
    "STALE",
    "TOO_MANY_REQUESTS",
    "UNAVAILABLE",
    "Fault",
    "Faults",
    "Met",
    "Refused",
    "Rule",
]
