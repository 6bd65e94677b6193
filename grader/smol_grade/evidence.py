"""What a practice report shows about a check that did not pass: the call, expected and got, where they part."""

from __future__ import annotations

import re
from typing import Any

from msgspec import structs

from .arrays import Array
from .definitions import cell_of
from .judge.collector import CheckRun
from .judge.expect import Mismatch
from .judge.world import ChatTokenizer
from .learner_file import LearnerFile
from .records import CheckResult, Difference, Evidence, Sentence
from .submission import Asset, SubmissionError

WINDOW = 600
"""Characters of a text around the place where it differs."""
BEFORE = 200
TOKEN = re.compile(r"\b(hf_|sk-|ghp_|gho_|github_pat_|glpat-|xox[abp]-|AKIA|api_org_)[A-Za-z0-9_-]{12,}")
"""What begins as access tokens do, and goes on as one."""
SHORT = 60
"""Characters of a text among a call's arguments."""


def evidence_for(run: CheckRun, file: LearnerFile, parameters: tuple[str, ...]) -> Evidence | None:
    """Return the evidence of a check, None for one that passed. What stands for an object is its parameter's name."""
    shown = run.counterexample
    if shown is None:
        if run.ended is None:
            return None
        line = run.ended.line
        return Evidence(line=line, source=source_line(file, line), printed=run.printed)
    error, seen = shown.error, shown.observation
    tokens = [token for value in seen.args if isinstance(value, ChatTokenizer) for token in value.special_tokens.all]
    names = [*parameters, *[""] * len(seen.args)]
    passed = [trimmed(value, name) for name, value in zip(names, seen.args, strict=False)]
    passed += [f"{name}={trimmed(value, name)}" for name, value in seen.kwargs.items()]
    call = f"{run.mark.exercise}({', '.join(passed)})" if passed else ""
    if isinstance(error, Mismatch):
        expected, got, difference = error.expected, error.got, None
        if error.exact:
            expected, got, difference = excerpts(error.expected, error.got)
        return Evidence(
            call="" if error.hint else call,
            expected=expected[:WINDOW],
            got=got[:WINDOW],
            where=error.where,
            difference=difference,
            special_tokens=tuple(tokens),
            printed=run.printed,
        )
    line = error.line if isinstance(error, SubmissionError) else 0
    return Evidence(call=call, line=line, source=source_line(file, line), printed=run.printed)


def message_for(run: CheckRun) -> Sentence | None:
    """Return the sentence that says what went wrong."""
    shown = run.counterexample
    if shown is None:
        return run.ended.message if run.ended is not None else None
    error = shown.error
    if isinstance(error, Mismatch):
        return error.sentence
    if not isinstance(error, SubmissionError):
        return Sentence(key="expect.other", fields={"detail": str(error)[:300]})
    if error.unsupported:
        return Sentence(
            key="expect.unsupported", fields={"where": error.path, "found": error.found, "detail": error.message[:300]}
        )
    return Sentence(key="problem.raised", fields={"type": error.type, "message": error.message[:600]})


def without_secrets(check: CheckResult) -> CheckResult:
    """Return a check whose texts hold no access token: reports are sent to forums, and kept by CI services."""
    message, evidence = check.message, check.evidence
    if message is not None:
        fields = {key: _hidden(value) if isinstance(value, str) else value for key, value in message.fields.items()}
        message = Sentence(key=message.key, fields=fields)
    if evidence is not None:
        evidence = structs.replace(evidence, source=_hidden(evidence.source), printed=_hidden(evidence.printed))
    return structs.replace(check, message=message, evidence=evidence)


def _hidden(text: str) -> str:
    return TOKEN.sub(lambda found: found[1] + "*" * 8, text)


def in_cells(check: CheckResult, file: LearnerFile) -> CheckResult:
    """Return a check of a notebook with cells and their lines in place of the lines of the module that was made of it.

    A name that is missing because its cell was not run is told to be that.
    """
    message, evidence = check.message, check.evidence
    if message is not None and message.key == "problem.syntax_error":
        at = cell_of(file.source, int(message.fields["line"]))
        message = Sentence(key="problem.syntax_error_cell", fields={**message.fields, "cell": at.cell, "line": at.line})
    if message is not None and message.key == "problem.raised" and message.fields["type"] == "NameError":
        found = re.match(r"name '(\w+)' is not defined", str(message.fields["message"]))
        if found and (place := file.left_out.get(found[1])) is not None:
            fields: dict[str, str | int] = {"name": found[1], "cell": place.cell, "line": place.line}
            message = Sentence(key="problem.left_out", fields=fields)
    if evidence is not None and evidence.line:
        at = cell_of(file.source, evidence.line)
        known = at.cell > 0  # else a line of ours, around the learner's
        evidence = structs.replace(
            evidence, cell=at.cell, line=at.line * known, source=evidence.source if known else ""
        )
    return structs.replace(check, message=message, evidence=evidence)


def excerpts(expected: str, got: str) -> tuple[str, str, Difference]:
    """Return the parts of two different texts around their first difference, cut at the same place."""
    pairs = enumerate(zip(expected, got, strict=False))
    index = next((i for i, (left, right) in pairs if left != right), min(len(expected), len(got)))
    cut = max(0, index - BEFORE)
    return expected[cut : cut + WINDOW], got[cut : cut + WINDOW], Difference(index=index, cut=cut)


def trimmed(value: Any, name: str = "") -> str:
    """Return a value as Python would write it, long texts and lists shortened inside; an object by its name."""
    if isinstance(value, Asset):
        return name or value.kind
    if type(value) is str:
        return repr(value if len(value) <= SHORT else value[: SHORT - 1] + "…")
    if type(value).__name__ == "ndarray":  # it arrived as a tensor
        return repr(Array(value, str(value.dtype), "Tensor"))
    if type(value) is list:
        inner = [trimmed(item) for item in value[:6]]
        return "[" + ", ".join(inner + (["…"] if len(value) > len(inner) else [])) + "]"
    if type(value) is dict:
        return "{" + ", ".join(f"{key!r}: {trimmed(item)}" for key, item in value.items()) + "}"
    return repr(value)


def source_line(file: LearnerFile, line: int) -> str:
    """Return a line of the learner's file, empty when it has no such line."""
    lines = re.split(r"\r\n|\r|\n", file.source)  # as Python counts lines; str.splitlines knows more separators
    return lines[line - 1].strip()[:200] if 0 < line <= len(lines) else ""
