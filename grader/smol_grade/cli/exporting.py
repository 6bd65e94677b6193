"""`dev export` and `upgrade`: the learners' repository, made or brought up to date, and what was done to it."""

from __future__ import annotations

from pathlib import Path

from .. import __version__, export
from ..course import load_course
from ..errors import UsageError
from ..export.laying import ASIDE, Laid
from ..locate import checkout, checkout_files, course_files
from ..messages import say
from ..records import Language
from ..workspace import shown

LONGEST_LIST = 12
"""Names in one list; of more, the first and their number are told."""


class NotBuilt(UsageError):
    """The exercises are not those that the solutions make."""

    key = "export.not_built"
    hint = "export.not_built.hint"

    def __init__(self, names: list[str]) -> None:
        super().__init__(names=", ".join(names))


def export_to(folder: Path, language: Language) -> str:
    """Lay the learners' repository into a folder; return what was done. Raises `NotBuilt`, and what `lay` raises."""
    from ..devcheck.build import generated

    place = checkout()
    files = checkout_files(place.root)
    course = load_course(files)
    wanted = {f"exercises/{name}": text.encode("utf-8") for name, text in generated(place.solutions, course).items()}
    found = export.contents(files, course)
    stale = [name for name, content in wanted.items() if name in found and found[name] != content]
    if stale:
        raise NotBuilt(stale)
    laid = export.lay(found, folder)
    if laid.before or laid.nothing:
        return _told(laid, folder, language)
    said = [say(language, "export.done", count=len(laid.wrote), folder=_named(folder), version=__version__)]
    return "\n".join([*said, say(language, "export.next", folder=_named(folder))])


def upgrade(folder: Path, language: Language) -> str:
    """Bring a learner's fork up to the installed version; return what was done."""
    files = course_files()
    laid = export.upgrade(export.contents(files, load_course(files)), folder)
    return _told(laid, folder, language)


def _named(folder: Path) -> str:
    """Return a folder as a person would type it; the one that they are in by its whole name."""
    told = shown(folder)
    return told if told != "." else str(folder.resolve())


def _told(laid: Laid, folder: Path, language: Language) -> str:
    if laid.nothing:
        return say(language, "upgrade.nothing", version=__version__, folder=_named(folder))
    lines = [say(language, "upgrade.done", before=laid.before, version=__version__, folder=_named(folder))]
    for key in ("wrote", "replaced", "removed", "kept", "gone", "left"):
        names = getattr(laid, key)
        if names:
            told = names[:LONGEST_LIST] if key in ("wrote", "replaced", "removed") else names
            more = len(names) - len(told)
            lines.append(say(language, f"upgrade.{key}", count=len(names), aside=ASIDE))
            lines += [f"  {name}" for name in told]
            lines += [f"  {say(language, 'upgrade.more', count=more)}"] if more else []
    return "\n".join([*lines, say(language, "upgrade.next")])
