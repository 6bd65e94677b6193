"""Functions that are called from one place stand in that place: an answer that was split up reads as it did before.

Only what is certain is moved: a function with plain parameters, without decorators, called once and named nowhere else.
So the result is never longer than the code, but for small arguments that are written out.
"""

from __future__ import annotations

import ast
import copy
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

MOST = 40
"""Functions of one answer that are moved; with more than so many, none is: the work grows with their square."""
SMALL = 8
"""Nodes of an argument that takes the parameter's place; a larger one would multiply."""

Body = list[ast.stmt]


class _Callee(NamedTuple):
    function: ast.FunctionDef
    call: ast.Call


def inlined(tree: ast.Module) -> ast.Module:
    """Return a tree in which each function that is called once stands where it is called, where that is possible."""
    given_up: set[str] = set()
    if sum(isinstance(node, ast.FunctionDef) for node in ast.walk(tree)) > MOST:
        return tree
    for _ in range(MOST):
        callee = next(_called_once(tree, given_up), None)
        if callee is None:
            break
        given_up.add(callee.function.name)
        move = _Move(callee)
        tree = move.visit(tree)
        if move.done:
            _Remove(callee.function).visit(tree)
    return tree


def _called_once(tree: ast.Module, given_up: set[str]) -> Iterator[_Callee]:
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    if len(functions) < 2:
        return
    defined = Counter(node.name for node in functions)
    named = Counter(node.id for node in ast.walk(tree) if isinstance(node, ast.Name))
    calls = {
        node.func.id: node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    for function in functions:
        name = function.name
        once = defined[name] == named[name] == 1 and name in calls and name not in given_up
        if once and _is_plain(function) and calls[name] not in ast.walk(function):
            call = calls[name]
            if not call.keywords and len(call.args) == len(function.args.args):
                yield _Callee(function, call)


def _is_plain(function: ast.FunctionDef) -> bool:
    taken = function.args
    more = (taken.vararg, taken.kwarg, *taken.posonlyargs, *taken.kwonlyargs, *taken.defaults, *function.decorator_list)
    inside = (ast.Yield, ast.YieldFrom, ast.Nonlocal, ast.Global)
    return not any(more) and not any(isinstance(node, inside) for node in ast.walk(function))


class _Move(ast.NodeTransformer):
    """Puts what a function does in place of the call of it."""

    def __init__(self, callee: _Callee) -> None:
        self._call = callee.call
        self._body = callee.function.body
        small = {
            parameter.arg: value
            for parameter, value in zip(callee.function.args.args, callee.call.args, strict=True)
            if sum(1 for _ in ast.walk(value)) <= SMALL
        }
        self._bind = _Bind(small)
        self.done = False

    def visit_Call(self, node: ast.Call) -> ast.AST:
        match self._body:
            case [ast.Return(value=ast.expr() as value)] if node is self._call:
                return self._bound([ast.Expr(value)])[0].value  # type: ignore[attr-defined, no-any-return]
        return self.generic_visit(node)

    def visit_Expr(self, node: ast.Expr) -> ast.AST | Body:
        return (
            self._bound(self._body)
            if node.value is self._call and _returns(self._body) == 0
            else self.generic_visit(node)
        )

    def visit_Return(self, node: ast.Return) -> ast.AST | Body:
        if node.value is self._call and len(self._body) > 1:
            return self._bound(self._body)
        return self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> ast.AST | Body:
        match self._body:
            case [_, *_, ast.Return(value=ast.expr())] if node.value is self._call and _returns(self._body) == 1:
                *before, last = self._bound(self._body)
                value = last.value  # type: ignore[attr-defined]
                return [*before, ast.copy_location(ast.Assign(node.targets, value), node)]
        return self.generic_visit(node)

    def _bound(self, body: Body) -> Body:
        self.done = True
        return [self._bind.visit(statement) for statement in body]


class _Bind(ast.NodeTransformer):
    def __init__(self, values: dict[str, ast.expr]) -> None:
        self._values = values

    def visit_Name(self, node: ast.Name) -> ast.AST:
        value = self._values.get(node.id) if isinstance(node.ctx, ast.Load) else None
        return node if value is None else copy.deepcopy(value)


class _Remove(ast.NodeTransformer):
    def __init__(self, function: ast.FunctionDef) -> None:
        self._function = function

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST | None:
        return None if node is self._function else self.generic_visit(node)


def _returns(body: Body) -> int:
    return sum(isinstance(node, ast.Return) for statement in body for node in ast.walk(statement))
