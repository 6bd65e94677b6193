"""Hidden suite of exercise 2.3. What an item must be is known; which one it is, the generator decides.

So one item is judged by invariants, and three hundred of them by counts: each bound is the exact quantile of a binomial
distribution, which a function that keeps its promise misses in fewer than one of 10^9 gradings.
"""

import string

import pytest

from smol_grade.judge import detect
from smol_grade.judge.chance import bounds
from smol_grade.judge.detect import Detector
from smol_grade.judge.expect import expect_key, expect_raises, expect_text, expect_type, mismatch
from smol_grade.judge.world import SYLLABLES, Seeded

NAME = "make_mcq"
KEYS = ("query", "choices", "gold_index")
DRAWS = 300
QUESTIONS = (
    ("Which gas do plants take in?", "Carbon dioxide", ("Oxygen", "Helium", "Nitrogen", "Argon", "Neon", "Xenon")),
    ("¿Qué fruta se seca para hacer pasas?", "La uva", ("El níspero", "La ciruela", "El higo", "La piña", "El kaki")),
    ("What does 7 * 8 give?", "56", ("54", "48", "63", "49", "64", "58", "5.6", "-56")),
    ("Which one is a prime?", "A. 2", ("B. 4", "Answer: 6", "{8}", "%s", "nine & more", "10\\n")),
)


# the oracle


def candidates(answer, distractors):
    """Return the distractors that may become wrong choices, each once."""
    kept = dict.fromkeys(text.strip() for text in distractors)
    return [text for text in kept if text and text != answer.strip()]


def query(question, choices):
    """Return the text that asks."""
    lines = [f"{letter}. {choice}" for letter, choice in zip(string.ascii_uppercase, choices, strict=False)]
    return "\n".join([question.strip(), *lines, "Answer:"])


def _expect_item(result, question, answer, distractors, n):
    """Require an item that some state of some generator may give."""
    expect_type(result, dict)
    choices, gold, text = (expect_key(result, key) for key in ("choices", "gold_index", "query"))
    expect_type(choices, list, 'result["choices"]')
    for index, choice in enumerate(choices):
        expect_type(choice, str, f'result["choices"][{index}]')
    expect_type(gold, int, 'result["gold_index"]')
    expect_type(text, str, 'result["query"]')
    if len(choices) != n:
        raise mismatch("equal", where='len(result["choices"])', expected=str(n), got=str(len(choices)))
    allowed = [answer.strip(), *candidates(answer, distractors)]
    if len(set(choices)) < n or not set(choices) <= set(allowed):
        raise mismatch("equal", where='result["choices"]', expected=f"{n} ≠ : {allowed}", got=choices)
    if answer.strip() not in choices:
        raise mismatch("contains", where='result["choices"]', expected=answer.strip(), got=choices)
    if gold != choices.index(answer.strip()):
        expected = str(choices.index(answer.strip()))
        raise mismatch("equal", where='result["gold_index"]', expected=expected, got=str(gold))
    expect_text(text, query(question, choices), 'result["query"]')


# what detectors see


def _asked(seen):
    """Return question, answer, distractors and number of choices."""
    question, answer, distractors, _, *n = seen.args
    return question, answer, distractors, n[0] if n else 4


def _item(seen):
    """Return the item, as far as it is one."""
    value = seen.fields.get("value", seen.result)
    return value["choices"], value["gold_index"], value["query"]


def what_is_bad(args):
    """Return the hint for arguments that must be refused, or an empty text."""
    question, answer, distractors, _, *n = args
    n = n[0] if n else 4
    texts = [question, answer, *distractors]
    if type(distractors) is str or any(type(text) is not str for text in texts):
        return "no_texts"
    if not 2 <= n <= len(string.ascii_uppercase):
        return "n_choices"
    if not question.strip() or not answer.strip():
        return "blank"
    return "too_few" if len(candidates(answer, distractors)) < n - 1 else ""


def _accepts(hint):
    return lambda seen: what_is_bad(seen.args) == hint


def _refuses(seen):
    """A right call is refused."""
    return seen.error is not None and not what_is_bad(seen.args) and seen.error.type in ("ValueError", "TypeError")


def _needs_sequence(seen):
    return seen.error.type == "TypeError" and "sequence" in seen.error.message


def _no_fields(seen):
    value = seen.fields.get("value", seen.result)
    return seen.error is None and (type(value) is not dict or not value.keys() >= set(KEYS))


def _letter(seen):
    return type(_item(seen)[1]) is not int


def _changed(seen):
    return seen.fields["arguments"][2] != seen.args[2]


def _twice(seen):
    """A choice comes twice although no distractor does."""
    choices, _, _ = _item(seen)
    _, _, distractors, _ = _asked(seen)
    wrong = [choice for choice in choices if choices.count(choice) > 1]
    return any(distractors.count(choice) == 1 for choice in wrong)


def _answer_twice(seen):
    choices, _, _ = _item(seen)
    return [choice.strip() for choice in choices].count(_asked(seen)[1].strip()) > 1


def _duplicates(seen):
    choices = [choice.strip() for choice in _item(seen)[0]]
    return len(set(choices)) < len(choices) or "" in choices


def _not_stripped(seen):
    choices, _, text = _item(seen)
    question = _asked(seen)[0]
    return any(choice != choice.strip() for choice in choices) or (
        question != question.strip() and not text.startswith(question.strip() + "\n")
    )


def _changes_texts(seen):
    """Texts come in another case, or otherwise changed."""
    choices = _item(seen)[0]
    _, answer, distractors, _ = _asked(seen)
    return not {choice.strip() for choice in choices} <= {answer.strip(), *candidates(answer, distractors)}


def _other_count(seen):
    return len(_item(seen)[0]) != _asked(seen)[3]


def _no_answer(seen):
    return _asked(seen)[1].strip() not in _item(seen)[0]


def _other_index(seen):
    choices, gold, _ = _item(seen)
    return choices[gold : gold + 1] != [_asked(seen)[1].strip()] or gold < 0


def _other_query(seen):
    choices, _, text = _item(seen)
    return text != query(_asked(seen)[0], choices)


def _query_order(seen):
    """The lines of the query are those of the choices in another order."""
    choices, _, text = _item(seen)
    said = [line[3:] for line in text.split("\n")[1:-1]]
    return said != choices and sorted(said) == sorted(choices)


def _only_letters_differ(seen):
    choices, _, text = _item(seen)
    first, *lines, last = text.split("\n")
    right = first == _asked(seen)[0].strip() and last == "Answer:"
    return _other_query(seen) and right and [line[3:] for line in lines] == choices


def _not_again(seen):
    """The same call gave something else before."""
    return any(call.error is None and call.args == seen.args and call.result != seen.result for call in seen.earlier)


DETECTORS = [
    Detector("looks_elsewhere", detect.unknown_name),
    Detector("no_texts", _accepts("no_texts")),
    Detector("n_choices", _accepts("n_choices")),
    Detector("blank", _accepts("blank")),
    Detector("too_few", _accepts("too_few")),
    Detector("needs_sequence", _needs_sequence),
    Detector("refuses", _refuses),
    Detector("nothing_returned", detect.returned_nothing),
    Detector("item_keys", _no_fields),
    Detector("distractors_changed", _changed),
    Detector("gold_letter", _letter),
    Detector("not_again", _not_again),
    Detector("not_stripped", _not_stripped),
    Detector("answer_twice", _answer_twice),
    Detector("with_replacement", _twice),
    Detector("duplicates", _duplicates),
    Detector("changes_texts", _changes_texts),
    Detector("other_count", _other_count),
    Detector("no_answer", _no_answer),
    Detector("gold_index", _other_index),
    Detector("letters", _only_letters_differ),
    Detector("query_order", _query_order),
    Detector("query", _other_query),
]


# questions


def _generator(draw):
    return Seeded("rng", draw.getrandbits(64))


def _words(draw, count):
    """Draw different words, none of them another one in other letters."""
    words = {}
    while len(words) < count:
        words["".join(draw.choices(SYLLABLES, k=draw.randint(3, 4))).capitalize()] = None
    return list(words)


def _ask(submission, draw, question, answer, distractors, *n):
    result = submission.call(NAME, question, answer, list(distractors), _generator(draw), *n, keep=KEYS)
    _expect_item(result, question, answer, distractors, n[0] if n else 4)
    return result


@pytest.mark.check(NAME, points=4, hint="query", promise="a list of n_choices different texts")
def test_choices_of_the_question(submission, draw):
    """An item has n different choices, the answer among them at gold_index, and a query that letters them from A on."""
    for question, answer, distractors in draw.sample(QUESTIONS, k=len(QUESTIONS)):
        _ask(submission, draw, question, answer, distractors)
        for n in (2, 3, 5):
            _ask(submission, draw, question, answer, distractors, n)
    for n in (6, 25, 26):
        answer, *distractors = _words(draw, 30)
        _ask(submission, draw, "Which word?", answer, distractors, n)
    question, answer, distractors = draw.choice(QUESTIONS)
    spaced = [f"{end}\t{text}\n{end}" for end, text in zip(" \u00a0\r\v\u2003\f", distractors, strict=False)]
    _ask(submission, draw, f"\n {question} \n", f" {answer}\t", spaced, 4)


@pytest.mark.check(NAME, points=3, hint="lopsided", promise="Every place is equally likely.")
def test_answer_anywhere(submission, draw):
    """Over many generators, the answer stands at every place equally often, and every distractor is taken equally often."""
    _expect_fair(submission, draw, 7, 4)
    _expect_fair(submission, draw, 14, 6)


def _expect_fair(submission, draw, count, n):
    """Ask for n choices many times, the answer and its distractors being so many words."""
    answer, *wrong = _words(draw, count)
    often = draw.choice(wrong)
    distractors = [*wrong, often, often, f" {often} "]
    draw.shuffle(distractors)
    items = []
    for _ in range(DRAWS):
        result = submission.call(NAME, "Which word?", answer, distractors, _generator(draw), n, keep=KEYS)
        _expect_item(result, "Which word?", answer, distractors, n)
        items.append(result)
    if all(item["choices"] == items[0]["choices"] for item in items):
        raise mismatch("always", got=items[0]["choices"], count=DRAWS, hint="rng_unused")
    places = [sum(item["gold_index"] == place for item in items) for place in range(n)]
    _expect_even(
        'result["gold_index"]', dict(enumerate(places)), 1 / n, "gold_fixed" if DRAWS in places else "lopsided"
    )
    taken = {
        word: sum(word in item["choices"] for item in items) for word in dict.fromkeys(map(str.strip, distractors))
    }
    _expect_even('result["choices"]', taken, (n - 1) / (count - 1), _unfair(taken, often))


def _unfair(taken, often):
    """Return the hint for how often each distractor was taken."""
    if {0, DRAWS} <= set(taken.values()):
        return "first_taken"
    return "often_taken" if min(taken.values()) and taken[often] == max(taken.values()) else "unfair"


def _expect_even(where, counts, share, hint):
    """Require that no count is out of the bounds of its share."""
    least, most = bounds(share, DRAWS)
    if not all(least <= count <= most for count in counts.values()):
        expected = ", ".join(f"{name}: {least} … {most}" for name in counts)
        got = ", ".join(f"{name}: {count}" for name, count in counts.items())
        raise mismatch("uneven", where=where, expected=expected, got=got, count=DRAWS, hint=hint)


@pytest.mark.check(
    NAME, points=2, hint="not_again", promise="The same arguments with an rng in the same state give the same item"
)
def test_only_the_generator_decides(submission, draw):
    """The same generator gives the same item again, whatever the module random has drawn meanwhile."""
    answer, *distractors = _words(draw, 12)
    for n in (6, 4, 9):
        generator = _generator(draw)
        items = []
        for _ in range(6):
            items.append(submission.call(NAME, "Which word?", answer, distractors, generator, n, keep=KEYS))
            _expect_item(items[-1], "Which word?", answer, distractors, n)
            if any(items[-1][key] != items[0][key] for key in KEYS):
                raise mismatch("again", expected=str(items[0]["choices"]), got=items[-1]["choices"])


@pytest.mark.check(
    NAME,
    points=2,
    hint="duplicates",
    promise="A distractor that equals the answer, comes again, or is blank is left out",
)
def test_duplicates_removed(submission, draw):
    """A distractor that equals the answer, comes again or is blank takes no place; the list stays as it is."""
    for n in (4, 5, 3):
        answer, *wrong = _words(draw, n)
        wrong[0] = answer.swapcase()
        wrong[1] = wrong[1] + " \u00a0 " + wrong[1].lower()
        same = [answer, f" {answer} ", f"{wrong[1]}\n", wrong[0], " ", "", *wrong]
        draw.shuffle(same)
        for question in ("Which word?", "¿Qué palabra?"):
            _ask(submission, draw, question, f"{answer} ", same, n)
        seen = submission.call(NAME, "Which word?", answer, same, _generator(draw), n, then="arguments", keep=KEYS)
        _expect_item(seen["value"], "Which word?", answer, same, n)
        if seen["arguments"][2] != same:
            raise mismatch("equal", where="distractors", expected=str(same), got=seen["arguments"][2])


@pytest.mark.check(NAME, points=1, hint="too_few", promise="ValueError: fewer than n_choices - 1 distractors remain")
def test_bad_questions(submission, draw):
    """What cannot become an item is refused: too few distractors, too many choices, blank texts, what is no text."""
    answer, *words = _words(draw, 30)
    question = "Which word?"
    bad_values = [
        (question, answer, words[:2], 4),
        (question, answer, [], 2),
        (question, answer, [words[0], f" {words[0]}", answer, " "], 3),
        (question, answer, words[:28], 27),
        (question, answer, words[:5], 1),
        (question, answer, words[:5], 0),
        (question, answer, words[:5], -1),
        (question, " \n", words[:5], 4),
        ("", answer, words[:5], 4),
    ]
    bad_types = [
        (question, 4, ["5", "6", "7"], 4),
        (question, "4", ["5", 6, "7", "8"], 4),
        (question, answer, [*words[:6], 7], 3),
        (question, answer, [*words[:3], words[4].encode()], 3),
        (question, None, words[:5], 4),
        (None, answer, words[:5], 4),
        (question, answer, "".join(words[:3]), 4),
    ]
    for kind, cases in (("ValueError", bad_values), ("TypeError", bad_types)):
        for one in cases:
            _expect_refused(submission, draw, kind, *one)


def _expect_refused(submission, draw, kind, question, answer, distractors, n):
    rng = _generator(draw)
    expect_raises(kind, lambda: submission.call(NAME, question, answer, distractors, rng, n, keep=KEYS))
