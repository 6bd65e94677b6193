"""The course team's guides: their rehearsal runs as it stands there, and what they name exists."""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from smol_grade.cli.main import app as learners
from smol_leaderboard.cli.main import app as operators

from .killing import ROOT
from .offline import Offline

FOLDER = ROOT / "docs" / "guides"
GUIDES = sorted(FOLDER.glob("*.md"))
REHEARSAL = re.compile(r"<!-- rehearsal -->\n```sh\n(.*?)```\n\n?```text\n(.*?)```", re.DOTALL)
NEXT = "-- next block --"
IN_BASH = r"""import subprocess, sys
script = "\n".join(sys.argv[1:])
sys.exit(subprocess.run(["bash", "-euo", "pipefail", "-c", script]).returncode)
"""
CODE = re.compile(r"```(?:sh|bash)\n(.*?)```|`([^`\n]+)`", re.DOTALL)
TOPS = ("docs", "tests", "grader", "leaderboard", "exercises", "solutions", "quizzes", "benchmarks", ".github", ".ci")
MADE = {".github/handed-out.json", ".github/workflows/grade.yml", "exercises/unit8/"}
"""In the learners' repository, or in the checkout of who follows the guide; not in this one."""
PROGRAMS: dict[str, Any] = {"smol-grade": get_command(learners), "smol-leaderboard": get_command(operators)}


def test_the_rehearsal_runs_as_it_stands(tmp_path: Path) -> None:
    """In one shell, an empty folder and home, without a network: each block succeeds and says what the guide says."""
    blocks = REHEARSAL.findall((FOLDER / "run-this-course.md").read_text("utf-8"))
    assert len(blocks) >= 6
    shell = Offline(tmp_path)
    programs = tmp_path / "programs"
    programs.mkdir()
    for program, module in (("smol-grade", "smol_grade"), ("smol-leaderboard", "smol_leaderboard")):
        shim = programs / program
        shim.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m {module} "$@"\n', "utf-8")
        shim.chmod(0o755)
    script = ["exec 2>&1", f"export PATH={shlex.quote(str(programs))}:$PATH COURSE={shlex.quote(str(ROOT))}"]
    for commands, _ in blocks:
        script += [f"echo {NEXT}", commands]
    done = shell.run("-c", IN_BASH, *script)
    _, *said = done.out.split(f"{NEXT}\n")
    assert 0 == done.code, f"{blocks[len(said) - 1][0]}\n{said[-1]}"
    for (commands, shown), text in zip(blocks, said, strict=True):
        assert [] == missing(shown, text), f"{commands}\n{text}"
    assert ((), 0) == (done.tried, done.sent)
    assert [] == list(shell.home.iterdir()), "the guide says that all lies in one folder"


def missing(shown: str, said: str) -> list[str]:
    """The lines of a guide that were not said so, in this order; `…` stands for anything."""
    lines = iter(said.splitlines())
    patterns = [".*".join(map(re.escape, line.rstrip().split("…"))) for line in shown.splitlines()]
    return [pattern for pattern in patterns if not any(re.fullmatch(pattern, line.rstrip()) for line in lines)]


def test_a_line_that_is_not_said_would_be_seen() -> None:
    """A line is held as a whole, and to its order."""
    said = "graded 3 of 3\nrecord 12ab: done\n"
    assert [] == missing("graded 3 of 3\nrecord …: done\n", said)
    assert ["graded\\ 3"] == missing("graded 3\n", said)
    assert ["graded\\ 3\\ of\\ 3"] == missing("record …\ngraded 3 of 3\n", said)


def words(text: str) -> list[str]:
    """The commands of a guide: lines of its shell blocks, and code in its sentences."""
    found = []
    for block, inline in CODE.findall(text):
        for line in (block or inline).splitlines():
            found += re.split(r"&&|;|\|", line.partition("  #")[0])
    return [" ".join(one.split()) for one in found]


def unknown(command: str) -> str:
    """What of a command line its program does not know, or misses; empty where it would take the line."""
    first, *rest = command.split()
    known = PROGRAMS[first]
    while rest and hasattr(known, "commands") and rest[0] in known.commands:
        known = known.commands[rest.pop(0)]
    if hasattr(known, "commands") and rest and not rest[0].startswith("-"):
        units = re.fullmatch(r"unit\w+(/\w+)?|all", rest[0]) and first == "smol-grade"
        return "" if units else rest[0]
    options = {name for parameter in known.params for name in (*parameter.opts, *parameter.secondary_opts)}
    asked = {word.partition("=")[0] for word in rest if word.startswith("--")}
    options_of = [one for one in known.params if one.param_type_name == "option"]
    needed = [one.opts for one in options_of if one.required and not one.envvar]
    missing = {f"no {names[0]}" for names in needed if rest and "--help" not in asked and asked.isdisjoint(names)}
    return ", ".join(sorted((asked - options - {"--help"}) | missing))


def meant(code: str) -> str:
    """The command line that some code is: with its program, also where only `evaluate --waiting` stands; else empty."""
    first, *rest = code.split() or [""]
    if first in PROGRAMS:
        return code
    if not any(word.startswith("--") for word in rest):
        return ""
    return next((f"{name} {code}" for name in reversed(PROGRAMS) if first in PROGRAMS[name].commands), "")


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_every_command_and_option_exists(guide: Path) -> None:
    """Whatever a guide tells one to type is known to the program."""
    commands = [known for one in words(guide.read_text("utf-8")) if (known := meant(one))]
    assert [] == [one for one in commands if unknown(one)]


def leads_somewhere(guide: Path, link: str) -> bool:
    """Whether there is such a file and, in it, such a heading, by the name that GitHub gives it."""
    path, _, heading = link.partition("#")
    target = guide.parent / path if path else guide
    if not heading or not target.is_file():
        return target.exists()
    titles = re.findall(r"^#+ (.*)$", target.read_text("utf-8"), re.MULTILINE)
    return heading in {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_every_link_and_path_exists(guide: Path) -> None:
    """Relative links with the headings that they lead to, and files of this repository that are named in code."""
    text = guide.read_text("utf-8")
    links = [link for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]
    assert [] == [link for link in links if not leads_somewhere(guide, link)]
    named = [word for word in re.findall(r"`([\w.][\w./-]+)`", text) if "/" in word and word.split("/")[0] in TOPS]
    assert [] == [
        name for name in named if name not in MADE and not (ROOT / name.rstrip("/")).exists() and "N" not in name
    ]


def test_the_list_names_every_guide() -> None:
    """And each guide is more than a title."""
    listed = set(re.findall(r"\]\(([\w-]+\.md)\)", (FOLDER / "README.md").read_text("utf-8")))
    assert {path.name for path in GUIDES} - {"README.md"} == listed
    assert all(len(path.read_text("utf-8")) > 2000 for path in GUIDES if path.name != "README.md")


def test_an_unknown_command_would_be_seen() -> None:
    """The check knows commands, options of commands, units, and what is none."""
    assert "" == unknown("smol-grade unit1 --seed 3")
    assert "--sed" == unknown("smol-grade dev check --sed 3")
    assert "grad" == unknown("smol-leaderboard grad --once")
    assert "--practise" == unknown("smol-leaderboard grade --once --practise")
    assert "--wait" == unknown(meant("evaluate --wait"))
    assert "no --unit" == unknown("smol-leaderboard batch submissions --workers 2")
    assert "" == unknown("smol-leaderboard batch")  # is spoken of, not typed
    assert "" == meant("report.json")


def test_a_link_to_no_heading_would_be_seen() -> None:
    """A heading is looked for in the file that the link names."""
    guide = FOLDER / "README.md"
    assert leads_somewhere(guide, "run-this-course.md#rehearse-it-first")
    assert not leads_somewhere(guide, "run-this-course.md#rehearse-it-last")
    assert not leads_somewhere(guide, "no-such-guide.md#rehearse-it-first")
