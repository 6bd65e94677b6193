"""Hidden suite of exercise 6.2. The oracle reads a verdict from its left end to its right, without a regular expression.

What judges write is drawn: scores within a scale, and how each part of a verdict is written.
"""

import itertools
import random

import pytest

from smol_grade.judge import detect, rows
from smol_grade.judge.detect import Detector
from smol_grade.judge.expect import expect_equal, expect_key, expect_raises, expect_text, expect_type

NAME = "parse_judge"
LABELS = ("score", "rating")
DASHES = ("\u2013", "\u2014")
SEPARATORS = ("-", *DASHES, ":")
BOLD = "*"
HUGE = 5000
"""Digits that int refuses to read and that no float holds."""
REASONS = (
    "clear and correct",
    "It forgets a case.",
    "too long (by far), but right",
    "the tone is off; see below",
    "right up to step 2, then 3 errors",
    "Good! Why not 5? It has 2 typos.",
)
REMARKS = (
    "The answer names all three rivers.",
    "It has 2 errors and 14 lines.",
    "2 of 3 sources are real.",
    "Step 1: fine",
    "¿Es correcta? Sí, casi.",
    "I would give it 1 if it were shorter.",
)


# the oracle


def _skip(text):
    """Return a text without the white space and asterisks it begins with."""
    while text and (text[0].isspace() or text[0] == BOLD):
        text = text[1:]
    return text


def _number(text):
    """Return the number that a text begins with, maybe none, and the rest."""
    size = _digits(text)
    if size and text[size : size + 1] == "." and _digits(text[size + 1 :]):
        size += 1 + _digits(text[size + 1 :])
    return text[:size], text[size:]


def _digits(text):
    return len(text) - len(text.lstrip("0123456789"))


def _labelled(text):
    """Return what stands behind a label and its colon, or None."""
    for label in LABELS:
        rest = _skip(text[len(label) :])
        if text.lower().startswith(label) and rest.startswith(":"):
            return _skip(rest[1:])
    return None


def verdict_of(line):
    """Return (score, scale or None, reason, whether there is a label) of a verdict, or None of another line."""
    text = _skip(line)
    after_label = _labelled(text)
    text = text if after_label is None else after_label
    boxed = text.startswith("[[")
    score, text = _number(text[2:] if boxed else text)
    if not score or (boxed and not text.startswith("]]")):
        return None
    text = _skip(text[2:] if boxed else text)
    scale = None
    if text.startswith("/"):
        scale, text = _number(_skip(text[1:]))
        text = _skip(text)
        if not scale:
            return None
    if text and (text[0] not in SEPARATORS or not (text[1:] == "" or text[1].isspace())):
        return None
    return float(score), scale and float(scale), text[1:].strip(), after_label is not None


def verdicts(text):
    """Return the verdicts of a text that may count, in its order, each with the lines before and after it."""
    lines = text.split("\n")
    first = next((at for at, line in enumerate(lines) if line.strip()), None)
    found = [(at, verdict_of(line)) for at, line in enumerate(lines)]
    return [(v, "\n".join(lines[:at]), "\n".join(lines[at + 1 :])) for at, v in found if v and (at == first or v[3])]


def judged(text, lo=1, hi=5):
    """Return what the function should."""
    found = verdicts(text)
    if not found:
        return None
    (score, scale, reason, _), before, after = found[0]
    if score < lo or score > hi or scale not in (None, hi):
        return None
    rationale = "\n".join(part for part in (before.strip(), reason, after.strip()) if part)
    return {"score": score, "rationale": rationale}


# texts


def _scores(draw: random.Random, count: int) -> list[str]:
    """Return scores between the ends of the usual scale, without decimals."""
    return draw.choices("234", k=count)


def _first_lines(draw: random.Random) -> list[str]:
    """Return texts that begin with a verdict without a label."""
    reason, other = draw.sample(REASONS, 2)
    scores = _scores(draw, 24)
    return [
        f"4 - {reason}",
        f"{scores[0]}.{draw.choice('1345')} - {reason}",
        f"{scores[0]}.{draw.randint(11, 99)} - {reason}",
        f"{scores[0]}.0 - {reason}",
        f"{scores[0]} - {reason}",
        *(f"{score} {sign} {reason}" for score, sign in zip(scores[1:5], SEPARATORS, strict=True)),
        f"{scores[5]}: {reason}",
        f"{scores[6]}- {reason}",
        f"{scores[7]} -\t{reason}",
        scores[8],
        f"{scores[9]}\n{reason}",
        f"{scores[10]}/5 - {reason}",
        f"{scores[11]} / 5: {reason}",
        f"{scores[12]}/ 5 {draw.choice(DASHES)} {reason}",
        f"{scores[13]}/5",
        f"[[{scores[14]}]] - {reason}",
        f"[[{scores[15]}]]",
        f"[[{scores[16]}]]/5: {reason}",
        f"**{scores[17]}** - {reason}",
        f"**{scores[18]}/5** : {reason}",
        f"* {scores[19]} * / *5* - {reason}",
        f"**[[{scores[20]}]]**\n{reason}",
        f"\n \n\t{scores[21]} - {reason}\n",
        f"   {scores[22]}   \r\n\n{reason}\n{other}",
        f"{scores[23]} -\n{reason}",
    ]


def _labelled_lines(draw: random.Random) -> list[str]:
    """Return texts with a verdict that has a label, in any line."""
    reason, other = draw.sample(REASONS, 2)
    a, b, c = draw.sample(REMARKS, 3)
    scores = _scores(draw, 24)
    low, high = sorted(draw.sample("234", 2))
    return [
        f"Score: {scores[0]} - {reason}",
        f"Rating: {scores[1]} - {reason}",
        f"Score: {scores[2]}/5 - {reason}",
        f"Rating: [[{scores[3]}]]",
        f"Rating: [[{scores[3]}.5]]",
        f"SCORE: {scores[4]}\n{a}",
        f"rating: {scores[5]}: {reason}",
        f"score:{scores[6]}",
        f"score: {scores[6]}.25/5.0",
        f"Score : {scores[7]}",
        f"  Score:\t {scores[8]} \n{a}",
        f"Score:\u00a0{scores[8]}\u00a0/\u00a05\u00a0-\u00a0{reason}",
        f"**Score:** {scores[9]}/5 {draw.choice(DASHES)} {reason}",
        f"**Rating**: **{scores[10]}**\n{a}",
        f"**Rating: [[{scores[11]}]]**\n{a}",
        f"* *Score* * : * {scores[12]} * / * 5 *",
        f"{a}\n{b}\nScore: {scores[13]}",
        f"{a}\n\n{b}\n\nRating: [[{scores[14]}]]\n\n{c}",
        f"{reason}\n{low} - {other}\n{low}\n{low}/5\nScore: {high}",
        f"{a}\nMy score: {low}? No.\nThe rating: {low} is too low.\nScore: {high}",
        f"Score: good\nRating: {low} stars\nScore of {low}\nFinal score: {low}\nRating: {high}\n{b}",
        f"Score:\n{low}\nScore: {high}",
        f"Score: {low} - {reason}\nScore: {high} - {other}",
        f"Score: {high} - {reason}\n\nQuestion 2: {a}\nRating: {low}",
        f"{low} - {reason}\nScore: {high}",
        f"Rating: {low}\nScore: {high}",
        f"{low}. {a}\n{low}. {b}\nScore: {high}/5",
        f"{a}\r\nScore: {scores[17]}\r\n{b}\r\n",
    ]


def _with_rationale(draw: random.Random) -> list[str]:
    """Return texts whose rationale stands before, in and after the verdict."""
    reason, other = draw.sample(REASONS, 2)
    a, b, c, d = draw.sample(REMARKS, 4)
    awkward = draw.sample([text for text in rows.AWKWARD if _is_of_lines(text)], 5)
    score = draw.choice("234")
    return [
        f"{score} - {reason}\n{a}",
        f"Score: {score}\n- {reason}\n- {other}",
        f"Score: {score}\n: {reason}",
        f"Score: {score}\n/5 would be too low",
        f"Score: {score} -\n  {reason}",
        f"Score: {score} - - {reason}",
        f"{score}: {a}: {b} - {c}",
        f"{score} - **{reason}**, *{other}*",
        f"{a}\nScore: {score} - {reason}\n{b}",
        f"{a}\n  {b}\n\n{c}\n\nScore: {score}\n\n\n  {d}\n\t{reason}\n\n{other}\n",
        f"\n\n  {a}  \n\nScore: {score} -   {reason}   \n\n\n",
        f"{a}\nScore: {score}",
        f"Score: {score}\n{a}\n{b}",
        f"{score} - {reason}\nScore: {score} - {other}\n{score}",
        f"**{a}**\n**Score: {score}**\n**{b}**",
        f"{score} - {reason}\n[[{score}]]\n{score}/5",
        f"{a}\n{score}\nScore: {score}\n{score}",
        *(f"Score: {score}\n{text}" for text in awkward),
        *(f"{text}\nRating: {score} - {reason}" for text in awkward[:2]),
    ]


def _is_of_lines(text):
    """Whether a text is short, is not empty, and has no other line breaks than those that the stub names."""
    return 0 < len(text) < 100 and text.strip().splitlines() == text.strip().split("\n")


def _on_a_scale(draw: random.Random) -> list[tuple[str, dict[str, float]]]:
    """Return verdicts at and beyond the ends of scales, and those on other scales."""
    reason = draw.choice(REASONS)
    low = draw.randint(2, 9)
    high = low + draw.randint(3, 9)
    drawn = {"lo": low, "hi": high}
    usual = (
        "1",
        "5",
        "1.0",
        "5.0",
        "0",
        "0.9",
        "0.99",
        "5.1",
        "6",
        "42",
        "5.001",
        "10",
        "4/10",
        "4/50",
        "3/4",
        "4/5.5",
    )
    return [
        *((f"{score} - {reason}", {}) for score in usual),
        ("4/5.0", {}),
        (f"Score: {low}/{high}", {}),
        *(
            (f"Rating: {score}", drawn)
            for score in (low, high, f"{high}.0", low - 1, high + 1, f"{high}.5", f"{low}.5")
        ),
        *((f"[[{low}]]/{scale} - {reason}", drawn) for scale in (high, f"{high}.00", high + 1, high - 1, 100 * high)),
        ("0 - wrong", {"lo": 0, "hi": 1}),
        ("Score: 0/1", {"lo": 0, "hi": 1}),
        ("Score: 0.25", {"lo": 0.25, "hi": 0.75}),
        ("Score: 0.75/0.75", {"lo": 0.25, "hi": 0.75}),
        ("Score: 0.5/1", {"lo": 0.25, "hi": 0.75}),
        ("Score: 0.2", {"lo": 0.25, "hi": 0.75}),
        (f"Score: {low}", {"lo": low, "hi": low}),
        (f"Score: {low} - {reason}", {"hi": low}),
        (f"Score: {low} - {reason}", {"lo": low + 1, "hi": high + 1}),
        (f"{low + 5} - {reason}\nScore: 4", {}),
        (f"Score: 4/{high + 5}\nScore: 4/5", {}),
        (f"Score: 0\n{reason}\nRating: [[3]]", {}),
        (f"Score: {'9' * HUGE}", {}),
    ]


def _without_verdict(draw: random.Random) -> list[str]:
    """Return texts in which numbers stand, and no verdict."""
    a, b = draw.sample(REMARKS, 2)
    low, high = sorted(draw.sample(range(1, 6), 2))
    return [
        "",
        " \n\t\n",
        a,
        f"I give {high}",
        f"{high} apples",
        f"{low}-{high} - in between",
        f"{low}-{high}",
        f"{low}:{high}0 is late",
        f"{low} -{high}",
        f"{high}. {a}",
        f"{high}.",
        f"{high}) {a}",
        f"{high}, {a}",
        f"{high} out of 5",
        f"{high} of 5 - {a}",
        f"{high} ({a})",
        f"{high}! - {a}",
        f"{low}.{high}.{low} - {a}",
        f"{low},{high} - {a}",
        f".{high} - {a}",
        f"-{high} - {a}",
        f"- {high}",
        f"+{high}",
        f"[{high}]",
        f"[[{high}]",
        f"[{high}]]",
        f"[[{high}/5]]",
        f"[[ {high} ]]",
        f"[[**{high}**]] - {a}",
        f"{high} -**",
        f"[[good]] - {a}",
        f"({high}) - {a}",
        f"{high}/ - {a}",
        f"{high}/five - {a}",
        f"{high}% - {a}",
        f"{high} {low} - {a}",
        f"{high} * {low} - {a}",
        f"{high}/5/5 - {a}",
        f"[[{high}]] [[{low}]]",
        f"# {high} - {a}",
        f"> {high} - {a}",
        f"{a}\n{high} - {b}",
        f"**\n{high} - {b}",
        f"{a}\n\n{high}/5",
        f"{a}\n[[{high}]]",
        f"Score {high}",
        f"Score - {high}",
        f"Score = {high}",
        f"Final score: {high}",
        f"Scores: {high}",
        f"Score:\n{high}",
        f"Score: {high} stars",
        f"Score: {high}.",
        f"Score: good - {high}",
        f"Score: -{high}",
        f"Score:: {high}",
        f"Score: Rating: {high}",
        f"- Score: {high}",
        f"### Score: {high}",
        f"(Score: {high})",
        f"{a} Score: {high}",
        f"Note: {high} - {a}",
        "Score:",
        "Score: N/A",
    ]


# What went wrong


def _text(seen):
    if type(seen.row) is not str:
        raise TypeError("no text")
    return seen.row


def _wanted(seen):
    return judged(_text(seen), **seen.kwargs)


def _score_of(seen):
    """Return the score of the result, a number."""
    return float(seen.fields["score"])


def _rationale(seen):
    """Return the rationale of the result, where the score is right and the rationale is not."""
    got = seen.fields["rationale"]
    if type(got) is not str or _score_of(seen) != _wanted(seen)["score"] or got == _wanted(seen)["rationale"]:
        raise TypeError("no wrong rationale")
    return got


def _raised(seen, kind):
    return seen.error is not None and kind in (seen.error.type, *seen.error.kinds)


def _bounds_wrong(seen):
    return seen.kwargs.get("lo", 1) > seen.kwargs.get("hi", 5)


def _accepts_other_types(seen):
    return type(seen.row) is not str and not _raised(seen, "TypeError")


def _accepts_bounds(seen):
    return type(seen.row) is str and _bounds_wrong(seen) and not _raised(seen, "ValueError")


def _refuses_bounds(seen):
    return _raised(seen, "ValueError") and "lo" in seen.kwargs and seen.kwargs["lo"] == seen.kwargs["hi"]


def _no_match(seen):
    """What was not found is used."""
    missing = seen.error.type in ("AttributeError", "TypeError") and "NoneType" in seen.error.message
    return missing or seen.error.type == "IndexError"


def _not_read(seen):
    """What stands there was given to int or float as it stands."""
    good = type(seen.row) is str and not _bounds_wrong(seen)
    return good and seen.error.type in ("ValueError", "OverflowError", "InvalidOperation")


def _nothing_yet(seen):
    """None, here and before, although the first text is the plainest of all."""
    nothing = seen.error is None and seen.result is None and _wanted(seen) is not None
    return nothing and all(call.result is None for call in seen.earlier)


def _no_dict(seen):
    if seen.error is not None:
        return seen.error.unsupported
    return seen.result is not None and type(seen.result) is not dict


def _other_keys(seen):
    return bool(seen.fields) and not {"score", "rationale"} <= seen.fields.keys()


def _none_inside(seen):
    """A dict that says that there is nothing."""
    return _wanted(seen) is None and seen.fields["score"] is None


def _no_float(seen):
    return type(seen.fields["score"]) is not float and _wanted(seen) is not None


def _no_text(seen):
    return type(seen.fields["rationale"]) is not str


def _first(seen):
    """Return the parts of the first verdict."""
    return verdicts(_text(seen))[0][0]


def _all_scores(seen):
    """Return the scores of all verdicts that may count."""
    return [found[0] for found, _, _ in verdicts(_text(seen))]


def _later(seen):
    """The score of a later verdict."""
    scores = _all_scores(seen)
    return len(scores) > 1 and _score_of(seen) in scores[1:] and _score_of(seen) != scores[0]


def _out_of_range(seen):
    """A score that is below or above what can be given, as it is or moved to the nearest end."""
    lo, hi = seen.kwargs.get("lo", 1), seen.kwargs.get("hi", 5)
    return not lo <= _first(seen)[0] <= hi and bool(seen.fields)


def _other_scale(seen):
    scale = _first(seen)[1]
    return scale not in (None, seen.kwargs.get("hi", 5)) and bool(seen.fields)


def _refused(seen):
    """A verdict that counts gave None."""
    return seen.error is None and seen.result is None and _wanted(seen) is not None


def _end_refused(seen):
    return _refused(seen) and _first(seen)[0] in (seen.kwargs.get("lo", 1), seen.kwargs.get("hi", 5))


def _given_range(seen):
    """The score can be given by the range of this call, and is above the usual one."""
    return _refused(seen) and _first(seen)[0] > 5


def _scale_as_text(seen):
    """The scale is the highest score of this call, or the usual one written otherwise."""
    return _refused(seen) and _first(seen)[1] is not None and (bool(seen.kwargs) or "5.0" in _head(seen))


def _line(seen):
    """Return the line of the verdict that counts."""
    lines = [line for line in _text(seen).split("\n") if line.strip()]
    return next(line for at, line in enumerate(lines) if verdict_of(line) and (at == 0 or verdict_of(line)[3]))


def _head(seen):
    """Return the verdict that counts, without its reason."""
    return _line(seen).removesuffix(_first(seen)[2]) if _first(seen)[2] else _line(seen)


def _needs(test):
    """A verdict that counts gave None, and its line has this."""
    return lambda seen: _refused(seen) and test(_head(seen))


def _not_the_first_line(seen):
    lines = [line for line in _text(seen).split("\n") if line.strip()]
    return _refused(seen) and verdict_of(lines[0]) is None


def _empty_lines_first(seen):
    return _refused(seen) and not _text(seen).split("\n")[0].strip()


def _no_verdict(seen):
    """There is none, and something was found."""
    return _wanted(seen) is None and not verdicts(_text(seen)) and bool(seen.fields)


def _invented(test):
    return lambda seen: _no_verdict(seen) and test(_text(seen))


def _number_in_next_line(text):
    return text.lower().startswith("score:\n")


def _later_line_without_label(text):
    lines = [line for line in text.split("\n") if line.strip()]
    return any(verdict_of(line) for line in lines[1:])


def _label_and_no_colon(text):
    return text.lower().startswith(("score -", "score =", "score 1", "score 2", "score 3", "score 4", "score 5"))


def _range(text):
    return text[:1].isdecimal() and (text[1:2] in ("-", ":") or text[1:3] == " -") and not text[2:3].isspace()


def _signed(text):
    return text.removeprefix("Score: ").startswith(("-", "+"))


def _boxes(text):
    return text.startswith("[")


def _longer_number(text):
    return text.startswith(".") or (text[:1].isdecimal() and text[1:2] in (".", ",") and text[2:3].isdecimal())


def _decimals_lost(seen):
    whole = int(_wanted(seen)["score"])
    return _wanted(seen)["score"] != whole and _score_of(seen) in (whole, whole + 1)


def _scale_as_score(seen):
    wanted = _wanted(seen)["score"]
    return _first(seen)[1] is not None and _score_of(seen) != wanted and _score_of(seen) in (5.0, wanted / 5)


def _label_alone(seen):
    """A number was taken that stands in the line below a label."""
    lines = _text(seen).lower().split("\n")
    pairs = itertools.pairwise(lines)
    below = [verdict_of(line) for label, line in pairs if label.strip() in ("score:", "rating:")]
    return _other_number(seen) and any(found and found[0] == _score_of(seen) for found in below)


def _unlabelled(seen):
    """A verdict without a label, further down, was taken."""
    found = [verdict_of(line) for line in _text(seen).strip().split("\n")[1:]]
    return _other_number(seen) and any(one and not one[3] and one[0] == _score_of(seen) for one in found)


def _other_number(seen):
    """Some other number of the text."""
    return _score_of(seen) != _wanted(seen)["score"]


def _parts(seen):
    """Return the three parts of the rationale."""
    found, before, after = verdicts(_text(seen))[0]
    return before.strip(), found[2], after.strip()


def _part_missing(number):
    """A part is not there, and all else that is there is right."""

    def sees(seen):
        parts = _parts(seen)
        return bool(parts[number]) and parts[number] not in _rationale(seen)

    return sees


def _squeezed(text):
    return "".join(text.split())


def _only_spaces_differ(seen):
    return _squeezed(_rationale(seen)) == _squeezed(_wanted(seen)["rationale"])


def _separator_kept(seen):
    reason = _parts(seen)[1]
    return bool(reason) and any(f"{sign}{reason}" in _squeezed_start(_rationale(seen)) for sign in SEPARATORS)


def _squeezed_start(text):
    """Return a text in which no space stands behind a separator."""
    for sign in SEPARATORS:
        text = text.replace(f"{sign} ", sign).replace(f"{sign}\t", sign)
    return text


def _verdict_kept(seen):
    return _line(seen).strip() in _rationale(seen) and _rationale(seen).count(_line(seen).strip()) > _wanted(seen)[
        "rationale"
    ].count(_line(seen).strip())


def _next_line_eaten(seen):
    """A sign at the beginning of the next line was read as the separator."""
    after = _parts(seen)[2]
    return (
        after[:1] in (*SEPARATORS, "/") and after not in _rationale(seen) and after[1:].strip()[-5:] in _rationale(seen)
    )


def _signs_lost(seen):
    """Asterisks, or signs like separators, are gone."""

    def bare(text):
        return "".join(letter for letter in text if letter not in (BOLD, *SEPARATORS) and not letter.isspace())

    return bare(_rationale(seen)) == bare(_wanted(seen)["rationale"])


DETECTORS = [
    Detector("looks_elsewhere", detect.unknown_name),
    Detector("type_error", _accepts_other_types),
    Detector("bounds_error", _accepts_bounds),
    Detector("end_refused", _refuses_bounds),
    Detector("no_match", _no_match),
    Detector("not_read", _not_read),
    Detector("none_inside", _none_inside),
    Detector("nothing_returned", _nothing_yet),
    Detector("no_dict", _no_dict),
    Detector("other_keys", _other_keys),
    Detector("no_float", _no_float),
    Detector("no_text", _no_text),
    Detector("later_verdict", _later),
    Detector("out_of_range", _out_of_range),
    Detector("other_scale", _other_scale),
    Detector("next_line", _invented(_number_in_next_line)),
    Detector("later_line", _invented(_later_line_without_label)),
    Detector("colon", _invented(_label_and_no_colon)),
    Detector("between", _invented(_range)),
    Detector("signed", _invented(_signed)),
    Detector("boxes", _invented(_boxes)),
    Detector("number", _invented(_longer_number)),
    Detector("whole_line", _no_verdict),
    Detector("number", _decimals_lost),
    Detector("scale", _scale_as_score),
    Detector("next_line", _label_alone),
    Detector("later_line", _unlabelled),
    Detector("whole_line", _other_number),
    Detector("scale_as_text", _scale_as_text),
    Detector("out_of_range", _given_range),
    Detector("end_refused", _end_refused),
    Detector("boxes", _needs(lambda line: "[[" in line)),
    Detector("asterisks", _needs(lambda line: BOLD in line)),
    Detector("scale", _needs(lambda line: "/" in line)),
    Detector("separators", _needs(lambda line: any(sign in line for sign in DASHES) or line.rstrip().endswith(":"))),
    Detector("labels", _needs(lambda line: "rating" in line.lower())),
    Detector("labels", _needs(lambda line: "Score:" not in line and "score" in line.lower())),
    Detector("number", _needs(lambda line: "." in line)),
    Detector("empty_lines", _empty_lines_first),
    Detector("any_line", _not_the_first_line),
    Detector("spaces", _needs(lambda line: line != line.strip() or "  " in line)),
    Detector("separators", _refused),
    Detector("next_line_eaten", _next_line_eaten),
    Detector("verdict_kept", _verdict_kept),
    Detector("spaces_around", _only_spaces_differ),
    Detector("before", _part_missing(0)),
    Detector("after", _part_missing(2)),
    Detector("separator_kept", _separator_kept),
    Detector("signs_lost", _signs_lost),
    Detector("reason", _part_missing(1)),
]


# Checks


def _expect(submission, text, **options):
    result = submission.call(NAME, text, keep=("score", "rationale"), **options)
    wanted = judged(text, **options)
    if wanted is None:
        expect_equal(result, None, "result")
        return
    expect_type(result, dict)
    score, rationale = (expect_key(result, key) for key in ("score", "rationale"))
    expect_type(score, float, 'result["score"]')
    expect_equal(score, wanted["score"], 'result["score"]')
    expect_text(rationale, wanted["rationale"], 'result["rationale"]')


@pytest.mark.check(NAME, points=2, hint="whole_line", promise="the first line that is not empty, if it is a verdict")
def test_first_line(submission, draw):
    """A first line such as "4 - good" or "**3.5**/5: ok" gives its score."""
    for text in _first_lines(draw):
        _expect(submission, text)


@pytest.mark.check(NAME, points=2, hint="any_line", promise="the first verdict of the text that has a\n    label")
def test_labelled_line(submission, draw):
    """Without one, the first line such as "Score: 4" or "Rating: [[4]]" does, and no number in a sentence."""
    for text in _labelled_lines(draw):
        _expect(submission, text)


@pytest.mark.check(NAME, points=2, hint="reason", promise="The rationale is all of the text but the verdict")
def test_rationale(submission, draw):
    """The rationale is what stands before the verdict, in its line behind the separator, and after it."""
    for text in _with_rationale(draw):
        _expect(submission, text)


@pytest.mark.check(NAME, points=2, hint="out_of_range", promise="if its score is below lo or above hi")
def test_range_and_scale(submission, draw):
    """A score below lo or above hi, or on a scale that does not end at hi, gives None; both ends can be given."""
    for text, options in _on_a_scale(draw):
        _expect(submission, text, **options)


@pytest.mark.check(
    NAME, points=1, hint="whole_line", promise="Nothing else counts, so that a number in a sentence is no score"
)
def test_no_verdict(submission, draw):
    """What is no verdict from its first character to its last gives None."""
    for text in _without_verdict(draw):
        _expect(submission, text)


@pytest.mark.check(NAME, points=1, hint="type_error", promise="text is not a str")
def test_bad_arguments(submission, draw):
    """It raises TypeError for what is no text, and ValueError for a lo above hi."""
    low = draw.randint(1, 4)
    for text in (None, low, {"score": float(low)}):
        expect_raises("TypeError", lambda text=text: submission.call(NAME, text))
    for text in (f"{low} - good", "", "good"):
        for options in ({"lo": low + 1, "hi": low}, {"lo": 6}, {"hi": 0.5}):
            expect_raises("ValueError", lambda text=text, options=options: submission.call(NAME, text, **options))
    _expect(submission, f"Score: {low}", lo=low, hi=low)
