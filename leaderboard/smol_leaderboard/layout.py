"""Where things lie in the store, the same in a local folder and in a Hub data set."""

from __future__ import annotations

import hashlib
import re

SETTINGS = "course.json"
RULES = "rules.json"
"""What the certificates ask for, now."""
ISSUER = "issuer.json"
"""The issuer's DID document, with every public key that a valid credential may have been signed with."""
CERTIFICATES = "certificates/"
CERTIFICATE_INDEX = "certificates/index.json"
"""Of every certificate that was issued: whose, which, its place in the status list. See `holdings`."""
STATUS = "status/"
STATUS_LIST = "status/revocation.jwt"
"""The signed list of bits; a bit that is set is a certificate that was revoked."""
REASONS = "status/reasons.json"
"""Why each one was revoked."""
CARD = "README.md"
BOARD = "board/"
PEOPLE = "people/"
RECORDS = "records/"
REQUESTS = "requests/"
QUIZZES = "quizzes/"
"""The questions of official quizzes, without keys."""
SAMPLES = "samples/"
"""What models answered, as JSONL; only of tasks whose problems are public."""
SEGMENT = re.compile(r"records/(?P<kind>[a-z]+)/(?P<month>\d{4}-\d{2})/(?P<batch>[0-9a-f]{16})\.jsonl")
REQUEST_ID = re.compile(r"[0-9a-z-]{8,64}")
REQUEST = re.compile(rf"requests/(?P<user>[^/]{{1,96}})/(?P<id>{REQUEST_ID.pattern})\.json")


def segment(kind: str, month: str, content: bytes) -> str:
    """Return the path of a segment. It is named by its content, so that a repeated publish writes the same file."""
    return f"{RECORDS}{kind}/{month}/{hashlib.sha256(content).hexdigest()[:16]}.jsonl"


def person(subject: str) -> str:
    """Return the path of a person's entry; two levels, because a folder may hold 10,000 entries."""
    return f"{PEOPLE}{subject[:2]}/{subject}.json"


def request(user: str, request_id: str) -> str:
    """Return the path of a request file in a learner's pull request."""
    return f"{REQUESTS}{user}/{request_id}.json"


def rules_at(sha256: str) -> str:
    """Return the path of one version of the rules; it never changes."""
    return f"rules/{sha256[:16]}.json"


def certificate(identifier: str) -> str:
    """Return the path of a certificate by its id, 32 hexadecimal digits."""
    return f"{CERTIFICATES}{identifier[:2]}/{identifier}.json"


def quiz(unit: str) -> str:
    """Return the path of the published questions of a unit, by slug."""
    return f"{QUIZZES}{unit}.json"


def samples(month: str, record: str, task: str) -> str:
    """Return the path of what a model answered in one evaluation: month as in `2026-11`, the record's id, the task."""
    return f"{SAMPLES}{month}/{record[:2]}/{record}-{task}.jsonl"
