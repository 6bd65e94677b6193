"""Hidden suite of exercise 6.6. Scores are drawn in eighths, so differences are exact; the oracle sorts places.

That TRL takes such rows for conversational preference data with a prompt of their own, frozen cases prove.
"""

import copy
import math

import pytest

from smol_grade.judge import detect, rows
from smol_grade.judge.detect import Detector
from smol_grade.judge.expect import expect_equal, expect_key, expect_number, expect_raises
from smol_grade.judge.pairs import PARTS, Pair, expect_pair, message, parts

NAME = "pairs_from_scores"
SCORES = ("score_chosen", "score_rejected")
KEYS = (*PARTS, *SCORES)
NAN = math.nan
BLANK = ("", " ", "\n\t ", "\u00a0")


# the oracle


def row(prompt, chosen, rejected):
    """Return the messages of a pair."""
    return Pair([message("user", prompt)], [message("assistant", chosen)], [message("assistant", rejected)])


def ranked(generations, scores):
    """Return the places of the answers that take part, best first, of equals the first one first."""
    places = [at for at in range(len(scores)) if scores[at] is not None and not math.isnan(scores[at])]
    return sorted(
        (at for at in places if not generations[at].isspace() and generations[at]), key=lambda at: -scores[at]
    )


def ends(generations, scores):
    """Return the places of the best and of the worst answer that take part; there is one at least."""
    order = ranked(generations, scores)
    return order[0], min(at for at in order if scores[at] == scores[order[-1]])


def why_none(generations, scores, min_margin=1.0):
    """Return the hint that says why there is no pair, or an empty text."""
    order = ranked(generations, scores)
    if len(order) < 2:
        everyone = all(score is not None and not math.isnan(score) for score in scores)
        return "alone" if len(generations) < 2 or len(order) == len(scores) else "blank" if everyone else "unscored"
    best, worst = ends(generations, scores)
    margin = scores[best] - scores[worst]
    if margin == 0:
        return "tie"
    if margin < min_margin:
        return "margin"
    return "" if generations[best].strip() != generations[worst].strip() else "same_text"


def right_row(prompt, generations, scores):
    """Return the pair and its two scores."""
    best, worst = ends(generations, scores)
    return row(prompt, generations[best], generations[worst]), (scores[best], scores[worst])


# what detectors see


def _asked(seen):
    """Return prompt, generations, scores and margin."""
    return (*seen.args, seen.kwargs.get("min_margin", 1.0))


def _value(seen):
    return seen.fields["value"] if "arguments" in seen.fields else seen.result


def what_is_bad(seen):
    """Return the hint for arguments that must be refused, or an empty text."""
    _, generations, scores, margin = _asked(seen)
    if len(generations) != len(scores):
        return "lengths"
    return "" if margin >= 0 else "negative_margin"


def _accepts(hint):
    return lambda seen: what_is_bad(seen) == hint


def _should_be_none(hint):
    """Return a predicate: a row came where there is no pair for this reason."""

    def sees(seen):
        _, generations, scores, margin = _asked(seen)
        return seen.error is None and _value(seen) is not None and why_none(generations, scores, margin) == hint

    return sees


def _raised(seen):
    return seen.error is not None and not seen.error.unsupported


def _unjudged_crash(seen):
    """None is compared with numbers."""
    return _raised(seen) and seen.error.type == "TypeError" and "NoneType" in seen.error.message


def _none_for_pair(seen):
    _, generations, scores, margin = _asked(seen)
    return seen.error is None and _value(seen) is None and why_none(generations, scores, margin) == ""


def _exact_margin(seen):
    """No pair, where the scores are exactly min_margin apart."""
    best, worst = right_row(*seen.args)[1]
    return _none_for_pair(seen) and best - worst == _asked(seen)[3]


def _nan_among_them(seen):
    return _none_for_pair(seen) and any(score is not None and math.isnan(score) for score in seen.args[2])


def _zero_or_below(seen):
    """Answers with a score of 0, or below, did not count; or a best score of 0 came that nobody gave."""
    prompt, generations, scores, margin = _asked(seen)
    if not any(score is not None and score <= 0 for score in scores):
        return False
    for counts in (lambda score: score != 0, lambda score: score > 0):
        some = [score if score is not None and counts(score) else None for score in scores]
        if _none_for_pair(seen) and why_none(generations, some, margin):
            return True
        if seen.error is None and _value(seen) is not None:
            if 0 in (_value(seen)[key] for key in SCORES) and 0 not in scores:
                return True
            if not why_none(generations, some, 0) and _answers(seen)[0] == _texts_of(
                right_row(prompt, generations, some)[0]
            ):
                return _answers(seen)[0] != _answers(seen)[1]
    return False


def _no_form(seen):
    value = _value(seen)
    return seen.error is None and (type(value) is not dict or not set(KEYS) <= value.keys())


def _no_messages(seen):
    """A part is a text, or a single message."""
    return any(
        type(part) is not list or any(type(one) is not dict or not {"role", "content"} <= one.keys() for one in part)
        for part in (_value(seen)[name] for name in PARTS)
    )


def _prompt_in_answers(seen):
    """The answers hold the message of the user too."""
    return len(parts(seen).chosen) > 1


def _other_roles(seen):
    got, right = parts(seen), right_row(*seen.args)[0]
    return [[one["role"] for one in part] for part in got] != [[one["role"] for one in part] for part in right]


def _answers(seen):
    """Return the two answers that came and the two that should have."""
    return _texts_of(parts(seen)), _texts_of(right_row(*seen.args)[0])


def _texts_of(pair):
    return pair.chosen[0]["content"], pair.rejected[0]["content"]


def _swapped(seen):
    got, right = _answers(seen)
    return got == right[::-1]


def _texts_changed(seen):
    """Texts are the right ones but for white space or case."""
    got, right = ([part[0]["content"] for part in pair] for pair in (parts(seen), right_row(*seen.args)[0]))
    return got != right and [_bare(text) for text in got] == [_bare(text) for text in right]


def _bare(text):
    return "".join(text.split()).lower()


def _takes(which):
    """Return a predicate: an answer that takes no part for this reason became chosen or rejected."""

    def sees(seen):
        _, generations, scores, _ = _asked(seen)
        out = [text for text, mark in zip(generations, scores, strict=True) if which(text, mark)]
        got, right = _answers(seen)
        return any(one in out and one != other for one, other in zip(got, right, strict=True))

    return sees


def _later_of_equals(seen):
    """An answer with the right score, but not the first one in the list."""
    _, generations, scores, _ = _asked(seen)
    got, right = _answers(seen)
    pairs = [
        (scores[generations.index(one)], scores[generations.index(other)])
        for one, other in zip(got, right, strict=True)
        if one != other
    ]
    return bool(pairs) and all(one == other for one, other in pairs)


def _first_and_last(seen):
    _, generations, _, _ = _asked(seen)
    got, right = _answers(seen)
    return got == (generations[0], generations[-1]) != right


def _other_scores(seen):
    """The answers are right, their scores are not."""
    got, right = _answers(seen)
    return got == right


def _changed(seen):
    return seen.fields["arguments"] != list(seen.args)


DETECTORS = [
    Detector("looks_elsewhere", detect.unknown_name),
    Detector("lengths", _accepts("lengths")),
    Detector("negative_margin", _accepts("negative_margin")),
    Detector("compares_none", _unjudged_crash),
    *(Detector(hint, _should_be_none(hint)) for hint in ("alone", "tie", "margin", "same_text", "blank", "unscored")),
    Detector("refuses", _raised),
    Detector("unscored", _nan_among_them),
    Detector("zero_or_below", _zero_or_below),
    Detector("exact_margin", _exact_margin),
    Detector("none_for_pair", _none_for_pair),
    Detector("row_keys", _no_form),
    Detector("messages", _no_messages),
    Detector("prompt_in_answers", _prompt_in_answers),
    Detector("roles", _other_roles),
    Detector("input_changed", _changed),
    Detector("swapped", _swapped),
    Detector("text_changed", _texts_changed),
    Detector("unscored", _takes(lambda text, score: score is None or math.isnan(score))),
    Detector("blank", _takes(lambda text, score: not text.strip())),
    Detector("later_of_equals", _later_of_equals),
    Detector("first_and_last", _first_and_last),
    Detector("scores", _other_scores),
]


# checks


def _expect(submission, prompt, generations, scores, **options):
    """Require the pair, or None where there is none."""
    result = submission.call(NAME, prompt, list(generations), list(scores), keep=KEYS, **options)
    _compare(result, prompt, generations, scores, **options)


def _compare(result, prompt, generations, scores, **options):
    if why_none(generations, scores, **options):
        expect_equal(result, None, "result")
        return
    pair, numbers = right_row(prompt, generations, scores)
    expect_pair(result, pair)
    for key, wanted in zip(SCORES, numbers, strict=True):
        expect_number(expect_key(result, key), wanted, f'result["{key}"]', tolerance=0.0)


def _texts(draw, count):
    """Draw different answers; length, alphabet and place say nothing about how good one is."""
    numbers = draw.sample(range(10, 100), count)
    return [f"{draw.choice(rows.ANSWERS)} ({number}){' So there.' * draw.randint(0, 3)}" for number in numbers]


def _eighths(draw, count, low=-40, high=80):
    """Draw different scores, some below zero, at least 2 apart from end to end."""
    numbers = draw.sample(range(low, high), count)
    numbers[draw.randrange(count)] = high + 16
    return [number / 8 for number in numbers]


def _telling(draw, count):
    """Draw answers and scores; of several, neither place nor length points at the best or at the worst."""
    while True:
        texts, scores = _texts(draw, count), _eighths(draw, count)
        lengths = [len(text) for text in texts]
        telling = {0, count - 1, lengths.index(max(lengths)), lengths.index(min(lengths))}
        if count < 5 or telling.isdisjoint(ends(texts, scores)):
            return texts, scores


@pytest.mark.check(NAME, points=4, hint="first_and_last", promise="chosen is the answer with the highest score")
def test_best_and_worst(submission, draw):
    """The best answer is chosen and the worst rejected, wherever they stand, verbatim, with their scores."""
    for count in (5, 2, 3, 8, 4):
        texts, scores = _telling(draw, count)
        _expect(submission, draw.choice(rows.QUESTIONS), texts, scores)
    for scores in ([-4.5, 6, 0, -2.25], [-3, -1.5, -8], [0, 3, 1.5], [0.0, -8], [9, 10, 8], [7, 0, 0.5, 3]):
        _expect(submission, draw.choice(rows.QUESTIONS), _texts(draw, len(scores)), scores)
    for text in draw.sample([text for text in rows.AWKWARD if text], 8):
        better, worse, middle = _texts(draw, 3)
        _expect(
            submission, f"{text}{middle}", [middle, f"{worse}{text}", f"{text}{better}"], [4, 1, draw.choice((6, 9))]
        )
    prompt, generations, scores = draw.choice(rows.QUESTIONS), _texts(draw, 5), _eighths(draw, 5)
    before = copy.deepcopy([prompt, generations, scores])
    seen = submission.call(NAME, prompt, generations, scores, keep=KEYS, then="arguments")
    for name, old, new in zip(("prompt", "generations", "scores"), before, seen["arguments"], strict=True):
        expect_equal(new, old, name)
    _compare(seen["value"], *before)


@pytest.mark.check(
    NAME, points=2, hint="later_of_equals", promise="If several answers have the highest score, chosen is the first"
)
def test_first_of_equals(submission, draw):
    """Of several best or several worst answers, the first one in the list counts."""
    for best, worst in ((2, 1), (1, 2), (3, 2), (2, 4)):
        high, low, middle = 9 / draw.choice((1, 2)), draw.choice((0, 1.25, -3)), 3.5
        scores = [high] * best + [low] * worst + [middle]
        draw.shuffle(scores)
        _expect(submission, draw.choice(rows.QUESTIONS), _texts(draw, len(scores)), scores)
    same, *others = _texts(draw, 4)  # a text comes twice, with two scores
    _expect(submission, draw.choice(rows.QUESTIONS), [same, others[0], same, others[1]], [3, 1, 5, 4])
    _expect(submission, draw.choice(rows.QUESTIONS), [others[0], same, others[1], same], [5, 3, 4, 1])


@pytest.mark.check(NAME, points=3, hint="none_for_pair", promise="the scores are less than min_margin apart")
def test_no_pair(submission, draw):
    """None where scores are equal or too close, or the two texts are the same; exactly the margin is enough."""
    prompt = draw.choice(rows.QUESTIONS)
    low = draw.randint(-8, 24) / 4
    for options, margin in (
        ({}, 1.0),
        ({"min_margin": 0.5}, 0.5),
        ({"min_margin": 2}, 2),
        ({"min_margin": 3.25}, 3.25),
    ):
        for apart in (margin * 2, margin - 1 / 64, margin + 1 / 64, margin):
            scores = [low, low + apart, low + apart / 2]
            draw.shuffle(scores)
            _expect(submission, prompt, _texts(draw, 3), scores, **options)
    for options in ({}, {"min_margin": 0}):
        _expect(submission, prompt, _texts(draw, 2), [low, low], **options)
        _expect(submission, prompt, _texts(draw, 4), [low] * 4, **options)
    _expect(submission, prompt, _texts(draw, 3), [low, low + 0.125, low], min_margin=0)
    same, other, third = _texts(draw, 3)
    for one, two in ((same, same), (same, f"{same} \n"), (f"\t{same}", f"{same}\u00a0")):
        _expect(submission, prompt, [other, one, third, two], [low + 1, low, low + 2, low + 4])
        _expect(submission, prompt, [one, two], [low + 4, low])
    for texts, steps in (([same, other, same], (4, 4, 0)), ([other, same, same, third], (2, 4, 0, 0))):
        _expect(submission, prompt, texts, [low + step for step in steps])
    _expect(submission, prompt, [same.upper(), same.lower()], [low, low + 4])
    _expect(submission, prompt, [f"{same} {other}", f"{same}  {other}"], [low, low + 4])


@pytest.mark.check(NAME, points=2, hint="unscored", promise="An answer that has not been scored takes no part.")
def test_takes_no_part(submission, draw):
    """An answer without a score, or without a text, is neither chosen nor rejected; one that is left is no pair."""
    prompt = draw.choice(rows.QUESTIONS)
    for missing in (None, NAN):
        for low in (2.5, -6, 0.5):
            for at in (0, 1, 3):
                scores = [low, low + 1.5, low + 3]
                draw.shuffle(scores)
                scores.insert(at, missing)
                _expect(submission, prompt, _texts(draw, 4), scores)
        _expect(submission, prompt, _texts(draw, 2), [missing, draw.choice((5, 0))])
        _expect(submission, prompt, _texts(draw, 3), [draw.choice((5.0, -5)), missing, missing])
        _expect(submission, prompt, _texts(draw, 2), [missing, missing])
    for blank in BLANK:
        for score in (-9, 30):
            texts, scores = _texts(draw, 3), [2.5, 4.75, 1.0]
            place = draw.randrange(4)
            texts.insert(place, blank)
            scores.insert(place, score)
            _expect(submission, prompt, texts, scores)
        _expect(submission, prompt, [blank, *_texts(draw, 1)], [1, 5])
    _expect(submission, prompt, [], [])
    _expect(submission, prompt, _texts(draw, 1), [5], min_margin=draw.choice((0, 1)))


@pytest.mark.check(NAME, points=1, hint="lengths", promise="there are more or fewer scores than generations")
def test_bad_calls(submission, draw):
    """It raises ValueError where scores and answers are not equally many, or the margin is negative."""
    prompt, texts, scores = draw.choice(rows.QUESTIONS), _texts(draw, 4), _eighths(draw, 4)
    for some, numbers in ((texts, scores[:3]), (texts[:3], scores), (texts[:1], []), ([], scores[:1])):
        expect_raises("ValueError", lambda some=some, numbers=numbers: submission.call(NAME, prompt, some, numbers))
    for margin in (-1, -0.125):
        for some, numbers in ((texts, scores), (texts[:1], scores[:1])):
            expect_raises(
                "ValueError",
                lambda some=some, numbers=numbers, margin=margin: submission.call(
                    NAME, prompt, some, numbers, min_margin=margin
                ),
            )
