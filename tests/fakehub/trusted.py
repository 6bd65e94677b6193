"""Trusted publishers: a CI job proves who it is with an id token, and gets a token of the Hub for one repository.

`POST /oauth/token` is RFC 8693, as `huggingface_hub` speaks it. The id token's own issuer, GitHub, is played too
(`GET /ci/id-token`), so that a job needs nothing else; a real id token is a signed JWT, here it is a name for one.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .answers import Answer, Refused, Request, as_json

if TYPE_CHECKING:
    from .hub import FakeHub

GRANT = "urn:ietf:params:oauth:grant-type:token-exchange"
KIND = "urn:ietf:params:oauth:token-type:id_token"
SECONDS = 3600


@dataclass(frozen=True)
class Publisher:
    """A workflow that a repository trusts."""

    request_token: str
    """With which a job of it asks its CI service for an id token."""
    account: str
    """As whom it acts."""
    resource: str
    """`datasets/OWNER/NAME`."""

    @property
    def id_token(self) -> str:
        """What proves that a job is of this workflow."""
        return f"eyJhbGciOiJub25lIn0.e30.of-{self.request_token}"


def mint(hub: FakeHub, request: Request) -> Answer:
    """`GET /ci/id-token?audience=…`: GitHub's part. The audience must be this hub."""
    asked = request.headers.get("x-ci-authorization", "")
    publisher = next((one for one in hub.publishers if asked == f"Bearer {one.request_token}"), None)
    if publisher is None or request.asked("audience") != hub.url:
        raise Refused(401, "no id token for this job")
    return as_json({"value": publisher.id_token})


def exchange(hub: FakeHub, request: Request) -> Answer:
    """`POST /oauth/token`: an id token for a token with the right to write."""
    try:
        asked = json.loads(request.body)
        grant, kind = asked["grant_type"], asked["subject_token_type"]
        proof, resource = asked["subject_token"], asked["resource"]
    except (ValueError, KeyError, TypeError) as error:
        raise Refused(400, "invalid_request") from error
    if (grant, kind) != (GRANT, KIND):
        raise Refused(400, "unsupported_grant_type")
    publisher = next((one for one in hub.publishers if one.id_token == proof), None)
    if publisher is None or publisher.resource != resource:
        raise Refused(403, "This workflow is not a trusted publisher of the repository")
    token = hub.accounts.new_token(hub.account(publisher.account), "write")
    return as_json({"access_token": token, "token_type": "bearer", "expires_in": SECONDS})
