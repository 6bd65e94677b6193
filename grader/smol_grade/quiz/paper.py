"""What is published of a bank, and the papers that follow from it and a seed: see docs/design/0017.

Everything here is ordered by SHA-256, never by one of Python's generators or by where something stands in a file: so
whoever has the published bank and a seed gets the same paper, and the order of a bank's options tells nothing.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection

import msgspec

from ..course import Level
from ..records import Record, Text
from .bank import BANK_VERSION, Bank, Item, Kind, key_of

PAPER_ITEMS = 10
PLACEHOLDER = re.compile(r"\{(\w+)\}")

Values = dict[str, int | float]


class Choice(Record, frozen=True):
    """An option or a step, as it is published."""

    key: str
    text: Text


class PublicItem(Record, frozen=True):
    """One question without its key."""

    id: str
    objective: str
    source: str
    level: Level
    kind: Kind
    question: Text
    code: str = ""
    choices: tuple[Choice, ...] = ()
    """Options, or the steps of `order`; ordered by their keys."""
    cases: tuple[Values, ...] = ()
    """Of `numeric`: what the question names in braces, without the answers, in the bank's order."""
    since: str = ""


class PublicBank(Record, frozen=True):
    """What learners may see of a bank; its items are ordered by their ids."""

    schema_version: int
    unit: str
    """Slug."""
    items: tuple[PublicItem, ...]

    @property
    def content(self) -> bytes:
        """The bank as JSON, the same bytes for the same questions."""
        return msgspec.json.encode(self, order="deterministic")

    @property
    def sha256(self) -> str:
        """SHA-256 of `content`, in hexadecimal. It does not change when only keys or explanations do."""
        return hashlib.sha256(self.content).hexdigest()

    def item(self, item_id: str) -> PublicItem:
        """Return an item; raise `KeyError` for an id that the bank has not."""
        for item in self.items:
            if item.id == item_id:
                return item
        raise KeyError(item_id)


class Question(Record, frozen=True):
    """One question of a paper."""

    item: str
    """Its id."""
    order: tuple[str, ...] = ()
    """The keys of its choices, as they are shown."""
    case: int = 0
    """Which of the item's cases is asked, from 0."""


class Paper(Record, frozen=True):
    """The questions that somebody is asked, in their order."""

    unit: str
    """Slug."""
    seed: str
    questions: tuple[Question, ...]


def published(bank: Bank) -> PublicBank:
    """Return what is published of a bank: no key, no explanation, nothing in an order that could tell one."""
    items = tuple(sorted((_public(item) for item in bank.items), key=lambda item: item.id))
    return PublicBank(schema_version=BANK_VERSION, unit=bank.unit, items=items)


def _public(item: Item) -> PublicItem:
    texts = [option.text for option in item.options] + list(item.steps)
    choices = [Choice(key=key_of(item.id, text.en), text=text) for text in texts]
    return PublicItem(
        id=item.id,
        objective=item.objective,
        source=item.source,
        level=item.level,
        kind=item.kind,
        question=item.question,
        code=item.code,
        choices=tuple(sorted(choices, key=lambda choice: choice.key)),
        cases=tuple(case.values for case in item.cases),
        since=item.since,
    )


def draw_paper(bank: PublicBank, seed: str, count: int = PAPER_ITEMS, before: Collection[str] = ()) -> Paper:
    """Return the paper of `count` questions that follows from a seed; of a smaller bank, all that it has.

    Objectives take turns, in an order drawn for each turn, so that a paper holds as many of them as it can. Each
    objective's items come in a drawn order; those that `before` names, which practice asks again, come first.
    Raises `ValueError` unless `count` is above zero.
    """
    if count < 1:
        raise ValueError("a paper has at least one question")
    left: dict[str, list[PublicItem]] = {}
    for item in sorted(bank.items, key=lambda item: (item.id not in before, _rank(seed, "item", item.id))):
        left.setdefault(item.objective, []).append(item)
    chosen: list[PublicItem] = []
    turn = 0
    while left and len(chosen) < count:
        ranks = {name: (left[name][0].id not in before, _rank(seed, "objective", str(turn), name)) for name in left}
        chosen += [left[name].pop(0) for name in sorted(left, key=ranks.__getitem__)]
        left = {objective: items for objective, items in left.items() if items}
        turn += 1
    asked = sorted(chosen[:count], key=lambda item: _rank(seed, "place", item.id))
    return Paper(unit=bank.unit, seed=seed, questions=tuple(_question(item, seed) for item in asked))


def _question(item: PublicItem, seed: str) -> Question:
    keys = sorted((choice.key for choice in item.choices), key=lambda key: _rank(seed, "choice", item.id, key))
    cases = sorted(range(len(item.cases)), key=lambda index: _rank(seed, "case", item.id, str(index)))
    return Question(item=item.id, order=tuple(keys), case=cases[0] if cases else 0)


def _rank(*words: str) -> bytes:
    """Return what things are ordered by: SHA-256 over words, each with its length so that none runs into the next."""
    text = "".join(f"{len(word)}:{word}" for word in words)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def filled(text: str, values: Values) -> str:
    """Return a text with the values that it names in braces; other braces stay."""
    return PLACEHOLDER.sub(lambda found: str(values[found[1]]) if found[1] in values else found[0], text)
