"""A module imports only from lower floors; the worker's package knows nothing of the grader."""

from __future__ import annotations

import ast
from pathlib import Path

from .conftest import ROOT

PACKAGE = ROOT / "grader" / "smol_grade"
FLOORS = [
    {"__init__"},
    {"intake", "notebook", "replies", "safetensors_check", "wire_scan"},
    {"errors", "records", "files", "arrays"},
    {"locate", "messages"},
    {"course", "wire"},
    {"scoring", "progress", "sandbox", "learner_file"},
    {"report", "endings"},
    {"submission"},
    {"workspace", "judge"},
    {"evidence"},
    {"grade"},
    {"devcheck", "devattack"},
    {"cli"},
    {"__main__"},
]
HEAVY = {"torch", "transformers", "trl", "datasets", "peft", "pytest", "hypothesis", "jinja2", "tokenizers", "rich"}
MAY_BE_HEAVY = {"judge", "evidence", "report"}
"""Parts that are imported only when a grading has begun."""


def modules() -> dict[str, list[Path]]:
    """The files of each part of the package."""
    parts: dict[str, list[Path]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        part = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        if part not in ("_worker", "_data"):
            parts.setdefault(part, []).append(path)
    return parts


def imported(path: Path) -> set[str]:
    """The parts of the package that a file imports, anywhere in it."""
    depth = len(path.relative_to(PACKAGE).parts)
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level == depth:
            found |= {node.module.split(".")[0]} if node.module else {alias.name for alias in node.names}
    return {"__init__" if name == "__version__" else name for name in found}


def test_imports_go_down() -> None:
    """No import goes up or sideways between floors, so there is no cycle."""
    floor = {part: number for number, parts in enumerate(FLOORS) for part in parts}
    parts = modules()
    assert parts.keys() == floor.keys()
    for part, files in parts.items():
        for path in files:
            for other in imported(path) - {part}:
                assert floor[other] < floor[part], f"{path.relative_to(PACKAGE)} imports {other}"


def test_nothing_imports_the_worker_and_the_worker_imports_nothing_of_ours() -> None:
    """The two sides share no module."""
    for part, files in modules().items():
        for path in files:
            assert "_worker" not in imported(path), part
    for path in (PACKAGE / "_worker").rglob("*.py"):
        assert "smol_grade" not in {
            (node.module or "").split(".")[0] if isinstance(node, ast.ImportFrom) else alias.name.split(".")[0]
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.Import | ast.ImportFrom)
            for alias in node.names
        }


def test_heavy_libraries_are_imported_late() -> None:
    """Outside the parts that only a grading needs, no module imports a heavy library at its top."""
    for part, files in modules().items():
        for path in files:
            top = [
                node
                for node in ast.parse(path.read_text("utf-8")).body
                if isinstance(node, ast.Import | ast.ImportFrom)
            ]
            names = {
                (node.module or "").split(".")[0] if isinstance(node, ast.ImportFrom) else alias.name.split(".")[0]
                for node in top
                for alias in node.names
                if not (isinstance(node, ast.ImportFrom) and node.level)
            }
            assert part in MAY_BE_HEAVY or not names & HEAVY, f"{path.name}: {names & HEAVY}"


def test_modules_stay_small() -> None:
    """A module over 400 lines is two modules."""
    for files in modules().values():
        for path in files:
            assert len(path.read_text("utf-8").splitlines()) <= 400, path.name
