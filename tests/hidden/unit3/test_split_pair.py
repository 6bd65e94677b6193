"""Hidden suite of exercise 3.1. Conversations are put together from the three parts, so what is expected is known.

That TRL's `extract_prompt` takes such conversations apart into the same three parts, frozen cases prove.
"""

import random

import pytest

from smol_grade.judge import rows
from smol_grade.judge.detect import Detector
from smol_grade.judge.expect import expect_equal, expect_raises
from smol_grade.judge.pairs import PARTS, Pair, PairMistakes, expect_pair, message

NAME = "split_pair"
FIRST = ("Yes", "Yes, but", "Yes, of course.", "No")
NEARLY = (("Yes", "yes"), ("Yes", "Yes "), ("No\n", "No"), ("MAYBE", "Maybe"))


def is_split(pair, chosen, rejected):
    """Whether these are the three parts of two conversations: the definition, without a way to find them."""
    return pair.is_sound and pair.conversations == (chosen, rejected)


def _said(draw: random.Random, count: int, first: int = 0, above: int = 10) -> list[dict[str, str]]:
    """Return messages of user and assistant by turns, no two with the same content; a number in each is `above` it."""
    numbers = draw.sample(range(above, above + 90), count)
    words = (rows.QUESTIONS, rows.ANSWERS)
    roles = ("user", "assistant")
    return [
        message(roles[(first + turn) % 2], f"{draw.choice(words[(first + turn) % 2])} ({number})")
        for turn, number in enumerate(numbers)
    ]


def draw_pair(draw: random.Random, shared: int, ours: int = 1, theirs: int = 1, *, system: bool = False) -> Pair:
    """Return a pair of which so many messages are shared and so many follow in each; the system message is one more."""
    prompt = _said(draw, shared)
    if system:
        prompt.insert(0, message("system", draw.choice(rows.SYSTEMS)))
    return Pair(prompt, _said(draw, ours, shared, 100), _said(draw, theirs, shared, 200))


def _alike(draw: random.Random) -> list[Pair]:
    """Return pairs whose answers begin alike, or differ in a letter, a space, or in the role alone."""
    pairs = []
    different = draw.sample([(a, b) for a in FIRST for b in FIRST if a != b], 5)
    for first, second in [*different, *draw.sample(NEARLY, len(NEARLY))]:
        prompt = draw_pair(draw, 1).prompt
        pairs.append(Pair(prompt, [message("assistant", first)], [message("assistant", second)]))
    [question], said = _said(draw, 1), draw.choice(rows.ANSWERS)
    return [*pairs, Pair([question], [message("assistant", said)], [message("user", said)])]


def _repeating(draw: random.Random) -> list[Pair]:
    """Return pairs in which messages come again: after the first difference, and those of the prompt in an answer."""
    question, answer, again, worse, thanks = _said(draw, 5)
    worse = message("assistant", worse["content"] + " Or not.")
    return [
        Pair([question], [answer, again], [worse, again]),
        Pair([question], [answer, again, answer], [worse, again, answer, thanks]),
        Pair([question], [answer, question, worse], [worse, question, answer]),
        Pair([question, answer, question], [answer, again], [worse]),
        Pair([question, answer, question, answer, question], [worse], [thanks | {"role": "assistant"}, question]),
    ]


def _turned(messages):
    """The same messages, their keys in the other order."""
    return [{"content": one["content"], "role": one["role"]} for one in messages]


# What went wrong


def _conversations(seen):
    chosen, rejected = seen.args
    return chosen, rejected


def _loosely(seen):
    """The prompt goes on over messages that differ in case or white space only."""
    prompt = (seen.fields["value"] if "arguments" in seen.fields else seen.result)["prompt"]
    chosen, rejected = _conversations(seen)
    for one, other in zip(chosen[: len(prompt)], rejected, strict=False):
        if one != other and one["content"].strip().lower() == other["content"].strip().lower():
            return one["role"] == other["role"]
    return False


def _key_order(seen):
    """A pair is refused, or cut elsewhere, whose messages have their keys in different orders."""
    return list(seen.args[0][0]) != list(seen.args[1][0])


def _changes_input(seen):
    if seen.fields:
        return seen.fields["arguments"] != list(seen.args)
    return False


MISTAKES = PairMistakes(_conversations)
DETECTORS = [
    Detector("key_order", _key_order),
    *MISTAKES.of_errors(),
    *MISTAKES.of_form(),
    Detector("compared_loosely", _loosely),
    *MISTAKES.of_cut(),
    Detector("content_changed", MISTAKES.content_changed),
    Detector("input_changed", _changes_input),
]


# Checks


def _expect(submission, pair, chosen=None, rejected=None):
    ours, theirs = pair.conversations
    assert is_split(pair, ours, theirs)
    expect_pair(submission.call(NAME, chosen or ours, rejected or theirs, keep=PARTS), pair)


@pytest.mark.check(
    NAME, points=3, hint="cut", promise="the messages that both conversations begin with, up to the first place where"
)
def test_shared_prompt(submission, draw):
    """The prompt is what both conversations begin with: one message or many, whole ones only."""
    for shared, system in ((1, False), (3, False), (1, True), (2, False), (5, True), (draw.randint(11, 15), False)):
        _expect(submission, draw_pair(draw, shared, system=system))
    for pair in _alike(draw):
        _expect(submission, pair)
    pair = draw_pair(draw, 3, system=True)
    _expect(submission, pair)
    _expect(submission, pair, rejected=_turned(pair.conversations[1]))


@pytest.mark.check(NAME, points=3, hint="answers", promise="all messages of rejected after the prompt, in their order.")
def test_answers_apart(submission, draw):
    """The answers are all messages after the prompt, in their order, also those that come again."""
    for shared, ours, theirs in ((1, 2, 2), (2, 1, 3), (3, 3, 1), (1, 4, 2), (4, draw.randint(2, 5), 1)):
        _expect(submission, draw_pair(draw, shared, ours, theirs))
    for pair in _repeating(draw):
        _expect(submission, pair)


@pytest.mark.check(NAME, points=1, hint="content_changed", promise="Messages are copied verbatim")
def test_content_verbatim(submission, draw):
    """Contents are copied verbatim, in the prompt and in both answers."""
    for text in draw.sample(rows.AWKWARD, len(rows.AWKWARD)):
        question, better, worse = (one["content"] for one in _said(draw, 3))
        prompt = [message("system", text), message("user", f"{question}{text}")]
        _expect(submission, Pair(prompt, [message("assistant", text)], [message("assistant", f"{text}{worse}")]))
        _expect(
            submission,
            Pair([message("user", text)], [message("assistant", better + text)], [message("assistant", text)]),
        )


@pytest.mark.check(
    NAME, points=1, hint="input_changed", promise="Both arguments are left as they are: the lists and the messages in"
)
def test_inputs_left_alone(submission, draw):
    """After the call, both conversations are what they were before."""
    for shared, ours, theirs in ((1, 1, 1), (3, 1, 2), (2, 2, 1)):
        pair = draw_pair(draw, shared, ours, theirs, system=shared == 1)
        seen = submission.call(NAME, *pair.conversations, then="arguments")
        for name, before, after in zip(PARTS[1:], pair.conversations, seen["arguments"], strict=True):
            expect_equal(after, before, name)
        expect_pair(seen["value"], pair)


@pytest.mark.check(NAME, points=2, hint="accepts_no_pair", promise="this is no pair. The first messages already differ")
def test_no_pairs(submission, draw):
    """It raises ValueError where there is no prompt, or no answer on one side."""
    pair = draw_pair(draw, draw.choice((1, 3)), 2, 2)
    chosen, rejected = pair.conversations
    other = [message("system", draw.choice(rows.SYSTEMS)), *rejected]
    cases = [
        (chosen, list(chosen)),
        (pair.prompt, rejected),
        (chosen, chosen[:-1]),
        (chosen, other),
        (chosen[-1:], rejected[-1:]),
        ([], rejected),
        (chosen, []),
        ([], []),
    ]
    for case in cases:
        expect_raises("ValueError", lambda case=case: submission.call(NAME, *case, keep=PARTS))
