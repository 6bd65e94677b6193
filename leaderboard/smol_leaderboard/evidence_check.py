"""The steps about the evidence: these records, of this learner, imply this certificate by published rules."""

from __future__ import annotations

import msgspec

from .certify import standing
from .credential import NAME_TYPE, RECORD_URN, RULES_URN, Certificate, Evidence, read_certificate, rules_sha256
from .errors import NewerBoard, RecordError
from .findings import Noted, Refused, Unchecked
from .rule_book import decoded_rules
from .schema import EvaluationRecord, GradeRecord, QuizRecord, read_record
from .shown_name import is_shown_name
from .verification import HASH, Said, Work, dict_of, list_of, text_of


def check_evidence(work: Work) -> Said:
    """The records in the file are those that the credential names: all, no other, none changed."""
    _read_evidence(work)
    file = work.file if work.file is not None else _boards_copy(work)
    for line in file.records:
        try:
            record = read_record(bytes(line))
        except RecordError as error:
            raise Refused("evidence_damaged", detail=str(error.fields.get("problem", ""))) from None
        if not isinstance(record, GradeRecord | QuizRecord | EvaluationRecord) or record.id not in work.named:
            raise Refused("evidence_more", record=record.id[:16])
        if record.id in work.records:
            raise Refused("evidence_twice", record=record.id[:16])
        work.records[record.id] = record
    for name, entry in work.named.items():
        if name not in work.records:
            raise Refused("evidence_missing", record=name[:16])
        if entry.get("narrative") != f"sha256:{work.records[name].content_sha256}":
            raise Refused("evidence_changed", record=name[:16])
        if _described(work.records[name]) != tuple(entry.get(part, "") for part in ("genre", "name", "description")):
            raise Refused("evidence_details", record=name[:16])
    work.file = file
    return Said("evidence_good", {"count": len(work.records)})


def _read_evidence(work: Work) -> None:
    for one in map(dict_of, list_of(work.claims.get("evidence"))):
        identifier = text_of(one.get("id"))
        record, rules = identifier.removeprefix(RECORD_URN), identifier.removeprefix(RULES_URN)
        if rules != identifier and HASH.fullmatch(rules) and not work.rules_name and one.get("genre") == "rules":
            work.rules_name = rules
        elif record != identifier and HASH.fullmatch(record) and record not in work.named:
            work.named[record] = one
        else:
            raise Refused("evidence_form")
    if not work.named or not work.rules_name:
        raise Refused("evidence_form")


def _boards_copy(work: Work) -> Certificate:
    """Return the file of a credential that came alone: what the board holds under its id, if it is the same one."""
    if work.board is None:
        raise Unchecked("evidence_offline")
    content = work.board.certificate(work.facts.id) if work.facts.id else None
    if content is None:
        raise Unchecked("evidence_no_file")
    found = read_certificate(content)
    if found.credential != work.token.text:
        raise Refused("evidence_other_file")
    return found


def _described(record: Evidence) -> tuple[str, str, str]:
    if isinstance(record, GradeRecord):
        return "grade", record.unit, record.suite_version
    if isinstance(record, QuizRecord):
        return "quiz", record.unit, record.bank_sha256
    return "evaluation", record.unit, f"{record.model}@{record.revision}"


def check_subject(work: Work) -> Said:
    """Credential and records name one learner."""
    facts = work.facts
    if not facts.user or not facts.subject or not facts.id:
        raise Refused("subject_form")
    if not _name_is_fine(work):
        raise Refused("subject_name")
    if work.claims.get("sub") != dict_of(work.claims["credentialSubject"]).get("id"):
        raise Refused("subject_differs")
    if any(record.subject != facts.subject for record in work.records.values()):
        raise Refused("subject_other")
    return Said("subject_good", {"user": facts.user})


def _name_is_fine(work: Work) -> bool:
    """Return whether the credential calls its holder by one name that can be shown, or by none."""
    held = map(dict_of, list_of(dict_of(work.claims["credentialSubject"]).get("identifier")))
    named = [one for one in held if one.get("identityType") == NAME_TYPE]
    return not named or (len(named) == 1 and named[0].get("hashed") is False and is_shown_name(work.facts.name))


def check_rules(work: Work) -> Said:
    """The rules are those that the credential names, and the board published them."""
    assert work.file is not None
    content = bytes(work.file.rules)
    if rules_sha256(content) != work.rules_name:
        raise Refused("rules_changed")
    try:
        work.rules = decoded_rules(content, "")
    except NewerBoard:
        raise Unchecked("rules_newer") from None
    except RecordError as error:
        raise Refused("rules_form", detail=str(error.fields.get("problem", ""))) from None
    if work.board is None:
        raise Noted("rules_offline", version=work.rules_name[:16])
    published = work.board.rules(work.rules_name)
    if published is None:
        raise Refused("rules_unpublished", version=work.rules_name[:16])
    try:
        same = rules_sha256(published) == work.rules_name
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        same = False
    if not same:
        raise Refused("rules_other", version=work.rules_name[:16])
    return Said("rules_good", {"version": work.rules_name[:16]})


def check_rule(work: Work) -> Said:
    """From exactly these records the rule gives this certificate."""
    slug = work.facts.certificate
    if slug not in {rule.slug for rule in work.rules.certificates}:
        raise Refused("rule_unknown", certificate=slug)
    found = standing(work.records.values(), work.rules, slug)
    if not found.met:
        raise Refused("rule_unmet", count=len(found.missing))
    if found.evidence != tuple(sorted(work.named)):
        raise Refused("rule_more")
    return Said("rule_good", {"count": len(found.conditions)})


def check_records(work: Work) -> Said:
    """The board still has the records, and no later one replaces any.

    One whose person withdrew says less today; `was` is the hash of what it said when the certificate was issued.
    """
    if work.board is None:
        raise Noted("records_offline")
    there = {record.id: record for record in work.board.records(work.facts.subject)}
    replaced = {one.supersedes for one in there.values() if isinstance(one, GradeRecord | EvaluationRecord)}
    for name, record in work.records.items():
        if name not in there:
            raise Refused("records_gone", record=name[:16])
        if record.content_sha256 not in (there[name].content_sha256, there[name].was):
            raise Refused("records_changed", record=name[:16])
    gone = [name for name in work.records if name in replaced]
    if gone:
        still = standing(there.values(), work.rules, work.facts.certificate).met
        raise Refused("records_regraded" if still else "records_superseded", record=gone[0][:16])
    return Said("records_good", {"count": len(work.records)})
