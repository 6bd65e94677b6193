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
TOKENIZERS = re.compile(r"tok", re.IGNORECASE)
WRAPPER = """
# %% cell 0, line 1
# the grader's, around the learner's functions
def {exercise}(sample, tokenizer):
    import copy, inspect
    seen = []
    def rendering(conversation, *args, **kwargs):
        seen.append(conversation)
        return own(conversation, *args, **kwargs)
    own = tokenizer.apply_chat_template
    for name in {tokenizers}:
        globals()[name] = tokenizer
    tokenizer.apply_chat_template = rendering
    before, row = copy.deepcopy(sample), sample
    try:
        for step, batched, indexed in _smol_grade_steps:
            given = {{key: [value] for key, value in row.items()}} if batched else row
            more = [[0] if batched else 0] if indexed else []
            wanted = list(inspect.signature(step).parameters.values())[1 + len(more):]
            result = step(given, *more, **{{one.name: tokenizer for one in wanted if "tok" in one.name.lower()}})
            if not hasattr(result, "keys"):
                return result
            result = {{key: result[key] for key in result.keys()}}
            row = {{**row, **({{key: _first(value) for key, value in result.items()}} if batched else result)}}
    finally:
        del tokenizer.apply_chat_template
    new = {{key: value for key, value in row.items() if key not in before or _differs(value, before[key])}}
    if not new:
        return row
    contents = [message["content"] for message in before["messages"]] if "messages" in before else list(before.values())
    texts = [value for value in new.values() if isinstance(value, str)]
    ids = [value for value in new.values() if not isinstance(value, str) and not _is_chat(value)]
    chats = [value for value in new.values() if _is_chat(value)] + [chat for chat in seen if _is_chat(chat)]
    out = {{}}
    if texts:
        out["text"] = max(texts, key=lambda text: (sum(content in text for content in contents), len(text)))
    elif "input_ids" in new:
        out["text"] = new["input_ids"]
    elif ids:
        out["text"] = ids[0]
    if chats:
        out["messages"] = chats[0]
    elif "messages" in before:
        out["messages"] = before["messages"]
    return out


def _first(value):
    return value[0] if isinstance(value, (list, tuple)) and value else value


def _differs(value, before):
    return type(value) is not type(before) or value != before


def _is_chat(value):
    return isinstance(value, (list, tuple)) and len(value) > 0 and all(hasattr(one, "keys") for one in value)
"""


class Use(NamedTuple):
    """A data set's row is given to a function."""

    kind: str
    """The exercise."""
    function: str
    """Name, empty for a lambda."""
    expression: str
    """The name, or the lambda."""
    part: Part
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
        return None
    steps = [one for one in chosen.steps if _is_written(one, found)]
    names = [name for one in steps for name in ([one.function] if one.function else _names_in(one))]
    until = chosen.part.index
    taken = assembled(found, names, until=until)
    tokenizers = sorted(name for name in taken.left_out if _is_tokenizer(name, found))
    if tokenizers:
        taken = assembled(found, names, until=until, given=tokenizers)
    listed = ", ".join(f"({one.expression}, {one.batched}, {one.indexed})" for one in steps)
    source = [*(f"{name} = None" for name in tokenizers), taken.source]
    place = chosen.part.place
    source.append(f"# %% cell {place.cell}, line {place.line}\n_smol_grade_steps = [{listed}]")
    source.append(WRAPPER.format(exercise=exercise, tokenizers=(*tokenizers, "tokenizer")))
    return Definitions("\n".join(source), taken.left_out)


def _chosen(found: Parts, exercise: str) -> Use | None:
    """Return the last use of a written function: in `map`, else in a call, else one that looks like it."""
    uses = [one for one in _uses(found) if one.kind == exercise and _is_written(one, found)]
    mapped = [one for one in uses if one.mapped]
    if mapped or uses:
        return (mapped or uses)[-1]
    words = EXERCISES[exercise].words
    others = [kind.words for name, kind in EXERCISES.items() if name != exercise]
    for part in reversed(found.parts):
        if isinstance(part.node, ast.FunctionDef) and not is_blank(part.node):
            here = len(words.findall(part.text))
            if here and all(here > len(other.findall(part.text)) for other in others):
                return Use(exercise, part.node.name, part.node.name, part)
    return None


def _is_written(use: Use, found: Parts) -> bool:
    if not use.function:
        return True
    return any(not (part.is_def and is_blank(part.node)) for part in found.of(use.function, use.part.index))


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
        mapped and isinstance(flag := given.get(name), ast.Constant) and flag.value is True
        for name in ("batched", "with_indices")
    )
    if isinstance(function, ast.Lambda):
        return Use(rows.kind, "", ast.unparse(function), part, batched, indexed, mapped, rows.steps)
    if isinstance(function, ast.Name) and function.id not in NOT_OURS:
        return Use(rows.kind, function.id, function.id, part, batched, indexed, mapped, rows.steps)
    return None


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
    return _roots(ast.parse(use.expression))


def _is_tokenizer(name: str, found: Parts) -> bool:
    texts = [part.text for part in found.parts if name in part.binds]
    return bool(TOKENIZERS.search(name)) or any("Tokenizer" in text for text in texts)
