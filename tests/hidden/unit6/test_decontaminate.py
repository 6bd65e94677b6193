"""Hidden suite of exercise 6.5. The oracle looks for every item at every place of every row, word by word.

It reads words letter by letter, without a pattern. That it finds the same runs as lm-eval's own decontamination does in
texts of plain words, frozen cases prove.
"""

import copy
import unicodedata

import pytest

from smol_grade.judge import detect, rows
from smol_grade.judge.detect import Detector
from smol_grade.judge.expect import expect_equal, expect_raises, expect_type, mismatch
from smol_grade.judge.world import SYLLABLES

NAME = "decontaminate"
DEFAULT = 8
ENOUGH = 14
"""Words of an item that is long enough for every n of this suite."""
SEPARATORS = (
    ", ",
    "; ",
    " - ",
    "-",
    "\n",
    "\t",
    "...",
    "?! ",
    "'",
    "\u2019",
    " \u2014 ",
    "/",
    "\u00a0",
    " ¿",
    '" (',
    "\n\n* ",
)
BLANK = ("", " ", "?!", "... \n", "\u201c\u201d", "¿?", "-" * 40)


# the oracle


def words_of(text):
    """Return the words of a text."""
    words, inside = [], False
    for letter in text.lower():
        belongs = letter.isalnum() or letter == "_"
        if belongs and inside:
            words[-1] += letter
        elif belongs:
            words.append(letter)
        inside = belongs
    return words


def shares_run(row, item, n):
    """Whether n words in a row of an item, or all of a shorter one, are words in a row of the row."""
    ours, theirs = words_of(row), words_of(item)
    size = len(theirs) if len(theirs) < n else n
    if size == 0:
        return False
    first = range(len(ours) + 1 - size)
    return any(
        ours[at] == theirs[start] and ours[at : at + size] == theirs[start : start + size]
        for start in range(len(theirs) + 1 - size)
        for at in first
    )


def split(train, benchmark, n=DEFAULT):
    """Return which rows to keep and which to drop."""
    dirty = [any(shares_run(row, item, n) for item in benchmark) for row in train]
    return [[at for at, hit in enumerate(dirty) if not hit], [at for at, hit in enumerate(dirty) if hit]]


# what detectors see


def _asked(seen):
    """Return train, benchmark and n."""
    return (*seen.args, seen.kwargs.get("n", DEFAULT))


def _value(seen):
    value = seen.fields["value"] if "arguments" in seen.fields else seen.result
    keep, drop = value
    return list(keep), list(drop)


def _bad_n(seen):
    return _asked(seen)[2] < 1


def _one_text(seen):
    return type(seen.args[0]) is str or type(seen.args[1]) is str


def _raised(seen):
    return seen.error is not None and not seen.error.unsupported


def _no_two_lists(seen):
    """Something other than two lists of ints."""
    value = seen.fields["value"] if "arguments" in seen.fields else seen.result
    if seen.error is not None:
        return seen.error.unsupported
    if type(value) is not list or len(value) != 2:
        return True
    return any(type(part) is not list or any(type(at) is not int for at in part) for part in value)


def _changed(seen):
    return seen.fields["arguments"] != list(seen.args)


def _swapped(seen):
    return list(_value(seen)) == split(*_asked(seen))[::-1]


def _no_partition(seen):
    """An index is missing, or comes twice."""
    keep, drop = _value(seen)
    return sorted(keep + drop) != list(range(len(seen.args[0])))


def _unordered(seen):
    return any(part != sorted(part) for part in _value(seen))


def _wrong_rows(seen):
    """Return the rows that are kept wrongly and those that are dropped wrongly."""
    train, benchmark, n = _asked(seen)
    dirty = set(split(train, benchmark, n)[1])
    got = set(_value(seen)[1])
    return [train[at] for at in sorted(dirty - got)], [train[at] for at in sorted(got - dirty)]


def _every(seen, kept, explains):
    """Whether this explains all rows that are kept wrongly (or else dropped wrongly), of which there are some."""
    wrong = _wrong_rows(seen)[0 if kept else 1]
    _, benchmark, n = _asked(seen)
    return bool(wrong) and all(explains(row, benchmark, n) for row in wrong)


def _kept(explains):
    return lambda seen: _every(seen, True, explains)


def _dropped(explains):
    return lambda seen: _every(seen, False, explains)


def _items(row, benchmark, n):
    """Return the items that the row shares a run with."""
    return [item for item in benchmark if shares_run(row, item, n)]


def _only_short_ones(row, benchmark, n):
    return all(len(words_of(item)) < n for item in _items(row, benchmark, n))


def _more_words_than_n(row, benchmark, n):
    """The row would not share a run of n + 1 words."""
    return not any(shares_run(row, item, n + 1) for item in benchmark if len(words_of(item)) > n)


def _whole_items(row, benchmark, n):
    """No item is in the row as a whole."""
    return not any(shares_run(row, item, len(words_of(item))) for item in _items(row, benchmark, n))


def _only_whole_items(seen):
    """All rows that hold an item as a whole are dropped, and no other row."""
    train, benchmark, n = _asked(seen)
    dropped = [train[at] for at in _value(seen)[1]]
    return _every(seen, True, _whole_items) and not any(_whole_items(row, benchmark, n) for row in dropped)


def _case_alone(row, benchmark, n):
    """Runs are the same but for capital letters: of both texts, of the row, or of the items."""
    as_it_is, small = _marked(row), row.lower()
    return any(
        not any(shares_run(ours, theirs, n) for theirs in items)
        for ours, items in (
            (as_it_is, [_marked(item) for item in benchmark]),
            (small, [_marked(item) for item in benchmark]),
            (as_it_is, [item.lower() for item in benchmark]),
        )
    )


def _marked(text):
    """Spell capital letters so that they are no small ones."""
    return "".join(letter if letter == letter.lower() else f"{letter}0" for letter in text)


def _punctuation_alone(row, benchmark, n):
    """Runs are other ones when words are what stands between white space."""
    clean = [" ".join(row.lower().split()), *(" ".join(item.lower().split()) for item in benchmark)]
    return not any(f" {run} " in f" {clean[0]} " for item in clean[1:] for run in _spaced_runs(item, n))


def _spaced_runs(text, n):
    words = text.split(" ")
    size = min(n, len(words))
    return [" ".join(words[at : at + size]) for at in range(len(words) - size + 1)]


def _part_of_short(row, benchmark, n):
    """A short item shares some of its words with the row, or the row is a part of an item."""
    short = [item for item in benchmark if 0 < len(words_of(item)) < n]
    return any(set(words_of(item)) & set(words_of(row)) for item in short)


def _row_in_item(row, benchmark, n):
    """The row is shorter than n words and lies in an item."""
    return 0 < len(words_of(row)) < n and any(
        shares_run(item, row, len(words_of(row))) for item in benchmark if len(words_of(item)) > len(words_of(row))
    )


def _letters(row, benchmark, n):
    """The joined words of the row hold the joined words of a run, within words."""
    joined = " ".join(words_of(row))
    return any(run in joined for item in benchmark for run in _spaced_runs(" ".join(words_of(item)), n) if run)


def _glued(row, benchmark, n):
    """Without anything between words, the row holds a run."""
    joined = "".join(words_of(row))
    return any(
        run.replace(" ", "") in joined for item in benchmark for run in _spaced_runs(" ".join(words_of(item)), n) if run
    )


def _fewer_words_than_n(row, benchmark, n):
    """The row shares n - 1 words in a row with an item."""
    return n > 1 and any(shares_run(row, item, n - 1) for item in benchmark if len(words_of(item)) >= n - 1)


def _blank_counts(seen):
    """Rows without words are dropped, or all rows are because an item has none."""
    train, benchmark, _ = _asked(seen)
    wrong = _wrong_rows(seen)[1]
    all_of_them = len(_value(seen)[1]) == len(train) and not all(map(words_of, benchmark))
    return bool(wrong) and (all_of_them or not any(map(words_of, wrong)))


WORDS_CHANGED = (
    lambda text: "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one)),
    lambda text: "".join(letter if letter.isascii() else " " for letter in text),
    lambda text: text.replace("_", " "),
    lambda text: "".join(" " if letter.isdigit() else letter for letter in text),
    lambda text: " ".join(word for word in words_of(text) if len(word) > 1),
)
"""Ways to lose or change words: accents removed, letters beyond ASCII, underscores or digits lost, short words lost."""


def _words_changed(row, benchmark, n):
    """The row would share a run if words were taken in one of these ways."""
    return any(shares_run(change(row), change(item), n) for change in WORDS_CHANGED for item in benchmark)


def _any_order(row, benchmark, n):
    """The row has n different words of an item, or all words of a shorter one, somewhere."""
    ours = set(words_of(row))
    return any(
        len(ours & set(words_of(item))) >= min(n, len(set(words_of(item)))) for item in benchmark if words_of(item)
    )


def _across_items(row, benchmark, n):
    """The run lies across the end of one item and the beginning of the next."""
    whole = " ".join(benchmark)
    return len(words_of(whole)) >= n and shares_run(row, whole, n)


DETECTORS = [
    Detector("looks_elsewhere", detect.unknown_name),
    Detector("n_below_one", _bad_n),
    Detector("one_text", _one_text),
    Detector("refuses", _raised),
    Detector("nothing_returned", detect.returned_nothing),
    Detector("two_lists", _no_two_lists),
    Detector("input_changed", _changed),
    Detector("no_partition", _no_partition),
    Detector("unordered", _unordered),
    Detector("swapped", _swapped),
    Detector("short_ignored", _kept(_only_short_ones)),
    Detector("punctuation", _kept(_punctuation_alone)),
    Detector("case", _kept(_case_alone)),
    Detector("one_more", _kept(_more_words_than_n)),
    Detector("whole_items", _only_whole_items),
    Detector("runs_lost", _kept(lambda *asked: True)),
    Detector("blank_item", _blank_counts),
    Detector("words_changed", _dropped(_words_changed)),
    Detector("inside_words", _dropped(_letters)),
    Detector("glued", _dropped(_glued)),
    Detector("across_items", _dropped(_across_items)),
    Detector("row_in_item", _dropped(_row_in_item)),
    Detector("one_less", _dropped(_fewer_words_than_n)),
    Detector("any_order", _dropped(_any_order)),
    Detector("part_of_short", _dropped(_part_of_short)),
]


# texts


class Vocabulary:
    """Words drawn for one check; `take` never gives one twice."""

    def __init__(self, draw):
        words = {}
        while len(words) < 1500:
            words["".join(draw.choices(SYLLABLES, k=draw.randint(2, 3)))] = None
        self._words = list(words)

    def take(self, count):
        """Return so many new words."""
        taken, self._words = self._words[:count], self._words[count:]
        return taken


def _within(words, vocabulary, draw, before=None, after=None):
    """Return the words as a text with others around them."""
    before = vocabulary.take(draw.randint(0, 5) if before is None else before)
    after = vocabulary.take(draw.randint(0, 5) if after is None else after)
    return " ".join([*before, *words, *after])


def _run(item, draw, size, place=None):
    """Return so many words in a row of an item: at its beginning (0), its end (-1) or anywhere."""
    last = len(item) - size
    start = draw.randint(0, last) if place is None else (place and last)
    return item[start : start + size]


def _ask(submission, train, benchmark, **options):
    """Require the right indices."""
    _compare(submission.call(NAME, list(train), list(benchmark), **options), train, benchmark, **options)


def _compare(result, train, benchmark, **options):
    expect_type(result, list)
    if len(result) != 2:
        raise mismatch("equal", where="len(result)", expected="2", got=str(len(result)))
    for name, got, wanted in zip(("keep_idx", "drop_idx"), result, split(train, benchmark, **options), strict=True):
        expect_type(got, list, name)
        expect_equal(got, wanted, name)


@pytest.mark.check(
    NAME, points=4, hint="any_order", promise="some n consecutive words of the item are n consecutive words of the row"
)
def test_shared_runs(submission, draw):
    """A row with n words of an item in a row is dropped, wherever they stand; one with n - 1 of them is kept."""
    for options in ({}, {"n": 5}, {"n": 13}, {"n": 2}, {"n": 1}):
        n = options.get("n", DEFAULT)
        vocabulary = Vocabulary(draw)
        items = [vocabulary.take(count) for count in (ENOUGH, n, n + 1, ENOUGH + 9, n)]
        train = [_within([], vocabulary, draw, 12, 3)]
        for item in items:
            for place in (0, -1, None):
                train += [
                    _within(_run(item, draw, n, place), vocabulary, draw),
                    _within(_run(item, draw, n - 1, place), vocabulary, draw),
                ]
            train.append(_within(item, vocabulary, draw))
            train.append(_within(item[::2][: n - 1], vocabulary, draw, 4, 4))
        for item in (items[0], items[3]):
            train += [_within(_run(item, draw, n + 2 - n // 13), vocabulary, draw) for _ in range(2)]
        train.append(_within(_run(items[3], draw, ENOUGH), vocabulary, draw))
        train.append(" ".join(_run(items[0], draw, n)))
        train.append(" ".join(_run(items[0], draw, n - 1)))
        train.append(_within(_run(items[3], draw, n), vocabulary, draw, 60, 40))
        draw.shuffle(train)
        _ask(submission, train, [" ".join(item) for item in items], **options)
    questions = [row["question"] for row in rows.sample_gsm8k(draw, 8)]
    asked = [question for question in questions if len(words_of(question)) >= ENOUGH]
    quoted = [f"A puzzle: {question} Think aloud." for question in asked[:3]]
    cut = [question[len(question) // 3 :] for question in asked[3:]]
    _ask(submission, [*quoted, *cut, *rows.QUESTIONS, *rows.ANSWERS], questions)


@pytest.mark.check(
    NAME, points=3, hint="punctuation", promise="Everything else, punctuation and white space, only separates them."
)
def test_words_alone_count(submission, draw):
    """Only the words count: not capitals, punctuation or white space, nor words in another order or as parts of others."""
    _ask(submission, ["el niño duerme", "el niño come", "el nino come", "el ni o come"], ["El niño come pan"], n=3)
    _ask(submission, ["my snake_case", "my snake case", "no snake_case_name"], ["snake_case", "a snake_case name"], n=2)
    _ask(submission, ["i don t know it", "I DON'T KNOW", "i dont know", "don know it"], ["I don't know."], n=4)
    _ask(submission, ["room 13 is free", "the room 12 is free", "room is free"], ["Room 12 is free!"], n=4)
    _ask(submission, ["what is b and c", "so what is a and b"], ["What is a and b?"], n=5)
    for n in (3, 6):
        vocabulary = Vocabulary(draw)
        items = [vocabulary.take(draw.randint(n, ENOUGH)) for _ in range(4)]
        items.append([*vocabulary.take(2), "camión", "año2", "snake_case", "Ñandú", "42", *vocabulary.take(3)])
        benchmark = [" ".join(item) for item in items]
        train = []
        for item in items:
            for between in draw.sample(SEPARATORS, 6):
                run = _run(item, draw, n)
                train.append(f"{vocabulary.take(1)[0].title()}: {between.join(run)}{between}")
            run = _run(item, draw, n)
            train += [_within(run, vocabulary, draw).upper(), f'"{" ".join(run)}"', " ".join(run).title()]
        for item in items:
            run = _run(item, draw, n)
            first, *middle, last = run
            train += [
                _within([*middle, first, last], vocabulary, draw),
                _within(run[::-1], vocabulary, draw),
                _within([first, *vocabulary.take(1), *middle, last], vocabulary, draw),
                _within([f"ma{first}", *middle, last], vocabulary, draw),
                _within([first, *middle, f"{last}s"], vocabulary, draw),
                _within([first + middle[0], *middle[1:], last], vocabulary, draw),
                _within([first, *middle, f"{last}_x"], vocabulary, draw),
            ]
        draw.shuffle(train)
        _ask(submission, train, benchmark, n=n)
        dressed = [draw.choice(SEPARATORS).join(word.capitalize() for word in item) + "?" for item in items]
        _ask(submission, train, dressed, n=n)
    _ask(submission, ["so 2 22 is more", "is 12 2 3", "it is 2 2, yes", "2.2", "22"], ["2 2"], n=2)


@pytest.mark.check(
    NAME, points=3, hint="short_ignored", promise="all words of the item, in their order, are consecutive"
)
def test_short_items(submission, draw):
    """An item of fewer than n words contaminates a row that holds all of them in a row, and no other; one without words none."""
    for options in ({}, {"n": 5}, {"n": 20}):
        n = options.get("n", DEFAULT)
        vocabulary = Vocabulary(draw)
        items = [vocabulary.take(count) for count in (1, 2, 3, n - 1, n, n + 2)]
        blank = draw.sample(BLANK, 3)
        train = [*draw.sample(BLANK, 2)]
        for item in items:
            train += [_within(item, vocabulary, draw), " ".join(item), f"{'? '.join(item).upper()}!"]
            if len(item) > 1:
                first, *others = item
                train += [
                    _within(others, vocabulary, draw),
                    _within(item[:-1], vocabulary, draw),
                    _within([*others, first], vocabulary, draw),
                    _within([first, *vocabulary.take(1), *others], vocabulary, draw),
                    " ".join(others),
                ]
        half, rest = vocabulary.take(n - 1), vocabulary.take(n - 1)
        train += [_within([*half[1:], *rest[:-1]], vocabulary, draw), _within([*half, *rest], vocabulary, draw)]
        draw.shuffle(train)
        benchmark = [" ".join(item) for item in items]
        _ask(submission, train, [*benchmark, *blank], **options)
        _ask(submission, train, [*blank, " ".join(half).capitalize() + "?", " ".join(rest)], **options)
        _ask(submission, train, [" ".join(half[1:]), " ".join(rest[:-1]), *blank], **options)
        _ask(submission, train, blank, **options)


@pytest.mark.check(NAME, points=1, hint="no_partition", promise="Each index of train is in exactly one of them.")
def test_each_row_once(submission, draw):
    """Each index is in one of the two lists, in ascending order, also for rows that come again; the arguments stay."""
    vocabulary = Vocabulary(draw)
    items = [vocabulary.take(ENOUGH) for _ in range(3)]
    benchmark = [" ".join(item) for item in items]
    dirty = [_within(item, vocabulary, draw) for item in items]
    dirty += [_within([*items[0], *items[1], *items[0]], vocabulary, draw), benchmark[1]]
    clean = [_within(vocabulary.take(6), vocabulary, draw) for _ in range(5)]
    train = [*dirty, *clean, *draw.sample(dirty, 3), *draw.sample(clean, 3), ""]
    for _ in range(2):
        draw.shuffle(train)
        _ask(submission, train, benchmark)
    for some, items in ((train, []), ([], benchmark), ([], []), (clean, benchmark), (dirty, benchmark)):
        _ask(submission, some, items)
    benchmark = [item.title() for item in benchmark]
    before = copy.deepcopy([train, benchmark])
    seen = submission.call(NAME, train, benchmark, then="arguments", n=4)
    for name, old, new in zip(("train", "benchmark"), before, seen["arguments"], strict=True):
        expect_equal(new, old, name)
    _compare(seen["value"], *before, n=4)


@pytest.mark.check(NAME, points=1, hint="n_below_one", promise="n is below 1.")
def test_bad_calls(submission, draw):
    """It raises ValueError for an n below 1, and TypeError for one text where a list of texts is meant."""
    text = draw.choice(rows.QUESTIONS)
    for n in (0, -1, -8):
        for train, benchmark in (([text], [text]), ([], []), (list(rows.ANSWERS), [text])):
            expect_raises("ValueError", lambda n=n, t=train, b=benchmark: submission.call(NAME, t, b, n=n))
    for train, benchmark in ((text, [text]), ([text], text), (text, text)):
        expect_raises("TypeError", lambda t=train, b=benchmark: submission.call(NAME, t, b))
