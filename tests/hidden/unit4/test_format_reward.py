"""Hidden suite of exercise 4.1. The oracle is the rule of the stub, without a regular expression.

That it is the rule of TRL's think_format_reward, and that completions arrive as here, frozen cases prove.
"""

import re

import pytest

from smol_grade.judge import rewards, rows
from smol_grade.judge.detect import Detector
from smol_grade.judge.rewards import as_chat, expect_rewards, same_reward, text_of, told

NAME = "format_reward"
OPEN, CLOSE = "<think>", "</think>"


def has_form(text):
    """Whether a text has the right form."""
    return text.startswith(OPEN) and text.count(OPEN) == 1 and CLOSE in text


def rewards_of(completions):
    """The reward of each completion."""
    return [float(has_form(text_of(completion))) for completion in completions]


# texts


def _thoughts(draw):
    """Return drawn thoughts: in one line, in several, and what hand-made rules stumble over."""
    a, b = draw.randint(2, 60), draw.randint(2, 60)
    short = f"{a}*{b} = {a * b}"
    return [short, f"First {a},\nthen {b}.\n\n{short}", f"\n{draw.choice(rows.ANSWERS)}\n", f"is {a} < {b} > 1?"]


def _right(draw):
    """Return texts of the right form, each with something else that does not matter."""
    short, long, padded, signs = _thoughts(draw)
    number = str(draw.randint(2, 999))
    awkward = draw.sample([text for text in rows.AWKWARD if len(text) < 100], 4)
    return [
        f"{OPEN}{short}{CLOSE}{number}",
        f"{OPEN}{long}{CLOSE}\n{number}",
        f"{OPEN}{padded}{CLOSE}\n\nThat makes {number}.\nDone.\n",
        f"{OPEN}{signs}{CLOSE} {number} ",
        f"{OPEN}{CLOSE}{number}",
        f"{OPEN} {CLOSE}",
        f"{OPEN}{short}{CLOSE}",
        f"{OPEN}{short}{CLOSE}{number}{CLOSE}",
        f"{OPEN}<answer>{short}</answer>{CLOSE}<answer>{number}</answer>",
        f"{OPEN}THINK <Think> {short}{CLOSE}{number}",
        f"{OPEN}<thinking> {short}{CLOSE}{number}",
        f"{OPEN}{short}\r\n{padded}\r\n{CLOSE}\r\n{number}",
        f"{OPEN}{long * 100}{CLOSE}{number}",
        *(f"{OPEN}{text}{CLOSE}{text}" for text in awkward),
    ]


def _plain_wrong(draw):
    """Return texts that no rule takes for the right form."""
    return [draw.choice(rows.ANSWERS), "", str(draw.randint(2, 999))]


def _wrong(draw):
    """Return texts of a wrong form, each of which a hand-made rule lets pass."""
    short, long, padded, _ = _thoughts(draw)
    number = str(draw.randint(2, 999))
    return [
        f"{OPEN}{short}",
        f"{OPEN}{long}\n{number}",
        f"{short}{CLOSE}{number}",
        f"{CLOSE}{short}{OPEN}{number}",
        f" {OPEN}{short}{CLOSE}{number}",
        f"\n{OPEN}{padded}{CLOSE}{number}",
        f"So: {OPEN}{short}{CLOSE}{number}",
        f"{number}\n{OPEN}{long}{CLOSE}\n{number}",
        f"{OPEN}{OPEN}{short}{CLOSE}{number}",
        f"{OPEN}{short}{CLOSE}{number}{OPEN}{short}{CLOSE}",
        f"{OPEN}{short}{CLOSE}\n{number}\n{OPEN}",
        f"<Think>{short}</Think>{number}",
        f"<THINK>{long}{CLOSE}{number}",
        f"{OPEN}{short}</Think>{number}",
        f"<thinking>{short}</thinking>{number}",
        f"< think >{short}</ think >{number}",
        f"[think]{short}[/think]{number}",
        f"{OPEN}{short}<think/>{number}",
        f"{OPEN}{short}</think >{number}",
        f"think{short}/think{number}",
    ]


# mistakes


def _like(*patterns, flags=0, how=re.match):
    """Return rules: a regular expression is found in the text."""
    return [lambda text, pattern=pattern: bool(how(pattern, text, flags)) for pattern in patterns]


def _gives(*rules, refuses=False):
    """A detector: the rewards are those of another rule, and wrong; with `refuses`, some right form gets nothing."""

    def sees(seen):
        wanted, got = rewards_of(seen.kwargs["completions"]), seen.result
        if _is_right(seen) or (refuses and not any(right > value for right, value in zip(wanted, got, strict=True))):
            return False
        texts = [text_of(completion) for completion in seen.kwargs["completions"]]
        others = [[float(rule(text)) for text in texts] for rule in rules]
        return any(any(other) and all(map(same_reward, got, other)) for other in others)

    return sees


def _wrongly(value, about):
    """A detector: this reward is given to a text about which something is true, and is wrong."""

    def sees(seen):
        pairs = zip(seen.kwargs["completions"], seen.result, strict=True)
        wrong = [
            text_of(item)
            for item, got in pairs
            if got == value and not same_reward(got, float(has_form(text_of(item))))
        ]
        return bool(wrong) and any(about(text) for text in wrong)

    return sees


def _all_wrong(value, about):
    """A detector: as `_wrongly`, and it is true of all wrong rewards."""

    def sees(seen):
        pairs = list(zip(seen.kwargs["completions"], seen.result, strict=True))
        wrong = [(text_of(item), got) for item, got in pairs if not same_reward(got, float(has_form(text_of(item))))]
        return bool(wrong) and all(got == value and about(text) for text, got in wrong)

    return sees


def _same_for_all(seen):
    return len(seen.result) > 2 and all(value == seen.result[0] for value in seen.result) and not _is_right(seen)


def _is_right(seen):
    return all(map(same_reward, seen.result, rewards_of(seen.kwargs["completions"])))


def _other_values(seen):
    return any(value not in (0, 1) for value in seen.result)


def _upside_down(seen):
    return all(got == 1 - right for got, right in zip(seen.result, rewards_of(seen.kwargs["completions"]), strict=True))


def _chats_get_nothing(seen):
    """Texts get what they should, conversations nothing."""
    chats = [got for got, item in zip(seen.result, seen.kwargs["completions"], strict=True) if type(item) is list]
    return bool(chats) and not any(chats) and not _is_right(seen)


def _texts_get_nothing(seen):
    texts = [got for got, item in zip(seen.result, seen.kwargs["completions"], strict=True) if type(item) is str]
    chats = [got for got, item in zip(seen.result, seen.kwargs["completions"], strict=True) if type(item) is list]
    return bool(texts) and not any(texts) and any(chats) and not _is_right(seen)


def _between(text):
    return text.partition(OPEN)[2].partition(CLOSE)[0]


def _after(text):
    return text.partition(CLOSE)[2]


BOTH = [lambda text: OPEN in text and CLOSE in text, *_like(r"<think>.*?</think>", flags=re.DOTALL, how=re.search)]
NO_DOT_ALL = _like(
    r"<think>.*?</think>",
    r"^<think>.*?</think>.*$",
    r"^<think>(?!.*<think>)(.*?)</think>.*$",
    r"<think>(?!.*<think>).*?</think>",
    r"<think>.*</think>.*\Z",
)
NO_DOT_ALL += _like(r"^<think>(?!.*<think>)(.*?)</think>.*$", r"^<think>.*?</think>.*$", flags=re.MULTILINE)
NO_DOT_ALL += _like(r"<think>.*?</think>", r"^<think>.*?</think>.*$", flags=re.MULTILINE, how=re.search)
ANSWER_TAGS = _like(
    r"<think>.*?</think>\s*<answer>.*?</answer>", r"^<think>.*?</think>\s*<answer>.*?</answer>$", flags=re.DOTALL
)

DETECTORS = [
    *rewards.OF_CALLS,
    Detector("other_values", _other_values),
    Detector("chats_unread", _chats_get_nothing),
    Detector("texts_unread", _texts_get_nothing),
    Detector("upside_down", _upside_down),
    Detector("answer_tags", _gives(*ANSWER_TAGS)),
    Detector("same_for_all", _same_for_all),
    Detector("not_opened", _gives(lambda text: CLOSE in text)),
    Detector("somewhere", _gives(*BOTH)),
    Detector("line_breaks", _gives(*NO_DOT_ALL, refuses=True)),
    Detector("line_breaks", _all_wrong(0, lambda text: "\n" in text)),
    Detector("ignores_case", _all_wrong(0, lambda text: text.lower().count(OPEN) > 1)),
    Detector("at_a_line", _all_wrong(1, lambda text: f"\n{OPEN}" in text)),
    Detector("stripped", _all_wrong(1, lambda text: text != text.lstrip() and has_form(text.lstrip()))),
    Detector("ignores_case", _all_wrong(1, lambda text: has_form(text.lower()))),
    Detector("second_open", _all_wrong(1, lambda text: text.count(OPEN) > 1)),
    Detector("not_closed", _all_wrong(1, lambda text: text.startswith(OPEN) and CLOSE not in text)),
    Detector("not_opened", _all_wrong(1, lambda text: OPEN not in text and CLOSE in text)),
    Detector("somewhere", _all_wrong(1, lambda text: not text.startswith(OPEN) and OPEN in text)),
    Detector("closed_once", _all_wrong(0, lambda text: text.count(CLOSE) > 1)),
    Detector("may_be_empty", _all_wrong(0, lambda text: not _between(text).strip() or not _after(text).strip())),
    Detector("line_breaks", _wrongly(0, lambda text: "\n" in _between(text))),
    Detector("somewhere", _wrongly(1, lambda text: not text.startswith(OPEN))),
]


# checks


def _expect(submission, completions, **others):
    got = submission.call(NAME, completions=completions, **others)
    expect_rewards(got, rewards_of(completions))


@pytest.mark.check(NAME, points=3, hint="right_refused", promise="Nothing else matters")
def test_right_form(submission, draw):
    """A text that begins with <think>, once, and has </think> after it earns 1.0, however many lines it has."""
    plain, tagged = _right(draw)[0], _right(draw)[8]
    _expect(submission, [plain, *_plain_wrong(draw), tagged])
    texts = [*_right(draw), *_plain_wrong(draw)]
    _expect(submission, texts)
    draw.shuffle(texts)
    _expect(submission, texts)


@pytest.mark.check(NAME, points=3, hint="wrong_accepted", promise="it begins with <think>, with nothing before it")
def test_wrong_forms(submission, draw):
    """A text with something before <think>, a second <think>, no </think> or another tag earns 0.0."""
    texts = [_right(draw)[0], *_wrong(draw)]
    _expect(submission, texts)
    draw.shuffle(texts)
    _expect(submission, texts)


@pytest.mark.check(NAME, points=2, hint="chats_unread", promise="An item is either a str, its text, or a conversation")
def test_kinds_of_completions(submission, draw):
    """Completions are texts, or conversations of one message, or both; an empty list gives an empty list."""
    texts = draw.sample(_right(draw), 3) + draw.sample(_wrong(draw), 3)
    draw.shuffle(texts)
    _expect(submission, [as_chat(text) for text in [_right(draw)[0], *texts]])
    _expect(submission, [as_chat(text) if index % 2 else text for index, text in enumerate(texts)])
    swapped = [{"content": texts[0], "role": "assistant"}]
    _expect(submission, [swapped, as_chat("")])
    _expect(submission, [])


@pytest.mark.check(NAME, points=2, hint="takes_too_little", promise="the function has to take it")
def test_as_trl_calls_it(submission, draw):
    """GRPOTrainer can call it: by keyword, with all else that a trainer knows, columns of any name too."""
    texts = [*draw.sample(_right(draw), 2), *draw.sample(_wrong(draw), 2)]
    for completions in (texts, [as_chat(text) for text in texts]):
        columns = {"answer": [draw.choice(rows.ANSWERS) for _ in texts]}
        got = submission.call(NAME, **told(draw, completions, **columns))
        expect_rewards(got, rewards_of(completions))
