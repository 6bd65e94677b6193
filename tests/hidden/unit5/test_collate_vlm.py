"""Hidden suite of exercise 5.5. The oracle writes each picture's tokens itself and encodes a row part by part.

That these are the ids and pixels of transformers' Idefics3Processor, and the labels of TRL's collator, frozen cases prove.
"""

import numpy as np
import pytest

from smol_grade.arrays import Array
from smol_grade.judge import detect
from smol_grade.judge.chat import shown_labels
from smol_grade.judge.detect import Detector
from smol_grade.judge.expect import (
    expect_equal,
    expect_key,
    expect_raises,
    expect_text,
    expect_type,
    mismatch,
    type_name,
)
from smol_grade.judge.llama import IGNORED
from smol_grade.judge.mistakes import raises
from smol_grade.judge.vision import IMAGE, Example, Picture, Pictures, draw_processor

NAME = "collate_vlm"
IDS = ("input_ids", "attention_mask")
PIXELS = ("pixel_values", "pixel_attention_mask")
KEYS = (*IDS, *PIXELS, "labels")
DTYPES = dict.fromkeys(KEYS, "int64") | {"pixel_values": "float32"}
QUESTIONS = (
    "Which colour is it?",
    "How many apples are left?",
    "¿Qué se ve aquí?",
    "Is it darker than before?",
    "Why?",
)
ANSWERS = ("Blue.", "12 of 24", "A small robot that learns to cook.", "Dos páginas", "Yes, 9 - 3 = 6 eggs")
SYSTEMS = ("You are a helpful assistant.", "Answer in one sentence.")
CHANNELS = {"L": 1, "RGB": 3, "RGBA": 3}
SIZES = ((40, 24), (24, 40), (31, 31), (50, 9), (12, 60))


# rows


def _picture(draw, mode, size):
    colour = tuple(draw.sample(range(256), k=CHANNELS[mode]))
    return Picture(mode=mode, width=size[0], height=size[1], colour=colour + (255,) * (mode == "RGBA"))


def _text(text):
    return {"type": "text", "text": text}


def _turn(role, *texts, images=0, after=0):
    places = [{"type": "image"}] * images
    return {"role": role, "content": [*places, *map(_text, texts), *[{"type": "image"}] * after]}


def _three(draw):
    """Rows of one, two and three pictures; with a system message; of two exchanges."""
    modes, sizes = draw.sample(["L", "RGB", "RGBA"], k=3), draw.sample(SIZES, k=5)
    questions, answers = draw.sample(QUESTIONS, k=4), draw.sample(ANSWERS, k=4)
    pictures = [_picture(draw, mode, size) for mode, size in zip([*modes, "RGB", "RGB"], sizes, strict=True)]
    one = Example(pictures[:1], [_turn("user", questions[0], images=1), _turn("assistant", answers[0])])
    two = Example(
        pictures[1:3],
        [
            _turn("system", draw.choice(SYSTEMS)),
            _turn("user", questions[1], images=1, after=1),
            _turn("assistant", answers[1]),
        ],
    )
    three = Example(
        [*pictures[3:], pictures[0]],
        [
            _turn("user", questions[2], images=2),
            _turn("assistant", answers[2]),
            _turn("user", questions[3], after=1),
            _turn("assistant", answers[3]),
        ],
    )
    return draw.sample([one, two, three], k=3)


def _echoes(draw):
    """Answers that were said before: by the user, and by the assistant. Of very different lengths."""
    short, long = "9", draw.choice(ANSWERS[2:])
    pictures = [_picture(draw, "RGB", size) for size in draw.sample(SIZES, k=3)]
    asked = Example(pictures[:1], [_turn("user", f"Is it 8 or {short} or {long}", images=1), _turn("assistant", short)])
    again = Example(
        pictures[1:],
        [
            _turn("user", draw.choice(QUESTIONS), images=1),
            _turn("assistant", long),
            _turn("user", draw.choice(QUESTIONS), images=1),
            _turn("assistant", long),
        ],
    )
    return draw.sample([asked, again], k=2)


# comparisons


def _call(submission, examples, processor):
    return submission.call(NAME, examples, processor, keep=KEYS, arrays=True)


def _ids(rows, processor):
    return [[processor.pad if token is None else token.id for token in row] for row in rows]


def _expect_tensor(result, name):
    got, where = expect_key(result, name), f'result["{name}"]'
    if not isinstance(got, Array) or got.type != "Tensor":
        found = got.type if isinstance(got, Array) else type_name(got)
        raise mismatch("type", where=where, expected="Tensor", got=got, kind="Tensor", found=found)
    expect_equal(got.dtype, DTYPES[name], f"{where}.dtype")
    return got.values


def _expect_shape(values, shape, name):
    expect_equal(list(values.shape), list(shape), f'result["{name}"].shape')


def _expect_ids(result, batch, processor):
    """Require the token ids and the attention mask."""
    expect_type(result, dict)
    ids, mask = (_expect_tensor(result, name) for name in IDS)
    for got, wanted in zip(ids.tolist(), _ids(batch.rows, processor), strict=False):
        expect_text(processor.tokenizer.decode(got), processor.tokenizer.decode(wanted), 'decode(result["input_ids"])')
    expect_equal(ids.tolist(), _ids(batch.rows, processor), 'result["input_ids"]')
    expect_equal(mask.tolist(), [[int(t is not None) for t in row] for row in batch.rows], 'result["attention_mask"]')


def _wanted(row, got):
    """The labels of a row; the line break after the end may be learnt or not, as it is in `got`."""
    wanted = [IGNORED if token is None else token.label for token in row]
    for place, token in enumerate(row):
        if token is not None and token.part == "break" and got[place : place + 1] == [token.id]:
            wanted[place] = token.id
    return wanted


def _expect_labels(result, batch, processor):
    expect_type(result, dict)
    labels = _expect_tensor(result, "labels")
    _expect_shape(labels, (len(batch.rows), len(batch.rows[0])), "labels")
    for number, (got, row) in enumerate(zip(labels.tolist(), batch.rows, strict=True)):
        wanted, where = _wanted(row, got), f'result["labels"][{number}]'
        if got != wanted:
            tokenizer = processor.tokenizer
            expect_text(shown_labels(got, tokenizer), shown_labels(wanted, tokenizer), where)
            expect_equal(got, wanted, where)


def _expect_pixels(result, batch):
    """Require each picture's colour at its place, and what the processor says of padding."""
    expect_type(result, dict)
    values, mask = (_expect_tensor(result, name) for name in PIXELS)
    _expect_shape(values, batch.pixel_values.shape, "pixel_values")
    for place in np.ndindex(*batch.pixel_values.shape[:2]):
        if not np.allclose(values[place], batch.pixel_values[place], atol=1e-3):
            where = f'result["pixel_values"][{place[0]}, {place[1]}]'
            expected, got = (
                str(frames[place].mean((1, 2)).round(3).tolist()) for frames in (batch.pixel_values, values)
            )
            raise mismatch("close", where=where, expected=expected, got=got)
    _expect_shape(mask, batch.pixel_attention_mask.shape, "pixel_attention_mask")
    if not np.array_equal(mask, batch.pixel_attention_mask):
        raise mismatch("close", where='result["pixel_attention_mask"]', expected="1 …", got=str(mask.mean()))


# what detectors see


def _given(seen):
    return seen.args[0].examples, seen.args[1]


def _batch(seen):
    examples, processor = _given(seen)
    return processor.batch(examples)


def _good(seen):
    """Whether the rows are such as the function must take."""
    examples, _ = _given(seen)
    return len(examples) > 0 and all(_fits(one) and one.messages[-1]["role"] == "assistant" for one in examples)


def _places(example):
    return sum(part["type"] == "image" for message in example.messages for part in message["content"])


def _fits(example):
    return _places(example) == len(example.pictures)


def _refuses(seen):
    return seen.error.type == "ValueError" and not seen.error.unsupported and _good(seen)


def _accepts(seen):
    """No ValueError where one is due: something came back, or another error did."""
    return not _good(seen)


def _rows(seen, name="input_ids"):
    """The rows of a tensor, if it has as many as there are examples."""
    rows = seen.fields[name].values.tolist()
    if len(rows) != len(_given(seen)[0]):
        raise ValueError("another mistake")
    return rows


def _no_tensors(seen):
    if seen.error is not None:
        return seen.error.unsupported
    values = [seen.fields.get(name) for name in KEYS]
    return any(not isinstance(value, Array) or value.type != "Tensor" for value in values)


def _other_dtype(seen):
    return any(seen.fields[name].dtype != DTYPES[name] for name in KEYS)


def _other_count(seen):
    return len(seen.fields["input_ids"].values) != len(_given(seen)[0])


def _text_of(seen, number=0):
    """The text of a row, padding taken off by the mask that came with it."""
    _, processor = _given(seen)
    pairs = zip(_rows(seen)[number], _rows(seen, "attention_mask")[number], strict=True)
    return processor.tokenizer.decode([token for token, real in pairs if real])


def _right_text(seen, number=0):
    examples, processor = _given(seen)
    return processor.tokenizer.decode([token.id for token in processor.tokens(examples[number])])


def _stripped(seen):
    text, right = _text_of(seen), _right_text(seen)
    return text == right.strip() != right


def _prompt_only(seen):
    """The text ends with a turn, and the last one is not there."""
    _, processor = _given(seen)
    text, right = _text_of(seen).rstrip(), _right_text(seen).rstrip()
    return text != right and right.startswith(text) and text.endswith(processor.tokenizer.special_tokens.end)


def _not_expanded(seen):
    return _text_of(seen).count(IMAGE) == _places(_given(seen)[0][0]) < _right_text(seen).count(IMAGE)


def _asks_again(seen):
    _, processor = _given(seen)
    return _text_of(seen) == f"{_right_text(seen)}{processor.tokenizer.special_tokens.start}assistant\n"


def _cut(seen):
    longest = max(range(len(_given(seen)[0])), key=lambda number: len(_right_text(seen, number)))
    text, right = _text_of(seen, longest), _right_text(seen, longest)
    return len(text) < len(right) - 1 and right.startswith(text)


def _other_side(seen):
    """Every row is the right one, but for the side of its padding."""
    wanted = [[token for token in row if token is not None] for row in _batch(seen).rows]
    texts = [[t.id for t in row] for row in wanted]
    ids, masks = _rows(seen), _rows(seen, "attention_mask")
    real = [
        [token for token, here in zip(row, mask, strict=True) if here] for row, mask in zip(ids, masks, strict=True)
    ]
    return real == texts and ids != _ids(_batch(seen).rows, _given(seen)[1])


def _changed_between(seen):
    """The first call was right, and a later one with the same examples is not, or raises."""
    first = next(call for call in seen.earlier if call.args[0].key == seen.args[0].key and call.error is None)
    examples, processor = first.args
    rows, labels = processor.batch(examples.examples).rows, first.result["labels"].values.tolist()
    return first.result["input_ids"].values.tolist() == _ids(rows, processor) and all(
        got == _wanted(row, got) for got, row in zip(labels, rows, strict=True)
    )


def _pairs(seen):
    """Each token of the batch and its label; None for padding."""
    rows, labels = _batch(seen).rows, _rows(seen, "labels")
    return [pair for row, line in zip(rows, labels, strict=True) for pair in zip(row, line, strict=True)]


def _part(token):
    return "padding" if token is None else token.part


def _extra(seen):
    """The parts in which something is learnt, or holds another value than -100, and should not."""
    return {
        _part(token)
        for token, label in _pairs(seen)
        if label != IGNORED and _part(token) not in ("answer", "end", "break")
    }


def _missing(seen):
    """The parts in which something is masked and should not be."""
    return {_part(token) for token, label in _pairs(seen) if label == IGNORED and _part(token) in ("answer", "end")}


def _other_mask(seen):
    """One other value stands where -100 belongs."""
    values = {
        label
        for token, label in _pairs(seen)
        if _part(token) in ("asked", "image") and label != (token.id if token else IGNORED)
    }
    return len(values) == 1 and values != {IGNORED}


def _all_masked(seen):
    return all(label == IGNORED for _, label in _pairs(seen))


def _padding_learnt(seen):
    return _extra(seen) == {"padding"}


def _images_learnt(seen):
    """Tokens of images are, and the rest of the question is not."""
    return "image" in _extra(seen) and "asked" not in _extra(seen)


def _image_seats_alone_masked(seen):
    """Of what stands before the answer, `<image>` is masked and nothing else."""
    _, processor = _given(seen)
    seat = processor.tokenizer.id_of(IMAGE)
    before = [(token, label) for token, label in _pairs(seen) if _part(token) in ("asked", "image")]
    return all((label == IGNORED) == (token.id == seat) for token, label in before)


def _question_learnt(seen):
    before = [label for token, label in _pairs(seen) if _part(token) == "asked"]
    return IGNORED not in before


def _end_masked(seen):
    return "end" in _missing(seen) and "answer" not in _missing(seen) and not _extra(seen) - {"padding"}


def _shifted(seen):
    for row, labels in zip(_batch(seen).rows, _rows(seen, "labels"), strict=True):
        left, right = _wanted(row, [0, *labels[:-1]])[1:], _wanted(row, [*labels[1:], 0])[:-1]
        if labels[:-1] != left and labels[1:] != right:
            return False
    return True


def _learnt_before(seen, number):
    """The text that is learnt in a row where nothing should be."""
    _, processor = _given(seen)
    row, labels = _batch(seen).rows[number], _rows(seen, "labels")[number]
    return processor.tokenizer.decode(
        [label for token, label in zip(row, labels, strict=True) if label != IGNORED and _part(token) == "asked"]
    )


def _earlier_answers(seen):
    """What is learnt too much is what the assistant said before, in every row."""
    examples, _ = _given(seen)
    texts = [_learnt_before(seen, number) for number in range(len(examples))]
    said = [
        "".join(message["content"][0]["text"] for message in one.messages[:-1] if message["role"] == "assistant")
        for one in examples
    ]
    return any(texts) and all((words in text) if words else not text for words, text in zip(said, texts, strict=True))


def _searched(seen):
    """What is learnt of the question is the answer's words."""
    examples, _ = _given(seen)
    texts = [_learnt_before(seen, number).strip() for number in range(len(examples))]
    answers = [one.messages[-1]["content"][0]["text"] for one in examples]
    return any(texts) and all(not text or answer in text for answer, text in zip(answers, texts, strict=True))


def _header_learnt(seen):
    """The header right before the answer is learnt, and nothing farther off."""
    for row, labels in zip(_batch(seen).rows, _rows(seen, "labels"), strict=True):
        learnt = [place for place, label in enumerate(labels) if label != IGNORED]
        begin = next(place for place, token in enumerate(row) if _part(token) in ("answer", "end"))
        if not begin - 12 < min(learnt) < begin or "image" in {_part(row[place]) for place in learnt}:
            return False
    return True


def _side(seen, side):
    return _given(seen)[1].data["padding_side"] == side


def _left_offset(seen):
    """With padding on the left, something is wrong in shorter rows alone; the longest row is right."""
    rows, labels = _batch(seen).rows, _rows(seen, "labels")
    wrong = [row for row, line in zip(rows, labels, strict=True) if line != _wanted(row, line)]
    return _side(seen, "left") and len(wrong) > 0 and all(None in row for row in wrong)


def _by_longest_prompt(seen):
    """As many tokens are masked in each row as the longest question has."""
    rows, labels = _batch(seen).rows, _rows(seen, "labels")
    longest = max(sum(_part(token) in ("asked", "image") for token in row) for row in rows)
    return all(
        line == [IGNORED] * longest + _wanted(row, line)[longest:] for row, line in zip(rows, labels, strict=True)
    )


def _too_short(seen):
    return bool(_extra(seen)) and not _missing(seen)


def _fewer_tiles(seen):
    return seen.fields["pixel_values"].values.shape[1] < _batch(seen).pixel_values.shape[1]


def _pixels_differ(seen):
    values, wanted = seen.fields["pixel_values"].values, _batch(seen).pixel_values
    return values.shape != wanted.shape or not np.allclose(values, wanted, atol=1e-3)


DETECTORS = [
    Detector("looks_elsewhere", detect.unknown_name),
    Detector("loads_from_hub", detect.loads_from_hub),
    Detector("changes_its_arguments", _changed_between),
    Detector("refuses", _refuses),
    Detector("accepts", _accepts),
    Detector("nothing_returned", detect.returned_nothing),
    Detector("string_contents", raises("TypeError", "string indices")),
    Detector("ragged", raises("ValueError", "same length")),
    Detector("no_tensors", _no_tensors),
    Detector("rows_missing", _other_count),
    Detector("other_dtype", _other_dtype),
    Detector("asks_again", _asks_again),
    Detector("not_expanded", _not_expanded),
    Detector("answer_missing", _prompt_only),
    Detector("stripped", _stripped),
    Detector("cut", _cut),
    Detector("other_side", _other_side),
    Detector("fewer_tiles", _fewer_tiles),
    Detector("all_masked", _all_masked),
    Detector("image_seats_alone_masked", _image_seats_alone_masked),
    Detector("other_mask", _other_mask),
    Detector("question_learnt", _question_learnt),
    Detector("padding_learnt", _padding_learnt),
    Detector("end_masked", _end_masked),
    Detector("shifted", _shifted),
    Detector("earlier_answers", _earlier_answers),
    Detector("searched", _searched),
    Detector("left_offset", _left_offset),
    Detector("by_longest_prompt", _by_longest_prompt),
    Detector("header_learnt", _header_learnt),
    Detector("images_learnt", _images_learnt),
    Detector("prompt_too_short", _too_short),
    Detector("pixels", _pixels_differ),
]


# checks


@pytest.mark.check(
    NAME,
    points=4,
    hint="ids",
    promise="as the processor makes them of the text of all messages, without a generation prompt, with nothing cut off",
)
def test_ids_and_attention(submission, world, draw):
    """The ids are those of all messages, each picture expanded to its tokens, padded to the longest row."""
    processor = draw_processor(world, NAME, splits=True, seats=draw.randint(2, 4))
    examples = Pictures(f"{NAME}/rows", _three(draw))
    _expect_ids(_call(submission, examples, processor), processor.batch(examples.examples), processor)


@pytest.mark.check(
    NAME,
    points=5,
    hint="labels",
    promise="where the last message's content and the end token that closes it stand, the same ids as in",
)
def test_answers_are_learnt(submission, world, draw):
    """Each row's answer is learnt with its end token, and nothing else is."""
    for name, rows in (("plain", _three(draw)), ("echoes", _echoes(draw))):
        processor = draw_processor(world, NAME, splits=name == "plain", pads_with_end=name == "echoes")
        result = _call(submission, Pictures(f"{NAME}/{name}", rows), processor)
        _expect_labels(result, processor.batch(rows), processor)


@pytest.mark.check(
    NAME, points=3, hint="pixels", promise='[rows, tiles, 3, edge, edge], float32, and "pixel_attention_'
)
def test_pictures_of_each_row(submission, world, draw):
    """Every picture of a row is there, in its order, whatever its mode, its size and the number of the others."""
    rows = _three(draw)
    for splits in (False, True):
        processor = draw_processor(world, NAME, splits=splits, edge=draw.choice([8, 12]))
        result = _call(submission, Pictures(f"{NAME}/rows", rows), processor)
        _expect_pixels(result, processor.batch(rows))


@pytest.mark.check(
    NAME,
    points=3,
    hint="other_side",
    promise='Padding stands on the side that processor.tokenizer.padding_side says, "right" or "left".',
)
def test_padding_on_the_left(submission, world, draw):
    """Where the tokenizer pads on the left, so does the batch, the second time too."""
    processor = draw_processor(world, NAME, padding_side="left", seats=draw.randint(1, 3))
    examples = Pictures(f"{NAME}/rows", [*_echoes(draw), *_three(draw)[:1]])
    batch = processor.batch(examples.examples)
    for _ in range(2):
        result = _call(submission, examples, processor)
        _expect_ids(result, batch, processor)
        _expect_labels(result, batch, processor)


@pytest.mark.check(NAME, points=3, hint="accepts", promise="even if another one has too many and the sums agree.")
def test_refuses_what_does_not_fit(submission, world, draw):
    """Without an example or an answer, and where images and places differ in a row, it raises ValueError."""
    processor = draw_processor(world, NAME)
    good, other, _ = sorted(_three(draw), key=lambda one: len(one.pictures))
    [moved, *left] = other.pictures
    for name, rows in (
        ("none", []),
        ("question", [other, good._replace(messages=[*good.messages, _turn("user", draw.choice(QUESTIONS))])]),
        ("no image", [good._replace(pictures=[])]),
        ("fewer", [good, other._replace(pictures=left)]),
        ("more", [good._replace(pictures=[*good.pictures, moved]), other]),
        ("sums agree", [good._replace(pictures=[*good.pictures, moved]), other._replace(pictures=left)]),
    ):
        examples = Pictures(f"{NAME}/{name}", rows)
        expect_raises("ValueError", lambda given=examples: _call(submission, given, processor))
