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
from .certificate import PARTS
from .certificate_files import EXIT, known_rules, means, read_file, sentence, steps_text, unreached_text
from .certificate_verify import Asked
from .progress import changing_line

if TYPE_CHECKING:
    from smol_leaderboard.artwork.pictures import Paper, Shown
    from smol_leaderboard.findings import Facts, Verification
    from smol_leaderboard.rules import Rules


class Way(NamedTuple):
    """What is drawn, and where to."""

    folder: str
    paper: Paper
    only: tuple[str, ...]
    """Of `PARTS`; empty: all."""
    force: bool

    @property
    def parts(self) -> tuple[str, ...]:
        """What is drawn, in the order in which it is told."""
        return tuple(part for part in PARTS if not self.only or part in self.only)


class Verified(NamedTuple):
    """A certificate that may be drawn."""

    content: bytes
    """As it was handed in."""
    found: Verification
    facts: Facts
    rules: Rules | None
    """Of `known_rules`."""


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


def run(asked: Asked, way: Way, language: Language) -> int:
    """Verify, draw and save; return 0, or 1 where it is not valid, 3 where nobody knows whose it is."""
    from smol_leaderboard.artwork.typeset import need_extra
    from smol_leaderboard.verifier import Verifier

    need_extra()
    content = read_file(asked.path)
    with changing_line() as show:

        def tell(step: str) -> None:
            show(say(language, "verify.working", step=say(language, f"verify.step_{step}")))

        tell("issuer")
        verifier = Verifier(means(asked.board, asked.issuer, offline=asked.offline))
        found = verifier.verify(content, tell)
        if found.facts is not None and found.result != "invalid":
            paths = _paths(found.facts, way)
            rules = known_rules(content, found, verifier)
            verified = Verified(content, found, found.facts, rules)
            shown = _shown(verified, language)
            pictures = _drawn(
                verified, shown, way, lambda part: show(say(language, "artwork_command.working", name=part))
            )
    unreached = unreached_text(found, "artwork", asked.path, asked.issuer, language)
    if found.facts is None or found.result == "invalid":
        output.note(say(language, f"artwork_command.{'refused' if found.result == 'invalid' else 'unknown'}"))
        output.note(steps_text(found, language, full=False))
        if unreached:
            output.note(unreached)
        return EXIT[found.result]
    _save(pictures, paths)
    if asked.form == "json":
        output.write(json.dumps(_as_json(found, shown, paths, language), indent=1))
    else:
        output.write_wrapped(_as_text(shown, paths, language))
    if found.result == "unknown":
        output.note(say(language, "artwork_command.unchecked"))
        output.note(steps_text(found, language, full=False))
        if unreached:
            output.note(unreached)
    elif asked.offline:
        output.note(say(language, "artwork_command.offline"))
    if rules is None and language != "en":  # credentials are in English
        output.note(say(language, "artwork_command.title", title=visible_text(shown.title)))
    return 0


def _paths(facts: Facts, way: Way) -> dict[str, Path]:
    """Return where each picture goes, by verified names, which are no paths; raise `PictureThere`, `NoFolder`."""
    folder = Path(way.folder or ".")
    ends = {
        "pdf": f"certificate-{'A4' if way.paper == 'a4' else way.paper}.pdf",
        "png": "badge.png",
        "svg": "badge.svg",
        "card": "card.png",
    }
    paths = {part: folder / f"{facts.certificate}-{facts.user}-{ends[part]}" for part in way.parts}
    for path in paths.values():
        try:
            path.lstat()
        except FileNotFoundError:
            continue
        except (OSError, ValueError) as error:  # a name that no file can have, a folder that nobody may look into
            raise NoFolder(folder, getattr(error, "strerror", None) or str(error)) from error
        if not way.force:
            raise PictureThere(path)
    return paths


def _save(pictures: dict[str, bytes], paths: dict[str, Path]) -> None:
    for part, picture in pictures.items():
        folder = paths[part].parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise NoFolder(folder, error.strerror or str(error)) from error
        output.check_target(paths[part], [])
        output.save(picture, paths[part])


def _shown(verified: Verified, language: Language) -> Shown:
    from smol_leaderboard.artwork.pictures import shown_of

    return shown_of(verified.facts, verified.rules, language)


def _drawn(verified: Verified, shown: Shown, way: Way, tell: Callable[[str], None]) -> dict[str, bytes]:
    """Return the pictures, the credential in the badges; all of them, or an error is raised."""
    from smol_leaderboard.artwork import pictures
    from smol_leaderboard.baked import bake
    from smol_leaderboard.verifying import credential_of

    credential = credential_of(verified.content)
    ways: dict[str, Callable[[], bytes]] = {
        "pdf": lambda: pictures.certificate_pdf(shown, way.paper),
        "png": lambda: bake(pictures.badge_png(shown), credential),
        "svg": lambda: bake(pictures.badge_svg(shown), credential),
        "card": lambda: pictures.card(shown),
    }
    made = {}
    for part in way.parts:
        tell(part)
        made[part] = ways[part]()
    return made


def _as_text(shown: Shown, paths: dict[str, Path], language: Language) -> str:
    names = {part: visible_text(str(path)) for part, path in paths.items()}
    lines = [say(language, "artwork_command.drawn"), *(f"  {name}" for name in names.values())]
    lines.append(say(language, "artwork_command.verify_link", link=shown.link))
    lines += [say(language, "artwork_command.linkedin"), f"  {shown.linkedin}"]
    for part, key in (("card", "post"), ("png", "badge")):
        if part in names:
            lines.append(say(language, f"artwork_command.{key}", name=names[part]))
    return "\n".join(lines)


def _as_json(found: Verification, shown: Shown, paths: dict[str, Path], language: Language) -> dict[str, object]:
    import msgspec

    unasked = [step for step in found.steps if step.state == "unchecked" or step.code == "status_offline"]
    return {
        "schema_version": 1,
        "result": found.result,
        "not_checked": [sentence(step, language) for step in unasked],
        "files": {part: str(path) for part, path in paths.items()},
        "verify": shown.link,
        "linkedin": shown.linkedin,
        "certificate": msgspec.to_builtins(found.facts),
    }
