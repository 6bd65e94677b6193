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
TOKENIZERS = re.compile(r"tok", re.IGNORECASE)
ROW = "_smol_grade_row"
WRAPPER = """
# %% cell 0, line 1
# the grader's, around the learner's function
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
    before = copy.deepcopy(sample)
    row_of = _smol_grade_row
    given = {{key: [value] for key, value in sample.items()}} if {batched} else sample
    wanted = list(inspect.signature(row_of).parameters.values())
    more = [[0] if {batched} else 0] if {indexed} else []
    named = {{one.name: tokenizer for one in wanted[1 + len(more):] if "tok" in one.name.lower()}}
    try:
        result = row_of(given, *more, **named)
    finally:
        del tokenizer.apply_chat_template
    if not hasattr(result, "keys"):
        return result
    row = {{key: result[key] for key in result.keys()}}
    if {batched}:
        row = {{key: value[0] if isinstance(value, (list, tuple)) and value else value for key, value in row.items()}}
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
    """The lambda."""
    part: Part
    batched: bool
    indexed: bool
    mapped: bool


def adapted(cells: Sequence[str], exercise: str) -> Definitions | None:
    """Return a module with a function of the exercise's name that calls the learner's; None when there is none."""
    found = read_parts(cells)
    chosen = _chosen(found, exercise)
    if chosen is None:
        return None
    until = max(chosen.part.index, *(part.index for part in found.of(chosen.function, chosen.part.index)), 0)
    names = [chosen.function] if chosen.function else _names_in(chosen)
    taken = assembled(found, names, until=until)
    tokenizers = sorted(name for name in taken.left_out if _is_tokenizer(name, found))
    if tokenizers:
        taken = assembled(found, names, until=until, given=tokenizers)
    lines = [f"{name} = None" for name in tokenizers] + [taken.source]
    place = chosen.part.place
    lines.append(f"# %% cell {place.cell}, line {place.line}\n{ROW} = {chosen.function or chosen.expression}")
    lines.append(
        WRAPPER.format(
            exercise=exercise,
            tokenizers=(*tokenizers, "tokenizer"),
            batched=chosen.batched,
            indexed=chosen.indexed,
        )
    )
    return Definitions("\n".join(lines), taken.left_out)


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
                return Use(exercise, part.node.name, "", part, False, False, False)
    return None


def _is_written(use: Use, found: Parts) -> bool:
    if not use.function:
        return True
    return any(not (part.is_def and is_blank(part.node)) for part in found.of(use.function, use.part.index))


def _uses(found: Parts) -> Iterator[Use]:
    """Follow the data sets through the notebook and yield each function that a row of one is given to."""
    kinds: dict[str, str] = {}
    last = ""
    for part in found.parts:
        loaded = _loaded(part.node)
        last = loaded or last
        for call in (node for node in ast.walk(part.node) if isinstance(node, ast.Call)):
            if isinstance(part.node, ast.FunctionDef | ast.ClassDef):
                break
            mapped = isinstance(call.func, ast.Attribute) and call.func.attr == "map"
            roots = [kinds[name] for name in _roots(call) if name in kinds]
            kind = roots[0] if roots else last if mapped else ""
            if kind and (use := _use(call, kind, part, mapped=mapped)) is not None:
                yield use
        kind = loaded or next((kinds[name] for name in _roots(_value(part.node)) if name in kinds), "")
        kinds.update(dict.fromkeys(_targets(part.node), kind) if kind else {})


def _use(call: ast.Call, kind: str, part: Part, *, mapped: bool) -> Use | None:
    given = {word.arg: word.value for word in call.keywords}
    function = (call.args[0] if call.args else given.get("function")) if mapped else call.func
    flags = [
        isinstance(flag := given.get(name), ast.Constant) and flag.value is True for name in ("batched", "with_indices")
    ]
    if isinstance(function, ast.Lambda):
        return Use(kind, "", ast.unparse(function), part, flags[0], flags[1], mapped)
    if isinstance(function, ast.Name) and function.id not in (
        "load_dataset",
        "print",
        "len",
        "display",
        "next",
        "iter",
    ):
        return Use(kind, function.id, "", part, flags[0] and mapped, flags[1] and mapped, mapped)
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
