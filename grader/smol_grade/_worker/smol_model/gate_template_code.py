"""A chat template as code: the constants that it holds, and what no honest template does with a message's content."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

MARKUP = re.compile(r"<[^<>]*>|\[/?[A-Z_]+\]|/\w+|\s+")
"""What templates look for in contents with reason: marks of turns, of thinking, of tools, and switches."""
FILTERS = {
    *("trim", "tojson", "length", "count", "selectattr", "rejectattr", "list", "first", "last", "join", "items"),
    *("default", "d", "string", "safe", "indent", "map", "capitalize", "title", "upper", "lower", "dictsort"),
    *("replace", "select", "reject", "e", "escape"),
}
METHODS = {
    *("startswith", "endswith", "split", "rsplit", "strip", "lstrip", "rstrip", "replace", "upper", "lower", "title"),
    *("capitalize", "items", "keys", "values", "get", "append", "format", "join", "partition", "rpartition"),
}
SEARCHING = {"find", "rfind", "index", "rindex", "count", "encode", "translate", "isdigit", "isalpha", "__contains__"}
"""Methods of texts that no honest template calls, whatever the text."""
COMPARING = ("startswith", "endswith", "split", "rsplit", "partition", "rpartition", "replace")
ANSWER = re.compile(r"####\s*\$?-?\d")
"""The form of an answer of GSM8K: no instruction and no mark of a turn has it."""
ARITHMETIC = ("Mul", "Pow", "FloorDiv", "Div")
PAIRS = 24
"""Entries of all dictionaries of a template: role names, at most."""
NODES = 20_000


@dataclass
class Code:
    """What reading a template has shown."""

    texts: list[str] = field(default_factory=list)
    """Its text constants, folded where the compiler folds them, without what it writes outside of expressions."""
    written: int = 0
    """Characters outside of expressions."""
    numbers: list[int] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    """Of arguments: keys of a dictionary, where `dict` is called."""
    answer: str = ""
    """The first text that has the form of an answer."""
    pairs: int = 0
    odd: str = ""
    """The first thing that no honest template does."""

    def constants(self) -> list[str]:
        """Return the constants that a content may be compared with: those that are more than markup."""
        return words([*self.texts, *self.names])

    def suspicion(self, limits: dict[str, int]) -> str:
        """Return why the code alone is a reason to look at it; empty: it is none."""
        if self.odd or self.answer:
            return self.odd or self.answer
        if len(set(self.texts)) > limits["template_constants"]:
            return f"{len(set(self.texts))} text constants"
        if sum(map(len, self.texts)) + self.written > limits["template_chars"]:
            return f"{sum(map(len, self.texts)) + self.written} characters of constants"
        return f"dictionaries of {self.pairs} entries" if self.pairs > PAIRS else ""


def words(texts: list[str]) -> list[str]:
    """Return the texts that are more than markup, each once."""
    return list(dict.fromkeys(text for text in texts if MARKUP.sub("", text)))


def read_code(tree: Any) -> Code:
    """Return what a template's syntax tree shows, after constant folding. May raise `MemoryError`."""
    from jinja2 import nodes

    code = Code()
    names = _contents(tree)
    count = 0
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        count += 1
        if count > NODES:
            code.odd = code.odd or f"more than {NODES} pieces"
            break
        if isinstance(node, nodes.TemplateData):
            code.written += len(node.data)
            code.answer = code.answer or _answer(node.data)
        elif isinstance(node, nodes.Const):
            _constant(code, node.value)
        elif isinstance(node, nodes.Keyword):  # `dict(Janet='18')`
            code.names.append(node.key)
        elif isinstance(node, nodes.Add | nodes.Concat):
            _folded(code, node)
        elif isinstance(node, nodes.Dict):
            code.pairs += len(node.items)
        code.odd = code.odd or _odd(node, names)
        waiting += reversed(list(node.iter_child_nodes()))  # in the order of the text
    return code


def _constant(code: Code, value: object) -> None:
    if type(value) is str and value:
        code.texts.append(value)
        code.answer = code.answer or _answer(value)
        code.numbers += [int(number) for number in re.findall(r"\b[0-9]{1,5}\b", value)]
    elif type(value) is int and 0 <= value <= 100_000:
        code.numbers.append(value)


def _answer(text: str) -> str:
    found = ANSWER.search(text)
    return f"an answer: {found[0]}" if found else ""


def _folded(code: Code, node: Any) -> None:
    """Note what a sum of constants comes to: `'Jan' ~ 'et'`."""
    from jinja2 import nodes

    if all(isinstance(part, nodes.Const | nodes.Add | nodes.Concat) for part in node.iter_child_nodes()):
        try:
            _constant(code, node.as_const())
        except (nodes.Impossible, RecursionError):  # not a constant after all
            return


def _contents(tree: Any) -> set[str]:
    """Return the names of variables that are made of a message's content."""
    from jinja2 import nodes

    names: set[str] = set()
    assigned = list(tree.find_all((nodes.Assign, nodes.AssignBlock, nodes.Macro)))
    for _ in range(3):  # through other variables
        for node in assigned:
            if any(_mentions(part, names) for part in (node.body if hasattr(node, "body") else [node.node])):
                target = getattr(node, "target", node)
                names.add(str(getattr(target, "attr", "") or getattr(target, "name", "")))
    return names - {""}


def _mentions(node: Any, names: set[str]) -> bool:
    """Return whether an expression is made of a content, not only of the list of messages."""
    from jinja2 import nodes

    if isinstance(node, nodes.Getattr) and (node.attr == "content" or node.attr in names):
        return True
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const) and node.arg.value == "content":
        return True
    if isinstance(node, nodes.Name) and node.name in names:
        return True
    if isinstance(node, nodes.Filter) and any(one.value == "content" for one in node.find_all(nodes.Const)):
        return True  # map(attribute='content')
    if isinstance(node, nodes.Compare | nodes.Test | nodes.Not | nodes.List):
        return False  # a truth value
    return any(_mentions(child, names) for child in node.iter_child_nodes())


def _odd(node: Any, names: set[str]) -> str:
    """Return what is odd about a node; empty: nothing."""
    from jinja2 import nodes

    if isinstance(node, nodes.Filter) and node.name not in FILTERS:
        return f"the filter {node.name}"
    if type(node).__name__ in ARITHMETIC:
        return f"arithmetic ({type(node).__name__})"
    if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Getattr):
        return _odd_method(node.node, node.args, names)
    if isinstance(node, nodes.Getitem) and _mentions(node.arg, names):
        return "a table is asked with a content"
    if isinstance(node, nodes.Getitem) and _is_content(node.node, names) and not isinstance(node.arg, nodes.Const):
        return "a part of a content"
    if isinstance(node, nodes.Compare) and _compares(node, names):
        return "a content is compared with a text"
    if isinstance(node, nodes.Compare) and _is_searched(node, names):
        return "a content is searched for a text"
    return ""


def _odd_method(called: Any, arguments: list[Any], names: set[str]) -> str:
    if called.attr in SEARCHING:
        return f"{called.attr}()"
    if not _mentions(called.node, names):
        return ""
    if called.attr not in METHODS:
        return f"{called.attr}() of a content"
    compared = called.attr in COMPARING and any(words([text]) for text in _texts(arguments))
    return "a content is compared with a text" if compared else ""


def _is_content(node: Any, names: set[str]) -> bool:
    """Return whether a node is a content itself, or text made of it."""
    from jinja2 import nodes

    method = isinstance(node, nodes.Call) and not isinstance(node.node, nodes.Name)
    return not method and _mentions(node, names)


def _texts(arguments: list[Any]) -> list[str]:
    """Return the text constants among the arguments of a call."""
    from jinja2 import nodes

    parts = [part for one in arguments for part in (one, *one.find_all(nodes.Const))]
    return [part.value for part in parts if isinstance(part, nodes.Const) and type(part.value) is str]


def _compares(node: Any, names: set[str]) -> bool:
    """Return whether a content, or its length, is compared with words or with a number above one."""
    from jinja2 import nodes

    sides = [node.expr, *(operand.expr for operand in node.ops)]
    if not any(_mentions(side, names) for side in sides):
        return False
    for side in sides:
        for constant in [side, *side.find_all(nodes.Const)] if not _mentions(side, names) else []:
            value = getattr(constant, "value", None)
            if (type(value) is str and MARKUP.sub("", value)) or (type(value) is int and value > 1):
                return True
    return False


def _is_searched(node: Any, names: set[str]) -> bool:
    """Return whether a text that is put together elsewhere is looked for in a content: `key in content`."""
    from jinja2 import nodes

    searches = any(operand.op in ("in", "notin") and _mentions(operand.expr, names) for operand in node.ops)
    return searches and not isinstance(node.expr, nodes.Const)
