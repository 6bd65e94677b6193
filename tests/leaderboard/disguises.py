"""What people do to an answer that is not their own, so that it looks different and does the same."""

from __future__ import annotations

import ast
import builtins
import io
import json
import keyword
import random
import tokenize
from collections.abc import Callable

NEW_NAMES = [
    "alpha",
    "beta",
    "gamma",
    "delta",
    "epsilon",
    "zeta",
    "eta",
    "theta",
    "iota",
    "kappa",
    "lam",
    "mu",
    "nu",
    "xi",
    "pi_",
    "rho",
    "sigma",
    "tau",
    "phi",
    "chi",
    "psi",
    "omega",
]


def renamed(code: str, dice: random.Random) -> str:
    """Every name of the answer's own is another one."""
    tree = ast.parse(code)
    promised = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)} & _promised(tree)
    parameters = {
        arg.arg
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.name in promised
        for arg in node.args.args
    }
    bound = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    bound |= {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    bound |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    mine = sorted(bound - promised - parameters - set(dir(builtins)))
    new = dict(zip(mine, dice.sample([f"{a}{b}" for a in NEW_NAMES for b in ("", "_2", "_x")], len(mine)), strict=True))
    tokens = []
    before = ""
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        text = token.string
        if token.type == tokenize.NAME and before != "." and not keyword.iskeyword(text):
            text = new.get(text, text)
        elif token.type == tokenize.STRING and text[0] in "fF":
            text = _renamed_in(text, new)
        before = token.string
        tokens.append((token.start, token.end, text))
    return _laid_out(code, tokens)


def _promised(tree: ast.Module) -> set[str]:
    functions = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
    return set(functions[-1:])


def _renamed_in(text: str, new: dict[str, str]) -> str:
    import re

    return re.sub(r"\{(\w+)", lambda found: "{" + new.get(found[1], found[1]), text)


def _laid_out(code: str, tokens: list[tuple[tuple[int, int], tuple[int, int], str]]) -> str:
    lines = code.splitlines(keepends=True)
    out, at = [], (1, 0)
    for start, end, text in tokens:
        if start[0] > len(lines):
            break
        while at[0] < start[0]:
            out.append(lines[at[0] - 1][at[1] :])
            at = (at[0] + 1, 0)
        out += [lines[at[0] - 1][at[1] : start[1]], text]
        at = end
    return "".join(out)


class _Reorder(ast.NodeTransformer):
    def __init__(self, dice: random.Random) -> None:
        self._dice = dice

    def visit_Dict(self, node: ast.Dict) -> ast.AST:
        self.generic_visit(node)
        if len(node.keys) > 1 and None not in node.keys:
            pairs = list(zip(node.keys, node.values, strict=True))[::-1]
            node.keys, node.values = [key for key, _ in pairs], [value for _, value in pairs]
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if all(keyword.arg for keyword in node.keywords):
            node.keywords.reverse()
        return node


def _swapped(body: list[ast.stmt]) -> list[ast.stmt]:
    """Neighbours that have nothing to do with each other change places."""
    body, at = list(body), 0
    while at + 1 < len(body):
        one, two = body[at], body[at + 1]
        if _is_free(one) and _is_free(two) and not (_stores(one) & _uses(two) or _stores(two) & _uses(one)):
            body[at], body[at + 1] = two, one
            at += 1
        at += 1
    return body


def _is_free(node: ast.stmt) -> bool:
    calls = (ast.Call, ast.Subscript, ast.Attribute)
    return isinstance(node, ast.Assign | ast.Import | ast.ImportFrom) and (
        not isinstance(node, ast.Assign)
        or not any(
            isinstance(one, calls) and isinstance(getattr(one, "ctx", None), ast.Store) for one in ast.walk(node)
        )
    )


def _stores(node: ast.stmt) -> set[str]:
    if isinstance(node, ast.Import | ast.ImportFrom):
        return {alias.asname or alias.name for alias in node.names}
    return {one.id for one in ast.walk(node) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}


def _uses(node: ast.stmt) -> set[str]:
    return _stores(node) | {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}


def reordered(code: str, dice: random.Random) -> str:
    """Dict keys, keyword arguments, independent statements and functions stand in another order."""
    tree = _Reorder(dice).visit(ast.parse(code))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.For | ast.If):
            node.body = _swapped(node.body)
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    rest = [node for node in tree.body if not isinstance(node, ast.FunctionDef)]
    tree.body = [*rest, *functions[::-1]]
    return ast.unparse(ast.fix_missing_locations(tree)) + "\n"


class _Bare(ast.NodeTransformer):
    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.annotation = None
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        self.generic_visit(node)
        node.returns = None
        if ast.get_docstring(node) is not None and len(node.body) > 1:
            node.body = node.body[1:]
        return node


def undocumented(code: str, dice: random.Random) -> str:
    """Without comments, docstrings and type hints."""
    tree = _Bare().visit(ast.parse(code))
    if ast.get_docstring(tree) is not None:
        tree.body = tree.body[1:]
    return ast.unparse(tree) + "\n"


class _Hinted(ast.NodeTransformer):
    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        self.generic_visit(node)
        for arg in node.args.args:
            arg.annotation = arg.annotation or ast.Name("object", ast.Load())
        node.returns = node.returns or ast.Name("object", ast.Load())
        if ast.get_docstring(node) is None:
            node.body.insert(0, ast.Expr(ast.Constant("Here is what I did and why.\n\n    It works.\n    ")))
        return node

    def visit_Assign(self, node: ast.Assign) -> ast.AST:
        if len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            return ast.AnnAssign(node.targets[0], ast.Name("object", ast.Load()), node.value, 1)
        return node


def documented(code: str, dice: random.Random) -> str:
    """With comments, docstrings and type hints that were not there, and empty lines."""
    tree = ast.fix_missing_locations(_Hinted().visit(ast.parse(code)))
    lines = []
    for number, line in enumerate(ast.unparse(tree).splitlines()):
        if dice.random() < 0.4 and line.strip().startswith(("if ", "for ", "return", "while ", "def ")):
            lines.append(line[: len(line) - len(line.lstrip())] + f"# my step {number}")
        lines.append(line)
    return "\n".join(lines) + "\n"


def reformatted(code: str, dice: random.Random) -> str:
    """Lines are broken elsewhere, spaces and quotes are others."""
    out, depth = [], 0
    for line in ast.unparse(ast.parse(code)).splitlines():
        indent = line[: len(line) - len(line.lstrip())]
        out.append(
            indent + line.lstrip().replace(", ", " ,  ").replace(" = ", "=")
            if '"' not in line and "'" not in line
            else line
        )
    text = "\n".join(out) + "\n"
    tokens = []
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        depth += (token.string in "([{") - (token.string in ")]}") if token.type == tokenize.OP else 0
        breaks = token.type == tokenize.OP and token.string in "([{," and depth > 0
        tokens.append((token.start, token.end, token.string + ("\n" + " " * 11 if breaks else "")))
    return _laid_out(text, tokens)


def split(code: str, dice: random.Random) -> str:
    """What is returned, what is tested and what is refused moves into functions of its own."""
    tree = ast.parse(code)
    known = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)} | set(
        dir(builtins)
    )
    known |= {
        name
        for node in tree.body
        if isinstance(node, ast.Import | ast.ImportFrom | ast.Assign)
        for name in _stores(node)
    }
    helpers: list[ast.stmt] = []
    for function in [node for node in tree.body if isinstance(node, ast.FunctionDef)]:
        for node in list(ast.walk(function)):
            for field in ("body", "orelse"):
                statements = getattr(node, field, None)
                if isinstance(statements, list):
                    setattr(
                        node,
                        field,
                        [_outside(one, known, helpers) if isinstance(one, ast.stmt) else one for one in statements],
                    )
    tree.body = [
        *[node for node in tree.body if not isinstance(node, ast.FunctionDef)],
        *helpers,
        *[node for node in tree.body if isinstance(node, ast.FunctionDef)],
    ]
    return ast.unparse(ast.fix_missing_locations(tree)) + "\n"


def _outside(node: ast.stmt, known: set[str], helpers: list[ast.stmt]) -> ast.stmt:
    if any(isinstance(one, ast.Yield | ast.YieldFrom | ast.NamedExpr | ast.Lambda) for one in ast.walk(node)):
        return node
    if isinstance(node, ast.Return) and node.value is not None and not isinstance(node.value, ast.Name | ast.Constant):
        return ast.Return(_called(node.value, None, known, helpers))
    if isinstance(node, ast.If) and all(isinstance(one, ast.Raise) for one in node.body) and not node.orelse:
        return ast.Expr(_called(None, node, known, helpers))
    if isinstance(node, ast.If) and not isinstance(node.test, ast.Name):
        node.test = _called(node.test, None, known, helpers)
    return node


def _called(value: ast.expr | None, block: ast.stmt | None, known: set[str], helpers: list[ast.stmt]) -> ast.expr:
    whole = value if value is not None else block
    assert whole is not None
    inner = {one.id for one in ast.walk(whole) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}
    names = sorted({one.id for one in ast.walk(whole) if isinstance(one, ast.Name)} - known - inner)
    name = f"my_step_{len(helpers) + 1}"
    body: list[ast.stmt] = [block] if block is not None else [ast.Return(value)]
    arguments = ast.arguments([], [ast.arg(one) for one in names], None, [], [], None, [])
    helpers.append(ast.FunctionDef(name, arguments, body, [], None, None))
    return ast.Call(ast.Name(name, ast.Load()), [ast.Name(one, ast.Load()) for one in names], [])


class _Padded(ast.NodeTransformer):
    WAYS = ("unused_{} = None", "print('step {}')", "assert True, 'step {}'", "counter_{} = 0")

    def __init__(self, dice: random.Random) -> None:
        self._dice = dice
        self._seen = 0

    def padded(self, node: ast.AST) -> ast.AST:
        self.generic_visit(node)
        body = []
        for statement in node.body:  # type: ignore[attr-defined]
            self._seen += 1
            if self._seen % 3 == 0:
                body += ast.parse(self._dice.choice(self.WAYS).format(self._seen)).body
            body.append(statement)
        node.body = body  # type: ignore[attr-defined]
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        return self.padded(node)

    def visit_For(self, node: ast.For) -> ast.AST:
        return self.padded(node)

    def visit_If(self, node: ast.If) -> ast.AST:
        return self.padded(node)


def padded(code: str, dice: random.Random) -> str:
    """Before every third statement stands one that does nothing."""
    return ast.unparse(ast.fix_missing_locations(_Padded(dice).visit(ast.parse(code)))) + "\n"


class _Stored(ast.NodeTransformer):
    def __init__(self) -> None:
        self._names = 0

    def visit_Return(self, node: ast.Return) -> ast.AST | list[ast.AST]:
        if node.value is None or isinstance(node.value, ast.Name | ast.Constant):
            return node
        value, node.value = node.value, self._name(ast.Load())
        return [ast.Assign([self._name(ast.Store())], value), node]

    def visit_If(self, node: ast.If) -> list[ast.AST]:
        self.generic_visit(node)
        self._names += 1
        value, node.test = node.test, self._name(ast.Load())
        return [ast.Assign([self._name(ast.Store())], value), node]

    def _name(self, context: ast.expr_context) -> ast.Name:
        return ast.Name(f"value_{self._names}", context)


def stored(code: str, dice: random.Random) -> str:
    """What is tested or returned is a variable first."""
    return ast.unparse(ast.fix_missing_locations(_Stored().visit(ast.parse(code)))) + "\n"


def everything(code: str, dice: random.Random) -> str:
    """All of it, one after the other."""
    for disguise in (undocumented, padded, stored, reordered, split, renamed, documented, reformatted):
        code = disguise(code, dice)
    return code


def notebook(code: str) -> bytes:
    """The answer in a notebook, among other cells."""
    cells = ["%pip install -q trl\nimport os", "# my notes\nprint('hello')", code, "!ls", "%%bash\necho done"]
    made = [{"cell_type": "code", "id": f"c{n}", "metadata": {}, "outputs": [], "execution_count": None, "source": cell} for n, cell in enumerate(cells)]  # fmt: skip
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": made}).encode()


DISGUISES: dict[str, Callable[[str, random.Random], str]] = {
    "renamed": renamed,
    "reordered": reordered,
    "undocumented": undocumented,
    "documented": documented,
    "reformatted": reformatted,
    "split": split,
    "padded": padded,
    "stored": stored,
    "everything": everything,
}


def disguised(files: dict[str, bytes], how: str, seed: int) -> dict[str, bytes]:
    """A submission's files after what `how` names; `notebook` makes a notebook of each."""
    if how == "notebook":
        return {name.replace(".py", ".ipynb"): notebook(code.decode()) for name, code in files.items()}
    return {
        name: DISGUISES[how](code.decode(), random.Random(f"{seed} {name}")).encode() for name, code in files.items()
    }
