"""Hidden suite of exercise 2.4. The oracle reads the run's model token by token, in NumPy and float64.

That it is what lm-evaluation-harness computes (`loglikelihood` of its Hugging Face model) and where it cuts a text,
frozen cases prove; they also say where the exercise differs.
"""

import copy
import functools
import math

import numpy as np
import pytest
from tokenizers import Tokenizer
from tokenizers.processors import TemplateProcessing

from smol_grade.judge import detect
from smol_grade.judge.detect import Detector
from smol_grade.judge.expect import expect_number, expect_raises, expect_type, mismatch
from smol_grade.judge.world import CORPUS

NAME = "score_choices"
NORMS = ("none", "token", "char", "byte")
DIGITS = 2e-4
"""Relative tolerance: what the stub asks for, and a hundred times what float32 costs."""
PROMPTS = (
    "Question: What is the capital of France?\nAnswer:",
    "¿Cuántas manzanas quedan?\nRespuesta:",
    "How many duck eggs does she sell a day? She sells",
    "def add(a, b):\n    return",
)
CHOICES = (
    " Paris",
    " Lima, the capital of Peru",
    " 18",
    " María leyó 12 páginas el martes",
    " naïve café ½",
    " 東京",
    " a + b",
    " one half of the 24 apples that Ana gave away, and then some more of them",
    " 🐢🐢",
    " l'été, où ça?",
    " no",
)


# the oracle


def split(tokenizer, prompt, choice):
    """Return the ids of prompt and choice together, and how many tokens of them belong to the prompt."""
    return tokenizer.encode(prompt + choice), len(tokenizer.encode(prompt.rstrip()))


def token_scores(logits, ids):
    """Return log p(ids[i] | the ids before) for i = 1 … T-1, in nats; `logits` may be those of a real model."""
    x = np.asarray(logits(ids), np.float64)[:-1]
    x = x - x.max(axis=-1, keepdims=True)
    chosen = np.take_along_axis(x, np.asarray(ids, int)[1:, None], axis=-1)[:, 0]
    return chosen - np.log(np.exp(x).sum(axis=-1))


def unit(norm, choice, scored):
    """Return what a score is divided by."""
    return {"none": 1, "token": scored, "char": len(choice), "byte": len(choice.encode("utf-8"))}[norm]


def score(logits, tokenizer, prompt, choice, norm="none"):
    """Return the log-likelihood of a choice."""
    ids, n = split(tokenizer, prompt, choice)
    return float(token_scores(logits, ids)[n - 1 :].sum()) / unit(norm, choice, len(ids) - n)


# what detectors see


def what_is_bad(tokenizer, prompt, choices, norm="none", batch_size=8):
    """Return the hint for arguments that must be refused, or an empty text."""
    if type(choices) is str:
        return "one_text"
    if not choices or "" in choices:
        return "no_choices"
    if norm not in NORMS:
        return "unknown_norm"
    if batch_size < 1:
        return "batch_size"
    if not prompt.strip():
        return "blank_prompt"
    pairs = [split(tokenizer, prompt, choice) for choice in choices]
    return "melts" if any(len(ids) <= n for ids, n in pairs) else ""


class _Scored:
    """A call of the function, and what wrong answers to it look like."""

    def __init__(self, seen):
        self.model, self.tokenizer, self.prompt, self.choices = seen.args
        self.norm, self.batch_size = seen.kwargs.get("norm", "none"), seen.kwargs.get("batch_size", 8)
        self.got = [float(value) for value in seen.result]
        self.pairs = [split(self.tokenizer, self.prompt, choice) for choice in self.choices]

    @functools.cached_property
    def parts(self):
        """The log-probabilities of all tokens but the first, for each choice."""
        return [token_scores(self.model.logits, ids) for ids, _ in self.pairs]

    def divided(self, sums, norm=None):
        lengths = [len(ids) - n for ids, n in self.pairs]
        units = [unit(norm or self.norm, choice, t) for choice, t in zip(self.choices, lengths, strict=True)]
        return [float(total) / by for total, by in zip(sums, units, strict=True)]

    @functools.cached_property
    def sums(self):
        return [part[n - 1 :].sum() for part, (_, n) in zip(self.parts, self.pairs, strict=True)]

    @functools.cached_property
    def right(self):
        return self.divided(self.sums)

    def matches(self, other):
        return _near(self.got, other) and not _near(self.got, self.right)

    @property
    def wrong(self):
        return [not _near([got], [right]) for got, right in zip(self.got, self.right, strict=True)]

    @property
    def short(self):
        """Whether each choice is shorter than the longest of its batch."""
        lengths = [len(ids) for ids, _ in self.pairs]
        batches = [lengths[at : at + self.batch_size] for at in range(0, len(lengths), self.batch_size)]
        return [length < max(batch) for batch in batches for length in batch]


def _near(some, others):
    return len(some) == len(others) and all(
        abs(one - two) <= DIGITS * max(1.0, abs(two)) for one, two in zip(some, others, strict=True)
    )


def _gives(variant):
    """Return a detector's predicate: the scores are those of a variant, which is a list or several."""

    def sees(seen):
        call = _Scored(seen)
        forms = variant(call)
        return any(call.matches(form) for form in (forms if isinstance(forms[0], list) else [forms]))

    return sees


def _prompt_scored(call):
    sums = [part.sum() for part in call.parts]
    lengths = [len(part) for part in call.parts]
    return [call.divided(sums), [total / n for total, n in zip(sums, lengths, strict=True)]]


def _choice_alone(call):
    """The choice without its prompt."""
    rows = [call.tokenizer.encode(choice) for choice in call.choices]
    return call.divided([token_scores(call.model.logits, ids).sum() for ids in rows])


def _own_logits(call):
    """The logits at a token's own place, instead of those before it."""
    forms = []
    for shift in (0, 2):
        sums = []
        for ids, n in call.pairs:
            x = call.model.logits(ids)
            x = x - x.max(axis=-1, keepdims=True)
            logps = x - np.log(np.exp(x).sum(axis=-1, keepdims=True))
            sums.append(sum(logps[i - shift, ids[i]] for i in range(n, len(ids))))
        forms.append(call.divided(sums))
    return forms


def _border_moved(call):
    """A token of the prompt is scored too, or the choice's first one is not."""
    return [
        call.divided([part[max(n - 1 + by, 0) :].sum() for part, (_, n) in zip(call.parts, call.pairs, strict=True)])
        for by in (-1, 1)
    ]


def _one_token(place):
    def variant(call):
        values = [part[n - 1 :][place] for part, (_, n) in zip(call.parts, call.pairs, strict=True)]
        return [call.divided(values), [float(value) for value in values]]

    return variant


def _probabilities(call):
    return [[math.exp(value) for value in call.right], call.divided([math.exp(value) for value in call.sums])]


def _negated(call):
    return [-value for value in call.right]


def _other_base(call):
    return [[value / math.log(base) for value in call.right] for base in (2, 10)]


def _over_choices(call):
    """Normalised over the choices, so that they add up to one."""
    values = np.array(call.right)
    logs = values - values.max() - math.log(np.exp(values - values.max()).sum())
    return [logs.tolist(), np.exp(logs).tolist()]


def _logits(call):
    sums = []
    for ids, n in call.pairs:
        x = call.model.logits(ids)
        sums.append(sum(x[i - 1, ids[i]] for i in range(n, len(ids))))
    return call.divided(sums)


def _no_norm(call):
    return [float(value) for value in call.sums]


def _other_norm(*norms):
    return lambda call: [call.divided(call.sums, norm) for norm in norms if norm != call.norm]


def _stripped(call):
    lengths = [len(choice.strip()) for choice in call.choices]
    sizes = [len(choice.strip().encode()) for choice in call.choices]
    by = {"char": lengths, "byte": sizes}[call.norm]
    return [total / n for total, n in zip(call.sums, by, strict=True)]


def _all_counted(call):
    """Divided by the length of prompt and choice."""
    texts = [call.prompt + choice for choice in call.choices]
    moved = [call.prompt[len(call.prompt.rstrip()) :] + choice for choice in call.choices]
    lengths = {
        "token": [[len(ids) for ids, _ in call.pairs], [len(ids) - 1 for ids, _ in call.pairs]],
        "char": [[len(text) for text in some] for some in (texts, moved)],
        "byte": [[len(text.encode()) for text in some] for some in (texts, moved)],
    }[call.norm]
    return [[total / n for total, n in zip(call.sums, some, strict=True)] for some in lengths]


def _apart(call):
    """Prompt and choice tokenized one by one, with or without moving white space."""
    kept = call.prompt.rstrip()
    moved = [call.prompt[len(kept) :] + choice for choice in call.choices]
    forms = []
    for prompt, choices in ((call.prompt, call.choices), (kept, moved)):
        head = call.tokenizer.encode(prompt)
        rows = [call.tokenizer.encode(choice) for choice in choices]
        sums = [token_scores(call.model.logits, head + row)[len(head) - 1 :].sum() for row in rows]
        lengths = list(map(len, rows))
        units = [unit(call.norm, choice, t) for choice, t in zip(call.choices, lengths, strict=True)]
        forms.append([float(total) / by for total, by in zip(sums, units, strict=True)])
    return forms


def _common_prefix(call):
    """The choice begins with the first token in which the texts differ."""
    head = call.tokenizer.encode(call.prompt.rstrip())
    forms = []
    for ids, _ in call.pairs:
        n = next((i for i, (one, two) in enumerate(zip(head, ids, strict=False)) if one != two), len(head))
        forms.append((ids, n))
    sums = [part[n - 1 :].sum() for part, (_, n) in zip(call.parts, forms, strict=True)]
    lengths = [len(ids) - n for ids, n in forms]
    units = [unit(call.norm, choice, t) for choice, t in zip(call.choices, lengths, strict=True)]
    return [float(total) / by for total, by in zip(sums, units, strict=True)]


def _own_tokens(call):
    """The prompt is read with its own tokens, as lm-evaluation-harness does."""
    head = call.tokenizer.encode(call.prompt.rstrip())
    rows = [head + ids[n:] for ids, n in call.pairs]
    return call.divided([token_scores(call.model.logits, row)[len(head) - 1 :].sum() for row in rows])


def _special_added(call):
    """A start token before the text, and perhaps one before the choice."""
    start = [call.tokenizer.id_of(call.tokenizer.special_tokens.start)]
    sums, others = [], []
    for ids, n in call.pairs:
        part = token_scores(call.model.logits, start + ids)
        sums.append(part[n:].sum())
        others.append(part[n - 1 :].sum())
    return [call.divided(sums), call.divided(others)]


def _pad_skipped(call):
    """Tokens of the choice that are the pad token are not scored."""
    pad = call.tokenizer.id_of(call.tokenizer.special_tokens.pad)
    pairs = zip(call.parts, call.pairs, strict=True)
    sums = [sum(part[i - 1] for i in range(n, len(ids)) if ids[i] != pad) for part, (ids, n) in pairs]
    return call.divided(sums)


def _space_kept(call):
    """The prompt's tokens are counted with the white space at its end."""
    n = len(call.tokenizer.encode(call.prompt))
    sums = [part[n - 1 :].sum() for part in call.parts]
    units = [unit(call.norm, choice, len(ids) - n) for choice, (ids, _) in zip(call.choices, call.pairs, strict=True)]
    return [float(total) / by for total, by in zip(sums, units, strict=True)]


def _space_lost(call):
    """White space at the end of the prompt is thrown away, or at the ends of the choice."""
    forms = []
    for prompt, choices in (
        (call.prompt.rstrip(), call.choices),
        (call.prompt, [choice.strip() for choice in call.choices]),
    ):
        pairs = [split(call.tokenizer, prompt, choice) for choice in choices]
        sums = [token_scores(call.model.logits, ids)[n - 1 :].sum() for ids, n in pairs]
        units = [unit(call.norm, c, len(ids) - n) for c, (ids, n) in zip(call.choices, pairs, strict=True)]
        forms.append([float(total) / by for total, by in zip(sums, units, strict=True)])
    return forms


def _padding(seen):
    """All choices that are the longest of their batch are right, and others are not."""
    call = _Scored(seen)
    wrong, short = call.wrong, call.short
    return any(wrong) and not all(wrong) and all(is_short for is_short, bad in zip(short, wrong, strict=True) if bad)


def _order_lost(seen):
    call = _Scored(seen)
    return any(call.wrong) and _near(sorted(call.got), sorted(call.right))


def _other_count(seen):
    return type(seen.result) is list and len(seen.result) != len(seen.args[3])


def _later_batches(seen):
    """The first batch is right, what comes after it is not."""
    call = _Scored(seen)
    size = call.batch_size
    return not any(call.wrong[:size]) and any(call.wrong[size:])


def _accepts(hint):
    def sees(seen):
        _, tokenizer, prompt, choices = seen.args
        return what_is_bad(tokenizer, prompt, choices, **seen.kwargs) == hint

    return sees


def _refuses(seen):
    _, tokenizer, prompt, choices = seen.args
    refused = seen.error is not None and seen.error.type in ("ValueError", "TypeError")
    return refused and not what_is_bad(tokenizer, prompt, choices, **seen.kwargs)


def _tensors(seen):
    if seen.error is not None:
        return seen.error.unsupported and seen.error.found in detect.ARRAYS
    return False


def _no_list(seen):
    return seen.error is None and type(seen.result) is not list


DETECTORS = [
    Detector("looks_elsewhere", detect.unknown_name),
    Detector("one_text", _accepts("one_text")),
    Detector("no_choices", _accepts("no_choices")),
    Detector("unknown_norm", _accepts("unknown_norm")),
    Detector("batch_size", _accepts("batch_size")),
    Detector("blank_prompt", _accepts("blank_prompt")),
    Detector("melts", _accepts("melts")),
    Detector("refuses", _refuses),
    Detector("nothing_returned", detect.returned_nothing),
    Detector("tensors", _tensors),
    Detector("no_list", _no_list),
    Detector("other_count", _other_count),
    Detector("negated", _gives(_negated)),
    Detector("probabilities", _gives(_probabilities)),
    Detector("raw_logits", _gives(_logits)),
    Detector("other_base", _gives(_other_base)),
    Detector("prompt_scored", _gives(_prompt_scored)),
    Detector("off_by_one", _gives(_own_logits)),
    Detector("space_kept", _gives(_space_kept)),
    Detector("tokenized_apart", _gives(_apart)),
    Detector("special_added", _gives(_special_added)),
    Detector("pad_skipped", _gives(_pad_skipped)),
    Detector("own_tokens", _gives(_own_tokens)),
    Detector("space_lost", _gives(_space_lost)),
    Detector("common_prefix", _gives(_common_prefix)),
    Detector("border_moved", _gives(_border_moved)),
    Detector("first_token", _gives(_one_token(0))),
    Detector("last_token", _gives(_one_token(-1))),
    Detector("choice_alone", _gives(_choice_alone)),
    Detector("over_choices", _gives(_over_choices)),
    Detector("mean", lambda seen: _Scored(seen).norm == "none" and _gives(_other_norm("token", "char", "byte"))(seen)),
    Detector("norm_ignored", _gives(_no_norm)),
    Detector("stripped_length", _gives(_stripped)),
    Detector("all_counted", _gives(_all_counted)),
    Detector("char_or_byte", _gives(_other_norm(*NORMS[1:]))),
    Detector("order_lost", _order_lost),
    Detector("padding", _padding),
    Detector("later_batches", _later_batches),
]


# prompts and choices


def _model(world, tokenizer):
    """Draw a model that finds some tokens far more likely than others."""
    return world.model(NAME, tokenizer, scale=0.5)


def _variant(tokenizer, **settings):
    """Return the tokenizer with other settings: `padding_side`, or `json`, its tokenizer.json."""
    other = copy.copy(tokenizer)
    json = settings.pop("json", tokenizer.data["tokenizer_json"])
    data = tokenizer.data | {"tokenizer_json": json}
    object.__setattr__(other, "data", data | {"special_tokens": data["special_tokens"] | settings})
    other.__dict__.pop("key", None)
    return other


def _adding(tokenizer):
    """Return the tokenizer with a start token that it adds to every text unless told not to."""
    start = tokenizer.special_tokens.start
    adds = Tokenizer.from_str(tokenizer.data["tokenizer_json"])
    adds.post_processor = TemplateProcessing(single=f"{start} $A", special_tokens=[(start, tokenizer.id_of(start))])
    return _variant(tokenizer, json=adds.to_str())


def _expect_scores(submission, model, tokenizer, prompt, choices, **options):
    result = submission.call(NAME, model, tokenizer, prompt, choices, **options)
    expect_type(result, list)
    if len(result) != len(choices):
        raise mismatch("equal", where="len(result)", expected=str(len(choices)), got=str(len(result)))
    for index, choice in enumerate(choices):
        right = score(model.logits, tokenizer, prompt, choice, options.get("norm", "none"))
        expect_number(result[index], right, f"result[{index}]", tolerance=DIGITS * max(1.0, abs(right)))


def _cut_words(tokenizer, draw):
    """Cut words of the corpus in two; return (prompt, choice, ids, n) in drawn order."""
    words = sorted({word for line in CORPUS for word in line.split() if len(word) > 3})
    found = []
    for word in draw.sample(words, k=len(words)):
        for at in range(1, len(word)):
            prompt, choice = f"The word is {word[:at]}", word[at:]
            found.append((prompt, choice, *split(tokenizer, prompt, choice)))
    return found


def _melted(tokenizer, draw):
    """Return a pair whose whole text has as many tokens as the prompt alone, and one with fewer, if there are such."""
    found = [(len(ids) < n, prompt, choice) for prompt, choice, ids, n in _cut_words(tokenizer, draw) if len(ids) <= n]
    return list({fewer: (prompt, choice) for fewer, prompt, choice in found}.values())


def _retokenized(tokenizer, draw):
    """Return pairs whose tokens are other ones when prompt and choice are tokenized one by one."""
    return [
        (prompt, choice)
        for prompt, choice, ids, n in _cut_words(tokenizer, draw)
        if len(ids) > n and ids != tokenizer.encode(prompt) + tokenizer.encode(choice)
    ]


@pytest.mark.check(
    NAME, points=4, hint="sum", promise="the prompt's tokens are read, not scored, and all tokens of the choice are"
)
def test_sum_of_log_probabilities(submission, draw, world, tokenizer):
    """The score of a choice is the sum of the log-probabilities of its tokens, given the prompt."""
    model = _model(world, tokenizer)
    for prompt in draw.sample(PROMPTS, k=3):
        _expect_scores(submission, model, tokenizer, prompt, draw.sample(CHOICES, k=4))
    _expect_scores(submission, model, tokenizer, draw.choice(PROMPTS), [draw.choice(CHOICES)])


@pytest.mark.check(
    NAME,
    points=2,
    hint="border",
    promise="white space at the end of the prompt is first moved to the front of the choice",
)
def test_border(submission, draw, world, tokenizer):
    """Where prompt and choice meet, tokens are those of the whole text, and white space belongs to the choice."""
    model = _model(world, tokenizer)
    for prompt, choice in _retokenized(tokenizer, draw)[:2]:
        for norm in ("none", "token"):
            _expect_scores(submission, model, tokenizer, prompt, [choice + more for more in ("", " 18")], norm=norm)
    choices = [choice.strip() for choice in draw.sample(CHOICES, k=3)]
    for space, norm in ((" ", "none"), ("\n", "char"), (" \n ", "byte"), (" ", "token"), ("\t", "none")):
        _expect_scores(submission, model, tokenizer, draw.choice(PROMPTS) + space, choices, norm=norm)
    _expect_scores(submission, model, tokenizer, f"\n  {draw.choice(PROMPTS)}", choices)


@pytest.mark.check(NAME, points=3, hint="norm", promise="Z depends on norm")
def test_normalised(submission, draw, world, tokenizer):
    """With norm, the sum is divided by the choice's number of tokens, of characters or of bytes."""
    model = _model(world, tokenizer)
    accents = [choice for choice in CHOICES if not choice.isascii()]
    for norm in draw.sample(NORMS, k=4):
        choices = [*draw.sample(accents, k=2), *draw.sample(CHOICES[:3], k=2)]
        draw.shuffle(choices)
        _expect_scores(submission, model, tokenizer, draw.choice(PROMPTS), choices, norm=norm)


@pytest.mark.check(NAME, points=3, hint="padding", promise="Padding is never scored.")
def test_batches(submission, draw, world, tokenizer):
    """Scores do not depend on the size of the batches: padding is not scored, and no batch is lost."""
    model = _model(world, tokenizer)
    prompt, choices = draw.choice(PROMPTS), draw.sample(CHOICES, k=len(CHOICES))
    for size in (1, 3, 64):
        _expect_scores(submission, model, tokenizer, prompt, choices, batch_size=size)
    _expect_scores(submission, model, tokenizer, prompt, choices, batch_size=4, norm=draw.choice(NORMS[1:]))
    _expect_scores(submission, model, tokenizer, prompt, choices)
    _expect_scores(submission, model, _variant(_adding(tokenizer), padding_side="left"), prompt, choices)
    pad = tokenizer.special_tokens.pad
    _expect_scores(submission, model, tokenizer, prompt, [choices[0], f" no{pad}", f"{pad} 18{pad}{pad}", choices[1]])


@pytest.mark.check(NAME, points=1, hint="order_lost", promise="one for each choice, in the order of choices")
def test_order_of_choices(submission, draw, world, tokenizer):
    """Scores come in the order of the choices; the same text has the same score wherever it stands."""
    model = _model(world, tokenizer)
    prompt = draw.choice(PROMPTS)
    first, second, third = draw.sample(CHOICES, k=3)
    for choices in ([first, second, third], [third, first, second], [second, first, second, second], [first, first]):
        _expect_scores(submission, model, tokenizer, prompt, choices, batch_size=draw.choice((2, 8)))


@pytest.mark.check(NAME, points=1, hint="refused", promise="ValueError: choices is empty; a choice is the empty text")
def test_bad_arguments(submission, draw, world, tokenizer):
    """What cannot be scored is refused: no choices, empty ones, a blank prompt, an unknown norm, a batch size below 1."""
    model = _model(world, tokenizer)
    prompt, choices = draw.choice(PROMPTS), draw.sample(CHOICES, k=3)
    cases = [
        ("ValueError", prompt, [], {}),
        ("ValueError", prompt, [choices[0], "", choices[1]], {}),
        ("ValueError", "", choices, {}),
        ("ValueError", " \n", choices, {}),
        ("ValueError", prompt, choices, {"norm": draw.choice(("mean", "bytes", "NONE", ""))}),
        ("ValueError", prompt, choices, {"batch_size": 0}),
        ("ValueError", prompt, choices, {"batch_size": -1}),
        ("TypeError", prompt, choices[0], {}),
    ]
    cases += [("ValueError", start, [rest], {}) for start, rest in _melted(tokenizer, draw)]
    for kind, start, some, options in cases:
        _expect_refused(submission, kind, (model, tokenizer, start, some), options)


def _expect_refused(submission, kind, arguments, options):
    expect_raises(kind, lambda: submission.call(NAME, *arguments, **options))
