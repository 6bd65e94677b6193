"""Hidden suite of exercise 6.1. The oracle reads lines character by character, without a regular expression.

Instructions are drawn, and dressed as models dress them: the dress, what is no list line, and how many words there are
are known before anything is read.
"""

import itertools
import random

import pytest

from smol_grade.judge import detect
from smol_grade.judge.detect import Detector
from smol_grade.judge.expect import expect_equal, expect_raises

NAME = "parse_instructions"
BULLETS = ("-", "*", "•")
OPENING, CLOSING = '"“', '"”'
QUOTES = OPENING + CLOSING
DEFAULT = 40
"""Words that an instruction may have unless the call says otherwise."""
VERBS = ("Describe", "Draw", "Compare", "List", "Translate", "Explain", "Summarise", "Rewrite", "Invent", "Count")
THINGS = (
    "rivers",
    "stars",
    "poems",
    "engines",
    "recipes",
    "proofs",
    "birds",
    "maps",
    "songs",
    "coins",
    "ovens",
    "bees",
)
PLACES = ("in Lima", "for a child", "as a table", "in Spanish", "with examples", "from memory", "without numbers")


# the oracle


def _marked(line):
    """Return what stands behind a number or a bullet, or None."""
    head, *rest = line.split(None, 1)
    number = head[:-1].isdecimal() and head[-1] in ".)"
    return rest[0] if rest and (number or head in BULLETS) else None


def _quoted(text):
    """Return what a pair of quotes holds, or None."""
    if len(text) < 3 or text[0] not in OPENING or text[-1] not in CLOSING:
        return None
    return None if set(text[1:-1]) & set(QUOTES) else text[1:-1]


def instruction_of(line):
    """Return the instruction of a list line, or None of another line."""
    line = line.strip()
    if not line:
        return None
    marked = _marked(line)
    quoted = _quoted(line if marked is None else marked)
    found = marked if quoted is None else quoted
    return None if found is None else found.strip()


def words_of(text):
    """Return the words of an instruction, in lower case."""
    return "".join(letter if letter.isalnum() or letter == "_" else " " for letter in text.lower()).split()


def instructions(text, existing=(), max_words=DEFAULT):
    """Return what the function should."""
    seen = [words_of(known) for known in existing]
    found = []
    for line in text.split("\n"):
        instruction = instruction_of(line)
        words = words_of(instruction or "")
        if words and len(words) <= max_words and words not in seen:
            seen.append(words)
            found.append(instruction)
    return found


# texts


def _instructions(draw: random.Random, count: int) -> list[str]:
    """Return different instructions."""
    pairs = zip(draw.sample(VERBS, count), draw.sample(THINGS, count), strict=True)
    return [f"{verb} {draw.randint(3, 90)} {thing} {draw.choice(PLACES)}." for verb, thing in pairs]


def _of_words(draw: random.Random, count: int) -> str:
    """Return an instruction with so many words."""
    return " ".join(draw.choices(THINGS, k=count))


def _lists(draw: random.Random) -> list[str]:
    """Return lists in the forms that models give them, from plain to odd."""
    a, b, c, d = _instructions(draw, 4)
    number, verb, thing = draw.randint(11, 98), draw.choice(VERBS), draw.choice(THINGS)
    return [
        f"1. {a}\n2. {b}\n3. {c}",
        f"1) {a}\n2) {b}",
        f"- {a}\n- {b}",
        f"* {a}\n* {b}",
        f"• {a}\n• {b}",
        f'"{a}"\n"{b}"',
        f"“{a}”\n“{b}”",
        f'1. "{a}”\n“{b}"\n- “{c}"',
        f'1. "{a}"\n2) “{b}”\n- "{c}"\n• “{d}”',
        f"{number}. {a}\n{number + 1}) {b}\n{number * 100}. {c}\n0. {d}",
        f"7. {b}\n7. {a}\n3. {c}",
        f"  1. {a}\n\t- {b}\n      * {c}\n \t “{d}” ",
        f"1.   {a}  \n2)\t{b}\t\n-    {c}\n*\t\t{d}",
        f"1.\u00a0{a}\n-\u2003{b}",
        f"1. {a}\r\n- {b}\r\n“{c}”\r\n",
        f'1. {a}\n\n\n- {b}\n  “{c}”\n2) "{d}"',
        f'- " {a} "\n2. “\t{b} ”\n"  {c}"',
        f'1. {verb} "{thing}" {number} times\n2. "{thing}" and "{number}": {verb}\n- Is it “{thing}”?\n* "{verb} {number}',
        f'3. "{verb}" or "{number}"\n* “{verb}” and “{thing}”',
        f"- {verb}   two  {thing}\n- **{verb}** {number} {thing}\n- {verb}: {thing}; {number}\n* `{thing}` = {number}?",
        f"- 1. {a}\n1. - {b}\n2. * {c}\n• 3) {d}",
        f"1. {verb} 3. {thing} - {number}\n- {number} {thing}\n- {number}.5 {thing}\n* It's {thing}' {verb}!",
        f"- ¿{verb} {thing} más {number} años?\n- 写 {number} 首\n1. {number}",
    ]


def _others(draw: random.Random) -> list[str]:
    """Return texts in which lines stand that are no list lines."""
    a, b = _instructions(draw, 2)
    count, thing = draw.randint(3, 90), draw.choice(THINGS)
    other = _instructions(draw, 1)[0]
    return [
        f"Here are {count} new instructions:\n1. {a}\n2. {b}\nLet me know if you want more!",
        f"Sure! 1. {other}\n\n- {a}\n\nI hope that helps.",
        f"# {thing}\n\n* {a}\n\n## More {thing}\n\n* {b}",
        f"1. {a}\n   It takes {count} minutes.\n2. {b}\nNote: {other}\n",
        f"1.\n{other}\n2. {a}\n-\n{other}\n*\n\n{other}\n3) {b}\n4)",
        f"{count}.5 {thing}\n{count} {thing}\n{count}.{thing}\n{count}) {a}\n-{thing}\n-{count} degrees\n•{thing}\n*{thing}*",
        f"**{other}**\n*{other}*\n***\n---\n--- {other}\n- {a}\n** {b}\n•• {thing}\n-- {b}",
        f"a) {other}\nb. {other}\niv. {other}\n({count}) {other}\n{count}: {other}\n#{count} {other}\nStep {count}. {b}\n1. {a}",
        f"{count}.) {other}\n1.2. {other}\n1.1 {other}\n1 . {other}\n1 - {other}\n1] {other}\n1. {a}",
        f'"{other}" he said.\nShe said: "{other}"\n"{thing}" and "{thing}s"\n“{other}\n{other}”\n\'{other}\'\n- {a}',
        f'{count}."{other}"\n-“{other}”\n"{other}".\n("{other}")\n"{other}"?\n- {a}',
        f'"\n""\n“”\n" "\n1. ""\n- “ ”\n- {a}',
        f"– {other}\n— {other}\n+ {other}\n> {other}\n→ {other}\n_ {other}\n- {a}\n✓ {b}",
        f"* * *\n- - -\n1. ???\n- …\n“!”\n- {a}\n3. ---",
        f"{a}\n{b}",
        "",
        " \n\n\t\n",
        f"I do not know any {thing}.",
    ]


def _counted(draw: random.Random) -> list[tuple[str, int]]:
    """Return lists with instructions around a limit of words, and the limit."""
    limit = draw.randint(6, 14)
    fitting, more, many = (_of_words(draw, count) for count in (limit, limit + 1, limit + draw.randint(5, 20)))
    rest = _of_words(draw, limit - 2)
    short, other = draw.sample(THINGS, 2)
    return [
        (f"1. {fitting}\n2. {more}\n3. {many}\n4. {short}", limit),
        (f"1. {_of_words(draw, DEFAULT)}\n2. {_of_words(draw, DEFAULT + 1)}", DEFAULT),
        (f"- {many}\n- {short}\n- {fitting}\n“{more}”", limit),
        (f"1. {rest} well-known\n2. {rest} a well-known\n3. {rest} a/b/c\n4. {rest} 3.5\n5. {rest} it's 7", limit),
        (f"1. {rest} - 7 !\n2. {rest} — & 8\n3. {rest} … (a) * b ?\n4. - - {fitting} ! !", limit),
        (f"1. {rest} snake_case_name x\n2. {rest} snake_case_name x y", limit),
        (f"1. {rest}    a\t b\n2. {rest}  a  b  c", limit),
        (f"1. {short}\n2. {short} {other}\n3. {other}\n4. Say-{short}", 1),
    ]


def _same(draw: random.Random) -> list[tuple[str, list[str]]]:
    """Return lists with instructions that are there already, and instructions that were there before."""
    a, b, c, d = _instructions(draw, 4)
    loud, bare = a.upper(), " ".join(words_of(a))
    backwards = " ".join(reversed(b.removesuffix(".").split()))
    return [
        (f"1. {a}\n2. {b}\n3. {a}\n4. {c}\n5. {b}", []),
        (f"1. {a}\n2. {loud}\n3. {bare}\n4. {b}", []),
        (f"1. {bare}\n2. {a}\n3. {loud}\n4. {b}", []),
        (f"- {a}!\n- {a.replace(' ', '  ')}\n- {a.replace(' ', ', ')}\n- **{bare}**\n- ({a})\n1) {b}", []),
        (f'1. {a}\n- "{a}"\n“{a}”\n2) {b}', []),
        (f"1. {a}\n2. {b}\n3. {c}", [b]),
        (f"1. {a}\n2. {b}\n3. {c}", [c.upper(), "Say: hello!", a.replace(" ", " - ").removesuffix(".")]),
        (f"1. {a}\n2. {b}", [a, b]),
        (f"1. {a}\n2. {b}", [d, f"“{b}”", d]),
        (f"1. {a} Now\n2. {b}\n3. {a}\n4. {backwards}\n5. {b} {b}\n6. {c[:-3]}", [d, f"{d} {c}", c]),
        (f"1. {a}\n2. {a.split()[0]}\n3. {''.join(a.split())}\n4. {a.replace(' ', '-')}", []),
        (f"1. Say 3.5\n2. say 35\n3. Say 3 5\n4. SAY: 3,5\n5. Say 53\n6. {b}", [a]),
        (f"1. ¿Qué es más? {b}\n2. que es mas {b}\n3. QUÉ ES MÁS: {b}\n4. 写诗\n5. 写信", [a]),
    ]


# What went wrong


def _result(seen):
    """Return the result, a list of texts."""
    result = seen.result["value"] if seen.fields.keys() == {"value", "arguments"} else seen.result
    if type(result) is not list or any(type(one) is not str for one in result):
        raise TypeError("no list of texts")
    return result


def _text(seen):
    if type(seen.row) is not str:
        raise TypeError("no text")
    return seen.row


def _existing(seen):
    return list(seen.args[1]) if len(seen.args) > 1 else []


def _limit(seen):
    return seen.kwargs.get("max_words", DEFAULT)


def _wanted(seen):
    return instructions(_text(seen), _existing(seen), _limit(seen))


def _extra(seen):
    """Return what came and should not have."""
    return [one for one in _result(seen) if one not in _wanted(seen)]


def _missing(seen):
    """Return what should have come."""
    return [one for one in _wanted(seen) if one not in _result(seen)]


def _lines(seen):
    """Return the lines without white space at their ends."""
    return [line.strip() for line in _text(seen).split("\n")]


def _lines_of_missing(seen):
    """Return the list lines of missing instructions."""
    return [line for line in _lines(seen) if instruction_of(line) in _missing(seen)]


def _accepts_other_types(seen):
    wrong = type(seen.row) is not str
    return wrong and (seen.error is None or "TypeError" not in (seen.error.type, *seen.error.kinds))


def _accepts_limit(seen):
    right = type(seen.row) is str and _limit(seen) < 1
    return right and (seen.error is None or "ValueError" not in (seen.error.type, *seen.error.kinds))


def _no_match(seen):
    return seen.error.type in ("AttributeError", "TypeError") and "NoneType" in seen.error.message


def _index(seen):
    """Something is read from a line that has nothing there."""
    return seen.error.type in ("IndexError", "ValueError") and type(seen.row) is str and _limit(seen) >= 1


def _no_list(seen):
    if seen.error is not None:
        return seen.error.unsupported
    result = seen.result["value"] if seen.fields.keys() == {"value", "arguments"} else seen.result
    return result is not None and (type(result) is not list or any(type(one) is not str for one in result))


def _nothing(seen):
    result = seen.result["value"] if seen.fields.keys() == {"value", "arguments"} else seen.result
    return seen.error is None and result is None


def _existing_changed(seen):
    return seen.fields["arguments"][1] != seen.args[1]


def _remembers(seen):
    """A line gave its instruction in an earlier call and does not now."""
    lines = _text(seen).split("\n")
    before = [
        one for call in seen.earlier for one in _plain(call) if not set(call.args[0].split("\n")).isdisjoint(lines)
    ]
    return not _extra(seen) and bool(_missing(seen)) and all(one in before for one in _missing(seen))


def _plain(call):
    result = call.result["value"] if type(call.result) is dict else call.result
    return result if type(result) is list else []


def _markers_kept(seen):
    """The whole list line."""
    return any(instruction_of(one) in _wanted(seen) and _marked(one) is not None for one in _extra(seen) if one.strip())


def _markers_gone(seen):
    """Signs and digits are gone too that stood behind the number or bullet."""
    pairs = [(one, got) for one in _missing(seen) for got in _extra(seen) if got and one.endswith(got)]
    return any(not one.removesuffix(got).strip("0123456789.)-*• ") for one, got in pairs)


def _quotes_kept(seen):
    return any(
        _quoted(one) is not None and _quoted(one).strip() in _missing(seen) for one in map(str.strip, _extra(seen))
    )


def _quotes_lost(seen):
    """Quotes are gone that belong to the instruction."""

    def bare(text):
        return "".join(letter for letter in text if letter not in QUOTES).strip()

    return any(
        bare(one) == bare(got) != got.strip() or bare(got) == got.strip() == bare(one) != one
        for one in _missing(seen)
        for got in _extra(seen)
    )


def _spaces(seen):
    return any(one != one.strip() and one.strip() in _missing(seen) for one in _extra(seen))


def _rewritten(seen):
    """The words are right, the spelling is not the text's."""
    extra = [words_of(one) for one in _extra(seen) if one not in _text(seen)]
    return any(words_of(one) in extra for one in _missing(seen))


def _later_spelling(seen):
    """Of two that are the same, a later one came."""
    extra = [words_of(one) for one in _extra(seen) if one in _text(seen)]
    return any(words_of(one) in extra for one in _missing(seen))


def _too_long(seen):
    there = list(map(instruction_of, _lines(seen)))
    return any(len(words_of(one)) > _limit(seen) for one in _extra(seen) if one in there)


def _cut(seen):
    """The beginning of one that is too long."""
    long = [one for one in map(instruction_of, _lines(seen)) if one and len(words_of(one)) > _limit(seen)]
    return any(line.startswith(one) and one for one in _extra(seen) for line in long)


def _at_limit(seen):
    """One that is just short enough, counted as words or by white space."""
    return any(max(len(words_of(one)), len(one.split())) >= _limit(seen) for one in _missing(seen))


def _known(seen):
    known = [words_of(one) for one in _existing(seen)]
    return any(words_of(one) in known for one in _extra(seen))


def _twice(seen):
    got = [words_of(one) for one in _result(seen)]
    return any(got.count(words) > 1 for words in got)


def _not_the_same(seen):
    """One is missing that has nearly the words of another."""

    def letters(text):
        return "".join(sorted("".join(words_of(text))))

    others = [*_existing(seen), *filter(None, map(instruction_of, _lines(seen)))]
    return any(
        letters(one) == letters(other) or _inside(one, other) or _inside(other, one) or _plainer(one) == _plainer(other)
        for one in _missing(seen)
        for other in others
        if words_of(one) != words_of(other)
    )


def _inside(one, other):
    return " ".join(words_of(one)) in " ".join(words_of(other))


def _plainer(text):
    """Return the ASCII letters and digits of a text."""
    return "".join(letter for letter in text.lower() if letter.isascii() and letter.isalnum())


def _no_words(seen):
    return any(not words_of(one) for one in _extra(seen))


def _next_line(seen):
    """Nothing stands behind a number or bullet, and the next line was taken."""
    lines = [line for line in _lines(seen) if line]
    below = [b for a, b in itertools.pairwise(lines) if a in BULLETS or (a[:-1].isdecimal() and a[-1] in ".)")]
    return any(one in below or one.strip(QUOTES) in below for one in _extra(seen))


def _joined(seen):
    """Lines below a list line came with it."""
    return any("\n" in one for one in _result(seen))


def _glued(seen):
    """A number or bullet without white space behind it."""
    lines = [line for line in _lines(seen) if line and line[0] in "0123456789-*•" and instruction_of(line) is None]
    return any(line.endswith(one) and line != one for one in _extra(seen) for line in lines if one)


def _other_lines(seen):
    """A line that is no list line, or a part of one."""
    lines = [line for line in _lines(seen) if line and instruction_of(line) is None]
    return any(one.strip(QUOTES + "* ") in line for one in _extra(seen) for line in lines if one.strip())


def _numbers(seen):
    return any(_marked(line) is not None and line[0] not in BULLETS for line in _lines_of_missing(seen))


def _bullets(seen):
    return any(_marked(line) is not None and line[0] in BULLETS for line in _lines_of_missing(seen))


def _quoted_lines(seen):
    return any(_marked(line) is None for line in _lines_of_missing(seen))


def _indented(seen):
    """Only lines with white space at an end are missing."""
    raw = [line for line in _text(seen).split("\n") if instruction_of(line) in _missing(seen)]
    return bool(raw) and all(line != line.strip() for line in raw)


def _order(seen):
    return not _extra(seen) and not _missing(seen) and sorted(_result(seen)) == sorted(_wanted(seen))


DETECTORS = [
    Detector("looks_elsewhere", detect.unknown_name),
    Detector("type_error", _accepts_other_types),
    Detector("limit_error", _accepts_limit),
    Detector("no_match", _no_match),
    Detector("nothing_there", _index),
    Detector("nothing_returned", _nothing),
    Detector("no_list", _no_list),
    Detector("existing_changed", _existing_changed),
    Detector("order", _order),
    Detector("too_long", _cut),
    Detector("next_line", _next_line),
    Detector("joined", _joined),
    Detector("spaces", _spaces),
    Detector("markers_kept", _markers_kept),
    Detector("markers_gone", _markers_gone),
    Detector("quotes_kept", _quotes_kept),
    Detector("quotes_lost", _quotes_lost),
    Detector("no_words", _no_words),
    Detector("too_long", _too_long),
    Detector("known", _known),
    Detector("twice", _twice),
    Detector("later_spelling", _later_spelling),
    Detector("rewritten", _rewritten),
    Detector("glued", _glued),
    Detector("other_lines", _other_lines),
    Detector("remembers", _remembers),
    Detector("at_limit", _at_limit),
    Detector("not_the_same", _not_the_same),
    Detector("indented", _indented),
    Detector("numbers", _numbers),
    Detector("bullets", _bullets),
    Detector("quoted_lines", _quoted_lines),
]


# Checks


@pytest.mark.check(NAME, points=3, hint="list_lines", promise="A list line is a line of the text that")
def test_list_lines(submission, draw):
    """Numbered, bulleted and quoted lines give their instructions, as they are written and in their order."""
    texts = _lists(draw)
    for text in [texts[0], *texts]:
        expect_equal(submission.call(NAME, text), instructions(text), "result")


@pytest.mark.check(NAME, points=3, hint="other_lines", promise="All other lines are dropped")
def test_other_lines(submission, draw):
    """Sentences before, between and after the list are dropped, and what only looks like a list line."""
    for text in _others(draw):
        expect_equal(submission.call(NAME, text), instructions(text), "result")


@pytest.mark.check(
    NAME, points=2, hint="too_long", promise="without those that have more than max_words words or\n        none"
)
def test_words_counted(submission, draw):
    """An instruction may have max_words words, and not one more; signs are no words."""
    for text, limit in _counted(draw):
        options = {} if limit == DEFAULT else {"max_words": limit}
        expect_equal(submission.call(NAME, text, **options), instructions(text, (), limit), "result")


@pytest.mark.check(
    NAME, points=3, hint="twice", promise="if they have the same words in the same order, upper and lower case alike"
)
def test_duplicates(submission, draw):
    """Of instructions with the same words only the first is kept, and none that is in `existing`, which stays as it is."""
    texts = _same(draw)
    for text, existing in [*texts, texts[0]]:
        if not existing:
            expect_equal(submission.call(NAME, text), instructions(text), "result")
            continue
        told = submission.call(NAME, text, existing, then="arguments")
        expect_equal(told["value"], instructions(text, existing), "result")
        expect_equal(told["arguments"][1], existing, "existing")


@pytest.mark.check(NAME, points=1, hint="type_error", promise="text is not a str")
def test_bad_arguments(submission, draw):
    """It raises TypeError for what is no text, and ValueError for a max_words below 1."""
    instruction = _instructions(draw, 1)[0]
    for text in (None, [f"1. {instruction}"], draw.randint(2, 99)):
        expect_raises("TypeError", lambda text=text: submission.call(NAME, text))
    for limit in (0, -draw.randint(1, 9)):
        for text in (f"1. {instruction}", ""):
            expect_raises("ValueError", lambda limit=limit, text=text: submission.call(NAME, text, max_words=limit))
    expect_equal(submission.call(NAME, "1. One", max_words=1), ["One"], "result")
