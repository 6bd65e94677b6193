"""Is this a certificate of the course? Step by step, from what is handed in, the issuer's keys and a board's files.

Pure but for the questions to the board, which are put only once the signature is right, and of which the credential
decides nothing but ids of a fixed form. What is *not* proven: that the person before you is the Hub user it names.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable

from smol_grade.errors import SmolGradeError
from smol_grade.schedule import moment

from .baked import credential_in, is_picture
from .certificate_errors import BadCertificate, NewerCertificate
from .credential import LARGEST_CERTIFICATE, Certificate, read_certificate
from .evidence_check import check_evidence, check_records, check_rule, check_rules, check_subject
from .findings import Facts, Finding, Noted, Refused, Step, Unchecked, Verification, result_of
from .schema import SCHEMA_VERSION
from .status_check import LEEWAY, look_up, read_entry
from .strict_json import NotStrict, loads
from .tokens import check_signature, read_token
from .verification import Published, Said, Trust, Work, facts_of, text_of

BARE = re.compile(r"[^\s{}\[\]\"]+")
"""A credential without a file around it."""
PDF = b"%PDF"
OTHER_PICTURES = (b"\xff\xd8\xff", b"GIF8", b"RIFF")
"""How pictures begin, JPEG, GIF and WebP, in which nobody bakes a credential."""


def verify(
    content: bytes,
    trust: Trust | Finding,
    board: Published | None,
    now: datetime.datetime,
    tell: Callable[[str], None] = lambda _step: None,
) -> Verification:
    """Verify a certificate's file, or a credential without one, bare or in a badge.

    `trust` is a finding where nobody's keys could be had; `board` is None offline; `now` has a time zone; `tell` hears
    the name of each step as it begins. Raises `NoVerifyExtra`.
    """
    work = Work(content, trust, board, now)
    steps: dict[str, Step] = {}
    for name, check in STEPS.items():
        waits = NEEDED if name not in NEEDED else NEEDED[: NEEDED.index(name)]
        if any(steps[other].state not in ("passed", "noted") for other in (*waits, *WAITS.get(name, ()))):
            steps[name] = Step(name=name, state="skipped", code="skipped")
            continue
        tell(name)
        steps[name] = _tried(name, check, work)
    done = tuple(steps.values())
    return Verification(result=result_of(done), steps=done, facts=work.facts if "facts" in vars(work) else None)


def _tried(name: str, check: Callable[[Work], Said], work: Work) -> Step:
    try:
        said = check(work)
    except Finding as found:
        return Step(name=name, state=found.state, code=found.code, fields=found.fields)
    except SmolGradeError as error:
        if name not in ASKS_BOARD:
            raise
        return Step(name=name, state="unchecked", code="board_failed", fields={"problem": _sentence(error)})
    return Step(name=name, state="passed", code=said.code, fields=said.fields)


def _sentence(error: SmolGradeError) -> str:
    return str(error.fields.get("problem") or error.fields.get("board") or type(error).__name__)[:200]


def _file(work: Work) -> Said:
    _ensure_may_be_one(work.content)
    if is_picture(work.content):
        work.bare = _baked(work.content)
        return Said("file_picture")
    try:
        text = work.content.decode("utf-8")
    except UnicodeDecodeError:
        raise Refused("file_text") from None
    line = text.removesuffix("\n").removesuffix("\r")
    if BARE.fullmatch(line):
        if "." not in line:
            raise Refused("file_nothing")
        work.bare = line
        return Said("file_jwt")
    work.file = _certificate(work.content)
    return Said("file_good", {"count": len(work.file.records)})


def _ensure_may_be_one(content: bytes) -> None:
    if not content.strip():
        raise Refused("file_empty")
    if content.startswith(PDF):  # as we draw it: nothing is wrong with it, but it cannot be verified
        raise Unchecked("file_pdf")
    if content.startswith(OTHER_PICTURES):
        raise Unchecked("picture_empty")
    if len(content) > LARGEST_CERTIFICATE:
        raise Refused("file_large", megabytes=LARGEST_CERTIFICATE // 1_000_000)


def _certificate(content: bytes) -> Certificate:
    try:
        loads(content)
        found = read_certificate(content)
    except NotStrict as error:
        raise Refused(f"file_{error.problem}", detail=error.detail) from None
    except NewerCertificate:
        raise Unchecked("file_newer") from None
    except BadCertificate as error:
        raise Refused("file_shape", detail=str(error.fields["problem"])) from None
    if found.schema_version != SCHEMA_VERSION:
        raise Refused("file_shape", detail=f"schema_version {found.schema_version}")
    return found


def _baked(picture: bytes) -> str:
    """Return the credential in a picture; one without any, such as that for a post, may be of a good certificate."""
    try:
        return credential_in(picture)
    except Refused as refused:
        if refused.code != "picture_empty":
            raise
        raise Unchecked(refused.code) from None


def _jwt(work: Work) -> Said:
    work.token = read_token(work.file.credential if work.file is not None else work.bare)
    claims = work.claims
    types = claims.get("type")
    if not isinstance(types, list) or not {"VerifiableCredential", "OpenBadgeCredential"}.issubset(map(str, types)):
        raise Refused("jwt_type")
    if work.token.kid.partition("#")[0] != claims.get("iss"):
        raise Refused("jwt_kid")
    return Said("jwt_good")


def _issuer(work: Work) -> Said:
    if isinstance(work.given_trust, Finding):
        raise work.given_trust
    trust = work.trust = work.given_trust
    issuer, iss = work.claims.get("issuer"), work.claims.get("iss")
    if not isinstance(issuer, dict) or issuer.get("id") != iss:
        raise Refused("issuer_differs")
    if iss != trust.did:
        raise Unchecked("issuer_other", issuer=str(iss), trusted=trust.did)
    return Said(trust.code, trust.fields)


def _signature(work: Work) -> Said:
    trust, kid = work.trust, work.token.kid
    keys = {f"{trust.did}#{key.kid}": key for key in trust.keys}
    if kid not in keys:
        raise Refused("key_unknown", kid=kid.partition("#")[2])
    check_signature(work.token, keys[kid], tuple(key for name, key in keys.items() if name != kid))
    if trust.site is not None and keys[kid] not in trust.site:
        raise Unchecked("issuer_disagree", kid=keys[kid].kid)
    work.facts = facts_of(work.token, trust.did)
    return Said("signature_good", {"kid": keys[kid].kid})


def _dates(work: Work) -> Said:
    claims, facts = work.claims, work.facts
    try:
        since = moment(facts.issued_at)
        until = moment(facts.expires_at) if "validUntil" in claims else None
    except ValueError:
        raise Refused("dates_form") from None
    written = (claims.get("nbf"), claims.get("exp"))
    if written != (since.timestamp(), until.timestamp() if until else None) or bool in map(type, written):
        raise Refused("dates_form")
    if work.now + LEEWAY < since:
        raise Refused("dates_early", since=facts.issued_at)
    if until is not None and work.now >= until:
        raise Refused("dates_expired", until=facts.expires_at)
    return Said("dates_until" if until else "dates_good", {"since": facts.issued_at, "until": facts.expires_at})


def _name(work: Work) -> Said:
    """The board may know the holder by a newer name; somebody else may have the old one by now."""
    if work.board is None:
        raise Noted("name_offline")
    known = work.board.person(work.facts.subject)
    if not known:
        raise Noted("name_forgotten", user=work.facts.user)
    if known.casefold() != work.facts.user.casefold():
        raise Noted("name_other", user=work.facts.user, known=known)
    return Said("name_good", {"user": work.facts.user})


def _status(work: Work) -> Said:
    facts, board = work.facts, work.board
    entry = read_entry(work.claims)
    if board is None:
        raise Noted("status_offline")
    listed = look_up(entry, board.status(), work.trust.did, work.trust.keys, work.now)
    why = board.reason(facts.id)
    if listed.revoked or why is not None:
        raise Refused("revoked_why" if why else "revoked", reason=why or "")
    return Said("status_good", {"since": listed.issued_at, "until": listed.valid_until})


def facts_in(content: bytes) -> Facts:
    """Return what a certificate's file, a badge or a bare credential says, nothing of it verified; raise `Finding`."""
    work = _read(content)
    return facts_of(work.token, text_of(work.claims.get("iss")))


def credential_of(content: bytes) -> str:
    """Return the credential of a certificate's file, of a badge, or alone: a JWT, not verified; raise `Finding`."""
    return _read(content).token.text


def _read(content: bytes) -> Work:
    work = Work(content, Unchecked("issuer_none"), None, datetime.datetime.now(datetime.UTC))
    _file(work)
    _jwt(work)
    return work


STEPS: dict[str, Callable[[Work], Said]] = {
    "file": _file,
    "jwt": _jwt,
    "issuer": _issuer,
    "signature": _signature,
    "dates": _dates,
    "evidence": check_evidence,
    "subject": check_subject,
    "rules": check_rules,
    "rule": check_rule,
    "records": check_records,
    "name": _name,
    "status": _status,
}
NEEDED = ("file", "jwt", "issuer", "signature")
"""Without these nothing that it says is worth a look."""
WAITS = {
    "subject": ("evidence",),
    "rules": ("evidence",),
    "rule": ("evidence", "rules"),
    "records": ("evidence", "subject", "rules"),
    "name": ("subject",),
}
ASKS_BOARD = ("evidence", "rules", "records", "name", "status")
