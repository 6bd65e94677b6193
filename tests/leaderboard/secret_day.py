"""A day of a course with secrets everywhere: an operator, bea who works, and ana whose files take what they can reach."""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from fakehub import FakeHub

from smol_grade.locate import CourseFiles, course_files
from smol_leaderboard import keys
from smol_leaderboard.issuer_keys import current
from smol_leaderboard.office import office
from smol_leaderboard.segments import read_records, write_segments
from smol_leaderboard.store import open_store

from .credentials import earned
from .issued import person
from .leaks import canary
from .learner import ROOT, SOLUTIONS
from .town import BOARD, Done, private_banks

TAKES = Path(__file__).with_name("programs") / "takes_everything.py"


class Planted:
    """The secrets of a day, by where they are."""

    def __init__(self) -> None:
        private = ("a literal", "a comment", "a docstring", "an expected value", "an input", "a row")
        bank = ("an explanation", "a why", "a comment of the bank")
        bea = ("code", "a code comment", "a notebook", "a data file")
        places = [*private, *bank, *(f"bea's {place}" for place in bea), "the operator's variable"]
        self.texts = {place: canary() for place in places}
        self.open = {place: canary() for place in ("a title", "a question", "ana's code")}
        """What may be read, to see that the search looks where it could be."""

    def suites(self, folder: Path) -> CourseFiles:
        """Write the course's suites as private ones with secrets in them; return the files with these."""
        published = course_files()
        skip = shutil.ignore_patterns("mutants", "accepted", "demo", "__pycache__")
        shutil.copytree(published.suites, folder, ignore=skip)
        of = self.texts
        self._edit(
            folder / "unit0" / "test_transcript.py",
            ('NAME = "transcript"', f'NAME = "transcript"\nSECRET = "{of["a literal"]}"  # {of["a comment"]}\n'),
            ("def _wanted(messages):", f'def _wanted(messages):\n    """{of["a docstring"]}"""'),
            (
                '    messages = row["messages"]',
                f'    messages = [*row["messages"], {{"role": "user", "content": "{of["an input"]}"}}]',
            ),
            (
                'expect_text(submission.call(NAME, []), "", "result")',
                f'assert submission.call(NAME, []) == "{of["an expected value"]}"',
            ),
        )
        row = (
            f'{{"messages": [{{"role": "user", "content": "{of["a row"]}"}}, {{"role": "assistant", "content": "a"}}]}}'
        )
        self._edit(
            folder / "unit1" / "test_smoltalk_to_chatml.py",
            ("in rows.awkward_smoltalk(draw)", f"in [{row}, *rows.awkward_smoltalk(draw)]"),
        )
        return CourseFiles(published.exercises, folder, published.demo, published.constraints, published.quizzes)

    def banks(self, folder: Path) -> None:
        """Write the official bank of unit 1, with secrets where its keys are told."""
        private_banks(folder, ["unit1"])
        path, of = folder / "unit1.toml", self.texts
        text = path.read_text("utf-8")
        text = re.sub(r'^(explanation\.\w\w = ")', rf"\g<1>{of['an explanation']} ", text, flags=re.MULTILINE)
        text = re.sub(r'^(why\.\w\w = ")', rf"\g<1>{of['a why']} ", text, flags=re.MULTILINE)
        text = text.replace("Well: ", f"{self.open['a question']}: ")
        path.write_text(f"# {of['a comment of the bank']}\n{text}", "utf-8")

    def beas_files(self, work: Path) -> None:
        """Write what bea hands in: code, a notebook and a data file."""
        code, comment, notebook, data = (text for place, text in self.texts.items() if place.startswith("bea's"))
        right = (SOLUTIONS / "unit0" / "transcript.py").read_text("utf-8")
        (work / "unit0" / "transcript.py").write_text(f'{right}\n# {comment}\nMINE = "{code}"\n', "utf-8")
        right = (SOLUTIONS / "unit1" / "smoltalk_to_chatml.py").read_text("utf-8")
        source = f'{right}\nMINE = "{notebook}"\n'
        cell = {"cell_type": "code", "metadata": {}, "execution_count": 1, "outputs": [], "source": source}
        (work / "unit1" / "smoltalk_to_chatml.py").unlink()
        content = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]}
        (work / "unit1" / "smoltalk_to_chatml.ipynb").write_text(json.dumps(content), "utf-8")
        shutil.copy(SOLUTIONS / "unit1" / "to_messages.py", work / "unit1")
        rows = (SOLUTIONS / "unit1" / "own_data.jsonl").read_text("utf-8").splitlines()
        rows[0] = re.sub(r'("[^"]+": ")', rf"\g<1>{data} ", rows[0], count=1)
        (work / "unit1" / "own_data.jsonl").write_text("\n".join(rows) + "\n", "utf-8")

    @staticmethod
    def _edit(path: Path, *changes: tuple[str, str]) -> None:
        text = path.read_text("utf-8")
        for old, new in changes:
            assert old in text, f"{path.name} has changed: {old}"
            text = text.replace(old, new)
        path.write_text(text, "utf-8")


class Day:
    """Runs the programs for everybody, on the double of the Hub or with a board in a folder, and keeps all that they say."""

    def __init__(self, folder: Path, hub: FakeHub | None) -> None:
        self.folder, self.hub = folder, hub
        self.where = BOARD if hub is not None else str(folder / "board")
        self.planted = Planted()
        self.said: dict[str, bytes] = {}
        self.graded: list[str] = []
        """Ids of the official gradings of the warm-up."""
        self.tokens = {name: self._token(name) for name in ("course", "ana", "bea")}
        self.work = {name: folder / f"work-{name}" for name in ("ana", "bea")}
        if hub is not None:
            hub.api("course")  # switches Xet off
        for place in (*self.work.values(), folder / "private"):
            place.mkdir()

    def _token(self, name: str) -> str:
        if self.hub is None:
            return "hf_" + secrets.token_hex(20)
        return self.hub.token(name)

    def run(self, login: str, program: str, *words: object, codes: tuple[int, ...] = (0,), typed: str = "") -> Done:
        """Run a program as somebody: with a code that is expected, and without a traceback."""
        home = self.folder / f"home-{login}"
        home.mkdir(exist_ok=True)
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("HF_", "SMOL_"))}
        path = os.pathsep.join([str(ROOT / "grader"), str(ROOT / "leaderboard")])
        ours = {"PYTHONPATH": path, "HOME": str(home), "XDG_CACHE_HOME": str(home / "cache"), "LC_ALL": "C.UTF-8"}
        ours |= {"HF_HOME": str(home / "hf"), "SMOL_GRADE_BOARD": self.where, "OMP_NUM_THREADS": "1", "LOGNAME": login}
        ours |= self.hub.environment(login) if self.hub is not None else {"HF_HUB_OFFLINE": "1"}
        ours["HF_TOKEN"] = self.tokens[login]
        if login == "course":
            secret = self.planted.texts["the operator's variable"]
            ours |= {"AWS_SECRET_ACCESS_KEY": secret, "SMOL_LEADERBOARD_HOME": str(self.folder / "private" / "offices")}
        done = subprocess.run(
            [sys.executable, "-m", program, *map(str, words)],
            env=kept | ours,
            input=typed,
            capture_output=True,
            text=True,
            check=False,
            cwd=self.work.get(login, self.folder / "private"),
            timeout=240,
        )
        self.said[f"{len(self.said)} {login}: {' '.join(map(str, words))}"] = (done.stdout + done.stderr).encode()
        assert "Traceback" not in done.stderr, done.stderr
        assert done.returncode in codes, f"{words}\n{done.stdout}\n{done.stderr}"
        return done

    def operate(self, *words: object, codes: tuple[int, ...] = (0,)) -> Done:
        """Run the operator's program."""
        return self.run("course", "smol_leaderboard", *words, codes=codes)

    def learn(self, login: str, *words: object, codes: tuple[int, ...] = (0,), typed: str = "") -> Done:
        """Run the learners' program."""
        return self.run(login, "smol_grade", *words, codes=codes, typed=typed)

    def morning(self) -> None:
        """Make the board and two workspaces; both hand in."""
        private = self.folder / "private"
        self.planted.suites(private / "suites")
        self.planted.banks(private / "banks")
        self.operate("init", "--title", self.planted.open["a title"])
        if self.hub is None:  # to look a bank over takes seconds
            self.operate("quiz", "publish", private / "banks")
        self.operate("keys", "new")
        for login in ("bea", "ana"):
            self.learn(login, "init", ".")
        self.planted.beas_files(self.work["bea"])
        for unit in ("unit0", "unit1"):
            self.learn("bea", "submit", unit)
        own = self.planted.open["ana's code"]
        taking = f"{TAKES.read_text('utf-8')}# {own}\n"
        for unit, name in (("unit0", "transcript"), ("unit1", "smoltalk_to_chatml")):
            (self.work["ana"] / unit / f"{name}.py").write_text(taking, "utf-8")
            self.learn("ana", "submit", unit)
        if self.hub is None:
            self.learn("ana", "quiz", "unit1", "--official", typed="s\n" * 10, codes=(0, 1))
            self.learn("ana", "submit", "unit1", "--quiz")

    def noon(self) -> None:
        """Grade, certify somebody, reveal the seeds, build the page."""
        suites = self.folder / "private" / "suites"
        self.operate("grade", "--suites", suites)
        token = self.tokens["course"] if self.hub is not None else ""
        store = open_store(self.where, token=token)
        graded = read_records(store, kinds=["grade"]).records.values()
        assert [True] * 4 == [one.private_cases for one in graded]
        self.graded = sorted(one.id for one in graded if one.unit == "warmup")
        store.commit(person(1) | write_segments(earned(1)), "somebody who earned a certificate")
        self.operate("certify")
        self.operate("reveal", "open", "--now")
        self.operate("rebuild")
        self.operate("keys", "show")
        if self.hub is None:
            self.operate("site", "build", "--board", self.where, "--out", self.folder / "site")

    def evening(self) -> None:
        """Ana looks at all there is to look at; for a board in a folder she replays, practises and complains, too."""
        for form in ("text", "json"):
            self.learn("ana", "status", "--format", form)
        for form in ("text", "json", "csv", "md") if self.hub is None else ("text",):
            self.learn("ana", "leaderboard", "--format", form)
        self.learn("ana", "certificate", "status", codes=(0, 1))
        if self.hub is None:
            codes = [self.learn("ana", "replay", record, codes=(0, 1, 2)).returncode for record in self.graded]
            assert [0, 0] == codes
            self.learn("ana", "unit0", codes=(1,))
            self.learn("ana", "report", "transcript")

    def reaches(self, login: str) -> Iterator[tuple[str, bytes]]:
        """Yield all that a learner can get to: what was said by any program, what is on the board, the page, own folders."""
        yield from ((f"said {what}", content) for what, content in self.said.items())
        board = self.hub.stored() if self.hub is not None else _files(self.folder / "board")
        yield from ((f"board {place}", content) for place, content in board)
        for name, place in (("page", "site"), (login, f"work-{login}"), (login, f"home-{login}")):
            yield from ((f"{name} {path}", content) for path, content in _files(self.folder / place))

    def secrets(self) -> dict[str, str]:
        """Return everything that must not be in it: what was planted, the course's keys, all tokens."""
        desk = office(self.where, str(self.folder / "private" / "offices"))
        ours = keys.load(desk.keys)
        derived = {"the key of the seeds": ours.seed_key.hex(), "the key of subjects": ours._derived("subject").hex()}
        stored = {"the private key": ours.private_key, "the course's key": ours.course_key}
        issuer = current(desk.issuer_key)._key.private_bytes_raw().hex()
        tokens = {f"the token of {name}": token for name, token in self.tokens.items()}
        return self.planted.texts | derived | stored | tokens | {"the issuer's key": issuer}


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the content of every file below a folder."""
    for path in sorted(folder.rglob("*")):
        yield str(path), os.fsencode(path.name)
        if path.is_file():
            yield str(path), path.read_bytes()
