"""Hidden suite of exercise 6.8. The oracle compares exact sets of n-grams, from `judge.shingles`.

An answer with MinHash signatures of 512 numbers may err. A pair whose similarity is 0 or 1 is never misjudged; every other
pair of a check is at least 1/8 away from the threshold (`apart` makes sure), where the binomial tail is below 1e-8. Farther
away one could not tell Jaccard's similarity from Dice's: these never differ by more than 0.172.
"""

import itertools
import string
from collections import Counter

import pytest

from smol_grade.judge import detect, shingles
from smol_grade.judge.detect import Detector
from smol_grade.judge.expect import expect_equal, expect_raises, expect_type, mismatch

NAME = "near_duplicates"
DEFAULTS = {"threshold": 0.8, "ngram": 3}
FAR = 0.125


def kept(sets, threshold, resembles=shingles.jaccard):
    """Return the indices of the sets that resemble no kept one before them."""
    found = []
    for index, grams in enumerate(sets):
        if not any(resembles(grams, sets[earlier]) >= threshold for earlier in found):
            found.append(index)
    return found


def sets_of(docs, ngram):
    """Return the n-grams of each text."""
    return [shingles.ngrams(shingles.words(doc), ngram) for doc in docs]


def apart(docs, threshold, ngram):
    """Whether all pairs that share some n-grams, and not all, are far from the threshold."""
    pairs = itertools.combinations(sets_of(docs, ngram), 2)
    return all(j in (0, 1) or abs(j - threshold) >= FAR for j in itertools.starmap(shingles.jaccard, pairs))


# What went wrong


def _options(seen):
    return DEFAULTS | seen.kwargs


def _bad(seen):
    options = _options(seen)
    return not 0 < options["threshold"] <= 1 or options["ngram"] < 1


class _Seen:
    """What a good call returned, and what it should have."""

    def __init__(self, seen):
        if _bad(seen) or seen.error is not None:
            raise ValueError("nothing to compare")
        self.docs = seen.args[0]
        self.got = seen.fields.get("value", seen.result)
        self.threshold, self.ngram = (_options(seen)[name] for name in DEFAULTS)
        self.sets = sets_of(self.docs, self.ngram)
        self.right = kept(self.sets, self.threshold)

    def by(self, make):
        """Whether the result is what other n-grams give."""
        return self.got == kept([make(doc) for doc in self.docs], self.threshold)


def _wrong(variant):
    """Return a predicate: the indices are wrong, and this variant of them."""

    def sees(seen):
        call = _Seen(seen)
        return call.got != call.right and bool(variant(call))

    return sees


def _against_all(call):
    """A dropped text drops others, too."""
    sets, threshold = call.sets, call.threshold
    return call.got == [
        i for i, grams in enumerate(sets) if all(shingles.jaccard(grams, other) < threshold for other in sets[:i])
    ]


def _neighbours(call):
    """Only the text before, or the last kept one, is looked at."""
    last, found = None, []
    for index, grams in enumerate(call.sets):
        if last is None or shingles.jaccard(grams, last) < call.threshold:
            found.append(index)
            last = grams
    before = [
        i for i, grams in enumerate(call.sets) if i == 0 or shingles.jaccard(grams, call.sets[i - 1]) < call.threshold
    ]
    return call.got in (found, before)


def _keeps_last(call):
    backwards = kept(call.sets[::-1], call.threshold)
    return call.got in ([len(call.docs) - 1 - i for i in backwards], sorted(len(call.docs) - 1 - i for i in backwards))


def _drops_all(call):
    """Nothing is left of a group."""
    sets = call.sets
    return call.got == [
        i
        for i, grams in enumerate(sets)
        if all(shingles.jaccard(grams, other) < call.threshold for j, other in enumerate(sets) if j != i)
    ]


def _groups(call):
    """One text is kept of each connected group."""
    group = list(range(len(call.sets)))
    for i, j in itertools.combinations(range(len(group)), 2):
        if shingles.jaccard(call.sets[i], call.sets[j]) >= call.threshold:
            group = [group[i] if g == group[j] else g for g in group]
    return call.got == [i for i in range(len(group)) if i == group.index(group[i])]


def _dropped_ones(call):
    return call.got and call.got == [i for i in range(len(call.docs)) if i not in call.right]


def _exact_only(call):
    same = [call.docs, [doc.strip().lower() for doc in call.docs], [shingles.words(doc) for doc in call.docs]]
    return any(call.got == [i for i, doc in enumerate(docs) if doc not in docs[:i]] for docs in same)


def _above_only(call):
    twice = any(call.docs[i] == call.docs[j] for i, j in itertools.combinations(call.got, 2))
    return twice and call.got == kept(call.sets, call.threshold, lambda a, b: shingles.jaccard(a, b) - 1e-12)


def _ratio(of):
    def resembles(a, b):
        if not a or not b:
            return float(a == b)
        return len(a & b) / of(len(a), len(b))

    return resembles


RATIOS = [_ratio(of) for of in (min, max, lambda a, b: a, lambda a, b: b, lambda a, b: (a + b) / 2, lambda a, b: a + b)]


def _other_ratio(call):
    """Overlap, containment or Dice."""
    return any(call.got == kept(call.sets, call.threshold, ratio) for ratio in RATIOS)


def _of_lists(call):
    """Jaccard's similarity of lists, in which an n-gram counts as often as it comes."""
    lists = [Counter(_every_ngram(doc, call.ngram)) for doc in call.docs]
    return call.got == kept(lists, call.threshold, lambda a, b: (a & b).total() / max(1, (a | b).total()))


def _every_ngram(doc, size, step=1):
    words = shingles.words(doc)
    return [" ".join(words[start : start + size]) for start in range(0, max(1, len(words) - size + 1), step)]


def _words_with_case(call):
    made = (lambda doc: doc.split(), lambda doc: doc.lower().split())
    return any(call.by(lambda doc, of=of: shingles.ngrams(of(doc), call.ngram)) for of in made)


def _other_ngrams(call):
    """The argument ngram does not count, is off by one, or is taken for the step."""
    if call.by(lambda doc: set(_every_ngram(doc, call.ngram, call.ngram))):
        return True
    if call.by(lambda doc: set(_every_ngram(doc, call.ngram)[:-1]) or {""}):
        return True
    return any(
        call.by(lambda doc, n=n: shingles.ngrams(shingles.words(doc), n))
        for n in (1, 2, 3, call.ngram - 1, call.ngram + 1)
        if n not in (0, call.ngram)
    )


def _order_ignored(call):
    """The words of a text in any order."""
    return call.by(lambda doc: set(_every_ngram(" ".join(sorted(shingles.words(doc))), call.ngram)))


def _threshold_ignored(call):
    return call.threshold != DEFAULTS["threshold"] and call.got == kept(call.sets, DEFAULTS["threshold"])


def _short(call):
    """Texts with fewer words than an n-gram have no n-grams: all alike, or none like another."""
    sets = [
        grams if len(shingles.words(d)) >= call.ngram else frozenset()
        for grams, d in zip(call.sets, call.docs, strict=True)
    ]
    alone = kept(sets, call.threshold, lambda a, b: shingles.jaccard(a, b) if a and b else 0.0)
    return call.got in (kept(sets, call.threshold), alone, [i for i in alone if sets[i]])


def _without_words(call):
    return any(not grams for grams in call.sets)


def _refuses(seen):
    return not _bad(seen) and seen.error is not None and not seen.error.unsupported


def _refuses_empty(seen):
    return _refuses(seen) and any(not shingles.words(doc) for doc in seen.args[0])


def _refuses_short(seen):
    return _refuses(seen) and any(len(shingles.words(doc)) < _options(seen)["ngram"] for doc in seen.args[0])


def _raises_value_error(seen):
    return seen.error is not None and "ValueError" in (seen.error.type, *seen.error.kinds)


def _no_list(seen):
    if _bad(seen):
        return False
    if seen.error is not None:
        return seen.error.unsupported
    got = seen.fields.get("value", seen.result)
    return type(got) is not list or any(type(index) is not int for index in got)


def _texts(seen):
    got = seen.fields.get("value", seen.result)
    return type(got) is list and any(type(item) is str for item in got)


def _changed(seen):
    return type(seen.result) is dict and not detect.same(seen.result["arguments"][0], seen.args[0])


def _nothing(seen):
    return seen.error is None and seen.fields.get("value", seen.result) is None


DETECTORS = [
    Detector("looks_elsewhere", detect.unknown_name),
    Detector("accepts_bad", lambda seen: _bad(seen) and seen.error is None),
    Detector("raises_other", lambda seen: _bad(seen) and not _raises_value_error(seen)),
    Detector("without_words", _refuses_empty),
    Detector("short", _refuses_short),
    Detector("refuses_good", _refuses),
    Detector("nothing_returned", _nothing),
    Detector("indices", _texts),
    Detector("no_list", _no_list),
    Detector("changed", _changed),
    Detector("order", _wrong(lambda call: sorted(call.got) == call.right)),
    Detector("dropped_ones", _wrong(_dropped_ones)),
    Detector("above_only", _wrong(lambda call: call.threshold == 1 and _above_only(call))),
    Detector("without_words", _wrong(_without_words)),
    Detector("short", _wrong(_short)),
    Detector("other_ratio", _wrong(_of_lists)),
    Detector("ngrams", _wrong(_other_ngrams)),
    Detector("other_ratio", _wrong(_other_ratio)),
    Detector("ngrams", _wrong(_order_ignored)),
    Detector("threshold_ignored", _wrong(_threshold_ignored)),
    Detector("keeps_last", _wrong(_keeps_last)),
    Detector("drops_all", _wrong(_drops_all)),
    Detector("against_all", _wrong(lambda call: _against_all(call) or _groups(call))),
    Detector("neighbours", _wrong(_neighbours)),
    Detector("words", _wrong(_words_with_case)),
    Detector("exact_only", _wrong(_exact_only)),
]


# Drawn texts


def _word(draw):
    return "".join(draw.choices(string.ascii_lowercase, k=draw.randint(4, 8)))


def _doc(draw, length):
    return " ".join(_word(draw) for _ in range(length))


def _dressed(draw, doc):
    """Return the same words with other capitals, marks and spaces."""
    found = [draw.choice((str, str.upper, str.title))(word) for word in doc.split()]
    return draw.choice(("", "  ", "«")) + "".join(
        word + draw.choice((" ", ", ", "  ", "! ", "\n", " - ")) for word in found
    )


def _edited(draw, doc, edits):
    """Return a text in which that many words, one after the other from its end, are others."""
    found = doc.split()
    return " ".join([*found[: len(found) - edits], *(_word(draw) for _ in range(edits))])


def _shuffled(draw, items):
    order = draw.sample(range(len(items)), len(items))
    return [items[i] for i in order]


# Checks


def _expect(submission, docs, **options):
    threshold, ngram = ((DEFAULTS | options)[name] for name in DEFAULTS)
    assert apart(docs, threshold, ngram), "the suite has drawn texts near the threshold"
    wanted = kept(sets_of(docs, ngram), threshold)
    answer = submission.call(NAME, docs, then="arguments", **options)
    expect_equal(answer["arguments"][0], docs, "docs")
    got = answer["value"]
    expect_type(got, list)
    if any(type(index) is not int for index in got):
        raise mismatch("equal", expected=repr(wanted), got=got)
    expect_equal(got, wanted, "result")


@pytest.mark.check(
    NAME,
    points=3,
    hint="keeps_last",
    promise="A text is dropped if its similarity with an earlier text that was *kept*",
)
def test_keeps_the_first(submission, draw):
    """Of texts that say the same in other spellings, or nearly the same, the first is kept."""
    docs = []
    for length in (draw.randint(70, 80), draw.randint(60, 69), draw.randint(5, 9), 4):
        first = _doc(draw, length)
        docs += [first, _dressed(draw, first), *([_edited(draw, first, 1)] * (length > 60)), first]
    _expect(submission, _shuffled(draw, docs), threshold=0.7)
    _expect(submission, _shuffled(draw, [*docs, *(_doc(draw, draw.randint(4, 30)) for _ in range(4))]), threshold=0.7)


@pytest.mark.check(NAME, points=3, hint="other_ratio", promise="J(A, B) = |A and B| / |A or B|")
def test_threshold(submission, draw):
    """Texts whose Jaccard similarity reaches the threshold are duplicates, those below it are not."""
    first = _doc(draw, 102)
    near, half = _edited(draw, first, 2), _edited(draw, first, 33)
    longer, back = " ".join([first, _doc(draw, 100)]), " ".join(first.split()[::-1])
    # half of the n-grams of both are in both, more or less; back has the words of first, so it is no company for longer,
    # where other ratios and other n-grams would give the same
    for docs in ([first, near, half, back], [half, back, first, near], [first, near, longer], [longer, first, near]):
        _expect(submission, docs, threshold=0.2)
        _expect(submission, docs)
    for docs in itertools.permutations([first, _edited(draw, first, 41)]):  # Jaccard 59 / 141, Dice 0.59
        _expect(submission, list(docs), threshold=0.55)
    few = " ".join(first.split()[:3] * 14)  # the same three n-grams again and again, one of which first has
    again = f"{first} {first}"  # two n-grams more, at the seam
    for docs in ([first, few, again], [again, few, first]):
        _expect(submission, docs, threshold=0.6)
    other = _doc(draw, 20)
    _expect(submission, [first, other, first, _edited(draw, other, 8)], threshold=1)
    _expect(submission, [first, other, _dressed(draw, first), _dressed(draw, other)], threshold=1.0)


@pytest.mark.check(NAME, points=3, hint="against_all", promise="Texts that were dropped drop nobody.")
def test_chains(submission, draw):
    """A text is compared with the kept ones only, and with all of them: in a chain, every other text may stay."""
    parts = [_doc(draw, 30) for _ in range(4)]
    bridges = [f"{left} {right}" for left, right in itertools.pairwise(parts)]
    # bridges[0] is half parts[0] and half parts[1], and so on: neighbours have similarity 28 / 58, others none
    _expect(submission, [parts[0], bridges[0], parts[1]], threshold=0.2)
    _expect(submission, [bridges[0], parts[0], parts[1]], threshold=0.2)
    _expect(submission, [parts[0], parts[1], bridges[0], parts[2], parts[0]], threshold=0.2)
    chain = [parts[0], bridges[0], parts[1], parts[2], bridges[2], parts[3]]
    for docs in (chain, _shuffled(draw, chain), [*chain, *chain]):
        _expect(submission, docs, threshold=0.2)


@pytest.mark.check(NAME, points=2, hint="ngrams", promise="An n-gram is `ngram`")
def test_ngrams_of_words(submission, draw):
    """N-grams are of ngram words, in their order; a text with fewer words has one, all of its words."""
    found = [_word(draw) for _ in range(30)]
    backwards = [" ".join(found), " ".join(found[::-1])]
    for ngram in (1, 2):
        _expect(submission, backwards, ngram=ngram)
    _expect(submission, backwards)
    turned = [" ".join(found[start:] + found[:start]) for start in (0, 10, 20)]
    _expect(submission, turned, threshold=0.6, ngram=2)
    pieces = [word for start in range(0, 30, 2) for word in (found[start + 1], found[start])]
    swapped = [" ".join(found), " ".join(pieces)]  # words swapped two by two: no two stand where they stood
    for ngram in (2, 3):
        _expect(submission, swapped, ngram=ngram)
    ends = [" ".join(found[:8]), " ".join([found[8], *found[1:8]])]  # what is left at the end is no n-gram
    for ngram in (8, 9):
        _expect(submission, ends, threshold=0.2, ngram=ngram)
    one, two, three, four = found[:4]
    short = [f"{one} {two}", f"{one} {three}", f"{one.title()}, {two}!", one, two, f"{two} {one}", one.upper()]
    _expect(submission, [*short, f"{one} {two} {three}", f"{one} {two} {three} {four}"])
    _expect(submission, short, ngram=draw.randint(3, 6))


@pytest.mark.check(NAME, points=2, hint="without_words", promise="A text without a word")
def test_texts_without_words(submission, draw):
    """Of texts without a word the first is kept, beside any other text; no texts give no indices."""
    docs = ["", _doc(draw, 5), "?!", "  \n", _doc(draw, 1), ""]
    _expect(submission, docs)
    _expect(submission, _shuffled(draw, docs), ngram=draw.randint(1, 2))
    _expect(submission, docs[:1], threshold=1.0)
    _expect(submission, docs[1:2])
    _expect(submission, [])


@pytest.mark.check(NAME, points=1, hint="accepts_bad", promise="threshold is 0 or less or above 1, or ngram is below 1")
def test_bad_numbers(submission, draw):
    """A threshold that is not above 0 and at most 1, or n-grams of fewer than one word, raise ValueError."""
    bad = [{"threshold": value} for value in (0, 0.0, -0.5, 1.01, draw.randint(2, 99))]
    bad += [{"ngram": 0}, {"ngram": -draw.randint(1, 9)}]
    for docs in ([_doc(draw, 8), _doc(draw, 6)], []):
        for options in bad:
            expect_raises("ValueError", lambda docs=docs, options=options: submission.call(NAME, docs, **options))
