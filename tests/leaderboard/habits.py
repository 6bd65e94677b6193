"""How people write: each learner's habits, and the dice for their decisions."""

from __future__ import annotations

import random
import re
import textwrap

NAMES = {
    "message": "message msg m turn entry item chat_message one",
    "messages": "conversation msgs chat dialog turns_in messages_list",
    "text": "text result out rendered output s final res",
    "parts": "parts pieces chunks turns lines blocks buf acc",
    "role": "role r who speaker author",
    "content": "content c body words msg_text said",
    "docs": "docs documents seqs_cut items cleaned trimmed usable todo",
    "doc": "doc document seq s d tokens current",
    "packs": "packs bins out result buckets rows packed",
    "pack": "pack b bucket candidate p row bin_",
    "best": "best chosen target winner pick where",
    "room": "room left free space remaining slack",
    "fitting": "fitting candidates options possible fits ok",
    "i": "i idx index k pos n",
    "tok": "token t tok tid x",
    "helper": "helper build make _make prepare _prepare do_it",
    "check": "check validate _check ensure check_input verify",
    "row": "row example data sample_ record",
    "flag": "skip drop bad leave_out reject unwanted",
    "keep": "keep good ok wanted usable",
}
ERRORS = {
    "length": ["max_length must be at least 1", "max_length < 1", "need a positive max_length", "max_length too small",
               "max_length has to be >= 1", "invalid max_length", "a pack must hold at least one token"],
    "none": ["no messages", "messages is empty", "there are no messages", "empty conversation", "need messages",
             "got an empty list", "at least one message is needed"],
    "role": ["unknown role", "bad role", "role not allowed", "invalid role", "role must be system, user or assistant"],
    "content": ["content must be a str", "content is not a string", "bad content", "expected text", "not a str"],
}  # fmt: skip
COMMENTS = ["first", "check the input", "now the loop", "build the result", "done", "this was tricky", "see the docs",
            "TODO clean up", "easy part", "important!", "as the exercise says", "edge case", "do not forget this"]  # fmt: skip


class Learner:
    """Somebody's habits, and the dice for their decisions."""

    def __init__(self, seed: object) -> None:
        self.dice = random.Random(f"learner {seed}")
        self.names = {kind: self.dice.choice(names.split()) for kind, names in NAMES.items()}
        if self.dice.random() < 0.15:  # somebody who likes long names
            self.names = {
                kind: f"{name}_{self.dice.choice(['value', 'obj', 'tmp', 'current'])}"
                for kind, name in self.names.items()
            }
        self.helpers = self.dice.random() < 0.3
        self.terse = self.dice.random() < 0.4

    def odds(self, chance: float) -> bool:
        return self.dice.random() < chance

    def pick(self, *ways: str) -> str:
        """One of the ways; each is half as popular as the one before it, down to a floor."""
        weights = [max(0.6**place, 0.08) for place in range(len(ways))]
        return self.dice.choices(ways, weights)[0]

    def any(self, *ways: str) -> str:
        return self.dice.choice(ways)

    def error(self, kind: str, exception: str = "ValueError", extra: str = "") -> str:
        """How they raise."""
        words = self.any(*ERRORS[kind])
        quoted = extra.replace('"', "'")
        shown = [f'raise {exception}("{words}")', f"raise {exception}"]
        if extra:
            shown += [
                f'raise {exception}(f"{words}: {{{quoted}}}")',
                f'raise {exception}(f"{words}, got {{{quoted}!r}}")',
                f"raise {exception}({extra})",
                f'raise {exception}("{words}: " + str({extra}))',
            ]
        return self.any(*shown)

    def fill(self, code: str) -> str:
        """The code with this learner's names in place of `$kind`."""
        return re.sub(r"\$(\w+?)\b", lambda found: self.names[found[1]], code)


def block(code: str, depth: int = 0) -> str:
    return textwrap.indent(textwrap.dedent(code).strip("\n"), "    " * depth)


def joined(*parts: str) -> str:
    return "\n".join(part for part in (block(part) for part in parts) if part)
