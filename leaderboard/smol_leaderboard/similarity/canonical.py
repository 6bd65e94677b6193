"""The code of an answer in the form in which answers are compared: what changes nothing is gone or has one spelling.

Docstrings, type hints, imports, `print` and `assert` go; dictionaries and keyword arguments stand in the order of their
keys; a function that is called from one place only stands in that place, and so does a variable that says nothing (see
`inlining`, `folding`). The syntax tree is parsed, changed and written
anew; nothing is compiled or run. Each node remembers where it stood in the answer.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator
from itertools import accumulate
from typing import NamedTuple

from .folding import folded, without_unread
from .inlining import inlined

FORMATTED = "f"
"""The function that stands for an f-string: `f"a{b}"` is compared as `f("a", b)`."""
FLIPPED: dict[type[ast.cmpop], type[ast.cmpop]] = {ast.Gt: ast.Lt, ast.GtE: ast.LtE}
OPPOSITE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.In: ast.NotIn,
    ast.Is: ast.IsNot,
    ast.Eq: ast.NotEq,
    ast.Lt: ast.GtE,
    ast.LtE: ast.Gt,
    ast.Gt: ast.LtE,
    ast.GtE: ast.Lt,
}


class Span(NamedTuple):
    """A part of a text, as slices count."""

    begin: int
    end: int


class Canonical(NamedTuple):
    """An answer's code as it is compared."""

    text: str
    tree: ast.Module
    """Of which the text was written; its places are those of the answer."""


class NotPython(Exception):
    """A text is no Python that the parser takes."""

    def __init__(self, line: int = 0) -> None:
        self.line = line
        super().__init__(line)


def canonical(code: str) -> Canonical:
    """Return code as it is compared. Raises `NotPython`, also for code that is nested too deeply."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = folded(inlined(without_unread(_Tidy().visit(ast.parse(code)))))
            return Canonical(ast.unparse(tree), tree)
    except SyntaxError as error:
        raise NotPython(error.lineno or 0) from error
    except (ValueError, RecursionError, MemoryError, OverflowError) as error:
        raise NotPython from error


def places(code: str, compared: Canonical) -> Iterator[tuple[Span, Span]]:
    """Yield for each name and constant where it stands in what is compared, and where in the answer's code."""
    try:
        written = ast.parse(compared.text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    there, here = _Places(compared.text), _Places(code)
    for new, old in zip(ast.walk(written), ast.walk(compared.tree), strict=False):
        if type(new) is not type(old):  # not the same tree any more: the rest stays unmarked
            return
        if isinstance(new, ast.Name | ast.Constant | ast.arg | ast.Attribute | ast.keyword) and hasattr(old, "lineno"):
            yield there.tail(new), here.tail(old)


class _Tidy(ast.NodeTransformer):
    """Takes away, or spells one way, what changes nothing."""

    def generic_visit(self, node: ast.AST) -> ast.AST:
        super().generic_visit(node)
        if getattr(node, "body", None) == []:
            node.body = [ast.Pass()]  # type: ignore[attr-defined]
        return node

    def visit_Expr(self, node: ast.Expr) -> ast.AST | None:
        match node.value:
            case ast.Constant() | ast.Call(func=ast.Name(id="print")):
                return None
        return self.generic_visit(node)

    def visit_Assert(self, _: ast.Assert) -> None:
        return None

    def visit_Import(self, _: ast.Import) -> None:
        return None

    def visit_ImportFrom(self, _: ast.ImportFrom) -> None:
        return None

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns = None
        return self.generic_visit(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        node.returns = None
        return self.generic_visit(node)

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.annotation = None
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST | None:
        if node.value is None:
            return None
        return self.generic_visit(ast.copy_location(ast.Assign([node.target], node.value), node))

    def visit_Dict(self, node: ast.Dict) -> ast.AST:
        if all(isinstance(key, ast.Constant) for key in node.keys):
            pairs = sorted(
                zip(node.keys, node.values, strict=True), key=lambda pair: repr(getattr(pair[0], "value", ""))
            )
            node.keys, node.values = [key for key, _ in pairs], [value for _, value in pairs]
        return self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        if all(keyword.arg for keyword in node.keywords):
            node.keywords.sort(key=lambda keyword: keyword.arg or "")
        return self.generic_visit(node)

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        if len(node.ops) == 1 and type(node.ops[0]) in FLIPPED:
            node.ops = [FLIPPED[type(node.ops[0])]()]
            node.left, node.comparators = node.comparators[0], [node.left]
        return self.generic_visit(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        inner = node.operand
        if isinstance(node.op, ast.Not) and isinstance(inner, ast.Compare) and len(inner.ops) == 1:
            opposite = OPPOSITE.get(type(inner.ops[0]))
            if opposite is not None:
                inner.ops = [opposite()]
                return self.visit(inner)  # type: ignore[no-any-return]
        return self.generic_visit(node)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:
        values = [part.value if isinstance(part, ast.FormattedValue) else part for part in node.values]
        call = ast.Call(ast.copy_location(ast.Name(FORMATTED, ast.Load()), node), values, [])
        return self.generic_visit(ast.copy_location(call, node))


class _Places:
    """Finds in a text what a syntax tree speaks of: the tree counts bytes of UTF-8, line by line."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        self._begins = [0, *accumulate(len(line) + 1 for line in self._lines)]

    def tail(self, node: ast.AST) -> Span:
        """Return where a node stands; of `value.name` only the name, of `name=value` only the name."""
        line, column = node.lineno, node.col_offset  # type: ignore[attr-defined]
        if isinstance(node, ast.Attribute):
            return Span(self._at(node.value.end_lineno, node.value.end_col_offset), self._end(node))
        if isinstance(node, ast.keyword):
            begin = self._at(line, column)
            return Span(begin, begin + len(node.arg or ""))
        if isinstance(node, ast.arg):
            begin = self._at(line, column)
            return Span(begin, begin + len(node.arg))
        return Span(self._at(line, column), self._end(node))

    def _end(self, node: ast.AST) -> int:
        return self._at(node.end_lineno, node.end_col_offset)  # type: ignore[attr-defined]

    def _at(self, line: int | None, column: int | None) -> int:
        text = self._lines[(line or 1) - 1]
        if not text.isascii():
            column = len(text.encode("utf-8")[:column].decode("utf-8", "ignore"))
        return self._begins[(line or 1) - 1] + (column or 0)
