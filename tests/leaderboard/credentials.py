"""Made-up learners who earned something, and credentials for them: what the tests of certificates share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from smol_leaderboard.certify import standing
from smol_leaderboard.credential import Evidence, Holder, Status, build, certificate_file, new_identifier, sign
from smol_leaderboard.issuer import IssuerKey, new_key
from smol_leaderboard.rules import Rules
from smol_leaderboard.schema import (
    EvaluationRecord,
    GradeRecord,
    QuizRecord,
    canonical,
    record_id,
    request_key,
    sealed_record,
)

from .sample_board import subject
from .test_certify import RULES, everything

AT = "2026-11-24T12:00:00Z"
LIST = "https://huggingface.co/datasets/course/board/resolve/main/status/revocation.jwt"


def earned(learner: int = 1, certificate: str = "fundamentals", rules: Rules = RULES) -> list[Evidence]:
    """Records of one learner, with the hashes and ids of published ones, that earn a certificate and nothing more."""
    named = {one.id: one for one in everything() if isinstance(one, GradeRecord | QuizRecord | EvaluationRecord)}
    return [published(named[name], learner) for name in standing(named.values(), rules, certificate).evidence]


def published(record: Evidence, learner: int = 1, **changes: Any) -> Evidence:
    """A record as the board has it: its own id, its learner's subject, its content's hash."""
    own = {"subject": subject(learner), "request": request_key(str(learner), record.id)}
    made = msgspec.structs.replace(record, **own | changes)
    return sealed_record(msgspec.structs.replace(made, id=record_id(type(made).__name__, record.id, str(learner))))


def claims(
    learner: int = 1,
    certificate: str = "fundamentals",
    records: Sequence[Evidence] | None = None,
    rules: Rules = RULES,
    **changes: Any,
) -> dict[str, Any]:
    """The claims of a credential; `changes` are arguments of `build`."""
    given: dict[str, Any] = {
        "identifier": new_identifier(),
        "rules": rules,
        "certificate": certificate,
        "holder": Holder(subject(learner), f"learner{learner}"),
        "records": earned(learner, certificate, rules) if records is None else records,
        "criteria": "What has to be done.",
        "status": Status(LIST, 100 + learner),
        "at": AT,
    }
    return build(**given | changes)


def made(key: IssuerKey, learner: int = 1, certificate: str = "fundamentals", **changes: Any) -> bytes:
    """A certificate's file."""
    records = earned(learner, certificate)
    credential = sign(claims(learner, certificate, records, **changes), key)
    return certificate_file(credential, [canonical(record) for record in records], canonical(RULES))


def key() -> IssuerKey:
    """A new key."""
    return IssuerKey(new_key())
