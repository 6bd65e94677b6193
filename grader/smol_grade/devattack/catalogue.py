"""The attack files: one learner file each, with a strict header that says what must become of it.

```
# attack: ends the process with status 0 while it is imported
# group: a
# targets: text tensor trainer
# ends: crashed
# control: forged
```

`targets` (default: text) are the exercises that it is handed in for, `ends` every kind of end that is right for a check
which does not pass. `passes: some` allows single checks to pass; full marks never. `control` says what the same file
does to a naive grader, or `none: REASON`. `data: NAME` hands in `….data/NAME` too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from ..errors import CourseError, UnknownAttack
from ..records import Reason
from .targets import TARGETS

NAME = re.compile(r"(?P<group>[a-z])\d\d_[a-z0-9_]+")
LINE = re.compile(r"# (?P<key>[a-z]+): (?P<value>\S.*)")
KEYS = {"attack", "group", "targets", "ends", "passes", "control", "data"}
NEEDED = ("attack", "group", "ends", "control")
ENDS = frozenset(
    {
        Reason.WRONG,
        Reason.ERROR,
        Reason.TIMEOUT,
        Reason.CRASHED,
        Reason.BAD_FRAME,
        Reason.UNSOLICITED,
        Reason.MEMORY,
        Reason.PROCESSES,
        Reason.OUTPUT_FLOOD,
    }
)
CONTROLS = ("forged", "leaked", "reached", "survived", "filled")
"""What an attack can do to a naive grader."""


@dataclass(frozen=True)
class Attack:
    """One file of the catalogue."""

    name: str
    """Its file name without ending, e.g. `a01_exit_at_import`."""
    group: str
    """`a` forging, `b` reading secrets, `c` protocol, `d` resources, `e` files, `f` network, `h` artefacts."""
    tries: str
    """One sentence: what it tries."""
    targets: tuple[str, ...]
    ends: frozenset[str]
    """Reasons that are right for a check that does not pass."""
    some_pass: bool
    control: str
    """One of `CONTROLS`, or empty when a naive grader shows nothing."""
    no_control: str
    """Why there is no control."""
    source: str
    data: dict[str, bytes]
    """Contents of the data files that are handed in beside it, by name."""


def read_catalogue(folder: Path, group: str = "", names: tuple[str, ...] = ()) -> list[Attack]:
    """Return the attacks of a folder, or those of a group or with these names (or their beginnings, such as `a01`).

    Raises `CourseError`, which names the file, for a header that cannot be read, and for an empty choice;
    `UnknownAttack` for a name that none has.
    """
    attacks = [read_attack(path) for path in sorted(folder.glob("*.py"))]
    chosen = [attack for attack in attacks if group in ("", attack.group)]
    for name in names:
        if not any(attack.name.startswith(name) for attack in chosen):
            raise UnknownAttack(name, folder)
    if names:
        chosen = [attack for attack in chosen if attack.name.startswith(names)]
    if not chosen:
        raise CourseError(folder, 0, f"no attacks{f' of group {group!r}' if group else ''}")
    return chosen


def read_attack(path: Path) -> Attack:
    """Read one file; raise `CourseError` with the line where its header is wrong."""
    named = NAME.fullmatch(path.stem)
    if named is None:
        raise CourseError(path, 0, "the name must be like a01_exit_at_import.py")
    source = path.read_text("utf-8")
    header = _header(path, source)
    if header["group"] != named["group"]:
        raise CourseError(path, 0, f"the name says group {named['group']}, the header {header['group']}")
    if re.search(r"^from __future__ ", source, re.MULTILINE):
        raise CourseError(path, 0, "`from __future__` must come first, but the constants do")
    control, _, reason = header["control"].partition(": ")
    return Attack(
        name=path.stem,
        group=header["group"],
        tries=header["attack"],
        targets=_words(path, header, "targets", tuple(TARGETS)) or ("text",),
        ends=frozenset(_words(path, header, "ends", tuple(ENDS))),
        some_pass=bool(_words(path, header, "passes", ("some",))),
        control="" if control == "none" and reason else _words(path, header, "control", CONTROLS)[0],
        no_control=reason if control == "none" else "",
        source=source,
        data={name: _data_of(path, name) for name in header.get("data", "").split()},
    )


def _data_of(path: Path, name: str) -> bytes:
    beside = path.with_suffix(".data") / name
    if not beside.is_file():
        raise CourseError(path, 0, f"`data` needs {beside.parent.name}/{name} beside it")
    return beside.read_bytes()


def _header(path: Path, source: str) -> dict[str, str]:
    header: dict[str, str] = {}
    for number, line in enumerate(source.splitlines(), 1):
        if not line.startswith("#"):
            break
        found = LINE.fullmatch(line)
        if found is None or found["key"] not in KEYS:
            raise CourseError(path, number, f"a header line is `# KEY: TEXT` with one of {', '.join(sorted(KEYS))}")
        if found["key"] in header:
            raise CourseError(path, number, f"`{found['key']}` appears twice")
        header[found["key"]] = found["value"].strip()
    missing = [key for key in NEEDED if key not in header]
    if missing:
        raise CourseError(path, 1, f"the header needs {', '.join(f'`# {key}:`' for key in missing)}")
    return header


def _words(path: Path, header: dict[str, str], key: str, allowed: tuple[str, ...]) -> tuple[str, ...]:
    words = tuple(header.get(key, "").split())
    wrong = [word for word in words if word not in allowed]
    if wrong or (key in header and not words) or (key == "control" and len(words) != 1):
        line = next((n for n, text in enumerate(path.read_text("utf-8").splitlines(), 1) if f"# {key}:" in text), 0)
        extra = " or `none: REASON`" if key == "control" else ""
        raise CourseError(path, line, f"`{key}` takes {', '.join(sorted(allowed))}{extra}; it got {header[key]!r}")
    return words
