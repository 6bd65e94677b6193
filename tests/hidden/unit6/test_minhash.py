"""Hidden suite of exercise 6.7. The oracle is `judge.shingles`: words character by character, hashes as whole numbers.

That the share of equal numbers estimates the Jaccard similarity follows from the numbers themselves, and a number that must
be the same for everybody shows hash(), which is another one in every process, without a second process.
"""

import hashlib
import random
import string

import pytest

from smol_grade.arrays import Array
from smol_grade.judge import detect, shingles
from smol_grade.judge.detect import Detector
from smol_grade.judge.expect import expect_equal, expect_raises, expect_type, mismatch

NAME = "minhash"
DEFAULTS = {"num_perm": 128, "ngram": 3, "seed": 0}
PRIME = shingles.PRIME
WORDS = 64
"""Bits of a word of NumPy's."""


def _numbers(result):
    """Return a result's ints, or None if there are none."""
    if isinstance(result, Array):
        good = result.type == "ndarray" and result.dtype in ("int64", "uint64") and result.values.ndim == 1
        return result.values.tolist() if good else None
    return result if type(result) is list and all(type(number) is int for number in result) else None


def right(text, *, num_perm=128, ngram=3, seed=0):
    """Return the signature of a text."""
    grams = shingles.ngrams(shingles.words(text), ngram)
    return shingles.signature(grams, shingles.coefficients(seed, num_perm))


# What went wrong


def _bad(seen):
    options = DEFAULTS | seen.kwargs
    return options["num_perm"] < 1 or options["ngram"] < 1


class _Seen:
    """What a good call returned, and what it is made of."""

    def __init__(self, seen):
        self.got = _numbers(seen.result)
        if _bad(seen) or seen.error is not None or self.got is None:
            raise ValueError("nothing to compare")
        self.text = seen.args[0]
        options = DEFAULTS | seen.kwargs
        self.size, self.ngram, self.seed = options["num_perm"], options["ngram"], options["seed"]
        self.words = shingles.words(self.text)
        self.grams = shingles.ngrams(self.words, self.ngram)
        self.pairs = shingles.coefficients(self.seed, self.size)

    def wrong(self):
        return self.got != shingles.signature(self.grams, self.pairs)

    def of(self, grams, pairs=None, prints=shingles.digest):
        """Whether the result is the signature of these n-grams."""
        return self.got == shingles.signature(grams, pairs or self.pairs, prints)

    def of_words(self, words):
        """Whether the result is the signature of these words."""
        return self.of(shingles.ngrams(words, self.ngram))


def _wrong(variant):
    """Return a predicate: the numbers are wrong, and this variant of them."""

    def sees(seen):
        call = _Seen(seen)
        return call.wrong() and bool(variant(call))

    return sees


def _refuses(seen):
    return not _bad(seen) and seen.error is not None and not seen.error.unsupported


def _raises_value_error(seen):
    return seen.error is not None and "ValueError" in (seen.error.type, *seen.error.kinds)


def _no_ints(seen):
    if _bad(seen):
        return False
    return _numbers(seen.result) is None or (seen.error is not None and seen.error.unsupported)


def _one_hash(call):
    return len(call.got) > 2 and len(set(call.got)) == 1 and call.got[0] != PRIME and call.grams


def _overflow(call):
    """Numbers that come of 64 bits, signed or not."""
    if any(not 0 <= number <= PRIME for number in call.got):
        return True
    prints = [shingles.digest(gram) for gram in call.grams]

    def cut(number, signed):
        number %= 2**WORDS
        return number - 2**WORDS if signed and number >= 2 ** (WORDS - 1) else number

    return any(
        call.got == [min(cut(cut(a * x, s) + b, s) % PRIME for x in prints) for a, b in call.pairs]
        for s in (True, False)
    )


def _too_large(seen):
    return seen.error is not None and seen.error.type == "OverflowError"


def _of_numpy(seen):
    """NumPy's words, and not those of ints that are too large to travel."""
    return "C long" in seen.error.message or "int64" in seen.error.message


def _not_reduced(call):
    return call.got == [min(a * x + b for x in map(shingles.digest, call.grams)) for a, b in call.pairs]


def _pairs_otherwise(call):
    """Other draws from the same generator, in another order or between other limits."""
    variants = []
    rng = random.Random(call.seed)
    first = [rng.randrange(1, PRIME) for _ in range(call.size)]
    variants.append([(a, rng.randrange(PRIME)) for a in first])
    rng = random.Random(call.seed)
    variants.append([(rng.randrange(PRIME), rng.randrange(PRIME)) for _ in range(call.size)])
    rng = random.Random(call.seed)
    variants.append([(rng.randrange(1, PRIME), rng.randrange(1, PRIME)) for _ in range(call.size)])
    rng = random.Random(call.seed)
    variants.append([(a, b) for b, a in [(rng.randrange(PRIME), rng.randrange(1, PRIME)) for _ in range(call.size)]])
    rng = random.Random(call.seed)
    variants.append([(rng.getrandbits(61), rng.getrandbits(61)) for _ in range(call.size)])
    variants += [[(a, 0) for a, _ in call.pairs], [(b, a) for a, b in call.pairs]]
    return any(call.of(call.grams, pairs) for pairs in variants)


def _own_seeds(call):
    """A new generator for each i, from seed + i."""
    return call.of(call.grams, [shingles.coefficients(call.seed + i, 1)[0] for i in range(call.size)])


def _seed_ignored(call):
    return call.seed != 0 and call.of(call.grams, shingles.coefficients(0, call.size))


def _greatest(call):
    return call.got == [max((a * x + b) % PRIME for x in map(shingles.digest, call.grams)) for a, b in call.pairs]


def _sorted(call):
    return call.got == sorted(shingles.signature(call.grams, call.pairs))


def _other_digest(call):
    """One n-gram, and all numbers come from one x, but not from x(g)."""
    if len(call.grams) != 1 or len(call.got) != call.size:
        return False
    found = {(number - b) * pow(a, -1, PRIME) % PRIME for number, (a, b) in zip(call.got, call.pairs, strict=True)}
    return len(found) == 1


DIGESTS = (
    lambda data: int.from_bytes(hashlib.sha256(data).digest()[:8], "little"),
    lambda data: int.from_bytes(hashlib.sha256(data).digest()[-8:], "big"),
    lambda data: int.from_bytes(hashlib.sha256(data).digest()[:4], "big"),
    lambda data: int.from_bytes(hashlib.sha256(data).digest()[:8], "big", signed=True),
    lambda data: int.from_bytes(hashlib.sha256(data).digest(), "big"),
    lambda data: int(hashlib.sha256(data).hexdigest()[:8], 16),
    lambda data: int.from_bytes(hashlib.sha1(data, usedforsecurity=False).digest()[:8], "big"),
    lambda data: int.from_bytes(hashlib.md5(data, usedforsecurity=False).digest()[:8], "big"),
    lambda data: int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "big"),
)


def _known_digest(call):
    return any(call.of(call.grams, prints=lambda g, of=of: of(g.encode())) for of in DIGESTS)


def _characters(call):
    size, lower = call.ngram, call.text.lower()
    texts = (call.text, lower, " ".join(call.words))
    return any(call.of({text[i : i + size] for i in range(max(1, len(text) - size + 1))}) for text in texts)


def _case(call):
    return call.of_words(_words_in_case(call.text))


def _words_in_case(text):
    """The words of a text as they are written."""
    place, found, lower = 0, [], text.lower()
    for word in shingles.words(text):
        place = lower.index(word, place)
        found.append(text[place : place + len(word)])
        place += len(word)
    return found


def _punctuation(call):
    lower = call.text.lower()
    stripped = [word.strip(string.punctuation) for word in lower.split()]
    removed = lower.translate(str.maketrans("", "", string.punctuation)).split()
    spaced = "".join(c if c.isascii() and c.isalnum() else " " for c in lower).split()
    no_line = "".join(c if c.isalnum() else " " for c in lower).split()
    letters = "".join(c if c.isalpha() else " " for c in lower).split()
    variants = (
        lower.split(),
        call.text.split(),
        stripped,
        [word for word in stripped if word],
        removed,
        spaced,
        no_line,
        letters,
    )
    return any(words != call.words and call.of_words(words) for words in variants)


def _grams_otherwise(call):
    """Not all n-grams, or others."""
    words, size = call.words, call.ngram
    whole = {" ".join(words[i : i + size]) for i in range(len(words))}
    one_short = {" ".join(words[i : i + size]) for i in range(len(words) - size)}
    apart = {" ".join(words[i : i + size]) for i in range(0, len(words), size)}
    full = {" ".join(words[i : i + size]) for i in range(0, len(words) - size + 1, size)}
    glued = {"".join(words[i : i + size]) for i in range(max(1, len(words) - size + 1))}
    commas = {str(tuple(words[i : i + size])) for i in range(max(1, len(words) - size + 1))}
    sizes = [shingles.ngrams(words, other) for other in (3, size - 1, size + 1) if other not in (size, 0)]
    return any(
        call.of(grams)
        for grams in ({" ".join(words)}, whole, one_short, apart, full, glued, commas, *sizes)
        if grams != call.grams
    )


def _short(seen):
    """Fewer words than an n-gram has."""
    return not _bad(seen) and len(shingles.words(seen.args[0])) < (DEFAULTS | seen.kwargs)["ngram"]


def _length(seen):
    return not _bad(seen) and len(_numbers(seen.result)) != (DEFAULTS | seen.kwargs)["num_perm"]


DETECTORS = [
    Detector("looks_elsewhere", detect.unknown_name),
    Detector("accepts_bad", lambda seen: _bad(seen) and seen.error is None),
    Detector("raises_other", lambda seen: _bad(seen) and not _raises_value_error(seen)),
    Detector("overflow", lambda seen: _too_large(seen) and _of_numpy(seen)),
    Detector("not_reduced", _too_large),
    Detector("short", lambda seen: _short(seen) and _refuses(seen)),
    Detector("refuses_good", _refuses),
    Detector("nothing_returned", detect.returned_nothing),
    Detector("no_ints", _no_ints),
    Detector("short", lambda seen: _short(seen) and _length(seen)),
    Detector("length", _length),
    Detector("one_hash", _wrong(_one_hash)),
    Detector("greatest", _wrong(_greatest)),
    Detector("sorted", _wrong(_sorted)),
    Detector("seed_ignored", _wrong(_seed_ignored)),
    Detector("pairs", _wrong(_pairs_otherwise)),
    Detector("own_seeds", _wrong(_own_seeds)),
    Detector("not_reduced", _wrong(_not_reduced)),
    Detector("case", _wrong(_case)),
    Detector("punctuation", _wrong(_punctuation)),
    Detector("short", _short),
    Detector("characters", _wrong(_characters)),
    Detector("grams", _wrong(_grams_otherwise)),
    Detector("overflow", _wrong(_overflow)),
    Detector("digest", _wrong(_known_digest)),
    Detector("hash", _wrong(_other_digest)),
]


# Checks


def _expect(submission, text, **options):
    """Require the signature of a text."""
    got = submission.call(NAME, text, arrays=True, **options)
    if not isinstance(got, Array):
        expect_type(got, list)
    wanted = right(text, **options)
    numbers = _numbers(got)
    if numbers is None:
        raise mismatch("equal", expected=f"{wanted[:2]!r}"[:-1] + ", …]", got=got)
    expect_equal(numbers, wanted, "result")


def _word(draw):
    return "".join(draw.choices(string.ascii_lowercase, k=draw.randint(2, 7)))


def _text(draw, length, vocabulary=12):
    """Draw a text of few different words, some of whose n-grams come again."""
    known = [_word(draw) for _ in range(vocabulary)]
    found = draw.choices(known, k=length)
    return " ".join([*found, *found[: length // 4]])


@pytest.mark.check(NAME, points=4, hint="hash", promise="x(g): the first 8 bytes of the SHA-256 of g in UTF-8")
def test_one_ngram(submission, draw):
    """A text of one n-gram has the hashes of this n-gram, as many as asked for, and others with another seed."""
    for size, ngram, seed in (
        (9, 3, 0),
        (1, 1, draw.randint(1, 99)),
        (draw.randint(30, 60), 2, draw.randint(100, 10**9)),
    ):
        text = " ".join(_word(draw) for _ in range(ngram))
        _expect(submission, text, num_perm=size, ngram=ngram, seed=seed)
    _expect(submission, " ".join([_word(draw), "año", "数据"]), num_perm=5)


@pytest.mark.check(NAME, points=4, hint="grams", promise="over all n-grams g of the text")
def test_smallest_of_all(submission, draw):
    """Each number is the smallest that its hash function gives to an n-gram of the text."""
    for length, ngram in ((30, 3), (25, 1), (40, 2), (20, draw.randint(4, 7)), (5, 3)):
        text = _text(draw, length)
        _expect(submission, text, num_perm=24, ngram=ngram, seed=draw.randint(0, 10**6))
    _expect(submission, _text(draw, 60))
    ngram = draw.randint(3, 6)
    _expect(submission, " ".join(_word(draw) for _ in range(ngram + 1)), num_perm=24, ngram=ngram)


@pytest.mark.check(NAME, points=3, hint="punctuation", promise=r"Words are the matches of \w+ in text.lower()")
def test_words(submission, draw):
    """Case, punctuation and white space do not count; digits, the underscore and letters of any script do."""
    one, two, three, four = (_word(draw) for _ in range(4))
    texts = [
        f"{one.title()} {two.upper()} {three} {four.title()}",
        f"{one}, {two}! ({three})... {four}? - {one}",
        f"  {one}\n\n{two}\t{three}\u00a0{four} ",
        f"{one}-{two} {three}'s {four}/{one}",
        f"{one}_{two} {draw.randint(10, 99)} {three}{draw.randint(2, 9)} {draw.randint(1, 9)}.5 {four}",
        f"¿Qué AÑO, {one}? ÉCOLE Straße {two}: Москва 数据 {three}",
        f"{one} — “{two}” … {three}’s {four}",
    ]
    for text in texts:
        ngram = len(shingles.words(text))  # one n-gram: any other word gives other numbers
        _expect(submission, text, num_perm=4, ngram=ngram, seed=draw.randint(0, 99))


@pytest.mark.check(NAME, points=2, hint="short", promise="A text with fewer words than ngram has one n-gram")
def test_short_texts(submission, draw):
    """A text with fewer words than an n-gram has one n-gram; a text without a word has P everywhere."""
    ngram = draw.randint(4, 9)
    for count in (1, 2, ngram - 1):
        _expect(submission, " ".join(_word(draw) for _ in range(count)), num_perm=7, ngram=ngram)
    for text in ("", "  \n", "?! …"):
        _expect(submission, text, num_perm=draw.randint(2, 9), ngram=draw.randint(1, 3))


@pytest.mark.check(NAME, points=1, hint="accepts_bad", promise="num_perm or ngram is below 1.")
def test_bad_numbers(submission, draw):
    """Fewer than one number, or n-grams of fewer than one word, raise ValueError."""
    text = _text(draw, 8)
    for options in ({"num_perm": 0}, {"num_perm": -draw.randint(1, 9)}, {"ngram": 0}, {"ngram": -draw.randint(1, 9)}):
        for words in (text, ""):
            expect_raises("ValueError", lambda words=words, o=options: submission.call(NAME, words, arrays=True, **o))
