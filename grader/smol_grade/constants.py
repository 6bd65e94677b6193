"""Which statements only define something: what may be taken out of a notebook without doing what its learner did."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import NamedTuple

FUNCTIONS = frozenset(
    {
        *("Field", "NamedTuple", "NewType", "OrderedDict", "SimpleNamespace", "TypeVar", "abs", "all", "any"),
        *("attrgetter", "bool", "bytes", "chain", "chr", "compile", "complex", "count", "dedent", "deepcopy"),
        *("defaultdict", "dict", "divmod", "enumerate", "field", "filter", "float", "format", "frozenset"),
        *("getenv", "hash", "int", "isinstance", "itemgetter", "iter", "len", "list", "lru_cache", "map"),
        *("max", "min", "namedtuple", "next", "object", "ord", "partial", "pow", "product", "property", "range"),
        *("repr", "reversed", "round", "set", "slice", "sorted", "str", "sum", "tuple", "type", "zip"),
    }
)
"""Called by name: they only make a value."""
METHODS = frozenset(
    {
        *("SimpleNamespace", "add", "append", "array", "attrgetter", "capitalize", "casefold", "center"),
        *("chain", "compile", "copy", "count", "cycle", "decode", "dedent", "deepcopy", "defaultdict", "dumps"),
        *("encode", "escape", "extend", "field", "find", "format", "format_map", "get", "getLogger", "getenv"),
        *("index", "insert", "itemgetter", "items", "join", "joinpath", "keys", "loads", "log", "lower"),
        *("lstrip", "maketrans", "namedtuple", "ones", "partial", "product", "removeprefix", "removesuffix"),
        *("replace", "rstrip", "setdefault", "split", "splitlines", "sqrt", "startswith", "strip", "swapcase"),
        *("tensor", "timedelta", "title", "total_seconds", "translate", "union", "update", "upper", "values"),
        *("zeros",),
    }
)
"""Called on a value or a module: they only make a value, or change one that the notebook made."""
ALTERING = frozenset({"append", "add", "extend", "insert", "setdefault", "update"})
CLASSES = ("Config", "Arguments", "Template", "Counter", "OrderedDict", "Path", "Random", "Fraction", "Decimal", "Enum")
"""How the names of classes end that are made without work."""
MODULES = frozenset(
    {
        *("collections", "copy", "dataclasses", "datetime", "decimal", "enum", "fractions", "functools", "itertools"),
        *("json", "logging", "math", "numpy", "operator", "pathlib", "random", "re", "string", "textwrap", "torch"),
        *("types", "typing", "unicodedata"),
    }
)
"""Whose functions of these names only make values; `shutil.copy` does something."""
READS = frozenset({"os.getenv", "os.environ.get", "os.path.join", "os.path.expanduser"})
PLAIN = (
    *(ast.Constant, ast.Name, ast.Attribute, ast.Tuple, ast.List, ast.Dict, ast.Set, ast.BinOp, ast.UnaryOp),
    *(ast.BoolOp, ast.Compare, ast.IfExp, ast.Subscript, ast.Slice, ast.JoinedStr, ast.FormattedValue, ast.Starred),
    *(ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.comprehension, ast.keyword, ast.NamedExpr),
    *(ast.operator, ast.unaryop, ast.boolop, ast.cmpop, ast.expr_context),
)


class Known(NamedTuple):
    """What the names of a notebook are, where that decides whether a call does something."""

    imported: dict[str, str]
    """Names that an import binds, and the module that they come from."""
    own: frozenset[str]
    """Functions and classes of the notebook."""
    records: frozenset[str]
    """Those of its classes that only hold values."""


NOTHING = Known({}, frozenset(), frozenset())


def known_of(nodes: Iterable[ast.stmt]) -> Known:
    """Return what the statements of a notebook say of its names."""
    imported: dict[str, str] = {}
    own, records = set(), set()
    for node in (inner for statement in nodes for inner in ast.walk(statement)):
        if isinstance(node, ast.Import):
            imported |= {(name.asname or name.name).split(".")[0]: name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported |= {name.asname or name.name: node.module or "" for name in node.names}
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            own.add(node.name)
            if isinstance(node, ast.ClassDef) and _is_record(node):
                records.add(node.name)
    return Known(imported, frozenset(own), frozenset(records))


def _is_record(node: ast.ClassDef) -> bool:
    marks = " ".join(ast.unparse(mark) for mark in [*node.decorator_list, *node.bases])
    made = {step.name for step in node.body if isinstance(step, ast.FunctionDef)}
    typed = any(word in marks for word in ("dataclass", "NamedTuple", "Enum", "TypedDict"))
    return typed and not made & {"__init__", "__new__", "__post_init__"}


def is_definition(node: ast.stmt, known: Known = NOTHING) -> bool:
    """Return whether a statement only defines something; loops, `with` and everything that is done are none."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Import):
        return True
    if isinstance(node, ast.ImportFrom):
        return node.module != "__future__" and node.names[0].name != "*"
    if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
        altered = [one for one in _targets(node) if not isinstance(one, ast.Name | ast.Tuple)]
        ours = not any(_root(one) in known.imported for one in altered)
        return ours and node.value is not None and (is_constant(node.value, known) or _is_wrapping(node, known))
    if isinstance(node, ast.If):
        steps = [*node.body, *node.orelse]
        return is_runnable_test(node.test, known) and all(_may_stand(step, known) for step in steps)
    if isinstance(node, ast.Try):
        handled = [step for handler in node.handlers for step in handler.body]
        steps = [*node.body, *handled, *node.orelse, *node.finalbody]
        return all(_may_stand(step, known) for step in steps)
    return altered_by(node, known) != "" or type(node).__name__ == "TypeAlias"


def is_runnable_test(test: ast.expr, known: Known) -> bool:
    """Return whether the condition of an `if` may be asked; that of the main program may not."""
    main = isinstance(test, ast.Compare) and "__name__" in ast.unparse(test)
    return not main and is_constant(test, known)


def altered_by(node: ast.stmt, known: Known = NOTHING) -> str:
    """Return the name of the constant that a statement changes: `X["a"] = 1`, `X.a = 1`, `X += 1`, `X.append(1)`.

    What is imported is nobody's constant: `os.environ["HF_TOKEN"] = …` is no definition.
    """
    target: ast.expr | None = None
    if isinstance(node, ast.Assign) and len(node.targets) == 1:
        target = node.targets[0] if isinstance(node.targets[0], ast.Subscript | ast.Attribute) else None
    elif isinstance(node, ast.AugAssign):
        target = node.target
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        call = node.value
        if isinstance(call.func, ast.Attribute) and call.func.attr in ALTERING and is_constant(call, known):
            target = call.func.value
    name = _root(target)
    return name if name not in known.imported else ""


def _root(target: ast.expr | None) -> str:
    while isinstance(target, ast.Subscript | ast.Attribute):
        target = target.value
    return target.id if isinstance(target, ast.Name) else ""


def _targets(node: ast.Assign | ast.AugAssign | ast.AnnAssign) -> list[ast.expr]:
    return node.targets if isinstance(node, ast.Assign) else [node.target]


def _is_wrapping(node: ast.Assign | ast.AugAssign | ast.AnnAssign, known: Known) -> bool:
    """Return whether a function is only put around others: `f = decorated(f)`, what a decorator does, too."""
    call = node.value
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name) or call.keywords or not call.args:
        return False
    return call.func.id in known.own and all(isinstance(one, ast.Name) and one.id in known.own for one in call.args)


def is_constant(expression: ast.expr, known: Known = NOTHING) -> bool:
    """Return whether an expression only makes a value: no call but of what is known to do nothing else."""
    todo: list[ast.AST] = [expression]
    while todo:
        node = todo.pop()
        if isinstance(node, ast.Lambda):  # what it does is done when it is called
            todo += [*node.args.defaults, *(one for one in node.args.kw_defaults if one is not None)]
        elif isinstance(node, ast.Call):
            if not _only_makes(node.func, known):
                return False
            todo += [*node.args, *node.keywords]
            todo += [node.func.value] if isinstance(node.func, ast.Attribute) else []
        elif isinstance(node, PLAIN):
            todo += ast.iter_child_nodes(node)
        else:
            return False
    return True


def _only_makes(function: ast.expr, known: Known) -> bool:
    """Return whether a call only makes a value: of a name, of a method of a value, of a harmless module's function."""
    root = _root(function)
    module = known.imported.get(root, "").split(".")[0]
    if isinstance(function, ast.Name):
        if root in known.own:
            return root in known.records
        named = function.id in FUNCTIONS and (not module or module in MODULES)
        return named or function.id.endswith(CLASSES)
    if not isinstance(function, ast.Attribute) or root in known.own:
        return False
    if module == "os":
        return ast.unparse(function) in READS
    harmless = not module or module in MODULES
    return (function.attr in METHODS and harmless) or function.attr.endswith(CLASSES)


def _may_stand(step: ast.stmt, known: Known) -> bool:
    """Return whether a statement may stand in a block that is taken."""
    words = isinstance(step, ast.Expr) and isinstance(step.value, ast.Constant)
    return words or isinstance(step, ast.Pass) or is_definition(step, known)
