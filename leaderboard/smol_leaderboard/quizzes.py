"""Official quizzes: the operator's private banks, and which paper somebody is asked."""

from __future__ import annotations

from pathlib import Path

from smol_grade.course import Course
from smol_grade.quiz.bank import Bank, read_bank
from smol_grade.quiz.paper import Paper, PublicBank, draw_paper

from .errors import OperatorError


def paper_of(bank: PublicBank, user: str, attempt: int) -> Paper:
    """Return the paper that a user of the Hub is asked at an attempt: everybody can draw it again."""
    return draw_paper(bank, f"{user}|{bank.unit}|{attempt}|{bank.sha256}")


def read_banks(folder: Path, course: Course) -> dict[str, Bank]:
    """Return the banks of a folder, `unit1.toml` and so on, by slug; those that are not there are left out.

    Raises `CourseError` for a file that is no bank, `OperatorError` for one of another unit.
    """
    banks = {}
    for unit in course.units:
        path = folder / f"{unit.alias}.toml"
        if not path.is_file():
            continue
        bank = read_bank(path)
        if bank.unit != unit.slug:
            raise OperatorError(f"{path}: its unit is {bank.unit[:40]!r}, not {unit.slug!r}")
        banks[unit.slug] = bank
    return banks
