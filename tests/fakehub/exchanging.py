"""Short-lived tokens for the jobs of trusted publishers: the id token of a CI job against one of the Hub (RFC 8693)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .answers import Answer, Refused, Request, as_json

if TYPE_CHECKING:
    from .hub import FakeHub

GRANT = "urn:ietf:params:oauth:grant-type:token-exchange"
ID_TOKEN = "urn:ietf:params:oauth:token-type:id_token"
LIFETIME_S = 3600


def exchange(hub: FakeHub, request: Request) -> Answer:
    """Give a job that is trusted a token. No signature is checked: `FakeHub.trust` says which id tokens are known.

    The real Hub binds the token to the one resource; here it may what its account may.
    """
    if request.text("grant_type") != GRANT or request.text("subject_token_type") != ID_TOKEN:
        raise Refused(400, "unsupported_grant_type")
    name = hub.trusted.get((request.text("subject_token"), request.text("resource")))
    if name is None:
        raise Refused(401, "No trusted publisher of this resource matches the id token")
    token = hub.accounts.new_token(hub.account(name), "write")
    return as_json({"access_token": token, "token_type": "bearer", "expires_in": LIFETIME_S})
