"""What a bank of questions must be, as far as the bank alone shows: its texts, its keys, and what they give away."""

from __future__ import annotations

import ast
import math
import re
import sys
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from ..quiz.bank import Bank, Item, Kind
from ..quiz.paper import PLACEHOLDER
from ..quiz.typed import HELP, LEAVE, SKIP
from ..records import Text

OPTIONS: dict[Kind, range] = {"single": range(3, 6), "multi": range(3, 7)}
STEPS = range(3, 7)
OUTPUT_LINES = range(1, 4)
OBJECTIVES = range(3, 9)
ITEMS_AN_OBJECTIVE = 2
LONGEST_RIGHT_SHARE = 0.4
"""Of a bank's `single` items, in how many the right option may be the longest."""
LENGTH_RATIO = 1.5
"""How many times as long as the others, on average, a right option may be …"""
LENGTH_SLACK = 10
"""… unless it is not even that many characters longer."""
SAME_PLACE_SHARE = 0.5
"""Of a bank's `single` items, in how many the right option may stand in the same place of the file …"""
SAME_PLACE_FROM = 6
"""… where there are at least that many."""
NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
FIELDS: dict[Kind, tuple[set[str], set[str]]] = {
    "single": ({"options"}, {"code"}),
    "multi": ({"options"}, {"code"}),
    "numeric": ({"cases", "compute"}, {"code", "tolerance"}),
    "order": ({"steps"}, {"code"}),
    "code-output": ({"code", "output"}, set()),
    "spot-the-bug": ({"code", "line"}, {"raises", "fix", "output"}),
}
"""Kind -> the fields that it needs, and those that it may have too."""
OWN_FIELDS = ("code", "options", "cases", "compute", "tolerance", "steps", "output", "line", "raises", "fix")


class Fault(NamedTuple):
    """What is wrong with a bank."""

    item: str
    """Id of the item; empty when it is the bank as a whole."""
    problem: str


def faults(bank: Bank) -> Iterator[Fault]:
    """Tell what is wrong with a bank, item by item, then as a whole."""
    for item in bank.items:
        yield from (Fault(item.id, problem) for problem in _item(bank, item))
    yield from (Fault("", problem) for problem in _objectives(bank))
    yield from (Fault("", problem) for problem in _lengths(bank))
    yield from (Fault("", problem) for problem in _places(bank))


def _item(bank: Bank, item: Item) -> Iterator[str]:
    if not item.id.startswith(f"{bank.unit}-") or not NAME.fullmatch(item.id.removeprefix(f"{bank.unit}-")):
        yield f"its id must be {bank.unit}- and words of a-z, 0-9 with hyphens between them"
    if not NAME.fullmatch(item.objective):
        yield f"its objective {item.objective!r} must be words of a-z, 0-9 with hyphens between them"
    needed, allowed = FIELDS[item.kind]
    given = {name for name in OWN_FIELDS if getattr(item, name)}
    yield from (f"{item.kind} needs `{name}`" for name in sorted(needed - given))
    yield from (f"{item.kind} has no use for `{name}`; delete it" for name in sorted(given - needed - allowed))
    yield from _texts(item)
    if item.kind in OPTIONS:
        yield from _options(item)
    elif item.kind == "order":
        yield from _steps(item)
    elif item.kind == "numeric":
        yield from _values(item)
    elif item.kind == "code-output":
        yield from _printed(item)
    else:
        yield from _bug(item)


def _texts(item: Item) -> Iterator[str]:
    """Both languages are there, and in Spanish it is Spanish."""
    prose = {"question": item.question, "explanation": item.explanation}
    prose |= {f"why of option {n}": option.why for n, option in enumerate(item.options, 1) if option.why is not None}
    texts = prose | {f"option {n}": option.text for n, option in enumerate(item.options, 1)}
    texts |= {f"step {n}": step for n, step in enumerate(item.steps, 1)}
    for name, text in texts.items():
        for language in ("en", "es"):
            if not getattr(text, language).strip():
                yield f"{name}.{language} is empty; write it"
        if text.en.count("`") % 2 or text.es.count("`") % 2:
            yield f"{name} has a ` without its other half"
    yield from (f"{name}.es is the English text; translate it" for name, text in prose.items() if text.en == text.es)


def _options(item: Item) -> Iterator[str]:
    count = OPTIONS[item.kind]
    if len(item.options) not in count:
        yield f"it has {len(item.options)} options; {item.kind} has {count[0]} to {count[-1]}"
    right = sum(option.right for option in item.options)
    if item.kind == "single" and right != 1:
        yield f"{right} options are right; of single, exactly one is"
    if item.kind == "multi" and not 0 < right < len(item.options):
        yield f"{right} of {len(item.options)} options are right; of multi, at least one is and at least one is not"
    for number, option in enumerate(item.options, 1):
        if option.right and option.why is not None:
            yield f"option {number} is right: `explanation` says why, delete its `why`"
        if not option.right and option.why is None:
            yield f"option {number} is wrong and has no `why`; tell what whoever chose it should know"
    yield from _unequal("options", [option.text for option in item.options])
    if item.kind == "single" and right == 1:
        yield from _too_long(item)


def _too_long(item: Item) -> Iterator[str]:
    for language, [mine, *others] in _option_lengths(item).items():
        mean = sum(others) / max(len(others), 1)
        if mine > LENGTH_RATIO * mean and mine > mean + LENGTH_SLACK:
            yield (
                f"in {language}, its right option has {mine} characters and the others {mean:.0f} on average: "
                f"the length gives it away (at most {LENGTH_RATIO} times); shorten it or fill out the others"
            )


def _option_lengths(item: Item) -> dict[str, list[int]]:
    """Return by language how long the right option and then each other one of a sound `single` item is."""
    ordered = sorted(item.options, key=lambda option: not option.right)
    return {name: [len(getattr(option.text, name)) for option in ordered] for name in ("en", "es")}


def _steps(item: Item) -> Iterator[str]:
    if len(item.steps) not in STEPS:
        yield f"it has {len(item.steps)} steps; order has {STEPS[0]} to {STEPS[-1]}"
    yield from _unequal("steps", list(item.steps))


def _unequal(what: str, texts: list[Text]) -> Iterator[str]:
    for language in ("en", "es"):
        counts = Counter(" ".join(getattr(text, language).split()) for text in texts)
        yield from (f"two {what} are {text!r} in {language}" for text, count in counts.items() if count > 1)


def _values(item: Item) -> Iterator[str]:
    """The question names the same values in both languages, and each case has exactly these."""
    english, spanish = (set(PLACEHOLDER.findall(text)) for text in (item.question.en, item.question.es))
    if english != spanish:
        yield f"the question names {_braced(english)} in English and {_braced(spanish)} in Spanish"
    for language in ("en", "es"):
        unknown = set(PLACEHOLDER.findall(getattr(item.explanation, language))) - english
        if unknown:
            yield f"explanation.{language} names {_braced(unknown)}, which the question does not"
    for number, case in enumerate(item.cases, 1):
        if set(case.values) != english:
            yield f"the question names {_braced(english)}, case {number} has {_braced(set(case.values))}"
    if len({tuple(sorted(case.values.items())) for case in item.cases}) < len(item.cases):
        yield "two cases have the same values"
    numbers = [item.tolerance] + [number for case in item.cases for number in (case.answer, *case.values.values())]
    if not all(math.isfinite(number) for number in numbers):
        yield "its tolerance and the numbers of its cases must be finite; TOML's nan and inf cannot be answered"
    if item.tolerance < 0:
        yield "its tolerance is below zero"


def _braced(names: set[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names)) or "no value"


def _printed(item: Item) -> Iterator[str]:
    lines = item.output.strip().splitlines()
    if len(lines) not in OUTPUT_LINES:
        yield f"its output has {len(lines)} lines; at most {OUTPUT_LINES[-1]} can be typed as an answer"
    if item.output.strip().lower() in {SKIP, LEAVE, HELP}:
        yield f"its output is what one types to skip, leave or get help ({SKIP}, {LEAVE}, {HELP}); print something else"

    for name in sorted(_imported(item.code) - set(sys.stdlib_module_names) - {"numpy"}):
        yield f"it imports {name}; the code of code-output does with NumPy and what Python brings"


def _imported(code: str) -> set[str]:
    """Return the packages that a program imports; running it tells if it does not parse."""
    try:
        nodes = list(ast.walk(ast.parse(code)))
    except SyntaxError:
        return set()
    names = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
    return {name.partition(".")[0] for name in names}


def _bug(item: Item) -> Iterator[str]:
    lines = item.code.splitlines()
    if not 1 <= item.line <= len(lines):
        yield f"its line {item.line} is not in the code, which has {len(lines)} lines"
    elif item.fix and lines[item.line - 1].strip() == item.fix.strip():
        yield "its fix is the wrong line itself"
    if bool(item.fix) != bool(item.output):
        yield "`fix` and `output`, what the mended code prints, belong together"
    if not item.raises and not item.fix:
        yield "spot-the-bug needs `raises`, or `fix` with `output`"


def _objectives(bank: Bank) -> Iterator[str]:
    counts = Counter(item.objective for item in bank.items)
    if len(counts) not in OBJECTIVES:
        yield f"{len(counts)} objectives; a bank has {OBJECTIVES[0]} to {OBJECTIVES[-1]}"
    for objective, count in counts.items():
        if count < ITEMS_AN_OBJECTIVE:
            yield f"the objective {objective} has {count} item; write another, or merge it with a neighbour"


def _sound_singles(bank: Bank) -> list[Item]:
    singles = [item for item in bank.items if item.kind == "single"]
    return [item for item in singles if len(item.options) > 1 and sum(option.right for option in item.options) == 1]


def _lengths(bank: Bank) -> Iterator[str]:
    """Whoever always takes the longest option does not do well."""
    singles = _sound_singles(bank)
    for language in ("en", "es"):
        lengths = [_option_lengths(item)[language] for item in singles]
        longest = [item.id for item, (mine, *others) in zip(singles, lengths, strict=True) if mine > max(others)]
        if len(longest) > LONGEST_RIGHT_SHARE * len(singles):
            yield (
                f"in {language}, the right option is the longest in {len(longest)} of {len(singles)} single items "
                f"(at most {LONGEST_RIGHT_SHARE:.0%}): {', '.join(longest)}; lengthen a wrong one in some"
            )


def _places(bank: Bank) -> Iterator[str]:
    """Whoever writes the right option always in the same place is told."""
    singles = _sound_singles(bank)
    places = Counter([option.right for option in item.options].index(True) + 1 for item in singles)
    for place, count in places.items():
        if len(singles) >= SAME_PLACE_FROM and count > SAME_PLACE_SHARE * len(singles):
            yield f"the right option is number {place} in {count} of {len(singles)} single items; move it in some"
