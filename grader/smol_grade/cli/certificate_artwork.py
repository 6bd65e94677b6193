"""`smol-grade certificate artwork`: what a person shows of a certificate, drawn once it is verified."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ..errors import UsageError
from ..messages import say
from ..records import Language
from ..report.visible import visible_text
from . import output
from .certificate_files import EXIT, means, read_file, sentence, steps_text
from .progress import changing_line

if TYPE_CHECKING:
    from smol_leaderboard.artwork.pictures import Paper, Shown
    from smol_leaderboard.findings import Facts, Verification
    from smol_leaderboard.rules import Rules
    from smol_leaderboard.verifier import Verifier

PARTS = ("pdf", "png", "svg", "card")
PAPERS = {"a4": "A4", "letter": "letter"}


class Asked(NamedTuple):
    """What the command line asks for."""

    path: str
    folder: str
    paper: Paper
    only: tuple[str, ...]
    """Of `PARTS`; empty: all."""
    board: str
    issuer: list[str]
    offline: bool
    force: bool
    form: str


class PictureThere(UsageError):
    """A file has the name that a picture is to have."""

    key = "artwork_command.exists"
    hint = "artwork_command.exists.hint"

    def __init__(self, path: Path) -> None:
        super().__init__(path=path)


class NoFolder(UsageError):
    """The folder to draw into is none, and cannot be made."""

    key = "artwork_command.no_folder"

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(path=path, why=why)


def run(asked: Asked, language: Language) -> int:
    """Verify, draw and save; return 0, or 1 where it is not valid, 3 where nobody knows whose it is."""
    from smol_leaderboard.verifier import Verifier

    content = read_file(asked.path)
    with changing_line() as show:

        def tell(step: str) -> None:
            show(say(language, "verify.working", step=say(language, f"verify.step_{step}")))

        tell("issuer")
        verifier = Verifier(means(asked.board, asked.issuer, offline=asked.offline))
        found = verifier.verify(content, tell)
        facts = found.facts
        if facts is not None and found.result != "invalid":
            paths = _paths(facts, asked)
            shown, pictures = _drawn(content, verifier, found, facts, asked, language, show)
    if facts is None or found.result == "invalid":
        output.note(
            say(language, "artwork_command.refused" if found.result == "invalid" else "artwork_command.unknown")
        )
        output.note(steps_text(found, language, full=False))
        return EXIT[found.result]
    for part, picture in pictures.items():
        output.check_target(paths[part], [])
        output.save(picture, paths[part])
    if asked.form == "json":
        output.write(json.dumps(_as_json(found, shown, paths, language), indent=1))
    else:
        output.write_wrapped(_as_text(shown, paths, language))
    _warn(found, asked, language)
    return 0


def _paths(facts: Facts, asked: Asked) -> dict[str, Path]:
    """Return where each picture goes, by verified names, which are no paths; raise before anything is drawn."""
    folder = Path(asked.folder or ".")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NoFolder(folder, error.strerror or str(error)) from error
    ends = {
        "pdf": f"certificate-{PAPERS[asked.paper]}.pdf",
        "png": "badge.png",
        "svg": "badge.svg",
        "card": "card.png",
    }
    wanted = [part for part in PARTS if not asked.only or part in asked.only]
    paths = {part: folder / f"{facts.certificate}-{facts.user}-{ends[part]}" for part in wanted}
    for path in paths.values():
        if path.exists() and not asked.force:
            raise PictureThere(path)
    return paths


def _drawn(
    content: bytes,
    verifier: Verifier,
    found: Verification,
    facts: Facts,
    asked: Asked,
    language: Language,
    show: Callable[[str], None],
) -> tuple[Shown, dict[str, bytes]]:
    from smol_leaderboard.artwork import pictures
    from smol_leaderboard.baked import bake
    from smol_leaderboard.verifying import credential_of

    credential = credential_of(content)
    shown = pictures.shown_of(facts, _rules(content, verifier, found, facts), language)
    ways: dict[str, Callable[[], bytes]] = {
        "pdf": lambda: pictures.certificate_pdf(shown, asked.paper),
        "png": lambda: bake(pictures.badge_png(shown), credential),
        "svg": lambda: bake(pictures.badge_svg(shown), credential),
        "card": lambda: pictures.card(shown),
    }
    made = {}
    for part, draw in ways.items():
        if not asked.only or part in asked.only:
            show(say(language, "artwork_command.working", name=part))
            made[part] = draw()
    return shown, made


def _rules(content: bytes, verifier: Verifier, found: Verification, facts: Facts) -> Rules | None:
    """Return the verified rules, in which titles stand in both languages: of the file, or of the board's copy of it."""
    from smol_leaderboard.baked import is_picture
    from smol_leaderboard.credential import read_certificate
    from smol_leaderboard.rule_book import decoded_rules

    if found.step("rules").state not in ("passed", "noted"):
        return None
    if is_picture(content) or not content.lstrip().startswith(b"{"):
        copy = verifier.board.certificate(facts.id) if verifier.board is not None else None
        if copy is None:
            return None
        content = copy
    return decoded_rules(bytes(read_certificate(content).rules), "")


def _as_text(shown: Shown, paths: dict[str, Path], language: Language) -> str:
    parts = [
        "\n  ".join([say(language, "artwork_command.drawn"), *(visible_text(str(path)) for path in paths.values())]),
        say(language, "artwork_command.verify_link", link=shown.link),
        f"{say(language, 'artwork_command.linkedin')}\n  {shown.linkedin}",
    ]
    for part, key in (("card", "post"), ("png", "badge")):
        if part in paths:
            parts.append(say(language, f"artwork_command.{key}", name=visible_text(str(paths[part]))))
    return "\n".join(parts)


def _as_json(found: Verification, shown: Shown, paths: dict[str, Path], language: Language) -> dict[str, object]:
    import msgspec

    return {
        "schema_version": 1,
        "result": found.result,
        "not_checked": [
            sentence(step, language)
            for step in found.steps
            if step.state == "unchecked" or step.code == "status_offline"
        ],
        "files": {part: str(path) for part, path in paths.items()},
        "verify": shown.link,
        "linkedin": shown.linkedin,
        "certificate": msgspec.to_builtins(found.facts),
    }


def _warn(found: Verification, asked: Asked, language: Language) -> None:
    if found.result == "unknown":
        output.note(say(language, "artwork_command.unchecked"))
        output.note(steps_text(found, language, full=False))
    elif asked.offline:
        output.note(say(language, "artwork_command.offline"))
