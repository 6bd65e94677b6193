"""A course on the double of the Hub: the operator's and a learner's programs as they are, each with its own login."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
from fakehub import FakeHub

from smol_grade.quiz.bank import read_bank
from smol_grade.quiz.marking import right_answer
from smol_grade.quiz.typed import letter_of
from smol_leaderboard.certify import Standing, standing
from smol_leaderboard.founding import rules_of
from smol_leaderboard.schema import AnyRecord, Person, read_record
from smol_leaderboard.sitting import Sitting

from .learner import COURSE, ROOT, SOLUTIONS

BOARD = "course/board"
RULES = rules_of(COURSE)
NONCE = re.compile(r"nonce: ([0-9a-f]{32})")
Done = subprocess.CompletedProcess[str]


def private_banks(folder: Path, units: Sequence[str]) -> None:
    """Write a bank for each of some units as an operator has it: those for practice (longer ones are nowhere), asked in other words.

    The banks in quizzes/sample would be refused, as they should be: their keys are public.
    """
    folder.mkdir()
    for path in (ROOT / "quizzes" / "practice" / f"{unit}.toml" for unit in units):
        text = re.sub(r'^id = "([a-z]+)-', r'id = "\1-kept-', path.read_text("utf-8"), flags=re.MULTILINE)
        (folder / path.name).write_text(text.replace('question.en = "', 'question.en = "Well: '), "utf-8")


@contextlib.contextmanager
def one_core() -> Iterator[None]:
    """Keep to one core: a tiny model's threads wait for each other on a busy machine."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {sorted(before)[os.getpid() % len(before)]})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


class Town:
    """A board on a Hub, its operator, and a learner, `ana`, in a workspace that `smol-grade init` made."""

    def __init__(self, folder: Path, hub: FakeHub, quizzes: Sequence[str]) -> None:
        """Make both; `quizzes` are the units with an official quiz: to look its bank over takes seconds."""
        self.folder, self.hub, self.work = folder, hub, folder / "work"
        hub.api("course")  # switches Xet off
        self.work.mkdir()
        self.operate("init", "--title", "A course")
        if quizzes:
            private_banks(folder / "banks", quizzes)
            self.operate("quiz", "publish", folder / "banks")
        self.learn("init", ".")

    def ran(self, program: str, *words: object, login: str, code: int, cwd: Path, typed: str = "") -> Done:
        """Run a program to the end: with the code that is expected, and without a traceback."""
        path = os.pathsep.join([str(ROOT / "grader"), str(ROOT / "leaderboard")])
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("HF_", "SMOL_"))}
        home = self.folder / f"home-{login}"
        home.mkdir(exist_ok=True)
        ours = {"PYTHONPATH": path, "HOME": str(home), "XDG_CACHE_HOME": str(home / "cache"), "LC_ALL": "C.UTF-8"}
        ours |= {"HF_HOME": str(home / "hf"), "SMOL_GRADE_BOARD": BOARD, "OMP_NUM_THREADS": "1"}
        done = subprocess.run(
            [sys.executable, "-m", program, *map(str, words)],
            env=kept | ours | self.hub.environment(login),
            input=typed,
            capture_output=True,
            text=True,
            check=False,
            cwd=cwd,
        )
        assert "Traceback" not in done.stderr, done.stderr
        assert code == done.returncode, f"{words}\n{done.stdout}\n{done.stderr}"
        return done

    def operate(self, *words: object, code: int = 0) -> Done:
        """Run the operator's program, an hour after the last one: how many commits there were is forgotten."""
        for counted in self.folder.glob("office/*/commits.json"):
            counted.unlink()
        home = () if words[0] in {"ceremony", "reveal", "site"} else ("--home", self.folder / "office")
        with one_core() if words[0] == "evaluate" else contextlib.nullcontext():
            return self.ran("smol_leaderboard", *words, *home, login="course", code=code, cwd=self.folder)

    def learn(self, *words: object, code: int = 0, typed: str = "") -> Done:
        """Run the learner's program."""
        return self.ran("smol_grade", *words, login="ana", code=code, cwd=self.work, typed=typed)

    def submit(self, unit: str, model: str = "", *words: str) -> str:
        """Hand in a unit; return the number that the model's card must hold, empty without a model."""
        said = self.learn("submit", unit, *(("--model", model) if model else ()), *words).stdout
        found = NONCE.search(said)
        assert (found is not None) == bool(model), said
        return found[1] if found is not None else ""

    def solve(self, unit: str, exercise: str = "") -> None:
        """Put the solutions of a unit, or of one exercise, into the workspace."""
        if exercise:
            shutil.copy(SOLUTIONS / unit / f"{exercise}.py", self.work / unit)
            return
        shutil.copytree(SOLUTIONS / unit, self.work / unit, dirs_exist_ok=True)

    def take_quiz(self, unit: str) -> None:
        """Answer a unit's official quiz right and hand it in."""
        self.learn("quiz", unit, "--official", typed="q\n", code=1)
        (paper,) = (self.work / ".smol-grade" / "official-quizzes").glob(f"*-{unit}.json")
        sitting = msgspec.json.decode(paper.read_bytes(), type=Sitting)
        bank, lines = read_bank(self.folder / "banks" / f"{unit}.toml"), []
        for question in sitting.paper.questions:
            right = right_answer(bank.item(question.item), question.case)
            keys = [letter_of(question, key) for key in right] if question.order else right[0].split("\n")
            lines.append(" ".join(keys))
        self.learn("quiz", unit, "--official", typed="\n".join(lines) + "\n")
        self.learn("submit", unit, "--quiz")

    def push(self, name: str, folder: Path, card: str = "") -> str:
        """Put a model on the Hub; return the commit."""
        files = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
        if card:
            files["README.md"] = card.encode()
        repo = self.hub.repo("model", name)
        repo.write(files, lfs=(".safetensors",))
        return repo.at("main").oid

    def published(self) -> dict[str, bytes]:
        """Return the board's files as anybody gets them, over HTTP."""
        from huggingface_hub import HfApi

        api = HfApi(endpoint=self.hub.url, token=False)
        names = [name for name in api.list_repo_files(BOARD, repo_type="dataset") if name.endswith((".jsonl", ".json"))]
        folder = self.folder / "as-published"
        return {
            name: Path(api.hf_hub_download(BOARD, name, repo_type="dataset", local_dir=folder)).read_bytes()
            for name in names
        }

    def records(self) -> list[AnyRecord]:
        """Return the learner's published records, oldest first."""
        files = self.published()
        people = [msgspec.json.decode(text, type=Person) for name, text in files.items() if name.startswith("people/")]
        mine = {one.subject for one in people if one.name == "ana"}
        lines = [line for name, text in files.items() if name.startswith("records/") for line in text.splitlines()]
        return sorted((one for one in map(read_record, lines) if one.subject in mine), key=lambda one: (one.at, one.id))

    def standing(self, certificate: str) -> Standing:
        """Return how the learner stands, by nothing but what is published."""
        return standing(self.records(), RULES, certificate)
