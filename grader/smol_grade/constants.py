"""Which statements only define something: what may be taken out of a notebook without doing what its learner did."""

from __future__ import annotations

import ast

FUNCTIONS = frozenset(
    {
        *("Field", "NamedTuple", "NewType", "TypeVar", "abs", "all", "any", "bool", "bytes", "chr", "compile"),
        *("complex", "count", "dedent", "deepcopy", "dict", "divmod", "enumerate", "field", "filter", "float"),
        *("format", "frozenset", "hash", "int", "isinstance", "iter", "len", "list", "lru_cache", "map", "max"),
        *("min", "namedtuple", "next", "object", "ord", "partial", "pow", "property", "range", "repr", "reversed"),
        *("round", "set", "slice", "sorted", "str", "sum", "tuple", "type", "zip"),
    }
)
"""Called by name: they only make a value."""
METHODS = frozenset(
    {
        *("add", "append", "array", "capitalize", "casefold", "center", "compile", "copy", "count", "decode"),
        *("dedent", "deepcopy", "dumps", "encode", "escape", "extend", "field", "find", "format", "format_map"),
        *("get", "getLogger", "index", "insert", "items", "join", "keys", "loads", "log", "lower", "lstrip"),
        *("maketrans", "namedtuple", "ones", "partial", "removeprefix", "removesuffix", "replace", "rstrip"),
        *("setdefault", "split", "splitlines", "sqrt", "startswith", "strip", "swapcase", "tensor", "title"),
        *("translate", "union", "update", "upper", "values", "zeros"),
    }
)
"""Called on a value or a module: they only make a value, or change one that the notebook made."""
ALTERING = frozenset({"append", "add", "extend", "insert", "setdefault", "update"})
CLASSES = ("Config", "Arguments", "Template", "Counter", "OrderedDict", "Path", "Random", "Fraction", "Decimal", "Enum")
"""How the names of classes end that are made without work."""
PLAIN = (
    *(ast.Constant, ast.Name, ast.Attribute, ast.Tuple, ast.List, ast.Dict, ast.Set, ast.BinOp, ast.UnaryOp),
    *(ast.BoolOp, ast.Compare, ast.IfExp, ast.Subscript, ast.Slice, ast.JoinedStr, ast.FormattedValue, ast.Starred),
    *(ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.comprehension, ast.keyword, ast.NamedExpr),
    *(ast.operator, ast.unaryop, ast.boolop, ast.cmpop, ast.expr_context),
)


def is_definition(node: ast.stmt) -> bool:
    """Return whether a statement only defines something; loops, `with` and everything that is done are none."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Import):
        return True
    if isinstance(node, ast.ImportFrom):
        return node.module != "__future__" and node.names[0].name != "*"
    if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
        return node.value is not None and is_constant(node.value)
    if isinstance(node, ast.If):
        main = isinstance(node.test, ast.Compare) and "__name__" in ast.unparse(node.test)
        return not main and is_constant(node.test) and all(map(_may_stand, [*node.body, *node.orelse]))
    if isinstance(node, ast.Try):
        handled = [step for handler in node.handlers for step in handler.body]
        return all(map(_may_stand, [*node.body, *handled, *node.orelse, *node.finalbody]))
    return is_altering(node) != "" or type(node).__name__ == "TypeAlias"


def is_altering(node: ast.stmt) -> str:
    """Return the name of the constant that a statement changes: `X["a"] = 1`, `X.a = 1`, `X += 1`, `X.append(1)`."""
    target: ast.expr | None = None
    if isinstance(node, ast.Assign) and len(node.targets) == 1 and not isinstance(node.targets[0], ast.Name):
        target = node.targets[0] if isinstance(node.targets[0], ast.Subscript | ast.Attribute) else None
    elif isinstance(node, ast.AugAssign):
        target = node.target
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        call = node.value
        if isinstance(call.func, ast.Attribute) and call.func.attr in ALTERING and is_constant(call):
            target = call.func.value
    while isinstance(target, ast.Subscript | ast.Attribute):
        target = target.value
    return target.id if isinstance(target, ast.Name) else ""


def is_constant(expression: ast.expr) -> bool:
    """Return whether an expression only makes a value: no call but of what is known to do nothing else."""
    todo: list[ast.AST] = [expression]
    while todo:
        node = todo.pop()
        if isinstance(node, ast.Lambda):  # what it does is done when it is called
            todo += [*node.args.defaults, *(one for one in node.args.kw_defaults if one is not None)]
        elif isinstance(node, ast.Call):
            if not _only_makes(node.func):
                return False
            todo += [*node.args, *node.keywords]
            todo += [node.func.value] if isinstance(node.func, ast.Attribute) else []
        elif isinstance(node, PLAIN):
            todo += ast.iter_child_nodes(node)
        else:
            return False
    return True


def _only_makes(function: ast.expr) -> bool:
    if isinstance(function, ast.Name):
        return function.id in FUNCTIONS or function.id.endswith(CLASSES)
    return isinstance(function, ast.Attribute) and (function.attr in METHODS or function.attr.endswith(CLASSES))


def _may_stand(step: ast.stmt) -> bool:
    """Return whether a statement may stand in a block that is taken."""
    words = isinstance(step, ast.Expr) and isinstance(step.value, ast.Constant)
    return words or isinstance(step, ast.Pass) or is_definition(step)
