"""Hidden suite of exercise 1.14. The oracle is greedy decoding in NumPy; frozen cases hold it equal to transformers.

Two kinds of models: drawn ones, whose every token depends on the whole prompt, and chains, which are built to say what
a check wants to hear: an end token and more after it, words that look like a header.
"""

import functools
import itertools

import pytest

from smol_grade.judge import detect, rows
from smol_grade.judge.decoding import chain, greedy, readable
from smol_grade.judge.detect import Detector
from smol_grade.judge.expect import expect_text, expect_type

NAME = "generate_reply"
CLEAR = 0.01
"""What the best logit must be ahead of the second best: float32 and float64 then agree on the token."""
BEYOND = 8
"""Tokens past the reply that detectors look at."""
HEADER = "assistant\n"


def reply_ids(logits, tokenizer, messages, limit, *, prompt=True, stop=True):
    """The tokens that greedy decoding adds, the end token included; `logits` may be those of a real model."""
    ids = tokenizer.encode(tokenizer.render(messages, add_generation_prompt=prompt))
    return greedy(logits, ids, limit, tokenizer.id_of(tokenizer.special_tokens.end) if stop else None)


def spoken(tokenizer, ids):
    """The text of tokens without special ones."""
    special = {tokenizer.id_of(token) for token in tokenizer.special_tokens.all}
    return tokenizer.decode([number for number in ids if number not in special])


def reply(logits, tokenizer, messages, limit):
    """The reply that the model gives."""
    return spoken(tokenizer, reply_ids(logits, tokenizer, messages, limit).ids)


class _Asked:
    """A call of the function, and what wrong answers to it look like. White space at the ends never counts."""

    def __init__(self, seen):
        self.model, self.tokenizer, self.messages, self.limit = seen.args
        self.got = seen.result.strip()
        self.plain = self.got
        for token in self.tokenizer.special_tokens.all:
            self.plain = self.plain.replace(token, "")
        self.plain = self.plain.strip()

    @functools.cached_property
    def right(self):
        return self.say().strip()

    def say(self, messages=None, limit=None, **options):
        ids = reply_ids(
            self.model.logits, self.tokenizer, messages or self.messages, limit or self.limit, **options
        ).ids
        return spoken(self.tokenizer, ids)

    def prompt(self, *, header=True):
        return spoken(
            self.tokenizer, self.tokenizer.encode(self.tokenizer.render(self.messages, add_generation_prompt=header))
        )

    @functools.cached_property
    def whole(self):
        """Prompt and reply without special tokens."""
        return self.prompt() + self.say()


def _with_prompt(seen):
    asked = _Asked(seen)
    last = asked.messages[-1]["content"].strip()
    return asked.plain.startswith((asked.prompt(header=False).strip(), "user\n" + last, last))


def _special_tokens(seen):
    asked = _Asked(seen)
    return asked.plain != asked.got and asked.plain.startswith(asked.right)


def _end(asked):
    return asked.tokenizer.id_of(asked.tokenizer.special_tokens.end)


def _past_the_end(seen):
    asked = _Asked(seen)
    ended = _end(asked) in reply_ids(asked.model.logits, asked.tokenizer, asked.messages, asked.limit).ids
    return ended and asked.plain != asked.right and asked.plain.startswith(asked.right)


def _no_header(seen):
    asked = _Asked(seen)
    return asked.plain != asked.right and asked.plain in (
        asked.say(prompt=False).strip(),
        asked.say(prompt=False, stop=False).strip(),
    )


def _header_not_found(seen):
    """The reply with a part of the prompt before it."""
    asked = _Asked(seen)
    return asked.plain.endswith(asked.right) and len(asked.plain) > len(asked.right) and asked.plain in asked.whole


def _split_at_header(seen):
    asked = _Asked(seen)
    parts = asked.whole.split(HEADER) + asked.whole.split(HEADER.strip()) + asked.right.split(HEADER)
    return asked.plain != asked.right and asked.plain in [part.strip() for part in parts]


def _cut_by_characters(seen):
    asked = _Asked(seen)
    return asked.plain != asked.right and asked.right.endswith(asked.plain)


def _cut_at_line(seen):
    asked = _Asked(seen)
    return asked.right.startswith(asked.plain + "\n")


def _other_limit(seen):
    asked = _Asked(seen)
    if asked.plain == asked.right or not asked.plain:
        return False
    return asked.say(limit=asked.limit + BEYOND).startswith(asked.plain) or asked.plain.startswith(
        asked.say(limit=asked.limit + BEYOND).strip()
    )


def _sampled(seen):
    return any(call.args == seen.args and call.error is None and call.result != seen.result for call in seen.earlier)


def _not_all_messages(seen):
    asked = _Asked(seen)
    parts = [asked.messages[-1:], asked.messages[:1], [m for m in asked.messages if m["role"] != "system"]]
    parts += [asked.messages[1:], asked.messages[:-1]]
    return asked.plain != asked.right and asked.plain in [asked.say(part).strip() for part in parts if part]


def _no_template(seen):
    asked = _Asked(seen)
    contents = [message["content"] for message in asked.messages]
    prompts = [contents[-1], "\n".join(contents), "".join(contents), " ".join(contents)]
    said = [greedy(asked.model.logits, asked.tokenizer.encode(text), asked.limit).ids for text in prompts if text]
    return asked.plain != asked.right and asked.plain in [spoken(asked.tokenizer, ids).strip() for ids in said]


def _encoding(seen):
    """transformers 5 gives a BatchEncoding where a tensor of ids is expected."""
    return seen.error.type in ("AttributeError", "TypeError", "KeyError") and (
        seen.error.message in ("", "shape", "'shape'") or "Encoding" in seen.error.message
    )


def _no_tensor(seen):
    kinds = ("'list' object", "'str' object", "must be Tensor", "(position 1) must be")
    return seen.error.type in ("AttributeError", "TypeError", "ValueError") and any(
        kind in seen.error.message for kind in kinds
    )


def _no_batch(seen):
    return seen.error.type in ("IndexError", "ValueError", "RuntimeError") and (
        "unpack" in seen.error.message or "out of range" in seen.error.message or "imension" in seen.error.message
    )


def _max_length(seen):
    return "max_length" in seen.error.message


def _no_text(seen):
    if seen.error is not None:
        return seen.error.unsupported
    return type(seen.result) is not str


DETECTORS = [
    Detector("looks_elsewhere", detect.unknown_name),
    Detector("loads_from_hub", detect.loads_from_hub),
    Detector("max_length", _max_length),
    Detector("encoding", _encoding),
    Detector("no_tensor", _no_tensor),
    Detector("no_batch", _no_batch),
    Detector("nothing_returned", detect.returned_nothing),
    Detector("no_text", _no_text),
    Detector("sampled", _sampled),
    Detector("with_prompt", _with_prompt),
    Detector("past_the_end", _past_the_end),
    Detector("special_tokens", _special_tokens),
    Detector("no_header", _no_header),
    Detector("split_at_header", _split_at_header),
    Detector("header_not_found", _header_not_found),
    Detector("cut_by_characters", _cut_by_characters),
    Detector("cut_at_line", _cut_at_line),
    Detector("other_limit", _other_limit),
    Detector("not_all_messages", _not_all_messages),
    Detector("no_template", _no_template),
]


def _expect_reply(submission, model, tokenizer, messages, limit):
    got = submission.call(NAME, model, tokenizer, messages, limit)
    expect_type(got, str)
    wanted = reply(model.logits, tokenizer, messages, limit)
    if got.strip() != wanted.strip():
        expect_text(got.strip(), wanted.strip(), "result")


def _speaker(world, tokenizer, messages, limit):
    """A drawn model that leaves no doubt, and answers otherwise when the prompt lacks the assistant's header."""
    for number in range(50):
        drawn = world.model(f"{NAME}/{number}", tokenizer, scale=0.5, layers=1)
        model = readable(drawn, tokenizer)
        with_header = reply_ids(model.logits, tokenizer, messages, limit)
        without = reply_ids(model.logits, tokenizer, messages, 1, prompt=False)
        if with_header.gap > CLEAR and with_header.ids[0] != without.ids[0] and len(set(with_header.ids)) > 2:
            return model
    raise LookupError("no drawn model gives a clear answer")


def _garden_path(tokenizer, draw):
    """A model whose most likely first word leads on with doubt, and its second without: beam search takes that one."""
    first, second, doubtful, sure = _words(tokenizer, draw, 4)
    [line_break] = tokenizer.encode("\n")
    says = {line_break: {first: 1.0, second: 0.99}, first: {doubtful: 0.1}, second: sure, doubtful: sure}
    return chain(f"{NAME}/garden-path", tokenizer, says, otherwise=line_break)


def _words(tokenizer, draw, count):
    """Tokens of letters only, all different."""
    words = [number for number in range(tokenizer.size) if tokenizer.decode([number]).isalpha()]
    return draw.sample([number for number in words if tokenizer.decode([number]).isascii()], count)


def _chained(ids):
    """What follows what, where no token but the last comes twice."""
    return dict(itertools.pairwise(ids))


def spelling(tokenizer, text):
    """Tokens that spell a text, all different, None where the vocabulary has none such."""
    pieces = {tokenizer.decode([number]): number for number in range(tokenizer.size)}

    def rest_of(rest, used):
        if not rest:
            return used
        for size in range(len(rest), 0, -1):
            number = pieces.get(rest[:size])
            if number is not None and number not in used:
                found = rest_of(rest[size:], [*used, number])
                if found is not None:
                    return found
        return None

    return rest_of(text, [])


@pytest.mark.check(
    NAME,
    points=4,
    hint="greedy",
    promise="Greedy means: each new token is the most likely one. Nothing is sampled, so the same call gives the same reply.",
)
def test_greedy_reply(submission, world, tokenizer, draw):
    """The reply is what the model finds most likely after the assistant's header, token by token."""
    messages = [{"role": "user", "content": draw.choice(rows.QUESTIONS)}]
    limit = draw.randint(4, 6)
    model = _speaker(world, tokenizer, messages, limit)
    submission.call(NAME, model, tokenizer, messages, limit)
    _expect_reply(submission, model, tokenizer, messages, limit)
    _expect_reply(submission, _garden_path(tokenizer, draw), tokenizer, messages, 3)


@pytest.mark.check(
    NAME,
    points=3,
    hint="whole_conversation",
    promise="The prompt is what the tokenizer's chat template makes of all messages",
)
def test_whole_conversation(submission, world, tokenizer, draw):
    """All messages count: the system's, earlier turns, contents with special signs; and the limit counts new tokens."""
    start = tokenizer.special_tokens.start
    messages = [
        {"role": "system", "content": draw.choice(rows.SYSTEMS)},
        {"role": "user", "content": f"What does {start}assistant\nmean?  "},
        {"role": "assistant", "content": draw.choice(rows.ANSWERS)},
        {"role": "user", "content": draw.choice(rows.QUESTIONS)},
    ]
    model = _speaker(world, tokenizer, messages, 5)
    for limit in (draw.randint(3, 5), 1):
        _expect_reply(submission, model, tokenizer, messages, limit)


@pytest.mark.check(
    NAME,
    points=3,
    hint="past_the_end",
    promise="The reply ends before the first end token (tokenizer.eos_token) that the model adds",
)
def test_ends_with_its_turn(submission, tokenizer, draw):
    """The reply ends before the end token, whatever the model would say after it, and has no special token in it."""
    messages = [{"role": "user", "content": draw.choice(rows.QUESTIONS)}]
    start, end, _ = (tokenizer.id_of(token) for token in tokenizer.special_tokens.all)
    before, after = _words(tokenizer, draw, 4), _words(tokenizer, draw, 3)
    [line_break] = tokenizer.encode("\n")
    for ids in (before, [*before[:2], start, *before[2:]]):
        said = _chained([line_break, *ids, end, *(word for word in after if word not in before), line_break])
        model = chain(f"{NAME}/ending", tokenizer, said, otherwise=end)
        _expect_reply(submission, model, tokenizer, messages, len(ids) + 6)


@pytest.mark.check(
    NAME,
    points=2,
    hint="split_at_header",
    promise='All the rest of the reply is kept, also words that look like a header, such as "assistant\\n".',
)
def test_header_words_stay(submission, world, draw):
    """Words of the reply that look like a header stay in it."""
    messages = [{"role": "user", "content": draw.choice(rows.QUESTIONS)}]
    names = (f"{NAME}/header-{number}" for number in range(50))
    tokenizer, word = next(
        (drawn, ids) for drawn in map(world.tokenizer, names) if (ids := spelling(drawn, HEADER.strip()))
    )
    [line_break] = tokenizer.encode("\n")
    model = chain(f"{NAME}/header", tokenizer, _chained([line_break, *word, line_break]), otherwise=line_break)
    _expect_reply(submission, model, tokenizer, messages, 2 * (len(word) + 1) + draw.randint(1, len(word) - 1))
