"""What some functions of a notebook need, as the source of a module: imports, functions, classes, constants.

A notebook is a diary: cells run in any order, and between the definitions stand trainings, logins and displays. Of all
that only statements that define something are taken, and of these only what the functions need, so a library that
another cell imports is not asked for and a token that stands in a constant stays where it is. The cells' text is parsed
and compiled, never run. Python runs the module afterwards from top to bottom: what a statement needs at once is moved
before it, everything else stays in the notebook's order.
"""

from __future__ import annotations

import ast
import builtins
import re
import warnings
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from types import CodeType
from typing import NamedTuple

from .constants import NOTHING, Known, altered_by, is_definition, is_runnable_test, known_of

DEF = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
HEADER = re.compile(r"# %% cell (\d+), line (\d+)")
KNOWN = frozenset(dir(builtins)) | {"__annotations__", "__builtins__", "__doc__", "__file__", "__name__"}
AT_ONCE = re.compile(r"<(?:listcomp|dictcomp|setcomp|genexpr|generic .*)>")
"""Nested code that runs where it stands."""
OPTIMIZED = 0x1
"""Flag of the code of functions; that of a class body, which runs at once, has it not."""


class Place(NamedTuple):
    """Where something stands in a notebook, both from 1."""

    cell: int
    line: int


class Definitions(NamedTuple):
    """What was taken."""

    source: str
    """Of a module; `cell_of` knows where its lines come from."""
    left_out: dict[str, Place]
    """Names that the functions use and that only a statement binds which is not taken."""
    absent: frozenset[str] = frozenset()
    """Those of the wanted names that nothing binds, nor a cell that is no Python."""


@dataclass(eq=False)
class Part:
    """One statement of a cell."""

    place: Place
    text: str
    node: ast.stmt
    index: int = 0
    binds: frozenset[str] = frozenset()
    at_once: frozenset[str] = frozenset()
    """Names that it needs when it runs."""
    later: frozenset[str] = frozenset()
    """Names that a function in it needs when that is called."""
    taken: bool = False
    alters: str = ""
    """The name whose value it changes, where it binds none anew."""
    deletes: frozenset[str] = frozenset()

    @property
    def is_def(self) -> bool:
        """Whether it is a function or a class."""
        return isinstance(self.node, DEF)


@dataclass
class Parts:
    """A notebook's statements in order, and the cells that are no Python."""

    parts: list[Part] = field(default_factory=list)
    broken: list[tuple[int, str]] = field(default_factory=list)
    """Number and code."""
    live: bool = False
    """Whether the order is the one in which cells were run: then the last definition counts, whatever it is."""
    wanted: frozenset[str] = frozenset()
    """Functions that are to be graded: one that gives back its argument is a template that nobody has filled in."""

    def of(self, name: str, until: int | None = None) -> list[Part]:
        """Return the parts that give a name its value: the last definition that is written out, and what comes after.

        `until`: those up to this index, where there are any.
        """
        known = [part for part in self.parts if part.taken and name in part.binds]
        earlier = [part for part in known if until is None or part.index <= until]
        known = earlier or known
        gone = [one.index for one in self.parts if name in one.deletes and (until is None or one.index <= until)]
        known = [part for part in known if not gone or part.index > gone[-1]]
        defs = [part for part in known if part.is_def]
        if not defs:
            return known
        written = [part for part in defs if self.live or not is_blank(part.node, template=name in self.wanted)]
        chosen = (written or defs)[-1]
        return [chosen, *(part for part in known if part.index > chosen.index and not part.is_def)]

    def before(self, part: Part, name: str, until: int | None) -> list[Part]:
        """Return the parts that give a name the value it has when `part` runs; if there are none, those of later."""
        makers = [one for one in self.makers(name) if one.index < part.index]
        if not makers:
            return self.of(name, until)
        last = makers[-1]
        return [last, *(one for one in self.parts if one.alters == name and last.index < one.index < part.index)]

    def makers(self, name: str) -> list[Part]:
        """Return the parts that bind a name anew."""
        return [part for part in self.parts if part.taken and name in part.binds and part.alters != name]


def definitions(cells: Sequence[str], names: Collection[str], *, live: bool = False) -> Definitions:
    """Return what the functions of these names need, from cells in the notebook's order (without magics).

    `live`: the cells are in the order in which they were run, so what a learner has replaced is gone.

    A cell that is no Python is left out, unless it may hold what is missing: then it comes last, for Python to refuse.
    """
    found = read_parts(cells)
    found.live = live
    found.wanted = frozenset(names)
    return assembled(found, names)


def read_parts(cells: Sequence[str]) -> Parts:
    """Take cells apart."""
    found = Parts()
    trees: list[tuple[int, str, list[ast.stmt]]] = []
    for number, code in enumerate(cells, 1):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                trees.append((number, code, ast.parse(code).body))
        except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
            found.broken.append((number, code))
    known = known_of(node for _, _, nodes in trees for node in nodes)
    for number, code, nodes in trees:
        try:
            found.parts += _parts_of(number, code, nodes, known)
        except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
            found.broken.append((number, code))
    for index, part in enumerate(found.parts):
        part.index = index
    _leave_out_what_cannot_run(found)
    return found


def assembled(
    found: Parts, names: Collection[str], *, until: int | None = None, given: Iterable[str] = ()
) -> Definitions:
    """Return the module with what these names need; `given` names are bound by somebody else."""
    given = frozenset(given)
    needed = _needed(found, names, until)
    wanted = {name for part in needed for name in part.at_once | part.later} | {*names}
    missing = wanted - KNOWN - given - {name for part in needed for name in part.binds}
    left_out = {}
    for part in found.parts:
        if not part.taken:
            left_out.update(dict.fromkeys(part.binds & missing, part.place))
    stars = [part for part in found.parts if _is_star(part.node)] if missing - left_out.keys() else []
    held = missing - left_out.keys() if not stars else frozenset()
    broken = [cell for cell in found.broken if _may_hold(cell[1], held) or _replaces(cell, found, names, until)]
    chunks = [part.text for part in found.parts if _is_future(part.node)][:1]
    empty = {name for part in needed if part.is_def for name in part.at_once & left_out.keys()}
    chunks += [f"{name} = None  # not taken from cell {left_out[name].cell}" for name in sorted(empty)]
    chunks += [_headed(part.place, f"try: {part.text.strip()}\nexcept ImportError: pass") for part in stars]
    try:
        ordered = _Order(found, needed, until).done
    except RecursionError:  # thousands that need one another: as they stand
        ordered = needed
    chunks += [_headed(part.place, part.text) for part in ordered]
    chunks += [_headed(Place(number, 1), code) for number, code in broken]
    bound = {name for part in needed for name in part.binds}
    absent = {name for name in names if name not in bound and not any(_may_hold(code, [name]) for _, code in broken)}
    return Definitions("\n".join(chunks) + "\n" if chunks else "", left_out, frozenset(absent))


def _replaces(cell: tuple[int, str], found: Parts, names: Collection[str], until: int | None) -> bool:
    """Return whether a cell that is no Python holds a later version of what is graded; a live kernel never ran it."""
    if found.live or until is not None:
        return False
    older = [name for name in names if any(part.place.cell < cell[0] for part in found.of(name))]
    return _may_hold(cell[1], older)


def cell_of(source: str, line: int) -> Place:
    """Return where a line of such a module stands in the notebook; cell 0 when in none."""
    lines = source.split("\n")[:line]
    for back, text in enumerate(reversed(lines)):
        if found := HEADER.fullmatch(text):
            return Place(int(found[1]), int(found[2]) + max(back - 1, 0))
    return Place(0, line)


def is_blank(node: ast.stmt, *, template: bool = True) -> bool:
    """Return whether a function does nothing yet: `pass`, `...`, a TODO's error; a template gives back its argument."""
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return False
    body = [step for step in node.body if not (isinstance(step, ast.Expr) and isinstance(step.value, ast.Constant))]
    arguments = {argument.arg for argument in [*node.args.posonlyargs, *node.args.args]}
    return all(
        isinstance(step, ast.Pass)
        or (isinstance(step, ast.Raise) and "NotImplementedError" in ast.unparse(step))
        or (
            template
            and isinstance(step, ast.Return)
            and isinstance(step.value, ast.Name)
            and step.value.id in arguments
        )
        for step in body
    )


def _parts_of(number: int, code: str, nodes: list[ast.stmt], known: Known) -> list[Part]:
    lines = code.split("\n")
    encoded: list[bytes] = []  # as ast counts columns; only where statements share a line
    parts: list[Part] = []
    last_line = 0
    for at, node in enumerate(nodes):
        start = min([node.lineno, *(mark.lineno for mark in getattr(node, "decorator_list", ()))])
        end = node.end_lineno or start
        follows = at + 1 < len(nodes) and nodes[at + 1].lineno <= end
        alone = start > last_line and not follows
        last_line = end
        inner = _inner(node, known)
        if inner:
            parts += _parts_of(number, code, inner, known)
            continue
        if alone:
            text = "\n".join(lines[start - 1 : end])
        else:
            encoded = encoded or [line.encode() for line in lines]
            text = _segment(encoded, node)
        if alone and node.col_offset:  # out of a block
            text, start = f"if True:\n{text}", start - 1
        parts.append(_with_names(Part(Place(number, start), text, node), known))
    return parts


def _segment(encoded: list[bytes], node: ast.stmt) -> str:
    """Return a statement's source, as `ast.get_source_segment` does, which reads the whole cell for each of them."""
    first, last = node.lineno - 1, (node.end_lineno or node.lineno) - 1
    found = encoded[first : last + 1]
    found[-1] = found[-1][: node.end_col_offset]
    found[0] = found[0][node.col_offset :]
    return b"\n".join(found).decode()


def _inner(node: ast.stmt, known: Known) -> list[ast.stmt]:
    """Return what is taken out of a block that cannot be taken as a whole.

    Of an `if` that cannot be asked it is what happens without a GPU: the `else`, or functions and classes.
    """
    if is_definition(node, known) or "__name__" in ast.unparse(getattr(node, "test", ast.Pass())):
        return []
    inner: list[ast.stmt] = []
    if isinstance(node, ast.If) and not is_runnable_test(node.test, known):
        inner = node.orelse or [step for step in node.body if isinstance(step, DEF)]
    elif isinstance(node, ast.If | ast.With | ast.Try):
        inner = node.body
    return inner if any(is_definition(step, known) for step in inner) else []


def _with_names(part: Part, known: Known = NOTHING) -> Part:
    """Fill in what a statement binds and needs, as Python's own compiler sees it."""
    import dis

    try:
        code = compile(ast.Module([part.node], []), "<cell>", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    except SyntaxError:  # `return` on the top level
        return part
    part.deletes = frozenset(
        step.argval for step in dis.get_instructions(code) if step.opname in ("DELETE_NAME", "DELETE_GLOBAL")
    )
    binds = {step.argval for step in dis.get_instructions(code) if step.opname in ("STORE_NAME", "STORE_GLOBAL")}
    at_once, later = _uses(code)
    part.alters = altered_by(part.node, known)
    part.binds = frozenset(binds | ({part.alters} - {""}))
    part.at_once, part.later = frozenset(at_once), frozenset(later)
    part.taken = is_definition(part.node, known)
    return part


def _uses(code: CodeType) -> tuple[set[str], set[str]]:
    """Return the global names that code needs at once, and those that functions in it need when called."""
    import dis

    at_once = {
        step.argval
        for step in dis.get_instructions(code)
        if step.opname.startswith(("LOAD_NAME", "LOAD_GLOBAL", "LOAD_FROM_DICT"))
    }
    later: set[str] = set()
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            now, then = _uses(inner)
            runs = AT_ONCE.fullmatch(inner.co_name) or not inner.co_flags & OPTIMIZED
            (at_once if runs else later).update(now)
            later |= then
    return at_once, later


def _leave_out_what_cannot_run(found: Parts) -> None:
    """Take no constant that is made of what is not taken. Functions and classes stay."""
    stars = any(_is_star(part.node) for part in found.parts)
    changed = not stars
    while changed:
        changed = False
        made = {name for part in found.parts if part.taken for name in part.binds if part.alters != name}
        for part in found.parts:
            if part.taken and not part.is_def and part.at_once - made - KNOWN:
                part.taken = False
                changed = True


def _needed(found: Parts, names: Iterable[str], until: int | None) -> list[Part]:
    needed: dict[Part, None] = {}
    todo = [part for name in names for part in found.of(name, until)]
    asked = {*names}
    while todo:
        part = todo.pop()
        if part in needed:
            continue
        needed[part] = None
        for name in part.at_once:
            todo += found.before(part, name, until)
        for name in part.later - asked:
            asked.add(name)
            todo += found.of(name, until)
    return sorted(needed, key=lambda part: part.index)


class _Order:
    """Puts parts in the notebook's order, what one needs at once before it."""

    def __init__(self, found: Parts, needed: list[Part], until: int | None) -> None:
        self._found, self._until = found, until
        self._needed = {*needed}
        self._begun: set[Part] = set()
        self.done: list[Part] = []
        for part in needed:
            self._put(part)

    def _put(self, part: Part) -> None:
        if part in self._begun:
            return
        self._begun.add(part)
        for name in sorted(part.at_once):
            makers = [one for one in self._found.before(part, name, self._until) if one in self._needed]
            if not any(one in self._begun for one in makers if one.alters != name):
                for one in makers:  # the cells were run in another order: what changes the value went before, too
                    self._put_called(one)
        self.done.append(part)

    def _put_called(self, part: Part) -> None:
        """Put a part and what its functions need: they may be called at once."""
        if part in self._begun:
            return
        self._put(part)
        for name in sorted(part.later):
            for one in self._found.of(name, self._until):
                self._put_called(one)


def _headed(place: Place, text: str) -> str:
    return f"# %% cell {place.cell}, line {place.line}\n{text}"


def _is_star(node: ast.stmt) -> bool:
    return isinstance(node, ast.ImportFrom) and node.names[0].name == "*"


def _is_future(node: ast.stmt) -> bool:
    return isinstance(node, ast.ImportFrom) and node.module == "__future__"


def _may_hold(code: str, names: Iterable[str]) -> bool:
    """Return whether the text of a cell that is no Python seems to define one of these names."""
    return any(
        re.search(rf"^\s*(?:async\s+)?(?:def|class)\s+{name}\b|^{name}\s*=", code, re.MULTILINE) for name in names
    )
