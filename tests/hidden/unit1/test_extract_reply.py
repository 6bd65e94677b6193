"""Hidden suite of exercise 1.18. Replies are written here, encoded, and put behind a prompt; the oracle counts tokens.

Nothing is generated, so a call costs what decoding a few dozen tokens costs.
"""

import functools

import pytest

from smol_grade.judge import detect, rows
from smol_grade.judge.detect import Detector
from smol_grade.judge.expect import expect_equal, expect_raises, expect_text, expect_type

NAME = "extract_reply"
OPEN, CLOSE = "<think>", "</think>"
HEADER = "assistant\n"
LONG_WORDS = ("¡Ánimo! 🐢🐕🦁", "naïve café: 你好", "m² or ½, e\u0301, “quotes”")
"""Characters of several bytes, which the drawn vocabularies have no token for."""
THOUGHTS = ("The user asks.\n\nLet me see:\n- first\n- second", "Easy.\n", "Is it <b>Lima</b>? Yes. assistant\n")


# the oracle


def new_tokens(ids, prompt_len, tokenizer):
    """The tokens of the reply: up to the first end token after the prompt."""
    end = tokenizer.id_of(tokenizer.special_tokens.end)
    found = []
    for number in ids[prompt_len:]:
        if number == end:
            break
        found.append(number)
    return found


def spoken(ids, tokenizer):
    """The text of tokens without special ones."""
    special = {tokenizer.id_of(token) for token in tokenizer.special_tokens.all}
    return tokenizer.decode([number for number in ids if number not in special])


def answered(text):
    """A reply without the block of thoughts that it begins with; an open block leaves nothing."""
    if not text.lstrip().startswith(OPEN):
        return text
    end = text.find(CLOSE)
    return "" if end < 0 else text[end + len(CLOSE) :]


# what detectors see


class _Asked:
    """A call, its result, and what comes of ways that are wrong. White space at the ends never counts."""

    def __init__(self, seen):
        value = seen.fields.get("value", seen.result)
        self.ids, self.length, self.tokenizer = seen.args
        self.strips = seen.kwargs.get("strip_think", True)
        self.got = value.strip()

    @functools.cached_property
    def whole(self):
        """The reply with its thoughts."""
        return spoken(new_tokens(self.ids, self.length, self.tokenizer), self.tokenizer).strip()

    @functools.cached_property
    def right(self):
        return answered(self.whole).strip() if self.strips else self.whole

    @functools.cached_property
    def everything(self):
        """Prompt and reply, and what follows, without special tokens."""
        return spoken(self.ids, self.tokenizer)

    @functools.cached_property
    def to_the_end(self):
        """The reply and what comes after its end token."""
        return spoken(self.ids[self.length :], self.tokenizer).strip()

    def plain(self):
        """The result without special tokens."""
        text = self.got
        for token in self.tokenizer.special_tokens.all:
            text = text.replace(token, "")
        return text.strip()

    def is_one_of(self, *texts):
        """Whether the result is wrong, and one of these or the answer in one of these."""
        wrong = [text.strip() for text in texts] + [answered(text).strip() for text in texts]
        return self.got != self.right and self.got in wrong


def bad_length(args):
    """Whether a prompt cannot be so long."""
    return not 0 <= args[1] <= len(args[0])


def _accepts(seen):
    return bad_length(seen.args) and seen.error is None


def _refuses(seen):
    """A call that is right ends with an error; an open block, an empty reply, no end token."""
    return seen.error is not None and not bad_length(seen.args)


def _end_of_prompt(seen):
    """The end token is searched in the prompt too."""
    asked = _Asked(seen)
    end = asked.tokenizer.id_of(asked.tokenizer.special_tokens.end)
    first = asked.ids.index(end)
    return first < asked.length and asked.is_one_of("", spoken(asked.ids[:first], asked.tokenizer))


def _with_prompt(seen):
    asked = _Asked(seen)
    before = spoken(asked.ids[: asked.length], asked.tokenizer).strip()
    return bool(before) and (asked.plain().startswith(before) or asked.is_one_of(asked.everything))


def _special_tokens(seen):
    asked = _Asked(seen)
    return asked.plain() != asked.got


def _past_the_end(seen):
    asked = _Asked(seen)
    return asked.to_the_end != asked.whole and asked.is_one_of(asked.to_the_end)


def _last_end(seen):
    """Stops at the last end token, not at the first."""
    asked = _Asked(seen)
    rest = asked.got.removeprefix(asked.right)
    return rest != asked.got and bool(rest) and asked.to_the_end.find(rest) >= 0


def _broken_characters(seen):
    asked = _Asked(seen)
    return asked.got.count("\ufffd") > asked.right.count("\ufffd")


def _raw_tokens(seen):
    asked = _Asked(seen)
    return any(sign in asked.got and sign not in asked.whole for sign in ("Ġ", "Ċ"))


def _header_not_found(seen):
    """The cut at -1: a part of the prompt, or of the reply, from a place of no meaning."""
    asked = _Asked(seen)
    everything = asked.everything.strip()
    cuts = [everything[len(header) - 1 :] for header in _headers(asked)]
    return asked.is_one_of(*cuts, everything[-1:])


def _headers(asked):
    starts = (asked.tokenizer.special_tokens.start, "<|im_start|>", "")
    return [start + word for start in starts for word in (HEADER, HEADER.strip())]


def _split_at_header(seen):
    asked = _Asked(seen)
    parts = [part for text in (asked.everything, asked.whole) for part in text.split(HEADER)]
    parts += [part for text in (asked.everything, asked.whole) for part in text.split(HEADER.strip())]
    tails = [asked.everything.partition(HEADER)[2], asked.everything.partition(HEADER.strip())[2]]
    return asked.is_one_of(*parts, *tails)


def _off_by_one(seen):
    asked = _Asked(seen)
    cuts = [new_tokens(asked.ids, max(asked.length + by, 0), asked.tokenizer) for by in (-2, -1, 1, 2)]
    cuts.append(new_tokens(asked.ids, asked.length, asked.tokenizer)[:-1])
    return asked.is_one_of(*(spoken(cut, asked.tokenizer) for cut in cuts))


def _always_strips(seen):
    asked = _Asked(seen)
    return not asked.strips and asked.got != asked.whole and asked.got == answered(asked.whole).strip()


def _open_block(seen):
    asked = _Asked(seen)
    begins = asked.whole.startswith(OPEN) and CLOSE not in asked.whole
    return asked.strips and begins and asked.got != ""


def _last_close(seen):
    """Up to the last </think>."""
    asked = _Asked(seen)
    return asked.strips and asked.whole.count(CLOSE) > 1 and asked.is_one_of(asked.whole.rpartition(CLOSE)[2])


def _anywhere(seen):
    """A block, or a lone sign, that the reply does not begin with is taken for one."""
    asked = _Asked(seen)
    has_signs = OPEN in asked.whole or CLOSE in asked.whole
    return asked.strips and has_signs and asked.got != asked.right and len(asked.got) < len(asked.right)


def _signs_only(seen):
    """The signs are gone and the thoughts are there."""
    asked = _Asked(seen)
    bare = asked.whole.replace(OPEN, "").replace(CLOSE, "")
    return asked.whole.startswith(OPEN) and asked.got != asked.right and asked.got.split() == bare.split()


def _thinks_aloud(seen):
    asked = _Asked(seen)
    return asked.strips and asked.got == asked.whole != asked.right


def _cut_by_characters(seen):
    asked = _Asked(seen)
    prompt = asked.tokenizer.decode(asked.ids[: asked.length])
    return bool(asked.got) and asked.is_one_of(asked.everything[len(prompt) :], asked.everything[asked.length :])


def _cut_at_line(seen):
    asked = _Asked(seen)
    return asked.right.startswith(asked.got + "\n")


def _no_text(seen):
    if seen.error is not None:
        return seen.error.unsupported
    return type(seen.fields.get("value", seen.result)) is not str


def _changed(seen):
    return seen.fields["arguments"][0] != seen.args[0]


DETECTORS = [
    Detector("looks_elsewhere", detect.unknown_name),
    Detector("loads_from_hub", detect.loads_from_hub),
    Detector("bad_length", _accepts),
    Detector("nothing_returned", detect.returned_nothing),
    Detector("no_text", _no_text),
    Detector("refuses", _refuses),
    Detector("changed_in_place", _changed),
    Detector("raw_tokens", _raw_tokens),
    Detector("broken_characters", _broken_characters),
    Detector("with_prompt", _with_prompt),
    Detector("special_tokens", _special_tokens),
    Detector("always_strips", _always_strips),
    Detector("open_block", _open_block),
    Detector("thinks_aloud", _thinks_aloud),
    Detector("last_close", _last_close),
    Detector("signs_only", _signs_only),
    Detector("past_the_end", _past_the_end),
    Detector("off_by_one", _off_by_one),
    Detector("split_at_header", _split_at_header),
    Detector("header_not_found", _header_not_found),
    Detector("cut_by_characters", _cut_by_characters),
    Detector("end_of_prompt", _end_of_prompt),
    Detector("cut_at_line", _cut_at_line),
    Detector("past_the_end", _last_end),
    Detector("anywhere", _anywhere),
]


# calls


def _prompt(tokenizer, draw, *, turns=1):
    """The tokens of a conversation that ends with the assistant's header: it has end tokens, and several headers."""
    messages = [{"role": "system", "content": draw.choice(rows.SYSTEMS)}] if draw.random() < 0.5 else []
    for _ in range(turns):
        messages += [
            {"role": "user", "content": draw.choice(rows.QUESTIONS)},
            {"role": "assistant", "content": draw.choice(rows.ANSWERS)},
        ]
    messages.append({"role": "user", "content": draw.choice(rows.QUESTIONS)})
    return tokenizer.encode(tokenizer.render(messages, add_generation_prompt=True))


def _expect_reply(submission, tokenizer, prompt, generated, *, strips=None):
    """Require the reply of a row; `strips` is passed as `strip_think` unless it is None."""
    options = {} if strips is None else {"strip_think": strips}
    got = submission.call(NAME, [*prompt, *generated], len(prompt), tokenizer, **options)
    expect_type(got, str)
    wanted = spoken(new_tokens(generated, 0, tokenizer), tokenizer)
    wanted = wanted if strips is False else answered(wanted)
    if got.strip() != wanted.strip():
        expect_text(got.strip(), wanted.strip(), "result")


def _ids(tokenizer):
    return [tokenizer.id_of(token) for token in tokenizer.special_tokens.all]


def _lines(draw):
    """A reply of several lines, with characters of several bytes."""
    return f"{draw.choice(rows.ANSWERS)}\n\n1. {draw.choice(LONG_WORDS)}\n2. {draw.choice(rows.TOPICS)} , isn 't it ?"


@pytest.mark.check(
    NAME, points=2, hint="only_new_tokens", promise="the text of the tokens after the prompt, and only of those"
)
def test_only_the_new_tokens(submission, tokenizer, draw):
    """The reply is the text of the tokens after the prompt, all of them, whatever characters they spell."""
    _, end, _ = _ids(tokenizer)
    long = "\n\n".join(_lines(draw) for _ in range(5))  # longer than what decoding drops of the prompt
    for text, closing in ((long, [end]), (draw.choice(rows.ANSWERS), []), (draw.choice(LONG_WORDS), [end])):
        _expect_reply(submission, tokenizer, _prompt(tokenizer, draw), [*tokenizer.encode(text), *closing])
    _expect_reply(submission, tokenizer, [], [*tokenizer.encode(_lines(draw)), end])


@pytest.mark.check(
    NAME,
    points=2,
    hint="past_the_end",
    promise="The reply ends before the first end token (tokenizer.eos_token) that comes after the prompt",
)
def test_ends_with_its_turn(submission, tokenizer, draw):
    """The reply ends before the first end token after the prompt, whatever follows, and holds no special token."""
    start, end, pad = _ids(tokenizer)
    reply = tokenizer.encode(_lines(draw))
    more = tokenizer.encode(f"\n{tokenizer.special_tokens.start}user\n{draw.choice(rows.QUESTIONS)}")
    prompt = _prompt(tokenizer, draw, turns=2)
    _expect_reply(submission, tokenizer, prompt, [*reply, end, *[pad] * draw.randint(1, 5)])
    _expect_reply(submission, tokenizer, prompt, [*reply, end, *more, end, *more])
    middle = draw.randint(1, len(reply) - 1)
    odd = [*tokenizer.encode(draw.choice(rows.ANSWERS)), start, pad, *tokenizer.encode(" So be it.")]
    _expect_reply(submission, tokenizer, prompt, [*odd, end, *reply[:middle]])


@pytest.mark.check(
    NAME,
    points=1,
    hint="split_at_header",
    promise='All the rest is kept, also words that look like a header ("assistant\\n").',
)
def test_header_words_stay(submission, tokenizer, draw):
    """Words of the reply that look like a header, or repeat the question, stay in it."""
    _, end, _ = _ids(tokenizer)
    question = draw.choice(rows.QUESTIONS)
    prompt = _prompt(tokenizer, draw)
    for text in (f"I am your assistant\nand you asked: {question}\n", f"user\n{question}\nassistant\n{question} Hm."):
        _expect_reply(submission, tokenizer, prompt, [*tokenizer.encode(text), end])


@pytest.mark.check(
    NAME,
    points=2,
    hint="thinks_aloud",
    promise="a reply that begins with <think>, white space aside, loses everything up to and including the first </think>",
)
def test_thoughts_are_left_out(submission, tokenizer, draw):
    """The block of thoughts that a reply begins with is left out unless strip_think is off; other text stays."""
    _, end, _ = _ids(tokenizer)
    prompt, answer, thought = _prompt(tokenizer, draw), draw.choice(rows.ANSWERS), draw.choice(THOUGHTS)
    empty = f"{OPEN}\n\n{CLOSE}"
    block = f"{OPEN}{thought}{CLOSE}"
    told = [
        (f"{block}\n\n{answer}", None),
        (f"\n {block}{answer} {CLOSE} ends a thought, {OPEN} begins one.", None),
        (f"{answer} {block} That was all.", draw.choice((None, True))),
        (f"{answer} {CLOSE} Why not?", None),
        (f"{empty}\n\n{answer}", None),
        (f"{OPEN}{thought}{OPEN}{thought}", True),
        (f"{block}\n{answer}\n{block}\nDone.", True),
        (f"{block}\n\n{answer}", False),
    ]
    for text, strips in told:
        _expect_reply(submission, tokenizer, prompt, [*tokenizer.encode(text), end], strips=strips)


@pytest.mark.check(NAME, points=1, hint="bad_length", promise="prompt_len is negative, or larger than the number of")
def test_lengths_at_the_edge(submission, tokenizer, draw):
    """An empty reply is ""; a prompt that cannot be so long is a ValueError; the list is left as it is."""
    _, end, _ = _ids(tokenizer)
    prompt = _prompt(tokenizer, draw)
    _expect_reply(submission, tokenizer, prompt, [])
    _expect_reply(submission, tokenizer, prompt, [end, *tokenizer.encode(draw.choice(rows.ANSWERS))])
    ids = [*prompt, *tokenizer.encode(draw.choice(rows.ANSWERS)), end]
    seen = submission.call(NAME, ids, len(prompt), tokenizer, then="arguments")
    expect_equal(seen["arguments"][0], ids, "output_ids")
    for length in (-1, -draw.randint(2, len(ids)), len(ids) + 1, len(ids) + draw.randint(2, 9)):
        expect_raises("ValueError", functools.partial(submission.call, NAME, ids, length, tokenizer))
