"""Where pictures lead to: addresses made of the trusted issuer and an id, never of a text in a credential. Pure."""

from __future__ import annotations

import re
from urllib.parse import quote, urlencode

from smol_grade.certificates import DID_WEB
from smol_grade.schedule import moment

from ..credential import IDENTIFIER
from ..issuer import web_address
from .errors import BadLink, NoPage

LINKEDIN = "https://www.linkedin.com/profile/add"
LINK = re.compile(r"https://[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?(/[A-Za-z0-9._~:/?#@!$&'()*+,;=%-]{0,300})?", re.ASCII)
DOCUMENT = re.compile(r"(\.well-known/)?did\.json$")


def verify_link(did: str, identifier: str) -> str:
    """Return where the leaderboard's page verifies a certificate: `did` is the issuer who is trusted.

    Raises `NoPage` for an issuer without one, and for an id that is none.
    """
    if not DID_WEB.fullmatch(did) or not IDENTIFIER.fullmatch(identifier):
        raise NoPage(did)
    return f"{DOCUMENT.sub('', web_address(did))}#/verify/{identifier}"


def web_link(link: str) -> str:
    """Return an address of the web; raise `BadLink` for anything else."""
    if not LINK.fullmatch(link):
        raise BadLink(link)
    return link


def linkedin_link(*, title: str, issuer: str, issued_at: str, expires_at: str, link: str, identifier: str) -> str:
    """Return what adds a certificate to one's profile on LinkedIn, which shows it before it is saved.

    Moments are UTC, `2026-11-25T12:00:00Z`; `expires_at` is empty for never.
    """
    issued = moment(issued_at)
    fields = {
        "startTask": "CERTIFICATION_NAME",
        "name": title,
        "organizationName": issuer,
        "issueYear": issued.year,
        "issueMonth": issued.month,
    }
    if expires_at:
        expires = moment(expires_at)
        fields |= {"expirationYear": expires.year, "expirationMonth": expires.month}
    fields |= {"certUrl": link, "certId": identifier}
    return f"{LINKEDIN}?{urlencode(fields, quote_via=quote)}"
