"""What the suites about preference pairs share: comparing {prompt, chosen, rejected}, and mistakes in cutting them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from . import detect
from .chat import LONG, nearly
from .detect import Detector, Observation
from .expect import expect_key, expect_text, expect_type, mismatch

Messages = list[dict[str, str]]
PARTS = ("prompt", "chosen", "rejected")
ROLES = {"system", "user", "assistant"}


class Pair(NamedTuple):
    """A preference pair in its three parts."""

    prompt: Messages
    chosen: Messages
    rejected: Messages

    @property
    def conversations(self) -> tuple[Messages, Messages]:
        """Both conversations as wholes."""
        return self.prompt + self.chosen, self.prompt + self.rejected

    @property
    def is_sound(self) -> bool:
        """Whether no part is empty and nothing that is shared was left in both answers."""
        return all(self) and self.chosen[0] != self.rejected[0]


def message(role: str, content: str) -> dict[str, str]:
    """Return a message."""
    return {"role": role, "content": content}


def expect_pair(result: Any, pair: Pair) -> None:
    """Require the three parts of a pair: as many messages, with the same roles and contents, further keys aside."""
    expect_type(result, dict)
    for name, wanted in zip(PARTS, pair, strict=True):
        where = f'result["{name}"]'
        got = expect_key(result, name)
        expect_type(got, list, where)
        for index, one in enumerate(got):
            _expect_message(one, f"{where}[{index}]")
        roles, expected = (", ".join(one["role"] for one in messages) or "-" for messages in (got, wanted))
        if roles != expected:
            raise mismatch("roles", where=where, expected=expected, got=roles)
        for index, (one, other) in enumerate(zip(got, wanted, strict=True)):
            expect_text(one["content"], other["content"], f'{where}[{index}]["content"]')


def _expect_message(one: Any, where: str) -> None:
    expect_type(one, dict, where)
    for key in ("role", "content"):
        if key not in one:
            raise mismatch("message_key", where=where, expected="{'role': …, 'content': …}", got=one, name=key)
        expect_type(one[key], str, f'{where}["{key}"]')


def parts(seen: Observation) -> Pair:
    """Return the result as a pair; another form is not the mistake of a detector that asks for it."""
    result = seen.fields["value"] if "arguments" in seen.fields else seen.result
    prompt, chosen, rejected = (
        [message("" + one["role"], "" + one["content"]) for one in result[name]] for name in PARTS
    )
    return Pair(prompt, chosen, rejected)


def cut(chosen: Messages, rejected: Messages, count: int) -> Pair:
    """Return the pair whose prompt has `count` messages."""
    return Pair(chosen[:count], chosen[count:], rejected[count:])


class PairMistakes:
    """Detectors of functions that return a pair; `conversations_of` tells which conversations a call is about."""

    def __init__(self, conversations_of: Callable[[Observation], tuple[Messages, Messages]]) -> None:
        self._conversations_of = conversations_of

    def of_errors(self) -> list[Detector]:
        """Return detectors of what was raised, or was not."""
        return [
            Detector("accepts_no_pair", self.accepts_no_pair),
            Detector("raises_other", self.raises_other),
            Detector("looks_elsewhere", detect.unknown_name),
            Detector("role_ignored", self.refuses_roles),
            Detector("compared_loosely", self.refuses_nearly_equal),
            Detector("refuses_good", self.refuses_good),
        ]

    def of_form(self) -> list[Detector]:
        """Return detectors of results in another form."""
        return [
            Detector("nothing_returned", _returned_nothing),
            Detector("not_a_dict", _not_a_dict),
            Detector("three_keys", _other_keys),
            Detector("lists_of_messages", _no_lists_of_messages),
            Detector("other_roles", _other_roles),
        ]

    def of_cut(self) -> list[Detector]:
        """Return detectors of conversations that are cut in the wrong place."""
        return [
            Detector("swapped", self._instead(lambda a, b, n: cut(b, a, n))),
            Detector("prompt_not_removed", self._instead(lambda a, b, n: Pair(a[:n], a, b))),
            Detector("all_but_last", self._instead(lambda a, b, _: Pair(a[:-1], a[-1:], b[-1:]))),
            Detector("last_only", self._instead(lambda a, b, n: Pair(a[:n], a[-1:], b[-1:]))),
            Detector("first_only", self._instead(lambda a, b, n: Pair(a[:n], a[n : n + 1], b[n : n + 1]))),
            Detector("role_ignored", self.role_ignored),
            Detector("one_too_many", self._instead(lambda a, b, n: cut(a, b, n + 1))),
            Detector("ends_with_user", self.ends_with_user),
            Detector("one_message_prompt", self._instead(lambda a, b, _: cut(a, b, 1))),
            Detector("one_too_few", self._instead(lambda a, b, n: cut(a, b, n - 1))),
            Detector("compared_anywhere", self.compared_anywhere),
            Detector("repeats_lost", self.repeats_lost),
            Detector("cut_inside", self.cut_inside),
        ]

    def accepts_no_pair(self, seen: Observation) -> bool:
        """Something came back for conversations that are no pair."""
        return seen.error is None and not self._sound(seen)

    def raises_other(self, seen: Observation) -> bool:
        """No pair, and an error of another kind."""
        return (
            seen.error is not None
            and not seen.error.unsupported
            and not self._sound(seen)
            and "ValueError" not in (seen.error.type, *seen.error.kinds)
        )

    def refuses_good(self, seen: Observation) -> bool:
        """A pair, and an error."""
        return seen.error is not None and not seen.error.unsupported and self._sound(seen)

    def refuses_roles(self, seen: Observation) -> bool:
        """A pair is refused in which roles make the difference."""
        one, other = self._first_difference(seen)
        return self.refuses_good(seen) and one["content"] == other["content"]

    def refuses_nearly_equal(self, seen: Observation) -> bool:
        """A pair is refused in which case or white space makes the difference."""
        contents = [one["content"].strip().lower() for one in self._first_difference(seen)]
        return self.refuses_good(seen) and contents[0] == contents[1]

    def role_ignored(self, seen: Observation) -> bool:
        """The prompt holds a message that has the same content on both sides, but not the same role."""
        got, (chosen, rejected) = parts(seen), self._conversations_of(seen)
        last = len(got.prompt) - 1
        return (
            last > 0
            and chosen[last]["role"] != rejected[last]["role"]
            and (chosen[last]["content"] == rejected[last]["content"])
        )

    def ends_with_user(self, seen: Observation) -> bool:
        """The prompt ends with the last message of the user that is shared, and the one after it is shared too."""
        got, right = parts(seen), self._right(seen)
        if not right.prompt or right.prompt[-1]["role"] == "user":
            return False
        users = [n for n, one in enumerate(right.prompt) if one["role"] == "user"]
        return len(got.prompt) == max(users, default=-1) + 1 and got.conversations == right.conversations

    def compared_anywhere(self, seen: Observation) -> bool:
        """Messages are sorted by whether the other conversation has them somewhere."""
        got, right, (chosen, rejected) = parts(seen), self._right(seen), self._conversations_of(seen)
        ours = [one for one in chosen if one not in rejected]
        theirs = [one for one in rejected if one not in chosen]
        common = [one for one in chosen if one in rejected]
        return got.prompt == common != right.prompt or got[1:] == (ours, theirs) != right[1:]

    def repeats_lost(self, seen: Observation) -> bool:
        """The prompt is right, and answers lack messages that stand in the prompt too, or that stood before."""
        got, right = parts(seen), self._right(seen)
        gone = [one for one in right.chosen + right.rejected if one not in got.chosen + got.rejected]
        lost = [
            (full, left)
            for full, left in zip(right[1:], got[1:], strict=True)
            if left == [one for one in full if one not in right.prompt] != full
        ]
        return bool(lost) or (got.prompt == right.prompt and gone != [] and all(one in right.prompt for one in gone))

    def cut_inside(self, seen: Observation) -> bool:
        """What the answers have in common at their beginning was taken off them; it may stand in the prompt."""
        got, right = parts(seen), self._right(seen)
        left = [_squeezed(side[0]["content"]) if side else "" for side in (got.chosen, got.rejected)]
        whole = [_squeezed(side[0]["content"]) for side in (right.chosen, right.rejected)]
        taken = {one.removesuffix(rest) if rest else one for one, rest in zip(whole, left, strict=True)}
        moved = got.prompt[len(right.prompt) :]
        if got.prompt[: len(right.prompt)] != right.prompt or len(taken) != 1 or len(moved) > 1:
            return False
        return {_squeezed(one["content"]) for one in moved} <= taken and (taken != {""} or moved != [])

    def content_changed(self, seen: Observation) -> bool:
        """As many messages with the same roles, and contents that are nearly the right ones."""
        got, right = parts(seen), self._right(seen)
        if [[one["role"] for one in part] for part in got] != [[one["role"] for one in part] for part in right]:
            return False
        contents = [
            (one["content"], other["content"])
            for part, wanted in zip(got, right, strict=True)
            for one, other in zip(part, wanted, strict=True)
        ]
        return got != right and all(_alike(left, other) for left, other in contents)

    def _first_difference(self, seen: Observation) -> tuple[dict[str, str], dict[str, str]]:
        right = self._right(seen)
        return right.chosen[0], right.rejected[0]

    def _sound(self, seen: Observation) -> bool:
        try:
            return self._right(seen).is_sound
        except ValueError:
            return False

    def _right(self, seen: Observation) -> Pair:
        chosen, rejected = self._conversations_of(seen)
        differing = [n for n, (one, other) in enumerate(zip(chosen, rejected, strict=False)) if one != other]
        return cut(chosen, rejected, min(differing, default=min(len(chosen), len(rejected))))

    def _instead(self, wrong: Callable[[Messages, Messages, int], Pair]) -> Callable[[Observation], bool]:
        """Return a predicate: the result is another pair, made from the conversations and the right length."""

        def sees(seen: Observation) -> bool:
            right = self._right(seen)
            return parts(seen) == wrong(*self._conversations_of(seen), len(right.prompt)) != right

        return sees


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _alike(left: str, right: str) -> bool:
    if max(len(left), len(right)) > LONG:  # letters are compared one with another: detectors have no deadline
        return left.split() == right.split()
    return nearly(left, right)


def _value(seen: Observation) -> Any:
    return seen.fields["value"] if "arguments" in seen.fields else seen.result


def _returned_nothing(seen: Observation) -> bool:
    return seen.error is None and _value(seen) is None


def _not_a_dict(seen: Observation) -> bool:
    return seen.error is None and type(_value(seen)) is not dict


def _other_keys(seen: Observation) -> bool:
    return seen.error is None and not set(PARTS) <= _value(seen).keys()


def _no_lists_of_messages(seen: Observation) -> bool:
    """A part is a text, a single message, or a list of texts."""
    values = [_value(seen)[name] for name in PARTS]
    messages = [one for value in values if type(value) is list for one in value]
    return any(type(value) is not list for value in values) or not all(
        type(one) is dict
        and one.keys() >= {"role", "content"}
        and type(one["role"]) is str
        and type(one["content"]) is str
        for one in messages
    )


def _other_roles(seen: Observation) -> bool:
    return any(one["role"] not in ROLES for part in parts(seen) for one in part)
