"""A module imports only from lower floors; the worker's package knows nothing of the grader."""

from __future__ import annotations

from floors import foreign, imported, long_modules, modules, upward

from .conftest import ROOT

PACKAGE = ROOT / "grader" / "smol_grade"
FLOORS = [
    {"__init__", "safetensors_check"},
    {"arrays"},
    {"constants", "intake", "notebook", "replies", "wire_scan"},
    {"definitions"},
    {"course_notebook"},
    {"errors", "records", "files"},
    {"certificates", "links", "locate", "messages", "readmes", "schedule", "settings"},
    {"course", "wire"},
    {"scoring", "progress", "sandbox", "learner_file"},
    {"report", "endings", "libraries", "quiz"},
    {"submission"},
    {"workspace", "judge"},
    {"evidence"},
    {"grade"},
    {"whole_course"},
    {"devcheck", "devattack", "export"},
    {"scaffold"},
    {"cli"},
    {"jupyter"},
    {"__main__"},
]
HEAVY = {"torch", "transformers", "trl", "datasets", "peft", "pytest", "hypothesis", "jinja2", "tokenizers", "rich"}
MAY_BE_HEAVY = {"judge", "evidence", "report"}
"""Parts that are imported only when a grading has begun."""


def test_imports_go_down() -> None:
    """No import goes up or sideways between floors, so there is no cycle."""
    assert [] == upward(PACKAGE, FLOORS)


def test_nothing_imports_the_worker_and_the_worker_imports_nothing_of_ours() -> None:
    """The two sides share no module."""
    for part, files in modules(PACKAGE).items():
        for path in files:
            assert "_worker" not in imported(path, PACKAGE), part
    for path in (PACKAGE / "_worker").rglob("*.py"):
        assert "smol_grade" not in foreign(path), path.name


def test_heavy_libraries_are_imported_late() -> None:
    """Outside the parts that only a grading needs, no module imports a heavy library at its top."""
    for part, files in modules(PACKAGE).items():
        for path in files:
            assert part in MAY_BE_HEAVY or not foreign(path, top=True) & HEAVY, path.name


def test_modules_stay_small() -> None:
    """A module over 400 lines is two modules."""
    assert [] == long_modules(PACKAGE)
