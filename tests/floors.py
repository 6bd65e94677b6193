"""Which module of a package imports which: what the tests of our architecture ask."""

from __future__ import annotations

import ast
from pathlib import Path


def modules(package: Path) -> dict[str, list[Path]]:
    """The files of each part of a package: of each module, or folder of modules, at its top."""
    parts: dict[str, list[Path]] = {}
    for path in sorted(package.rglob("*.py")):
        part = path.relative_to(package).parts[0].removesuffix(".py")
        if part not in ("_worker", "_data"):
            parts.setdefault(part, []).append(path)
    return parts


def imported(path: Path, package: Path) -> set[str]:
    """The parts of the package that a file imports, anywhere in it."""
    depth = len(path.relative_to(package).parts)
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level == depth:
            found |= {node.module.split(".")[0]} if node.module else {alias.name for alias in node.names}
    return {"__init__" if name == "__version__" else name for name in found}


def upward(package: Path, floors: list[set[str]]) -> list[str]:
    """The imports that do not go down, as `file imports part`; all parts must have a floor, and only they."""
    floor = {part: number for number, parts in enumerate(floors) for part in parts}
    parts = modules(package)
    assert parts.keys() == floor.keys()
    return [
        f"{path.relative_to(package)} imports {other}"
        for part, files in parts.items()
        for path in files
        for other in imported(path, package) - {part}
        if floor[other] >= floor[part]
    ]


def foreign(path: Path, *, top: bool = False) -> set[str]:
    """The libraries that a file imports: anywhere in it, or, with `top`, as it is imported itself."""
    tree = ast.parse(path.read_text("utf-8"))
    return {
        (node.module or "").split(".")[0] if isinstance(node, ast.ImportFrom) else alias.name.split(".")[0]
        for node in (tree.body if top else ast.walk(tree))
        if isinstance(node, ast.Import | ast.ImportFrom) and not (isinstance(node, ast.ImportFrom) and node.level)
        for alias in node.names
    }


def long_modules(package: Path, most: int = 400) -> list[str]:
    """The modules of more lines than one module should have."""
    return [
        path.name
        for files in modules(package).values()
        for path in files
        if len(path.read_text("utf-8").splitlines()) > most
    ]
