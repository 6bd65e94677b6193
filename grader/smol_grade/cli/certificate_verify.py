"""`smol-grade certificate verify`: step by step, and what it does not prove."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from ..messages import say
from ..records import Language
from ..report.visible import visible_text
from . import output
from .certificate_files import EXIT, known_rules, means, read_file, sentence, steps_text, unreached_text
from .progress import changing_line

if TYPE_CHECKING:
    from smol_leaderboard.findings import Verification
    from smol_leaderboard.rules import Rules


class Asked(NamedTuple):
    """What the command line asks for."""

    path: str
    board: str
    issuer: list[str]
    offline: bool
    form: str


def run(asked: Asked, language: Language) -> int:
    """Verify a file; return 0 valid, 1 not valid, 3 not checked."""
    from smol_leaderboard.verifier import Verifier

    content = read_file(asked.path)
    with changing_line() as show:

        def tell(step: str) -> None:
            show(say(language, "verify.working", step=say(language, f"verify.step_{step}")))

        def searching(done: int, count: int) -> None:
            show(say(language, "status.search", done=done, count=count))

        tell("issuer")
        verifier = Verifier(means(asked.board, asked.issuer, offline=asked.offline), searching)
        found = verifier.verify(content, tell)
        rules = known_rules(content, found, verifier)
    if asked.form == "json":
        output.write(json.dumps(as_json(found, language), indent=1))
    else:
        output.write_wrapped(as_text(found, rules, language, offline=asked.offline))
    if unreached := unreached_text(found, "verify", asked.path, asked.issuer, language):
        output.note(unreached)
    return EXIT[found.result]


def as_text(found: Verification, rules: Rules | None, language: Language, *, offline: bool) -> str:
    """Return result, whose and what, the steps, and what is not proven. `rules` are those of `known_rules`."""
    result = "valid_offline" if offline and found.result == "valid" else found.result
    parts = [say(language, f"verify.{result}")]
    facts = found.facts
    if facts is not None:
        title = rules.title_of(facts.certificate, facts.title, language) if rules is not None else facts.title
        lines = (("holder", facts.user), ("name", facts.name), ("certificate", title), ("issuer", facts.issuer))
        parts.append(
            "\n".join(f"  {say(language, f'holding.{name}')}: {visible_text(text)}" for name, text in lines if text)
        )
    parts.append(steps_text(found, language))
    parts.append(unproven(found, language))
    return "\n\n".join(parts)


def unproven(found: Verification, language: Language) -> str:
    """Return what no verification proves, with the way to prove it."""
    user = found.facts.user if found.facts is not None else ""
    if not user or found.result == "invalid":
        return say(language, "verify.unproven_nobody")
    told = say(language, "verify.unproven", user=visible_text(user))
    name = found.facts.name if found.facts is not None else ""
    return f"{told} {say(language, 'verify.unproven_name', name=visible_text(name))}" if name else told


def as_json(found: Verification, language: Language) -> dict[str, object]:
    """Return the result, each step with its code and its sentence, and what the credential says."""
    import msgspec

    return {
        "schema_version": found.schema_version,
        "result": found.result,
        "steps": [{**msgspec.to_builtins(step), "sentence": sentence(step, language)} for step in found.steps],
        "certificate": msgspec.to_builtins(found.facts),
        "not_proven": unproven(found, language),
    }
