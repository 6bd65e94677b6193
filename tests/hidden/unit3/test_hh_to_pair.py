"""Hidden suite of exercise 3.2. Dialogues are written down from messages, so what is expected is known without parsing.

`TOLD` remembers what a dialogue was written from: detectors look there.
"""

import random
from typing import NamedTuple

import pytest

from smol_grade.judge import detect, rows
from smol_grade.judge.detect import Detector
from smol_grade.judge.expect import expect_raises
from smol_grade.judge.pairs import PARTS, Pair, PairMistakes, expect_pair, message, parts

NAME = "hh_to_pair"
SPEAKERS = {"user": "Human", "assistant": "Assistant"}
OPENINGS = tuple(f"\n\n{speaker}:" for speaker in SPEAKERS.values())
BEGINNINGS = ("Yes, ", "I think ", "No. ", "Sure! ", "It is the ")
ENDS = ("of course.", "that depends.", "two of them, at least.", "not today.", "ask somebody else.")
WORDS = (
    "She asked, Human: or not? And Assistant: said nothing.",
    "Human: a being of flesh.\nAssistant: its shadow.",
    "A list:\nHuman: one\nAssistant: two",
    "First part.\n\nhuman: in small letters.\n\nassistant: as well.",
    "First part.\n\nHumans: all of us.\n\nHuman : with a space.",
    "First part.\n\n Human: indented.\n\nThe Assistant: with an article.",
    "First part.\n\nHuman\n\nAssistant\n\nboth without a colon.",
    "Assistant:",
    "I wrote \\n\\nHuman: with backslashes.",
)
"""Contents in which the words of the roles stand and open no turn."""
PARAGRAPHS = ("One.\n\nTwo.", "Steps:\n\n1. Look.\n\n2. Leap.", "Dear all,\n\n\nbye\n", "code:\n    x = 1\n\n    y = 2")


class Told(NamedTuple):
    """What a dialogue was written from."""

    messages: list[dict[str, str]]
    spaces: tuple[str, str]


TOLD: dict[str, Told] = {}


def tell(messages, spaces=(" ", "")):
    """Write a dialogue as hh-rlhf has it, with other white space around contents if asked for."""
    before, after = spaces
    text = "".join(f"\n\n{SPEAKERS[one['role']]}:{before}{one['content']}{after}" for one in messages)
    TOLD[text] = Told([message(one["role"], one["content"].strip()) for one in messages], spaces)
    return text


def _said(draw: random.Random, role: str) -> dict[str, str]:
    words = rows.QUESTIONS if role == "user" else rows.ANSWERS
    return message(role, f"{draw.choice(words)} ({draw.randint(100, 999)})")


def _prompt(draw: random.Random, turns: int) -> list[dict[str, str]]:
    """Return so many questions, with the answers between them."""
    return [_said(draw, ("user", "assistant")[turn % 2]) for turn in range(2 * turns - 1)]


def _reply(text: str) -> list[dict[str, str]]:
    return [message("assistant", text)]


def _replies(draw: random.Random) -> tuple[str, str]:
    """Return two replies that begin alike."""
    one, other = draw.sample(ENDS, 2)
    beginning = draw.choice(BEGINNINGS)
    return beginning + one, beginning + other


def _different(draw: random.Random) -> tuple[str, str]:
    """Return two replies that differ from the first letter on."""
    one, other = draw.sample(BEGINNINGS, 2)
    return one + draw.choice(ENDS), other + draw.choice(ENDS)


def _awkward_turns(draw: random.Random) -> list[Pair]:
    """Return pairs with empty turns, two turns of one role in a row, and several paragraphs."""
    better, worse = (_reply(text) for text in _different(draw))
    first, second, third = _prompt(draw, 2)
    empty = message("assistant", "")
    pairs = [
        Pair([first], better, _reply("")),
        Pair([first, empty, third], better, worse),
        Pair([first, message("user", "Hello?")], better, worse),
        Pair([first, second, message("assistant", "And another thing."), third], better, worse),
        Pair([message("user", ""), second, third], better, worse),
    ]
    return pairs + [
        Pair([message("user", text)], _reply(better[0]["content"] + "\n\n" + text), worse) for text in PARAGRAPHS
    ]


def _apart(draw: random.Random) -> list[Pair]:
    """Return pairs that differ before the last message: what follows is not shared, though it may be the same again."""
    first, second, third = _prompt(draw, 2)
    better, worse = (_reply(text) for text in _replies(draw))
    last = _reply(draw.choice(ENDS))
    return [
        Pair([first], [*better, third, *last], [*worse, third, second]),
        Pair([first], [*better, third, *last], [*worse, third, *last]),
        Pair([first, second, third], [*better, first, second], worse),
        Pair([first], better, [*worse, first, *better]),
        Pair([first, second], [third, *better], [_said(draw, "user") | {"content": "Stop it."}, *better]),
    ]


# What went wrong


def _conversations(seen):
    """Return the messages that both dialogues were written from."""
    if not all(text in TOLD for text in seen.args):
        raise ValueError("no dialogue")
    ours, theirs = (TOLD[text].messages for text in seen.args)
    return ours, theirs


def _wrong(seen):
    """Return what came and what should have come, conversation by conversation, where they differ."""
    got = parts(seen).conversations
    return [(ours, told) for ours, told in zip(got, _conversations(seen), strict=True) if ours != told]


def _contents(messages):
    return [one["content"] for one in messages]


def _any(sees):
    """A detector of a mistake in a conversation."""
    return lambda seen: any(sees(ours, told) for ours, told in _wrong(seen))


def _bad_start_accepted(seen):
    return seen.error is None and not all(text.startswith(OPENINGS[0]) for text in seen.args)


def _opening_missed(ours, _told):
    return any(opening in content for content in _contents(ours) for opening in OPENINGS)


def _opening_left(ours, told):
    words = tuple(f"{speaker}:" for speaker in SPEAKERS.values())
    return any(
        one.startswith(words) and not other.startswith(words)
        for one, other in zip(_contents(ours), _contents(told), strict=False)
    )


def _roles_by_turns(ours, told):
    return _contents(ours) == _contents(told)


def _not_stripped(ours, told):
    return [text.strip() for text in _contents(ours)] == _contents(told)


def _empty_dropped(ours, told):
    return ours == [one for one in told if one["content"]]


def _words_split(ours, told):
    """More messages than there are, since a content was cut at a word of the roles."""
    return len(ours) > len(told)


def _word_lost(ours, told):
    return any(":" in one and one not in _contents(ours) for one in _contents(told))


def _lines_lost(ours, told):
    """A content ends where a line or a paragraph does."""
    pairs = zip(_contents(ours), _contents(told), strict=False)
    return any(one != other and other.startswith(f"{one}\n") for one, other in pairs)


def _turns_merged(ours, told):
    return len(ours) < len(told) and "".join("".join(_contents(ours)).split()) == "".join(
        "".join(_contents(told)).split()
    )


def _refused_empty(seen):
    """A pair is refused in which a turn is empty."""
    return MISTAKES.refuses_good(seen) and any("" in _contents(messages) for messages in _conversations(seen))


def _refused_without_space(seen):
    """A pair is refused in which no space follows the colons."""
    return MISTAKES.refuses_good(seen) and all(not TOLD[text].spaces[0].startswith(" ") for text in seen.args)


def _compared_raw(seen):
    """A pair is refused, or its answers begin with a message that both have: white space at its ends differs."""
    if seen.error is not None:
        ours, theirs = (TOLD[text].spaces for text in seen.args)
        return MISTAKES.refuses_good(seen) and ours != theirs
    got = parts(seen)
    return not _wrong(seen) and got.chosen[:1] == got.rejected[:1] != []


MISTAKES = PairMistakes(_conversations)
DETECTORS = [
    Detector("looks_elsewhere", detect.unknown_name),
    Detector("bad_start", _bad_start_accepted),
    Detector("empty_dropped", _refused_empty),
    Detector("opening_missed", _refused_without_space),
    Detector("compared_raw", _compared_raw),
    *MISTAKES.of_errors(),
    *MISTAKES.of_form(),
    Detector("opening_missed", _any(_opening_missed)),
    Detector("roles_by_turns", _any(_roles_by_turns)),
    Detector("empty_dropped", _any(_empty_dropped)),
    Detector("turns_merged", _any(_turns_merged)),
    *MISTAKES.of_cut(),
    Detector("not_stripped", _any(_not_stripped)),
    Detector("opening_left", _any(_opening_left)),
    Detector("words_split", _any(_words_split)),
    Detector("lines_lost", _any(_lines_lost)),
    Detector("content_changed", MISTAKES.content_changed),
    Detector("words_split", _any(_word_lost)),
]


# Checks


def _expect(submission, pair, ours=(" ", ""), theirs=(" ", "")):
    stripped = Pair(*([message(one["role"], one["content"].strip()) for one in part] for part in pair))
    assert stripped.is_sound
    chosen, rejected = pair.conversations
    expect_pair(submission.call(NAME, tell(chosen, ours), tell(rejected, theirs), keep=PARTS), stripped)


@pytest.mark.check(
    NAME, points=4, hint="turns", promise='The role of Human is "user", that of Assistant is "assistant".'
)
def test_turns(submission, draw):
    """Each turn is a message with its role and its text: empty turns, several of one role and paragraphs too."""
    for turns in (1, 2, draw.randint(3, 5)):
        better, worse = _different(draw)
        _expect(submission, Pair(_prompt(draw, turns), _reply(better), _reply(worse)))
    for pair in _awkward_turns(draw):
        _expect(submission, pair)
    for spaces in (("", ""), ("  ", " "), ("\n", "\n"), (" ", "\n\n"), ("\t", "\t\n "), (" \u00a0", "\u00a0\r\n")):
        better, worse = _different(draw)
        _expect(submission, Pair(_prompt(draw, 2), _reply(better), _reply(worse)), spaces, spaces)


@pytest.mark.check(
    NAME,
    points=4,
    hint="cut",
    promise="the messages that both dialogues begin with, up to the first message that differs",
)
def test_shared_prompt(submission, draw):
    """The prompt is the whole messages that both begin with: replies that begin alike stay whole."""
    for turns in (1, 2, 3):
        better, worse = _replies(draw)
        _expect(submission, Pair(_prompt(draw, turns), _reply(better), _reply(worse)))
    better, worse = _replies(draw)
    _expect(submission, Pair(_prompt(draw, 2), _reply(better), _reply(f"{better} {worse}")))
    _expect(submission, Pair(_prompt(draw, 1), _reply(better), _reply(better[:-1])))
    for pair in _apart(draw):
        _expect(submission, pair)
    for ours, theirs in (((" ", ""), (" ", " ")), (("", "\n"), (" ", ""))):
        better, worse = _different(draw)
        _expect(submission, Pair(_prompt(draw, 2), _reply(better), _reply(worse)), ours, theirs)


@pytest.mark.check(
    NAME, points=3, hint="words_split", promise='"Human:" or "Assistant:" within a line, at the start of a text'
)
def test_words_of_the_roles(submission, draw):
    """Words like those that open a turn, in other places or in other forms, are text."""
    for text in draw.sample(WORDS, len(WORDS)):
        first, second, third = _prompt(draw, 2)
        better, worse = _different(draw)
        told = message("user", f"{first['content']} {text}")
        _expect(submission, Pair([told], _reply(better), _reply(worse)))
        _expect(submission, Pair([first, message("assistant", text), third], _reply(better), _reply(worse)))
        _expect(submission, Pair([first, second, third], _reply(text), _reply(f"{better}\n{text}")))


@pytest.mark.check(NAME, points=1, hint="content_changed", promise="Inside a content nothing changes")
def test_content_verbatim(submission, draw):
    """Inside a content nothing changes."""
    for text in draw.sample(rows.AWKWARD, len(rows.AWKWARD)):
        first, second = _prompt(draw, 2)[:2]
        better, worse = _different(draw)
        prompt = [first, message("assistant", f"{second['content']}{text}|"), message("user", f"|{text}|")]
        _expect(submission, Pair(prompt, _reply(f"{better}  {text}|"), _reply(f"|{text}{worse}")))


@pytest.mark.check(
    NAME,
    points=2,
    hint="accepts_no_pair",
    promise='a dialogue does not begin with "\\n\\nHuman:"; or the two are no pair',
)
def test_bad_dialogues(submission, draw):
    """It raises ValueError for what does not begin as a dialogue, and for two that are no pair."""
    prompt = _prompt(draw, draw.choice((1, 2)))
    better, worse = (_reply(text) for text in _replies(draw))
    good, other = tell(prompt + better), tell(prompt + worse)
    others = tell([message("user", f"No, {prompt[0]['content']}"), *better])
    starts = [good.lstrip(), good[1:], "Well." + good, good.replace("Human", "User"), tell(better + prompt + better)]
    cases = [case for start in [*starts, ""] for case in ((start, other), (other, start))]
    cases += [(good, good), (good, tell(prompt + better, (" ", "\n"))), (good, tell(prompt)), (tell(prompt), good)]
    cases += [(good, good + other), (good, others), (good, tell([message("user", "Hm?"), *prompt[1:], *worse]))]
    for case in cases:
        expect_raises("ValueError", lambda case=case: submission.call(NAME, *case, keep=PARTS))
