"""`smol-grade info` shows what to know before an exercise or a unit is begun."""

from __future__ import annotations

import io
import re
import shutil
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from smol_grade.cli import informing
from smol_grade.cli.main import app
from smol_grade.errors import UnknownTarget
from smol_grade.locate import checkout_files

from .conftest import EXERCISES, LANGUAGES, ROOT

README = """# Unit 1: A title

An introduction, with [a link](https://example.org/page).

| 1.1 `smoltalk_to_chatml` | a row of a table |

## 1.1 `smoltalk_to_chatml` 🐢

What it asks, in `code`.

```python
## 1.2 no_heading in a block of code
>>> smoltalk_to_chatml(1)
2
```

## 1.2 `gsm8k_to_chatml` 🐕

The second one.

## Read on

The rest.
"""
FIRST, FALLBACK = "smoltalk_to_chatml", "sft_loss"


@pytest.fixture(autouse=True)
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A course whose first unit has a README with two sections."""
    for name in ("exercises", "tests/hidden"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "mutants"))
    for name in ("README.md", "README.es.md"):
        (tmp_path / "exercises" / "unit1" / name).write_text(README, "utf-8")
    monkeypatch.setattr(informing, "course_files", lambda: checkout_files(tmp_path))
    monkeypatch.delenv("COLUMNS", raising=False)


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def __init__(self, encoding: str) -> None:
        super().__init__()
        self._encoding = encoding

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """What it can show."""
        return self._encoding

    def isatty(self) -> bool:
        """It is one."""
        return True


def seen(
    target: str, monkeypatch: pytest.MonkeyPatch, width: int, encoding: str = "utf-8", **variables: str
) -> list[str]:
    """Return the lines that a terminal shows."""
    for name in ("NO_COLOR", "FORCE_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in ({"COLUMNS": str(width), "NO_COLOR": "1"} | variables).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "stdout", Terminal(encoding))
    return informing.info(target, "en").splitlines()


def test_an_exercise_is_told_in_full() -> None:
    """Head, points, limits, needs, file, function, its section of the README and no other's, what to type, links."""
    text = informing.info(f"unit1/{FIRST}", "en")
    exercise = EXERCISES[0]
    assert text.startswith(f"## 1.1 `{FIRST}` 🐢\n\n**{exercise.title.en}**\n")
    assert f"{exercise.points} points in {len(exercise.checks)} checks, easy" in text
    assert f"time limits when it is graded: {exercise.limits.call_s:g} s for a call" in text
    assert "needs nothing beyond smol-grade" in text
    assert f"your file: `unit1/{FIRST}.py`" in text
    assert f"you write: `{FIRST}(sample: dict[str, Any], tokenizer" in text
    assert "What it asks, in `code`.\n\n```python\n## 1.2 no_heading" in text
    assert "The second one." not in text
    for command in (f"unit1/{FIRST}", f"hint {FIRST}", "info unit1"):
        assert f"`smol-grade {command}`" in text
    assert "to read: https://huggingface.co/docs/transformers/chat_templating\n" in f"{text}\n"


def test_an_exercise_without_a_section_is_told_by_its_stub() -> None:
    """The stub's texts stand in; the line of links and commands is not told twice."""
    text = informing.info(FALLBACK, "en")
    assert "how surprised the model is" in text
    assert "```text\nReturn the mean cross-entropy of the next token" in text
    assert "Read: http" not in text
    assert "needs torch" in text
    assert "num_items: int | None = None) -> torch.Tensor`" in text


def test_data_files_and_what_is_not_installed_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A data file of the learner's is named; a missing extra with the command that installs it."""
    assert "your data file: `unit1/own_data.jsonl`" in informing.info("to_messages", "en")
    monkeypatch.setattr(informing, "missing_modules", lambda _: ["torch"])
    assert '`pip install "smol-grade[train]"`' in informing.info(FALLBACK, "en")


def test_a_unit_is_told_by_its_introduction_and_its_exercises() -> None:
    """No section of an exercise, no table; every exercise on a line; the README's other parts."""
    text = informing.info("unit1", "en")
    assert text.startswith("## unit1: Instruction tuning\n\nAn introduction")
    assert "a row of a table" not in text
    assert "The second one." not in text
    assert len(EXERCISES) == len(re.findall(r"^- 1\.\d+ `\w+` ", text, re.MULTILINE))
    assert "## Read on\n\nThe rest." in text


@pytest.mark.parametrize("width", [40, 80])
def test_a_terminal_shows_it_at_its_width(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """No line is longer than the terminal is wide, no mark of Markdown is left, a link shows its address."""
    lines = [line for target in ("unit1", FIRST, "to_messages") for line in seen(target, monkeypatch, width)]
    assert max(map(len, lines)) <= width
    assert not [line for line in lines if "`" in line or "**" in line or line.startswith("#")]
    assert "https://example.org/page" in "".join(line.strip() for line in lines)
    assert "\x1b" not in "".join(lines)


def test_colours_and_characters_are_the_terminals(monkeypatch: pytest.MonkeyPatch) -> None:
    """Colours unless NO_COLOR is set; a terminal without our marks gets words and signs that it has."""
    assert "\x1b[" in "".join(seen(FIRST, monkeypatch, 80, NO_COLOR="", TERM="xterm"))
    "\n".join(seen(FIRST, monkeypatch, 80, "ascii")).encode("ascii")
    assert "(easy)" in seen(FIRST, monkeypatch, 80, "ascii")[0]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("target", ["unit0", "unit1", *(exercise.name for exercise in EXERCISES)])
def test_everything_can_be_told(language: str, target: str) -> None:
    """Every exercise and unit, in both languages, as it is typed; nothing is left unfilled."""
    done = CliRunner().invoke(app, ["info", target, "--lang", language])
    assert 0 == done.exit_code, done.output
    assert len(done.stdout) > 300
    assert not re.search(r"\{[a-z_]+\}", done.stdout.split("```")[0])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_final_project_is_told_in_full(language: str) -> None:
    """Its whole README, table and commands among it, and the commands that check it and hand it in."""
    text = informing.info("project", language)  # type: ignore[arg-type]
    readme = (ROOT / "exercises" / "project" / informing.NAMES[language]).read_text("utf-8")  # type: ignore[index]
    assert text.startswith("## project: ")
    told = [line for line in readme.splitlines()[1:] if line]
    assert told == [line for line in text.splitlines() if line in told]
    check, hand_in = text.splitlines()[-2:]
    assert ("`smol-grade project " in check, "`smol-grade submit project " in hand_in) == (True, True)


def test_an_unknown_name_is_told_with_what_is_near() -> None:
    """As everywhere else."""
    with pytest.raises(UnknownTarget) as caught:
        informing.info("sft_los", "en")
    assert "sft_loss" in caught.value.fields["close"]
