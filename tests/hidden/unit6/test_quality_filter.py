"""Hidden suite of exercise 6.9. The oracle counts in fractions; Latin letters are found by ranges of code points.

Texts are drawn with a known number of words, repeated trigrams or foreign letters, and limits beside these numbers.
"""

import string
from collections import Counter
from fractions import Fraction

import pytest

from smol_grade.judge import detect
from smol_grade.judge.detect import Detector
from smol_grade.judge.expect import expect_equal, expect_key, expect_raises, expect_type, same

NAME = "quality_filter"
KEYS = ("kept", "removed")
RULES = ("min_words", "max_words", "max_repetition", "refusals", "max_non_latin")
SHARES = ("max_repetition", "max_non_latin")
LATIN = ((0x41, 0x5A), (0x61, 0x7A), (0xC0, 0xD6), (0xD8, 0xF6), (0xF8, 0x24F), (0x1E00, 0x1EFF))
"""The letters that drawn texts take from the Latin script lie here, and none from elsewhere does."""


def repetition(text, *, lower=True):
    """Return the share of trigrams that stood in the text before."""
    words = (text.lower() if lower else text).split()
    counts = Counter(" ".join(words[start : start + 3]) for start in range(len(words) - 2))
    return Fraction(sum(count - 1 for count in counts.values()), max(1, counts.total()))


def foreign(text):
    """Return the share of letters that are not Latin."""
    letters = [ord(character) for character in text if character.isalpha()]
    count = sum(not any(first <= letter <= last for first, last in LATIN) for letter in letters)
    return Fraction(count, max(1, len(letters)))


def hits(rule, setting, text):
    """Whether a rule removes a text."""
    if rule == "refusals":
        return any(text.lower().find(phrase.lower()) >= 0 for phrase in setting)
    if rule in SHARES:
        return (repetition if rule == "max_repetition" else foreign)(text) > Fraction(setting)
    words = len(text.split())
    return words < setting if rule == "min_words" else words > setting


def filtered(rows, rules, hit=hits):
    """Return what is right, or what it is with another idea of what a rule removes."""
    removed, kept = dict.fromkeys(rules, 0), []
    for row in rows:
        found = [rule for rule, setting in rules.items() if hit(rule, setting, row["text"])]
        if found:
            removed[found[0]] += 1
        else:
            kept.append(row)
    return {"kept": kept, "removed": removed}


# What went wrong


def _bad(seen):
    _, rules = seen.args
    return any(
        rule not in RULES or (rule != "refusals" and (setting < 0 or (rule in SHARES and setting > 1)))
        for rule, setting in rules.items()
    )


class _Seen:
    """What a good call returned, and what it should have."""

    def __init__(self, seen):
        if _bad(seen) or seen.error is not None:
            raise ValueError("nothing to compare")
        self.rows, self.rules = seen.args
        result = seen.fields.get("value", seen.result)
        self.kept, self.removed = (result[key] for key in KEYS)
        self.right = filtered(self.rows, self.rules)

    def is_right(self):
        return same(self.kept, self.right["kept"]) and same(self.removed, self.right["removed"])

    def by(self, rule, hit):
        """Whether the result is what comes of another idea of one rule."""
        wrong = filtered(self.rows, self.rules, lambda r, s, text: hit(s, text) if r == rule else hits(r, s, text))
        return rule in self.rules and same(self.kept, wrong["kept"]) and same(self.removed, wrong["removed"])


def _wrong(variant):
    """Return a predicate: the result is wrong, and this variant of it."""

    def sees(seen):
        call = _Seen(seen)
        return not call.is_right() and bool(variant(call))

    return sees


def _at_limit(call):
    """What is exactly at a limit is removed."""

    def strict(rule, setting, text):
        if rule in SHARES:
            return (repetition if rule == "max_repetition" else foreign)(text) >= Fraction(setting)
        if rule == "refusals":
            return hits(rule, setting, text)
        words = len(text.split())
        return words <= setting if rule == "min_words" else words >= setting

    return any(call.by(rule, lambda s, text, r=rule: strict(r, s, text)) for rule in call.rules)


def _swapped(call):
    return any(call.by(rule, lambda s, text, r=rule: not hits(r, s, text)) for rule in call.rules)


def _characters(call):
    return call.by("min_words", lambda n, text: len(text) < n) or call.by("max_words", lambda n, text: len(text) > n)


def _spaces(call):
    """split(" ") makes empty words of double spaces, and none of other white space."""
    return call.by("min_words", lambda n, text: len(text.split(" ")) < n) or call.by(
        "max_words", lambda n, text: len(text.split(" ")) > n
    )


def _grams(text, size=3):
    words = text.lower().split()
    return [tuple(words[i : i + size]) for i in range(len(words) - size + 1)]


def _repetition_with_case(call):
    return call.by("max_repetition", lambda s, text: repetition(text, lower=False) > Fraction(s))


def _repetition_otherwise(call):
    """Of words, of other n-grams, or all places of an n-gram that comes again."""

    def of(size):
        def share(text):
            grams = _grams(text, size)
            return 1 - Fraction(len(set(grams)), max(1, len(grams))) if grams else 0

        return share

    def every_place(text):
        counts = Counter(_grams(text))
        return Fraction(sum(count for count in counts.values() if count > 1), max(1, counts.total()))

    def kinds(text):
        counts = Counter(_grams(text))
        return Fraction(sum(count > 1 for count in counts.values()), max(1, len(counts)))

    def different(text):
        grams = _grams(text)
        return Fraction(len(set(grams)), max(1, len(grams)))

    ways = (of(1), of(2), of(4), every_place, kinds, different)
    return any(call.by("max_repetition", lambda s, text, way=way: way(text) > Fraction(s)) for way in ways)


def _refusals_with_case(call):
    ways = (
        lambda phrases, text: any(phrase in text for phrase in phrases),
        lambda phrases, text: any(phrase in text.lower() for phrase in phrases),
        lambda phrases, text: any(phrase.lower() in text for phrase in phrases),
    )
    return any(call.by("refusals", way) for way in ways)


def _refusals_otherwise(call):
    ways = (
        lambda phrases, text: any(text.lower().startswith(phrase.lower()) for phrase in phrases),
        lambda phrases, text: text.lower() in [phrase.lower() for phrase in phrases],
        lambda phrases, text: all(phrase.lower() in text.lower() for phrase in phrases),
        lambda phrases, text: bool(phrases) and all(phrase.lower() in text.lower() for phrase in phrases),
        lambda phrases, text: not phrases or any(phrase.lower() in text.lower() for phrase in phrases),
        lambda phrases, text: bool(phrases) and phrases[0].lower() in text.lower(),
        lambda phrases, text: any(phrase.lower() in text.lower().split() for phrase in phrases),
        lambda phrases, text: any(f" {phrase.lower()} " in f" {text.lower()} " for phrase in phrases),
    )
    return any(call.by("refusals", way) for way in ways)


def _letters_otherwise(call):
    def share(of, among):
        def hit(s, text):
            counted = [character for character in text if among(character)]
            return Fraction(sum(map(of, counted)), max(1, len(counted))) > Fraction(s)

        return hit

    def strange(character):
        return not any(first <= ord(character) <= last for first, last in LATIN)

    ways = (
        share(lambda c: not c.isascii(), str.isalpha),
        share(lambda c: not c.isascii(), lambda _: True),
        share(lambda c: c.isalpha() and strange(c), lambda _: True),
        share(lambda c: c.isalpha() and strange(c), lambda c: not c.isspace()),
        share(strange, lambda _: True),
        share(strange, lambda c: not c.isspace()),
        share(strange, str.isalnum),
        share(lambda c: ord(c) > 255, str.isalpha),
        share(lambda c: not strange(c), str.isalpha),
    )
    return any(call.by("max_non_latin", way) for way in ways)


def _counts(found):
    """Return a result whose counts are made of the rules that hit each row."""

    def variant(call):
        hit = [[rule for rule, s in call.rules.items() if hits(rule, s, row["text"])] for row in call.rows]
        if not same(call.kept, call.right["kept"]):
            return False
        counts = Counter(rule for rules in hit for rule in found(rules))
        return call.removed == {rule: counts[rule] for rule in call.rules}

    return variant


def _own_order(call):
    """The rules are tried in an order of their own."""

    orders = (RULES, sorted(RULES))
    return any(_counts(lambda rules, order=order: sorted(rules, key=order.index)[:1])(call) for order in orders)


def _other_rules(call):
    return same(call.kept, call.right["kept"]) and set(call.removed) != set(call.rules)


def _kept_counts(call):
    left = {rule: sum(not hits(rule, s, row["text"]) for row in call.rows) for rule, s in call.rules.items()}
    return same(call.kept, call.right["kept"]) and call.removed == left


def _texts_only(call):
    return call.kept in (
        [row["text"] for row in call.right["kept"]],
        [{"text": row["text"]} for row in call.right["kept"]],
    )


def _rows_removed(call):
    return type(call.removed) is dict and any(type(value) is list for value in call.removed.values())


def _moved(call):
    right = call.right["kept"]
    return call.kept != right and sorted(map(repr, call.kept)) == sorted(map(repr, right))


def _changed(seen):
    if type(seen.result) is not dict or "arguments" not in seen.result:
        return False
    return not all(same(*pair) for pair in zip(seen.result["arguments"], seen.args, strict=True))


def _changed_rows(call):
    """Something was written into rows that were kept."""
    return [row.get("text") for row in call.kept] == [row["text"] for row in call.right["kept"]]


def _refuses(seen):
    return not _bad(seen) and seen.error is not None and not seen.error.unsupported


def _divides(seen):
    return _refuses(seen) and seen.error.type == "ZeroDivisionError"


def _raises_value_error(seen):
    return seen.error is not None and "ValueError" in (seen.error.type, *seen.error.kinds)


def _no_dict(seen):
    if seen.error is not None:
        return seen.error.unsupported
    result = seen.fields.get("value", seen.result)
    return not _bad(seen) and (type(result) is not dict or not set(KEYS) <= result.keys())


def _nothing(seen):
    return seen.error is None and not _bad(seen) and seen.fields.get("value", seen.result) is None


DETECTORS = [
    Detector("looks_elsewhere", detect.unknown_name),
    Detector("unknown_rule", lambda seen: _bad(seen) and not set(seen.args[1]) <= set(RULES)),
    Detector("accepts_bad", lambda seen: _bad(seen) and not _raises_value_error(seen)),
    Detector("nothing_to_divide", _divides),
    Detector("refuses_good", _refuses),
    Detector("nothing_returned", _nothing),
    Detector("keys", _no_dict),
    Detector("changed", _changed),
    Detector("rules_counted", _wrong(_other_rules)),
    Detector("refusals", _wrong(_refusals_otherwise)),
    Detector("refusals_case", _wrong(_refusals_with_case)),
    Detector("letters", _wrong(_letters_otherwise)),
    Detector("characters", _wrong(_characters)),
    Detector("spaces", _wrong(_spaces)),
    Detector("at_limit", _wrong(_at_limit)),
    Detector("swapped", _wrong(_swapped)),
    Detector("repetition_case", _wrong(_repetition_with_case)),
    Detector("repetition", _wrong(_repetition_otherwise)),
    Detector("texts_only", _wrong(_texts_only)),
    Detector("counted_twice", _wrong(_counts(lambda rules: rules))),
    Detector("own_order", _wrong(_counts(lambda rules: rules[-1:]))),
    Detector("own_order", _wrong(_own_order)),
    Detector("kept_counts", _wrong(_kept_counts)),
    Detector("rows_removed", _wrong(_rows_removed)),
    Detector("order", _wrong(_moved)),
    Detector("changed", _wrong(_changed_rows)),
]


# Drawn texts


def _word(draw):
    return "".join(draw.choices(string.ascii_lowercase, k=draw.randint(4, 8)))


def _words(draw, count):
    """Return different words."""
    return [f"{_word(draw)}{'.,;!?'[i % 5] if i % 3 == 2 else ''}{i}" for i in range(count)]


def _spaced(draw, words):
    """Join words with white space of any kind and length."""
    return "".join(word + draw.choice((" ", " ", "  ", "\n", "\t", " \n\n ")) for word in words)


def _rows(draw, texts):
    return [{"id": draw.randint(0, 10**6), "text": text, "turns": [i]} for i, text in enumerate(texts)]


def _shuffled(draw, items):
    return draw.sample(items, len(items))


# Checks


def _close(rule, limit, text):
    """Whether a share is so near its limit that rounding would decide: a mistake of this suite's."""
    share = (repetition if rule == "max_repetition" else foreign)(text)
    exact = share.denominator in (1, 2, 4)
    return abs(share - Fraction(limit)) < Fraction(1, 10**9) and not exact


def _expect(submission, rows, rules):
    """Require the kept rows and the counts, and that nothing was changed."""
    assert not any(_close(rule, rules[rule], row["text"]) for rule in SHARES if rule in rules for row in rows)
    answer = submission.call(NAME, rows, rules, keep=KEYS, then="arguments")
    result = answer["value"]
    expect_type(result, dict)
    wanted = filtered(rows, rules)
    for key in ("removed", "kept"):
        expect_equal(expect_key(result, key), wanted[key], f'result["{key}"]')
    expect_equal(answer["arguments"], [rows, rules], "arguments")


@pytest.mark.check(NAME, points=2, hint="at_limit", promise="removes a text with fewer than n words.")
def test_lengths(submission, draw):
    """min_words and max_words count words between white space; a text exactly at a limit stays."""
    low, high = draw.randint(3, 6), draw.randint(9, 14)
    texts = [_spaced(draw, _words(draw, n)) for n in (low - 1, low, low + 1, high - 1, high, high + 1, 1)]
    rows = _rows(draw, _shuffled(draw, [*texts, "", " \n", " ".join(_words(draw, high + 9)), f"- {'-' * 40} -"]))
    _expect(submission, rows, {"min_words": low})
    _expect(submission, rows, {"max_words": high})
    _expect(submission, rows, {"max_words": high, "min_words": low})
    _expect(submission, rows, {"min_words": 0})
    _expect(submission, rows, {"max_words": 0})


@pytest.mark.check(NAME, points=3, hint="repetition", promise="share = 1 - different ones / all.")
def test_repetition(submission, draw):
    """max_repetition removes a text in which too large a share of trigrams stood before, in any case of letters."""
    cycle, alone = _words(draw, 4), _words(draw, 30)
    circle = [*cycle, *cycle, *cycle[:2]]  # 8 trigrams, 4 of them different: a share of 1/2
    texts = [
        _spaced(draw, circle),
        _spaced(draw, [draw.choice((word, word.upper(), word.title())) for word in circle]),
        _spaced(draw, [*cycle, *(word.upper() for word in cycle), *cycle[:2]]),
        " ".join([alone[0]] * 11),  # 9 trigrams, one of them different
        _spaced(draw, [*alone[:9], *alone[:9]]),  # 16 trigrams, 9 different
        " ".join(alone[bit == "b"] for bit in "aaababbbaa"),  # all trigrams of two words, each once
        " ".join(sorted(alone[:10] * 2)),  # words come twice, trigrams do not
        " ".join([alone[0], alone[1], alone[2], alone[1], alone[0], alone[2], alone[0], alone[1], alone[3]]),
        " ".join([*alone[:3], *alone[:3], *alone[5:]]),
        _spaced(draw, alone),
        *(" ".join(alone[:1] * n) for n in range(5)),
    ]
    rows = _rows(draw, _shuffled(draw, texts))
    for limit in (0.5, 0, 1, 0.25, 0.45, draw.choice((0.35, 0.4)), 0.95):
        _expect(submission, rows, {"max_repetition": limit})


@pytest.mark.check(NAME, points=2, hint="refusals", promise="removes a text that contains one of the phrases anywhere")
def test_refusals(submission, draw):
    """refusals removes a text that contains any of the phrases, wherever it stands and in any case of letters."""
    plain = f"{_word(draw)} {_word(draw)}"
    phrases = [f"As an {_word(draw).upper()}", plain, f"I can't {_word(draw)}", "LO SIENTO, PERÓ"]
    some = _words(draw, 12)
    cased = [case(phrase) for phrase in phrases for case in (str.upper, str.lower, str)]
    texts = [" ".join([*some[:3], phrase, *some[4:]]) for phrase in cased]
    texts += [
        f"{phrases[0].swapcase()}…",
        f"«{phrases[2].title()}»-{some[1]}",
        f"{some[0]}{plain}{some[1]}",
        phrases[3],
    ]
    texts += [plain.replace(" ", "  "), plain.partition(" ")[0], plain[::-1], "", " ".join(some)]
    rows = _rows(draw, _shuffled(draw, texts))
    for chosen in (phrases, phrases[:1], phrases[1:3], phrases[::-1], []):
        _expect(submission, rows, {"refusals": chosen})


@pytest.mark.check(NAME, points=2, hint="letters", promise="the share of letters that are not Latin is above s.")
def test_letters(submission, draw):
    """max_non_latin counts letters alone: accents are Latin, other scripts are not, digits and signs count nowhere."""
    foreign_words = ["привет", "наука", "数据", "データ", "한국어", "λόγος", "سلام", "कमल", "שלום"]
    one = draw.choice(foreign_words)
    own = "".join(draw.choices(string.ascii_letters + "áéñüçßøłőş", k=len(one)))
    texts = [
        f"{one} {own}",  # 1/2, where all of one are letters
        f"{own}{one}{own}{own}",  # 1/4
        f"{one}{one}{own}{one} 2026!",  # 3/4
        " ".join(draw.sample(foreign_words, 3)),
        "¿Qué año? Él comió ñandú y jamón; ÀÇÉÎÕÜ ßøłőşğ ệ",
        f"{own}, 12345678 + 90 = … — “%” {one[:1]}",
        f"{one} 12345678901234567890 !!!!!!!!!!!! {own[:1]}",
        f"{_word(draw)} {_word(draw)} 😀😀😀 →→→",
        "12345 ?! 😀",
        "",
        one,
        f"{own} ｆｕｌｌｗｉｄｔｈ 1º 2ª",
    ]
    rows = _rows(draw, _shuffled(draw, texts))
    for limit in (0.5, 0, 0.25, 0.75, 1, 0.1, draw.choice((0.35, 0.4, 0.6))):
        _expect(submission, rows, {"max_non_latin": limit})


@pytest.mark.check(
    NAME, points=2, hint="own_order", promise="the rules are tried in the order of the dict `rules`; the first one"
)
def test_first_rule_counts(submission, draw):
    """A row is counted once, for the first of the given rules that removes it; every rule has a count, 0 too."""
    phrase = f"{_word(draw)} {_word(draw)}"
    long, loop = _words(draw, 15), _words(draw, 3)
    texts = [
        phrase,
        f"{phrase} да нет",
        " ".join([*long, phrase]),
        " ".join(loop * 6),
        f"{' '.join(loop * 6)} {phrase}",
    ]
    texts += [
        f"{phrase} {'да нет ' * 9}",
        "да",
        "да нет " * 6,
        " ".join(long[:6]),
        " ".join([*long[:5], "наука"]),
        _word(draw),
    ]
    rows = _rows(draw, _shuffled(draw, texts * 2))
    rules = {"min_words": 4, "max_words": 12, "max_repetition": 0.3, "refusals": [phrase], "max_non_latin": 0.5}
    for order in (draw.sample(RULES, 5), draw.sample(RULES, 5), RULES, RULES[::-1], draw.sample(RULES, 2)):
        _expect(submission, rows, {rule: rules[rule] for rule in order})
    _expect(submission, rows, {"refusals": [_word(draw) * 3], "max_words": 10**6, "min_words": 2})
    _expect(submission, rows, {})
    _expect(submission, [], dict(draw.sample(list(rules.items()), 3)))


@pytest.mark.check(
    NAME, points=1, hint="accepts_bad", promise="rules holds another name, n is below 0, or s is below 0 or above 1"
)
def test_bad_rules(submission, draw):
    """A rule that does not exist, a number of words below 0 and a share outside 0 … 1 raise ValueError."""
    name = draw.choice(("min_word", "max_length", "refusal", "Max_words", "language"))
    bad = [{name: 3}, {"min_words": 2, name: 1}, {"min_words": -1}, {"max_words": -draw.randint(1, 9)}]
    bad += [{rule: value} for rule in SHARES for value in (-0.1, 1.1)]
    bad += [{"max_words": 5, "max_repetition": draw.randint(2, 90)}]
    for rules in bad:
        for rows in (_rows(draw, [_word(draw)]), []):
            expect_raises("ValueError", lambda rows=rows, r=rules: submission.call(NAME, rows, r, keep=KEYS))
