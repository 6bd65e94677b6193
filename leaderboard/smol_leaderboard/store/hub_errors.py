"""What the Hub's client raises, in our words: did it happen, did it not, or does nobody know."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator

from ..errors import Conflict, Denied, NoStore, RateLimited, StoreError, Uncertain, Unreachable

NEVER_SENT = frozenset({"ConnectError", "ConnectTimeout", "PoolTimeout", "ProxyError", "UnsupportedProtocol"})
"""Errors of the HTTP library by name (the library itself is the client's affair): no request reached the server."""
NOT_UNDERSTOOD = (json.JSONDecodeError, UnicodeDecodeError, KeyError, TypeError)
EXCHANGE = "/oauth/token"
HOUR_S = 3600.0
UNITS = {"second": 1.0, "minute": 60.0, "hour": HOUR_S}
AGAIN = re.compile(r"retry this action in (?:about )?(?P<number>\d+|an?) (?P<unit>second|minute|hour)s?")
AFTER = re.compile(r"retry after (?P<seconds>\d+) seconds?")
DEFAULT_WAIT_S = 60.0


class NoRevision(StoreError):
    """The Hub says that there is no such revision, or not any more."""


class NotExchanged(Denied):
    """`HF_OIDC_RESOURCE` asks for a token of this CI job, and there is no id token, or the Hub does not take it."""

    key = "board_error.not_exchanged"
    hint = "board_error.not_exchanged.hint"


@contextlib.contextmanager
def in_our_words(board: str, token: str = "", *, changing: bool = False) -> Iterator[None]:
    """Turn whatever the client raises inside into a `StoreError`. The token never stands in one.

    With `changing`, an answer that is not understood is `Uncertain`.
    """
    from huggingface_hub import errors

    try:
        yield
    except StoreError:
        raise
    except errors.LocalEntryNotFoundError as error:  # a file that could not be had; the cause says why
        cause = error.__cause__
        raise _translated(cause if isinstance(cause, Exception) else error, board, token) from error
    except NOT_UNDERSTOOD as error:
        problem = _cleaned(f"the Hub's answer was not understood: {type(error).__name__}: {error}", token)
        raise (Uncertain(problem) if changing else StoreError(problem)) from error
    except errors.OIDCError as error:
        raise NotExchanged(_cleaned(str(error), token)) from error
    except (errors.HTTPError, OSError, ValueError) as error:  # type: ignore[attr-defined]
        raise _translated(error, board, token) from error


def _translated(error: Exception, board: str, token: str) -> StoreError:
    from huggingface_hub import errors

    if isinstance(error, errors.HfHubHTTPError):
        return _answered(error, board, token)
    problem = _cleaned(f"{type(error).__name__}: {error}", token)
    if isinstance(error, errors.LocalTokenNotFoundError):
        return Denied(problem)
    if isinstance(error, errors.OfflineModeIsEnabled | errors.LocalEntryNotFoundError):
        return Unreachable(problem)
    if isinstance(error, errors.HTTPError):  # type: ignore[attr-defined]
        sent = type(error).__name__ not in NEVER_SENT
        return Uncertain(problem) if sent and _changes(error) else Unreachable(problem)
    return StoreError(problem)


def _answered(error: Exception, board: str, token: str) -> StoreError:
    """Translate an answer of the Hub that says no."""
    from huggingface_hub import errors

    assert isinstance(error, errors.HfHubHTTPError)
    status = error.response.status_code
    said = error.server_message or str(error)
    problem = _cleaned(f"{status}: {said}", token)
    if _request(error)[1].endswith(EXCHANGE) and 400 <= status < 500 and status not in {408, 429}:
        return NotExchanged(problem)
    if status == 429:
        return RateLimited(seconds_to_wait(said, error.response.headers.get("Retry-After", "")), problem)
    if isinstance(error, errors.GatedRepoError | errors.DisabledRepoError) or status == 403:
        return Denied(problem)
    if isinstance(error, errors.RevisionNotFoundError):
        return NoRevision(problem)
    if isinstance(error, errors.RepositoryNotFoundError):  # also what the Hub says to nobody of a private one
        return Denied(problem) if status == 401 and _would_write(error) else NoStore(board)
    if status == 401:
        return Denied(problem)
    if status in {409, 412}:
        return Conflict(problem)
    if status >= 500 or status == 408:
        return Uncertain(problem) if _changes(error) else Unreachable(problem)
    return StoreError(problem)


def _changes(error: Exception) -> bool:
    """Tell whether the request that failed would have changed something. Reading and preparing changes nothing."""
    method, path = _request(error)
    told = r"/(commit/[^/]+|super-squash/[^/]+|discussions/\d+/(comment|status)|discussions)$|/repos/create$"
    return not path or (method == "POST" and re.search(told, path) is not None)


def _would_write(error: Exception) -> bool:
    """Tell whether the request that failed is one that needs a login: all but those that only ask."""
    method, path = _request(error)
    return method == "POST" and "/paths-info/" not in path


def _request(error: Exception) -> tuple[str, str]:
    """Return method and path, both empty if the error does not know its request."""
    try:
        # of an error that the Hub answered, the client's own `request` is not set
        request = error.response.request if hasattr(error, "response") else error.request  # type: ignore[attr-defined]
        return str(request.method), str(request.url.path)
    except (AttributeError, RuntimeError):
        return "", ""


def seconds_to_wait(body: str, retry_after: str) -> float:
    """Return the seconds that a 429 asks to wait.

    The Hub's answer to too many commits carries the number of another limit, in its header and at its beginning: the
    sentence about the hour is the one to believe.
    """
    text = body.lower()
    again = AGAIN.search(text)
    if again:
        number = 1 if again["number"].startswith("a") else int(again["number"])
        return number * UNITS[again["unit"]]
    if "per hour" in text:
        return HOUR_S
    if retry_after.strip().isdigit():
        return float(retry_after)
    after = AFTER.search(text)
    return float(after["seconds"]) if after else DEFAULT_WAIT_S


def _cleaned(text: str, token: str) -> str:
    if token:
        text = text.replace(token, "…")
    text = re.sub(r"hf_\w{8,}|eyJ[\w.-]{20,}", "…", text)
    return " ".join(text.split())[:300]
