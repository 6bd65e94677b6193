"""The course's own notebooks, as people filled them in: functions and columns of any name, found by what they do.

The notebook of chat templates asks for two functions, one for smoltalk and one for gsm8k, and hands them to `map`. Both
are often called `process_dataset`, so a function is found by the data set that is mapped with it. What it stores, and
under which name, is left to it: a wrapper, which runs beside the learner's code, takes the column that reads like the
row's text. It chooses among what the learner's function returned, and adds nothing.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .definitions import Definitions, Part, Parts, assembled, is_blank, read_parts


class Kind(NamedTuple):
    """A data set that the notebook maps."""

    name: re.Pattern[str]
    """Of the data set, in what is loaded."""
    words: re.Pattern[str]
    """In a function that is about its rows."""


EXERCISES = {
    "smoltalk_to_chatml": Kind(re.compile("smoltalk|smol-talk", re.IGNORECASE), re.compile(r"messages|conversation")),
    "gsm8k_to_chatml": Kind(re.compile("gsm8k", re.IGNORECASE), re.compile(r"question|answer")),
}
"""The exercises that these notebooks hold."""
NOT_OURS = frozenset({"display", "iter", "len", "list", "load_dataset", "next", "print", "range", "type"})
"""Functions that rows are given to for another reason."""
TOKENIZER = re.compile(r"(?:.*_)?tok(?:enizer)?s?", re.IGNORECASE)
"""Names that a tokenizer has."""
MADE = re.compile(r"Tokenizer\b|setup_chat_format|\btokenizer\b|AutoProcessor")
"""What makes one, or is one."""
CALL = """
# %% cell 0, line 1
_smol_grade_space = {{}}
exec({wrapper!r}, _smol_grade_space)
{exercise} = _smol_grade_space["around"]([{steps}], {tokenizers}, globals(), {exercise!r})
"""
WRAPPER = """
# the grader's, around the learner's functions, in a namespace of its own
import copy, inspect, re

def around(steps, tokenizers, space, name):
    original, busy = space.get(name), []

    def row_of(sample, tokenizer):
        if busy:  # the learner's own function of this name, called by another one
            return original(sample, tokenizer)
        busy.append(True)
        try:
            return found(sample, tokenizer)
        finally:
            busy.clear()

    def found(sample, tokenizer):
        seen = []
        own = tokenizer.apply_chat_template

        def rendering(conversation, *args, **kwargs):
            result = own(conversation, *args, **kwargs)
            seen.append((conversation, result))
            return result

        for one in tokenizers:
            space[one] = tokenizer
        tokenizer.apply_chat_template = rendering
        before = copy.deepcopy(sample)
        try:
            try:
                row = through(steps, sample, tokenizer)
            except Exception:
                if len(steps) == 1:
                    raise
                row = through(steps[-1:], copy.deepcopy(before), tokenizer)  # the others were given up
        finally:
            del tokenizer.apply_chat_template
        return chosen(row, before, seen) if isinstance(row, dict) else row

    return row_of

def through(steps, row, tokenizer):
    for make, batched, indexed, given in steps:
        step, more, named = make(), ([[0] if batched else 0] if indexed else []), dict(given())
        try:
            wanted = list(inspect.signature(step).parameters.values())[1 + len(more):]
        except (TypeError, ValueError):
            wanted = []
        for one in wanted:
            if one.name not in named and re.fullmatch("(?:.*_)?tok(?:enizer)?", one.name.lower()):
                named[one.name] = tokenizer
        result = step({key: [value] for key, value in row.items()} if batched else row, *more, **named)
        if not hasattr(result, "keys"):
            return result
        result = {key: result[key] for key in result.keys()}
        row = {**row, **({key: first(key, value) for key, value in result.items()} if batched else result)}
    return row

def first(key, value):
    if not isinstance(value, (list, tuple)) or len(value) == 0:
        raise TypeError(f"batched=True: the column {key} is a {type(value).__name__}, not a list with one value a row")
    return value[0]

def chosen(row, before, seen):
    new = {key: value for key, value in row.items() if key not in before or differs(value, before[key])}
    if not new:
        return row
    contents = [message["content"] for message in before["messages"]] if "messages" in before else list(before.values())
    rendered = [result for _, result in seen if isinstance(result, str)]
    texts = {key: value for key, value in new.items() if isinstance(value, str)}
    exact = {key: value for key, value in texts.items() if value in rendered}
    ids = [value for value in new.values() if not isinstance(value, str) and not is_chat(value)]
    out = {}
    if exact:
        out["text"] = exact.get("text", next(iter(exact.values())))
    elif texts:
        out["text"] = max(texts.values(), key=lambda text: (sum(one in text for one in contents), -len(text)))
    elif "input_ids" in new:
        out["text"] = new["input_ids"]
    elif ids:
        out["text"] = ids[0]
    columns = [value for value in new.values() if is_chat(value)]
    same = [chat for chat, result in seen if is_chat(chat) and "text" in out and result is out["text"]]
    chats = columns + same + [chat for chat, _ in seen[::-1] if is_chat(chat)]
    if chats:
        out["messages"] = chats[0]
    elif "messages" in before:
        out["messages"] = before["messages"]
    return out

def differs(value, before):
    return type(value) is not type(before) or value != before

def is_chat(value):
    return isinstance(value, (list, tuple)) and len(value) > 0 and all(hasattr(one, "keys") for one in value)
"""


class Use(NamedTuple):
    """A data set's row is given to a function."""

    kind: str
    """The exercise."""
    function: str
    """Name, empty for any other expression."""
    expression: str
    """What is mapped, as it is written."""
    part: Part
    given: str = "{}"
    """Further arguments, as they are written."""
    batched: bool = False
    indexed: bool = False
    mapped: bool = False
    before: tuple[Use, ...] = ()
    """What the rows went through before."""

    @property
    def steps(self) -> tuple[Use, ...]:
        """All that a row goes through; of one name only the last."""
        steps = (*self.before, self)
        return tuple(
            one
            for at, one in enumerate(steps)
            if not one.function or one.function not in {later.function for later in steps[at + 1 :]}
        )


def adapted(cells: Sequence[str], exercise: str) -> Definitions | None:
    """Return a module with a function of the exercise's name that calls the learner's; None when there is none."""
    found = read_parts(cells)
    chosen = _chosen(found, exercise)
    if chosen is None:
        return _broken(found, exercise)
    steps = [one for one in chosen.steps if _is_written(one, found)]
    names = list(dict.fromkeys(name for one in steps for name in _names_in(one)))
    found.wanted = frozenset(one.function for one in steps)
    tokenizers = sorted(_tokenizers(found))
    taken = assembled(found, names, until=chosen.part.index, given=tokenizers)
    listed = ", ".join(
        f"(lambda: {one.expression}, {one.batched}, {one.indexed}, lambda: {one.given})" for one in steps
    )
    call = CALL.format(wrapper=WRAPPER, exercise=exercise, steps=listed, tokenizers=(*tokenizers, "tokenizer"))
    source = "\n".join([*(f"{name} = None" for name in tokenizers), taken.source, call])
    return Definitions(source, taken.left_out)


def _broken(found: Parts, exercise: str) -> Definitions | None:
    """Return the cells that are no Python and may hold what is looked for, for Python to refuse; None for none."""
    words = EXERCISES[exercise].words
    cells = [(n, code) for n, code in found.broken if "def " in code and words.search(code)]
    source = "\n".join(f"# %% cell {number}, line 1\n{code}" for number, code in cells)
    return Definitions(source + "\n", {}) if cells else None


def _tokenizers(found: Parts) -> Iterator[str]:
    """Yield the names of tokenizers that a statement binds which is not taken."""
    for part in found.parts:
        if part.taken or part.is_def:
            continue
        value = _value(part.node)
        made = value is not None and MADE.search(ast.unparse(value)) is not None
        for name in part.binds:
            if TOKENIZER.fullmatch(name) or (made and len(part.binds) == 1 and "load_dataset" not in part.text):
                yield name


def _chosen(found: Parts, exercise: str) -> Use | None:
    """Return the last use of a written function: in `map`, else in a call, else one that looks like it."""
    uses = [one for one in _uses(found) if one.kind == exercise and _is_written(one, found)]
    mapped = [one for one in uses if one.mapped]
    if mapped or uses:
        return (mapped or uses)[-1]
    words = EXERCISES[exercise].words
    others = [kind.words for name, kind in EXERCISES.items() if name != exercise]
    for part in reversed(found.parts):
        if isinstance(part.node, ast.FunctionDef) and part.node.args.args and not is_blank(part.node):
            here = len(words.findall(part.text))
            if here and all(here > len(other.findall(part.text)) for other in others):
                return Use(exercise, part.node.name, part.node.name, part)
    return None


def _is_written(use: Use, found: Parts) -> bool:
    """Return whether a use's function does something with a row; one that only maps another over rows does not."""
    if not use.function:
        return True
    parts = found.of(use.function, use.part.index)
    return any(
        not part.is_def or not (is_blank(part.node) or (not use.mapped and ".map(" in part.text)) for part in parts
    )


class _Rows(NamedTuple):
    """What a variable holds: rows of a data set, and what they went through."""

    kind: str
    steps: tuple[Use, ...] = ()


def _uses(found: Parts) -> Iterator[Use]:
    """Follow the data sets through the notebook and yield each function that a row of one is given to."""
    known: dict[str, _Rows] = {}
    last = _Rows("")
    for part in found.parts:
        if isinstance(part.node, ast.FunctionDef | ast.ClassDef):
            continue
        loaded = _loaded(part.node)
        last = _Rows(loaded) if loaded else last
        rows = next((known[name] for name in _roots(_value(part.node)) if name in known), _Rows(loaded))
        for call in _calls(part.node):
            mapped = isinstance(call.func, ast.Attribute) and call.func.attr == "map"
            at = rows if rows.kind else next((known[name] for name in _roots(call) if name in known), _Rows(""))
            at = at if at.kind or not mapped else last
            if at.kind and (use := _use(call, at, part, mapped=mapped)) is not None:
                yield use
                rows = _Rows(at.kind, (*at.steps, use)) if mapped else rows
        known.update(dict.fromkeys(_targets(part.node), rows) if rows.kind else {})


def _calls(node: ast.stmt) -> list[ast.Call]:
    """Return the calls in a statement as they are made: `ds.map(f).map(g)` maps f first."""
    calls = [inner for inner in ast.walk(node) if isinstance(inner, ast.Call)]
    return sorted(calls, key=lambda call: (call.end_lineno or 0, call.end_col_offset or 0))


def _use(call: ast.Call, rows: _Rows, part: Part, *, mapped: bool) -> Use | None:
    given = {word.arg: word.value for word in call.keywords}
    function = (call.args[0] if call.args else given.get("function")) if mapped else call.func
    batched, indexed = (
        mapped and isinstance(flag := given.get(name), ast.Constant) and bool(flag.value)
        for name in ("batched", "with_indices")
    )
    name = function.id if isinstance(function, ast.Name) else ""
    if function is None or name in NOT_OURS or not (mapped or name):
        return None
    more = ast.unparse(given["fn_kwargs"]) if mapped and "fn_kwargs" in given else "{}"
    return Use(rows.kind, name, ast.unparse(function), part, more, batched, indexed, mapped, rows.steps)


def _loaded(node: ast.stmt) -> str:
    """Return the exercise whose data set a statement loads, empty for none or another data set."""
    for call in (inner for inner in ast.walk(node) if isinstance(inner, ast.Call)):
        if "load_dataset" in ast.unparse(call.func) or "load_from_disk" in ast.unparse(call.func):
            named = " ".join(str(one.value) for one in ast.walk(call) if isinstance(one, ast.Constant))
            return next((name for name, kind in EXERCISES.items() if kind.name.search(named)), "")
    return ""


def _value(node: ast.stmt) -> ast.AST | None:
    if isinstance(node, ast.For):
        return node.iter
    return getattr(node, "value", None)


def _targets(node: ast.stmt) -> list[str]:
    targets = getattr(node, "targets", None) or [getattr(node, "target", None)]
    return [
        name.id for target in targets if target is not None for name in ast.walk(target) if isinstance(name, ast.Name)
    ]


def _roots(node: ast.AST | None) -> list[str]:
    return [one.id for one in ast.walk(node) if isinstance(one, ast.Name)] if node is not None else []


def _names_in(use: Use) -> list[str]:
    return _roots(ast.parse(f"({use.expression}, {use.given})"))
