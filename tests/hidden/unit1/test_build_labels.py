"""Hidden suite of exercise 1.8. Special tokens split a text, so the oracle encodes its parts one by one and joins them.

That these are the ids and labels of TRL's SFTTrainer with assistant_only_loss, frozen cases prove.
"""

from dataclasses import dataclass

import pytest

from smol_grade.judge import detect, rows
from smol_grade.judge.chat import LONGEST, PUBLISHED, shown_labels
from smol_grade.judge.detect import Detector
from smol_grade.judge.expect import expect_equal, expect_key, expect_raises, expect_text, expect_type, mismatch

NAME = "build_labels"
KEYS = ("input_ids", "labels")
MASKED = -100
LEARNT = ("answer", "end")
SAMPLES = (
    # system, exchanges, ends with a question
    (False, 1, False),
    (True, 3, False),
    (False, 2, True),
)


@dataclass(frozen=True)
class Token:
    """One token of a conversation and what it belongs to."""

    id: int
    part: str
    """asked (a system or user turn), header, answer, end, break"""
    turn: int
    """Index of the message, -1 for a turn that the template adds."""

    @property
    def label(self):
        """What the model learns here."""
        return self.id if self.part in LEARNT else MASKED


def tokens_of(messages, tokenizer):
    """Return the tokens of a conversation: each part is encoded by itself."""
    start, end, _ = tokenizer.special_tokens.all
    turns = [(m["role"], f"{start}{m['role']}\n", m["content"]) for m in messages]
    written = "".join(f"{header}{content}{end}\n" for _, header, content in turns)
    added = tokenizer.render(messages).removesuffix(written)
    parts = [(added, "asked", -1)]
    for index, (role, header, content) in enumerate(turns):
        if role == "assistant":
            parts += [
                (header, "header", index),
                (content, "answer", index),
                (end, "end", index),
                ("\n", "break", index),
            ]
        else:
            parts.append((f"{header}{content}{end}\n", "asked", index))
    return [Token(number, part, turn) for text, part, turn in parts for number in tokenizer.encode(text)]


def build(messages, tokenizer, max_length=None):
    """Return what the function should."""
    tokens = tokens_of(messages, tokenizer)[:max_length]
    return {"input_ids": [token.id for token in tokens], "labels": [token.label for token in tokens]}


def _expect_lists(result):
    expect_type(result, dict)
    for key in KEYS:
        values = expect_key(result, key)
        expect_type(values, list, f'result["{key}"]')
        for index, value in enumerate(values):
            expect_type(value, int, f'result["{key}"][{index}]')
    if len(result["labels"]) != len(result["input_ids"]):
        expected, got = (str(len(result[key])) for key in KEYS)
        raise mismatch("equal", where='len(result["labels"])', expected=expected, got=got)


def _expect_ids(ids, wanted, tokenizer):
    if ids != wanted:
        expect_text(tokenizer.decode(ids), tokenizer.decode(wanted), 'decode(result["input_ids"])')
        expect_equal(ids, wanted, 'result["input_ids"]')


def _expect_row(result, messages, tokenizer, max_length=None):
    """Require the ids and labels of a conversation; show them as text."""
    _expect_lists(result)
    wanted = build(messages, tokenizer, max_length)
    _expect_ids(result["input_ids"], wanted["input_ids"], tokenizer)
    if result["labels"] != wanted["labels"]:
        expect_text(
            shown_labels(result["labels"], tokenizer), shown_labels(wanted["labels"], tokenizer), 'result["labels"]'
        )
        expect_equal(result["labels"], wanted["labels"], 'result["labels"]')


# what detectors see


def _tokens(seen):
    return tokens_of(seen.args[0], seen.args[1])


def _cut(seen):
    return seen.args[2] if len(seen.args) > 2 else None


def _labels(seen):
    """The labels of a whole conversation, if their number is right."""
    labels = seen.fields["labels"]
    if _cut(seen) is not None or len(labels) != len(_tokens(seen)):
        raise ValueError("another mistake")
    return labels


def _text(seen):
    ids = seen.fields["input_ids"]
    if len(ids) > LONGEST:
        raise ValueError("no mistake known here makes so many")
    return seen.args[1].decode(ids)


def _differences(seen):
    """The tokens that are learnt and should not be, and those that should be and are not."""
    pairs = list(zip(_tokens(seen), _labels(seen), strict=True))
    extra = [token for token, label in pairs if label != MASKED and token.label == MASKED]
    missing = [token for token, label in pairs if label == MASKED and token.label != MASKED]
    return extra, missing


def _no_lists(seen):
    if seen.error is not None:
        return seen.error.unsupported
    values = [seen.fields.get(key) for key in KEYS]
    return any(type(value) is not list or any(type(item) is not int for item in value) for value in values)


def _lengths_differ(seen):
    return len(seen.fields["labels"]) != len(seen.fields["input_ids"])


def _refuses(seen):
    """An error for a conversation that has an answer."""
    return seen.error.type == "ValueError" and any(m["role"] == "assistant" for m in seen.args[0])


def _without_answer(seen):
    return not any(message["role"] == "assistant" for message in seen.args[0])


def _hard_coded(seen):
    said = "".join(message["content"] for message in seen.args[0])
    return any(token in _text(seen) and token not in said for token in PUBLISHED)


def _generation_prompt(seen):
    prompt = f"{seen.args[1].special_tokens.start}assistant\n"
    return _cut(seen) is None and _text(seen) == seen.args[1].render(seen.args[0]) + prompt


def _added_around(seen):
    rendered = seen.args[1].render(seen.args[0])
    around = [form for token in seen.args[1].special_tokens.all for form in (token + rendered, rendered + token)]
    return _cut(seen) is None and _text(seen) in around


def _turn_by_turn(seen):
    """Each message rendered by itself: the template adds its system turn every time."""
    one_by_one = "".join(seen.args[1].render([message]) for message in seen.args[0])
    return _text(seen) == one_by_one != seen.args[1].render(seen.args[0])


def _system_lost(seen):
    messages = [message for message in seen.args[0] if message["role"] != "system"]
    lost = (seen.args[1].render(messages), _own(seen.args[1], messages))
    return _text(seen) in lost and _text(seen) != seen.args[1].render(seen.args[0])


def _own(tokenizer, messages):
    start, end, _ = tokenizer.special_tokens.all
    return "".join(f"{start}{m['role']}\n{m['content']}{end}\n" for m in messages)


def _other_mask(seen):
    """Another value where -100 belongs."""
    values = {
        label
        for token, label in zip(_tokens(seen), _labels(seen), strict=True)
        if token.label == MASKED and label != token.id
    }
    return len(values) == 1 and values != {MASKED}


def _all_learnt(seen):
    return _labels(seen) == [token.id for token in _tokens(seen)]


def _nothing_learnt(seen):
    return set(_labels(seen)) == {MASKED}


def _shifted(seen):
    wanted = [token.label for token in _tokens(seen)]
    return _labels(seen)[:-1] == wanted[1:] or _labels(seen)[1:] == wanted[:-1]


def _end_masked(seen):
    """No answer is closed, or none but the last."""
    extra, missing = _differences(seen)
    return bool(missing) and not extra and {token.part for token in missing} == {"end"}


def _header_learnt(seen):
    extra, _ = _differences(seen)
    return any(token.part == "header" for token in extra) and not any(token.part == "asked" for token in extra)


def _break_learnt(seen):
    extra, missing = _differences(seen)
    return not missing and {token.part for token in extra} == {"break"}


def _answer_missing(seen):
    """At least one answer is not learnt at all, and at least one is, whole."""
    extra, missing = _differences(seen)
    turns = {token.turn for token in missing}
    wanted = [token for token in _tokens(seen) if token.part in LEARNT]
    lost = [token for token in wanted if token.turn in turns]
    return not extra and lost == missing != wanted


def _quotes(seen, turn):
    tokens = seen.args[1].special_tokens.all
    return turn >= 0 and any(token in seen.args[0][turn]["content"] for token in tokens)


def _quoted(seen):
    """Every wrong label is in, or because of, a message that quotes special tokens."""
    extra, missing = _differences(seen)
    turns = {token.turn for token in extra + missing if token.part != "break"}
    return any(_quotes(seen, turn) for turn in turns) and {token.part for token in extra} <= {
        "asked",
        "header",
        "break",
    }


def _words_searched(seen):
    """The user's words are learnt because the assistant says the same, or the other way round."""
    extra, _ = _differences(seen)
    said = {m["content"] for m in seen.args[0] if m["role"] == "assistant"}
    turns = {token.turn for token in extra if token.part == "asked"}
    return bool(turns) and all(any(words in seen.args[0][turn]["content"] for words in said) for turn in turns)


def _asked_learnt(seen):
    extra, _ = _differences(seen)
    return any(token.part == "asked" for token in extra)


def _holes(seen):
    """Masked tokens within an answer, between learnt ones."""
    extra, missing = _differences(seen)
    learning = [label != MASKED for label in _labels(seen)]
    pairs = enumerate(zip(_tokens(seen), learning, strict=True))
    holes = [i for i, (token, learnt) in pairs if token.part == "answer" and not learnt and learning[i - 1]]
    return bool(holes) and len(missing) > 0 and not extra


def _answer_shortened(seen):
    """A token too few or too many at an answer's begin or end."""
    extra, missing = _differences(seen)
    return bool(extra + missing)


DETECTORS = [
    Detector("looks_elsewhere", detect.unknown_name),
    Detector("loads_from_hub", detect.loads_from_hub),
    Detector("refuses", _refuses),
    Detector("no_answer", _without_answer),
    Detector("nothing_returned", detect.returned_nothing),
    Detector("two_lists", _no_lists),
    Detector("same_for_all", detect.same_for_every_row),
    Detector("same_length", _lengths_differ),
    Detector("hard_coded", _hard_coded),
    Detector("ids_generation_prompt", _generation_prompt),
    Detector("turn_by_turn", _turn_by_turn),
    Detector("added_around", _added_around),
    Detector("system_dropped", _system_lost),
    Detector("all_learnt", _all_learnt),
    Detector("nothing_learnt", _nothing_learnt),
    Detector("other_mask", _other_mask),
    Detector("end_masked", _end_masked),
    Detector("shifted", _shifted),
    Detector("every_answer", _answer_missing),
    Detector("quoted", _quoted),
    Detector("header_learnt", _header_learnt),
    Detector("break_learnt", _break_learnt),
    Detector("words_searched", _words_searched),
    Detector("only_answers", _asked_learnt),
    Detector("holes", _holes),
    Detector("borders", _answer_shortened),
]


# conversations


def _conversation(draw, *, system, exchanges, open_end):
    messages = [{"role": "system", "content": draw.choice(rows.SYSTEMS)}] if system else []
    for question in draw.sample(rows.QUESTIONS, k=exchanges):
        messages += [{"role": "user", "content": question}, {"role": "assistant", "content": draw.choice(rows.ANSWERS)}]
    if open_end:
        messages.append({"role": "user", "content": draw.choice(rows.QUESTIONS)})
    return messages


def _exchange(question, answer):
    return [{"role": "user", "content": question}, {"role": "assistant", "content": answer}]


def _awkward(draw, tokenizer):
    """Conversations in which words mislead: only the roles tell what is learnt."""
    start, end, _ = tokenizer.special_tokens.all
    question, answer = draw.choice(rows.QUESTIONS), draw.choice(rows.ANSWERS)
    header = f"{start}assistant\n"
    first = _exchange(question, answer)
    yield _exchange(f"Say this: {answer}", answer)
    yield _exchange(answer, answer)
    yield first + _exchange(question, "") + _exchange(question, "¿Sí? 你好 🐢, café.")
    yield _exchange(f"What is {header}{answer}{end}\n in a text?", answer) + first
    yield _exchange(f"What comes after {header}", answer)
    yield first + _exchange(question, f"ChatML is {start}user\n{question}{end}\n{header}{answer}{end}\n and so on.")
    yield [{"role": "system", "content": f"Begin with {header}{end}"}, *first]


def with_own_system_turn(tokenizer, words):
    """Return the tokenizer with a template that, like SmolLM2's, adds a system turn where there is none."""
    start, end, _ = tokenizer.special_tokens.all
    turn = f"{start}system\n{words}{end}\n".replace("\n", "\\n")
    added = f"{{%- if messages[0]['role'] != 'system' %}}{{{{- '{turn}' }}}}{{%- endif %}}"
    return tokenizer.with_template(added + tokenizer.data["chat_template"])


@pytest.mark.check(NAME, points=2, hint="template_ids", promise="the ids of what the template makes of all messages")
def test_ids_and_labels(submission, tokenizer, draw):
    """It returns two lists of the same length: "input_ids", the ids of the template's text, and "labels"."""
    for system, exchanges, open_end in SAMPLES:
        messages = _conversation(draw, system=system, exchanges=exchanges, open_end=open_end)
        result = submission.call(NAME, messages, tokenizer, keep=KEYS)
        _expect_lists(result)
        _expect_ids(result["input_ids"], tokenizer.encode(tokenizer.render(messages)), tokenizer)


@pytest.mark.check(
    NAME,
    points=4,
    hint="only_answers",
    promise="The ids of every assistant message's content and of the end token that closes it stand there",
)
def test_answers_are_learnt(submission, tokenizer, draw):
    """Every answer is learnt with its end token, and nothing else is."""
    for system, exchanges, open_end in SAMPLES:
        messages = _conversation(draw, system=system, exchanges=exchanges, open_end=open_end)
        _expect_row(submission.call(NAME, messages, tokenizer, keep=KEYS), messages, tokenizer)


@pytest.mark.check(
    NAME,
    points=3,
    hint="quoted",
    promise="A content may quote special tokens, even a whole header of an assistant turn",
)
def test_roles_decide(submission, tokenizer, draw):
    """Roles decide, not words: quoted special tokens, the same words from both, emoji, an empty answer."""
    for messages in _awkward(draw, tokenizer):
        _expect_row(submission.call(NAME, messages, tokenizer, keep=KEYS), messages, tokenizer)


@pytest.mark.check(
    NAME,
    points=1,
    hint="turn_by_turn",
    promise="it may put a system turn of its own in front where `messages` has none",
)
def test_system_turn_of_the_template(submission, tokenizer, draw):
    """A system turn that the template puts in front is there once, and masked."""
    other = with_own_system_turn(tokenizer, draw.choice(rows.SYSTEMS))
    for system in (False, True):
        messages = _conversation(draw, system=system, exchanges=2, open_end=False)
        _expect_row(submission.call(NAME, messages, other, keep=KEYS), messages, other)


@pytest.mark.check(
    NAME, points=1, hint="max_length", promise="With max_length, both lists are cut after that many tokens"
)
def test_cut_at_max_length(submission, tokenizer, draw):
    """With max_length, both lists keep their first tokens, even if no answer is among them."""
    messages = _conversation(draw, system=draw.random() < 0.5, exchanges=2, open_end=False)
    tokens = tokens_of(messages, tokenizer)
    first, last = ([token.part for token in tokens].index("answer"), len(tokens))
    for length in (first, draw.randrange(first + 1, last - 1), last - 1, last + 5):
        result = submission.call(NAME, messages, tokenizer, length, keep=KEYS)
        _expect_row(result, messages, tokenizer, length)


@pytest.mark.check(
    NAME, points=1, hint="no_answer", promise="Without an assistant message, or without any message: ValueError."
)
def test_no_answer(submission, tokenizer, draw):
    """Without an assistant message it raises ValueError."""
    question = {"role": "user", "content": draw.choice(rows.QUESTIONS)}
    system = {"role": "system", "content": draw.choice(rows.SYSTEMS)}
    for messages in ([question], [system, question], []):
        expect_raises("ValueError", lambda given=messages: submission.call(NAME, given, tokenizer, keep=KEYS))
