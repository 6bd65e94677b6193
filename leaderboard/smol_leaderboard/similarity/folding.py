"""Variables that say nothing: assigned and never read, or read once, by the next statement.

`ready = a < b` and `if ready:` are compared as `if a < b:`, and a variable that nobody reads is not compared. A name
counts for the whole module: one that is used in any other way stays wherever it is.
"""

from __future__ import annotations

import ast
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise

Body = list[ast.stmt]


def without_unread(tree: ast.Module) -> ast.Module:
    """Return a tree without assignments, of values that call nothing, to names that are never read."""
    read = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    unread = [
        statement
        for body in _bodies(tree)
        for statement in body
        if (name := _assigned(statement)) and name not in read and not _calls(statement)
    ]
    _remove(tree, unread)
    return tree


def folded(tree: ast.Module) -> ast.Module:
    """Return a tree in which the value of a variable that is read once, by the next statement, stands there."""
    stored, loaded = _counts(tree)
    found: dict[str, list[tuple[ast.Assign, ast.stmt]]] = defaultdict(list)
    for body in _bodies(tree):
        for one, following in pairwise(body):
            name = _assigned(one)
            if name and isinstance(one, ast.Assign) and _reads(following, name) == 1:
                found[name].append((one, following))
    once = {name for name, places in found.items() if stored[name] == loaded[name] == len(places)}
    places = [(name, *place) for name in once for place in found[name]]
    for name, one, following in sorted(places, key=lambda place: (place[1].lineno, place[1].col_offset)):
        _Fold(name, one.value).into(following)
    _remove(tree, [one for _, one, _ in places])
    return tree


def _bodies(tree: ast.Module) -> Iterator[Body]:
    for node in ast.walk(tree):
        for field in ("body", "orelse", "finalbody"):
            body = getattr(node, field, None)
            if isinstance(body, list):
                yield body


def _remove(tree: ast.Module, statements: list[ast.stmt]) -> None:
    gone = {id(statement) for statement in statements}
    for body in _bodies(tree):
        if any(id(statement) in gone for statement in body):
            body[:] = [statement for statement in body if id(statement) not in gone] or [ast.Pass()]


def _assigned(statement: ast.stmt) -> str:
    """Return the one name that a statement assigns to, empty for any other statement."""
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)]):
            return name
    return ""


def _calls(statement: ast.stmt) -> bool:
    return any(isinstance(node, ast.Call | ast.Await | ast.Yield | ast.YieldFrom) for node in ast.walk(statement))


def _counts(tree: ast.Module) -> tuple[Counter[str], Counter[str]]:
    """Return how often each name is bound and read."""
    stored: Counter[str] = Counter()
    loaded: Counter[str] = Counter()
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Load()):
                loaded[name] += 1
            case ast.Name(id=name) | ast.arg(arg=name) | ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                stored[name] += 1
            case ast.Global(names=names) | ast.Nonlocal(names=names):
                stored.update(names)
            case ast.MatchAs(name=str() as name) | ast.MatchStar(name=str() as name):
                stored[name] += 1
    return stored, loaded


def _heads(statement: ast.stmt) -> tuple[str, ...]:
    """Return the fields that a statement computes first, and once."""
    match statement:
        case ast.Assign() | ast.Return() | ast.Expr() | ast.AugAssign():
            return ("value",)
        case ast.If():
            return ("test",)
        case ast.For():
            return ("iter",)
        case ast.Raise():
            return ("exc",)
    return ()


def _reads(statement: ast.stmt, name: str) -> int:
    heads = [head for field in _heads(statement) if (head := getattr(statement, field)) is not None]
    return sum(isinstance(node, ast.Name) and node.id == name for head in heads for node in ast.walk(head))


class _Fold(ast.NodeTransformer):
    """Puts a value in place of a name."""

    def __init__(self, name: str, value: ast.expr) -> None:
        self._name = name
        self._value = value

    def into(self, statement: ast.stmt) -> None:
        """Change what a statement computes first."""
        for field in _heads(statement):
            setattr(statement, field, self.visit(getattr(statement, field)))

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return self._value if node.id == self._name else node
