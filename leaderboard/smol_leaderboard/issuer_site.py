"""The issuer's own site: the keys that it publishes, read over https from the address that its did:web stands for.

The address is the course's (course.toml) or the reader's (`--issuer`), never a credential's; no redirection is
followed.
"""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from typing import Any

from .issuer import LARGEST_DOCUMENT, web_address

PATIENCE_S = 10.0


class _Stay(urllib.request.HTTPRedirectHandler):
    """A site that sends its readers elsewhere does not publish keys."""

    def redirect_request(self, *_: Any) -> None:
        return None


def fetch(did: str) -> bytes | None:
    """Return the DID document of an issuer's site, None where it does not answer with one."""
    return fetch_from(web_address(did))


def fetch_from(address: str) -> bytes | None:
    """Return what an address answers with, cut where it is too large for a document; None for no answer."""
    opener = urllib.request.build_opener(_Stay)
    try:
        with opener.open(address, timeout=PATIENCE_S) as answer:
            content: bytes = answer.read(LARGEST_DOCUMENT + 1)
    except (OSError, http.client.HTTPException, ValueError):
        return None
    return content
