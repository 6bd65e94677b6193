"""`smol-grade check-model`: the course's gate, card and copy checks, on a learner's own machine."""

from __future__ import annotations

import importlib.util
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from .. import __version__
from ..course import HUB_ID, Course, load_course
from ..errors import UsageError
from ..locate import course_files
from ..messages import say
from ..records import Language
from . import output
from .carding import write_findings
from .progress import changing_line

if TYPE_CHECKING:
    from smol_leaderboard.safety.card import CardFinding
    from smol_leaderboard.safety.fingerprint import Fingerprint
    from smol_leaderboard.safety.provenance import Provenance
    from smol_leaderboard.safety.rules import Examination, Finding
    from smol_leaderboard.store.hub_models import Progress

MB = 10**6


class IsAFile(UsageError):
    """A file was named; a model is a folder."""

    key = "check.is_file"
    hint = "check.is_file.hint"

    def __init__(self, path: Path) -> None:
        super().__init__(path=path, folder=path.parent)


class NotThere(UsageError):
    """Neither a folder nor a Hub id."""

    key = "check.not_there"
    hint = "check.not_there.hint"

    def __init__(self, path: str) -> None:
        super().__init__(path=path[:300])


class Staged(NamedTuple):
    """A model's files as the gate reads them."""

    folder: Path
    found: tuple[Finding, ...]
    """What is wrong with the list of files."""


def run(model: str, base: Path | None, language: Language) -> int:
    """Check a model and show what there is to say; return the exit code."""
    course = load_course(course_files())
    path = Path(model).expanduser()
    named, _, revision = model.partition("@")
    if os.path.lexists(path) and not path.is_dir():
        raise IsAFile(path)
    if not path.is_dir() and not HUB_ID.fullmatch(named):
        raise NotThere(model)
    if base is not None and not base.is_dir():
        raise NotThere(str(base))
    if importlib.util.find_spec("torch") is None:
        from smol_leaderboard.errors import ExtraNeeded

        raise ExtraNeeded("torch", "train")
    output.note(output.harmless(say(language, "check.begin", version=__version__, model=model)))
    with ExitStack() as stack:
        local = path.is_dir()
        staged = stack.enter_context(_staged(path, language)) if local else _fetched(named, revision, language)
        report = _examined(staged, path if local else None, named, base, course, language)
    _write(report, language)
    return 1 if report.falls_short else 0


class Report(NamedTuple):
    """All that was found."""

    examination: Examination
    card: tuple[CardFinding, ...]
    provenance: Provenance | None
    """None where the weights were not looked at."""
    compared: bool
    checkpoints: str
    """A folder in which the weights may lie instead."""

    @property
    def falls_short(self) -> bool:
        """Whether there is anything beyond flags."""
        return self.examination.rejected or bool(self.card) or bool(self.provenance and self.provenance.counts_not)


@contextmanager
def _staged(source: Path, language: Language) -> Iterator[Staged]:
    """Yield a local model, staged in a folder that is deleted afterwards."""
    from smol_leaderboard.safety.listing import stage

    with tempfile.TemporaryDirectory(prefix="smol-grade-model-") as made:
        Path(made).chmod(0o755)  # the sandbox reads it as another user
        with changing_line() as show:
            show(say(language, "check.staging"))
            found = stage(source, Path(made) / "model")
        yield Staged(Path(made) / "model", found)


def _fetched(model: str, revision: str, language: Language) -> Staged:
    """Download what is looked at of a model, into a folder that the next call finds again."""
    from smol_leaderboard.safety.listing import judge_listing
    from smol_leaderboard.safety.rules import LIMITS
    from smol_leaderboard.store.hub_models import download, login, resolve

    token = login()
    with changing_line() as show:
        show(say(language, "check.asking"))
        resolved = resolve(model, revision=revision, token=token)
        wanted, found = judge_listing(resolved.listing())
        if any(one.severity == "reject" for one in found):  # then no weight is worth the time
            wanted = {path: name for path, name in wanted.items() if name == "README.md"}
        size = -(-sum(file.size for file in resolved.files if file.name in wanted) // MB)
        told_at = say(language, "check.at", model=model, revision=resolved.revision, size=size)
        output.note(output.harmless(told_at))
        target = _cache() / model.replace("/", "--") / resolved.revision

        def told(progress: Progress) -> None:
            fields = {"done": progress.done // MB, "total": -(-progress.total // MB)}
            left = "" if progress.left_s is None else readable(progress.left_s)
            key = "check.loading_left" if left else "check.loading"
            show(say(language, key, **fields, left=left))

        download(resolved, target, told, wanted=wanted, most_bytes=LIMITS.total_bytes, token=token)
    return Staged(target, tuple(found))


def _cache() -> Path:
    """Return where downloaded models lie."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(base) if os.path.isabs(base) else Path.home() / ".cache") / "smol-grade" / "models"


def readable(seconds: float) -> str:
    """Return a time such as `1:05` (minutes, seconds) or `1:00:05`."""
    whole = max(0, round(seconds))
    hours, rest = divmod(whole, 3600)
    return f"{hours}:{rest // 60:02d}:{rest % 60:02d}" if hours else f"{rest // 60}:{rest % 60:02d}"


def _examined(
    staged: Staged, source: Path | None, model: str, base: Path | None, course: Course, language: Language
) -> Report:
    """Look at a staged model: the gate, the card, and, where the gate lets it pass, the weights."""
    from smol_leaderboard.safety.card import card_findings, read_card
    from smol_leaderboard.safety.gate import PRELOAD, examine
    from smol_leaderboard.safety.room import Room
    from smol_leaderboard.safety.rules import Examination, ModelFacts

    with changing_line() as show, Room((staged.folder.absolute(),), preload=PRELOAD) as room:
        show(say(language, "check.gate"))
        if any(one.severity == "reject" for one in staged.found):
            examination = Examination(staged.found, ModelFacts())
        else:
            told = examine(staged.folder, models=course.models, room=room)
            examination = Examination((*staged.found, *told.findings), told.facts, told.stages)
        show(say(language, "check.card"))
        nonce = "" if source is not None else _nonce_of(model)
        card_facts = read_card(staged.folder, room=room)
        card = card_findings(card_facts, course.models, nonce)
        checkpoints = _checkpoint(source) if source is not None else ""
        if examination.rejected:
            return Report(examination, card, None, False, checkpoints)
        named = examination.facts.base or next(
            (one for one in card_facts.base_model if one in {known.id for known in course.models.bases}), ""
        )

        def hashed(done: int, total: int) -> None:
            show(say(language, "check.weights", percent=100 * done // max(1, total)))

        from smol_leaderboard.safety.fingerprint import fingerprint
        from smol_leaderboard.safety.provenance import whose

        mine = fingerprint(staged.folder, base=examination.facts.base, room=room, progress=hashed)
        bases: dict[str, Fingerprint] = {}
        with _base_at_hand(named, base) as folder:
            if folder is not None:
                bases[named or str(base)] = fingerprint(folder, progress=hashed)
        return Report(examination, card, whose(mine, None, bases, {}, []), bool(bases), checkpoints)


@contextmanager
def _base_at_hand(named: str, folder: Path | None) -> Iterator[Path | None]:
    """Yield the base's files, staged: of the folder that was given, or of the Hub client's cache."""
    from smol_leaderboard.safety.listing import stage
    from smol_leaderboard.store.hub_models import cached

    source = folder or (cached(named) if named else None)
    if source is None:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="smol-grade-base-") as made:
        Path(made).chmod(0o755)
        stage(_linked(source, Path(made) / "files"), Path(made) / "base")
        yield Path(made) / "base"


def _linked(source: Path, flat: Path) -> Path:
    """Return `flat`, filled with a model's files: the client's cache holds them under hashes, behind links."""
    flat.mkdir()
    for path in source.iterdir():
        if path.is_file() and path.suffix in (".safetensors", ".json"):
            try:
                os.link(path.resolve(), flat / path.name)
            except OSError:  # another disk, or links are not allowed
                shutil.copyfile(path, flat / path.name)
    return flat


def _nonce_of(model: str) -> str:
    """Return the number that was issued for a model in this workspace, empty where none is known."""
    from smol_leaderboard.outgoing import Memory

    from .standing import workspace_around

    return Memory(workspace_around(Path.cwd())).nonce_of(model)


def _checkpoint(source: Path) -> str:
    """Return the newest checkpoint's folder where a trainer's folder has weights only there."""
    if any(path.suffix == ".safetensors" for path in source.iterdir()):
        return ""
    found = [path for path in source.glob("checkpoint-*") if any(path.glob("*.safetensors"))]
    return str(max(found, key=lambda path: path.stat().st_mtime)) if found else ""


def _write(report: Report, language: Language) -> None:
    """Write what was found, what weighs most first."""
    facts = report.examination.facts
    if facts.parameters:
        fields = {"parameters": f"{facts.parameters:,}".replace(",", " "), "dtype": facts.dtype}
        key = "check.about_adapter" if facts.adapter else "check.about" if facts.size_class else "check.about_unranked"
        output.write_wrapped(say(language, key, **fields, size=facts.size_class, base=facts.base))
    rejects = [one for one in report.examination.findings if one.severity == "reject"]
    flags: list[Finding] = [one for one in report.examination.findings if one.severity == "flag"]
    output.write_wrapped(say(language, "check.failed" if rejects else "check.passed"))
    _section("check.rejects", rejects, language)
    if any(one.code == "no_weights" for one in rejects) and report.checkpoints:
        output.write_wrapped(output.harmless(say(language, "check.checkpoints", folder=report.checkpoints)))
    from smol_leaderboard.safety.provenance import told

    if report.provenance is not None:
        certain, suspected = told(report.provenance)
        _section(
            "check.counts_not", [*certain, *(one for one in flags if one.code in report.examination.spoils)], language
        )
        flags = [one for one in flags if one.code not in report.examination.spoils] + list(suspected)
    _section("check.flags", flags, language)
    _section("check.to_mend", report.card, language)
    if report.provenance is not None and not report.compared:
        output.write_wrapped(say(language, "check.not_compared"))
    if not report.falls_short and not flags:
        output.write_wrapped(say(language, "check.all_good"))


def _section(key: str, found: list[Finding] | tuple[Finding, ...], language: Language) -> None:
    if found:
        output.write_wrapped("\n" + say(language, key, count=len(found)))
        write_findings(found, language)
