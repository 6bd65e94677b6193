"""Looking at a learner's model as the course does, in a folder or on the Hub: `check-model` and `project` share it."""

from __future__ import annotations

import importlib.util
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from .. import __version__
from ..course import HUB_ID, Course
from ..errors import UsageError
from ..messages import say
from ..records import Language
from . import output
from .progress import changing_line

if TYPE_CHECKING:
    from smol_leaderboard.project import ProjectFacts
    from smol_leaderboard.safety.card import CardFacts, CardFinding
    from smol_leaderboard.safety.fingerprint import Fingerprint
    from smol_leaderboard.safety.provenance import Provenance
    from smol_leaderboard.safety.room import Room
    from smol_leaderboard.safety.rules import Examination, Finding
    from smol_leaderboard.store.hub_models import Progress

MB = 10**6
UNREADABLE = frozenset({"too_large", "too_many_files"})
"""Findings on the list of files after which a folder is not looked into."""
ABSENT = frozenset(
    {
        *("no_weights", "no_config", "no_tokenizer", "no_chat_template"),
        *("shard_missing", "tensor_missing", "adapter_no_config", "adapter_no_weights"),
    }
)
"""Findings that say nothing more where a file was turned away before: it may be the one that is missed."""


class IsAFile(UsageError):
    """A file was named; a model is a folder."""

    key = "check.is_file"
    hint = "check.is_file.hint"

    def __init__(self, path: Path, command: str) -> None:
        super().__init__(path=path, folder=path.parent, command=command)


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


class Asked(NamedTuple):
    """What the command line asks for."""

    command: str
    """The one that was typed, for what hints say."""
    model: str
    """A folder, or USER/NAME, or USER/NAME@REVISION."""
    base: Path | None
    """The folder of the base."""
    project: bool = False
    """Whether what the final project looks for is read too."""

    @property
    def path(self) -> Path:
        """The folder, if it is one."""
        return Path(self.model).expanduser()

    @property
    def local(self) -> bool:
        """Whether the model is a folder here."""
        return self.path.is_dir()

    @property
    def named(self) -> str:
        """The model's Hub id, where it is no folder."""
        return self.model.partition("@")[0]


def look(asked: Asked, course: Course, language: Language) -> Report:
    """Return all that is to be said of a model; nothing of it is run, and it is read in the sandbox."""
    if os.path.lexists(asked.path) and not asked.local:
        raise IsAFile(asked.path, asked.command)
    if not asked.local and not HUB_ID.fullmatch(asked.named):
        raise NotThere(asked.model)
    if asked.base is not None and not asked.base.is_dir():
        raise NotThere(str(asked.base))
    if importlib.util.find_spec("torch") is None:
        from smol_leaderboard.errors import ExtraNeeded

        raise ExtraNeeded("torch", "train")
    output.note(output.harmless(say(language, "check.begin", version=__version__, model=asked.model)))
    with ExitStack() as stack:
        if asked.local:
            staged = stack.enter_context(_staged(asked.path, language))
        else:
            staged = _fetched(asked.named, asked.model.partition("@")[2], language)
        return _examined(staged, asked, course, language)


class Report(NamedTuple):
    """All that was found."""

    examination: Examination
    card: tuple[CardFinding, ...]
    provenance: Provenance | None
    """None where the weights were not looked at."""
    compared: tuple[str, ...] = ()
    """The bases whose weights were at hand."""
    checkpoints: str = ""
    """A folder in which the weights may lie instead."""
    card_facts: CardFacts | None = None
    project: ProjectFacts | None = None
    """None where nobody has asked for it."""
    related: bool = False
    """Whether the weights began as those of the base at hand; an adapter's do by its nature."""

    @property
    def rejects(self) -> list[Finding]:
        """What keeps the model from being measured."""
        return [one for one in self.examination.findings if one.severity == "reject"]

    @property
    def keeps_from_counting(self) -> list[Finding]:
        """What keeps it from counting for a certificate; certain."""
        spoils = [one for one in self.examination.findings if one.code in self.examination.spoils]
        return [*self._doubts()[0], *spoils] if self.provenance is not None else []

    @property
    def flags(self) -> list[Finding]:
        """What would stand beside its row."""
        flags = [one for one in self.examination.findings if one.severity == "flag"]
        if self.provenance is None:
            return flags
        return [one for one in flags if one.code not in self.examination.spoils] + self._doubts()[1]

    def _doubts(self) -> tuple[list[Finding], list[Finding]]:
        from smol_leaderboard.safety.provenance import told

        return told(self.provenance) if self.provenance is not None else ([], [])

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


def _examined(staged: Staged, asked: Asked, course: Course, language: Language) -> Report:
    """Look at a staged model: the gate, the card, and, where the gate lets it pass, the weights."""
    from smol_leaderboard.safety.card import card_contradictions, card_findings, read_card
    from smol_leaderboard.safety.gate import PRELOAD, examine
    from smol_leaderboard.safety.room import Room
    from smol_leaderboard.safety.rules import Examination, ModelFacts

    with changing_line() as show, Room((staged.folder.absolute(),), preload=PRELOAD) as room:
        show(say(language, "check.gate"))
        turned_away = [one.code for one in staged.found if one.severity == "reject"]
        if turned_away and (not asked.local or UNREADABLE.intersection(turned_away)):
            examination = Examination(staged.found, ModelFacts())
        else:
            told = examine(staged.folder, models=course.models, room=room)
            more = [one for one in told.findings if not turned_away or one.code not in ABSENT]
            examination = Examination((*staged.found, *more), told.facts, told.stages)
        show(say(language, "check.card"))
        nonce = "" if asked.local else _nonce_of(asked.named)
        facts = read_card(staged.folder, room=room)
        contradictions = card_contradictions(facts, examination.facts, course.models)
        card = (*card_findings(facts, course.models, nonce), *contradictions)
        project = None
        if asked.project:
            from smol_leaderboard.project import read_project

            project = read_project(staged.folder, room)
        checkpoints = _checkpoint(asked.path) if asked.local else ""
        report = Report(examination, card, None, (), checkpoints, facts, project)
        return report if examination.rejected else _with_weights(report, staged, asked, room, course, show, language)


def _with_weights(
    report: Report,
    staged: Staged,
    asked: Asked,
    room: Room,
    course: Course,
    show: Callable[[str], None],
    language: Language,
) -> Report:
    """Return a report that knows the weights, compared with those of the base where they are at hand."""
    from smol_leaderboard.safety.fingerprint import fingerprint
    from smol_leaderboard.safety.provenance import nearest_base, whose

    permitted = {known.id for known in course.models.bases}
    in_card = report.card_facts.base_model if report.card_facts is not None else ()
    named = report.examination.facts.base or next((one for one in in_card if one in permitted), "")

    def hashed(done: int, total: int) -> None:
        show(say(language, "check.weights", percent=100 * done // max(1, total)))

    mine = fingerprint(staged.folder, base=report.examination.facts.base, room=room, progress=hashed)
    bases: dict[str, Fingerprint] = {}
    with _base_at_hand(named, asked.base) as folder:
        if folder is not None:
            bases[named or str(asked.base)] = fingerprint(folder, progress=hashed)
    related = mine.adapter or bool(nearest_base(mine, bases))
    return report._replace(provenance=whose(mine, None, bases, {}, []), compared=tuple(bases), related=related)


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
