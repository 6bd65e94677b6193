"""Hidden suite of exercise 2.7. The judge runs the same task itself: its functions are drawn here and travel as source.

The model tells in each output which call it was, how many prompts came with it, and what it was asked: so whatever
reaches it, in whatever batches, can be read off the records.
"""

import copy
import functools
import math

import pytest

from smol_grade.judge import detect
from smol_grade.judge.detect import Detector
from smol_grade.judge.expect import (
    expect_equal,
    expect_key,
    expect_number,
    expect_raises,
    expect_text,
    expect_type,
    mismatch,
)
from smol_grade.judge.world import Function

NAME = "evaluate_task"
APART = 0.01
"""How far numbers are apart that a check tells from each other."""
DRAWS = 100
KEYS = ("micro", "macro", "stderr", "groups", "records")
PROMPT = """
def prompt_fn(row):
    if type(row) is not dict:
        raise TypeError(f"prompt_fn(row): the row is a {type(row).__name__}")
    return LEAD + row["question"] + TAIL
"""
MODEL = """
import zlib

calls = []


def generate_fn(prompts):
    if type(prompts) is not list:
        raise TypeError(f"generate_fn(prompts): prompts is a {type(prompts).__name__}")
    for prompt in prompts:
        if type(prompt) is not str:
            raise TypeError(f"generate_fn(prompts): a prompt is a {type(prompt).__name__}")
    calls.append(len(prompts))
    answers = [ANSWERS[zlib.crc32(prompt.encode()) % len(ANSWERS)] for prompt in prompts]
    told = [f"call {len(calls)}, {i + 1} of {len(prompts)}" for i in range(len(prompts))]
    outputs = [f" {a} ({t}: {p})\\n" for a, t, p in zip(answers, told, prompts)]
    return outputs + WRONG.get(len(calls), 0) * [" none of yours "] if WRONG.get(len(calls), 0) >= 0 else outputs[:-1]
"""
"""WRONG: by the number of a call, whether it gives one output too many (1) or too few (-1)."""
METRIC = """
def metric_fn(output, row):
    if type(output) is not str or type(row) is not dict:
        raise TypeError(f"metric_fn(output, row): got a {type(output).__name__} and a {type(row).__name__}")
    if output.startswith(f" {row['gold']} ") and output.endswith("\\n"):
        return RIGHT
    return CLOSE if row["gold"][0] in output[:12] else FALSE
"""
QUESTIONS = (
    "What is 7 + 5?",
    "¿Cuánto es 9 x 3?",
    "How many legs have six spiders?",
    "Half of 90 is what?",
    "What comes after 99?",
    "¿Qué hora es?",
    "Name a prime above 20.",
    "Is {x} a set?",
    "100 % of 12",
    "twice 21\nand no more",
)
TOPICS = ("sums", "multiplicación", "trivia ", "")
ANSWERS = ("12", "27", "48", "45", "100", "23")


# the oracle


def run(function):
    """Return the function itself, new."""
    names = {}
    exec(compile(function.data["source"], function.name, "exec"), names)
    return names[function.name]


def summary(scores):
    """Return mean, standard error and number of scores."""
    n = len(scores)
    mean = math.fsum(scores) / n
    squares = math.fsum((score - mean) ** 2 for score in scores)
    return {"score": mean, "stderr": math.sqrt(squares / (n - 1) / n) if n > 1 else 0.0, "n": n}


def evaluate(rows, prompt_fn, generate_fn, metric_fn, group_key=None, batch_size=4):
    """Return the result; the functions are assets."""
    prompt, generate, metric = run(prompt_fn), run(generate_fn), run(metric_fn)
    prompts = [prompt(dict(row)) for row in rows]
    outputs = []
    for at in range(0, len(rows), batch_size):
        outputs += generate(prompts[at : at + batch_size])
    scores = [float(metric(output, dict(row))) for output, row in zip(outputs, rows, strict=True)]
    keys = ("prompt", "output", "score")
    groups = {}
    if group_key is not None:
        for row, score in zip(rows, scores, strict=True):
            groups.setdefault(row[group_key], []).append(score)
    groups = {name: summary(some) for name, some in groups.items()}
    whole = summary(scores)
    means = [group["score"] for group in groups.values()] or [whole["score"]]
    records = [dict(zip(keys, record, strict=True)) for record in zip(prompts, outputs, scores, strict=True)]
    return {
        "micro": whole["score"],
        "macro": math.fsum(means) / len(means),
        "stderr": whole["stderr"],
        "groups": groups,
        "records": records,
    }


def _expect_records(result, right):
    expect_type(result, dict)
    records = expect_key(result, "records")
    expect_type(records, list, 'result["records"]')
    for index, (record, wanted) in enumerate(zip(records, right["records"], strict=False)):
        where = f'result["records"][{index}]'
        expect_type(record, dict, where)
        for key in wanted:
            if key not in record:
                found = ", ".join(map(repr, record))[:200] or "-"
                raise mismatch("key", where=where, expected=repr(key), got=record, name=key, found=found)
        for key in ("prompt", "output"):
            expect_text(record[key], wanted[key], f'{where}["{key}"]')
        expect_number(record["score"], wanted["score"], f'{where}["score"]')
    if len(records) != len(right["records"]):
        expected, got = str(len(right["records"])), str(len(records))
        raise mismatch("equal", where='len(result["records"])', expected=expected, got=got)


def _expect_numbers(result, right):
    expect_type(result, dict)
    for key in ("micro", "stderr", "macro"):
        expect_number(expect_key(result, key), right[key], f'result["{key}"]')
    groups = expect_key(result, "groups")
    expect_type(groups, dict, 'result["groups"]')
    if groups.keys() != right["groups"].keys():
        names = [", ".join(sorted(map(repr, some))) or "-" for some in (right["groups"], groups)]
        raise mismatch("equal", where='result["groups"]', expected=names[0], got=names[1])
    for name, wanted in right["groups"].items():
        where = f'result["groups"][{name!r}]'
        expect_type(groups[name], dict, where)
        for key in wanted:
            if key not in groups[name]:
                found = ", ".join(map(repr, groups[name]))[:200] or "-"
                raise mismatch("key", where=where, expected=repr(key), got=groups[name], name=key, found=found)
        expect_equal(groups[name]["n"], wanted["n"], f'{where}["n"]')
        for key in ("score", "stderr"):
            expect_number(groups[name][key], wanted[key], f'{where}["{key}"]')


# what detectors see


class _Evaluated:
    """A call of the function, its result, and what it should be."""

    def __init__(self, seen):
        self.rows, self.functions, self.options = seen.args[0], seen.args[1:], seen.kwargs
        self.got = seen.fields.get("value", seen.result)
        self.size = seen.kwargs.get("batch_size", 4)

    @functools.cached_property
    def right(self):
        return evaluate(self.rows, *self.functions, **self.options)

    @property
    def records(self):
        return self.got["records"]

    def column(self, key):
        return [record[key] for record in self.records], [record[key] for record in self.right["records"]]

    @functools.cached_property
    def told(self):
        """What each output tells: call, place and size of its batch, and the prompt that came."""
        said = []
        for output in self.column("output")[0]:
            _, _, rest = output.partition("(call ")
            call, _, rest = rest.partition(", ")
            place, _, rest = rest.partition(" of ")
            size, _, prompt = rest.partition(": ")
            said.append((int(call), int(place), int(size), prompt.rstrip().removesuffix(")")))
        return said


def _sees(predicate):
    return lambda seen: bool(predicate(_Evaluated(seen)))


def _near(one, two):
    return abs(one - two) <= 1e-9


def _lost(call):
    return len(call.records) < len(call.rows)


def _padded(call):
    return len(call.records) > len(call.rows)


def _records_moved(call):
    """The records stand in another order than the rows."""
    got, right = call.column("prompt")
    return got != right and sorted(got) == sorted(right)


def _prompts_changed(call):
    got, right = call.column("prompt")
    return got != right


def _asked_otherwise(call):
    """The model was asked something else than the records say."""
    return [told[3] for told in call.told] != call.column("prompt")[1] and not _slipped(call)


def _slipped(call):
    """Outputs are those of other rows."""
    asked, right = [told[3] for told in call.told], call.column("prompt")[1]
    return asked != right and sorted(asked) == sorted(right)


def _gold_shown(call):
    pairs = zip(call.told, call.column("prompt")[1], call.rows, strict=True)
    return any(row["gold"] in told[3].replace(prompt, "") for told, prompt, row in pairs)


def _stripped(call):
    got, right = call.column("output")
    return got != right and [text.strip() for text in got] == [text.strip() for text in right]


def _one_for_twins(call):
    """Rows with the same prompt share one output."""
    got, right = call.column("output")
    prompts = call.column("prompt")[1]
    firsts = [prompts.index(prompt) for prompt in prompts]
    return got != right and any(at != first and got[at] == got[first] for at, first in enumerate(firsts))


def _other_batches(call):
    """Batches of other sizes, or as many as there should be, of other rows."""
    sizes, calls = [told[2] for told in call.told], [told[0] for told in call.told]
    numbers = [1 + at // call.size for at in range(len(call.rows))]
    if calls != numbers and max(calls) <= numbers[-1]:
        return True
    return sizes != [min(call.size, len(call.rows) - at // call.size * call.size) for at in range(len(call.rows))]


def _filled_up(call):
    """The last batch is as large as the others."""
    whole = [(1 + at // call.size, 1 + at % call.size, call.size) for at in range(len(call.rows))]
    return len(call.rows) % call.size and [told[:3] for told in call.told] == whole


def _more_calls(call):
    calls = [told[0] for told in call.told]
    return calls != [1 + at // call.size for at in range(len(call.rows))]


def _scores_slipped(call):
    got, right = call.column("score")
    return got != right


def _bools(call):
    return any(type(score) is bool for score in call.column("score")[0])


def _macro_is_micro(call):
    return _near(call.got["macro"], call.right["micro"]) and not _near(call.right["macro"], call.right["micro"])


def _micro_is_macro(call):
    return _near(call.got["micro"], call.right["macro"]) and not _near(call.right["macro"], call.right["micro"])


def _weighted(call):
    """Scores of groups are divided by all rows."""
    pairs = [(call.got["groups"][name]["score"], group) for name, group in call.right["groups"].items()]
    return any(
        _near(got, group["score"] * group["n"] / len(call.rows)) and not _near(got, group["score"])
        for got, group in pairs
    )


def _errors(call):
    """Return pairs of a standard error as it came and the scores that it is of."""
    scores = [record["score"] for record in call.right["records"]]
    pairs = [(call.got["stderr"], scores)]
    key = call.options.get("group_key")
    for name, group in call.got["groups"].items() if key else ():
        pairs.append((group["stderr"], [s for s, row in zip(scores, call.rows, strict=True) if row[key] == name]))
    return pairs


def _every_error(form):
    """Return a predicate: standard errors are what a variant gives of (mean square, n), those of several rows at least."""

    def sees(call):
        pairs = [(got, scores) for got, scores in _errors(call) if len(scores) > 1]
        right = [summary(scores)["stderr"] for _, scores in pairs]
        forms = [form((summary(scores)["stderr"] * len(scores)) ** 2 / len(scores), len(scores)) for _, scores in pairs]
        variance = [got for got, _ in pairs]
        return any(not _near(g, r) and _near(g, f) for g, r, f in zip(variance, right, forms, strict=True))

    return sees


def _one_row(call):
    return any(len(scores) == 1 and got != 0 for got, scores in _errors(call))


def _rounded(call):
    pairs = [(call.got[key], call.right[key]) for key in ("micro", "macro", "stderr")]
    return any(not _near(got, right) and abs(got - right) < 0.006 for got, right in pairs)


def _no_groups(call):
    return bool(call.got["groups"].keys() != call.right["groups"].keys())


def _no_keys(seen):
    value = seen.fields.get("value", seen.result)
    return seen.error is None and (type(value) is not dict or not value.keys() >= set(KEYS))


def _rows_changed(seen):
    return seen.fields["arguments"][0] != seen.args[0]


def what_is_bad(seen):
    """Return the hint for a task that must be refused, or an empty text."""
    rows, functions, size = seen.args[0], seen.args[1:], seen.kwargs.get("batch_size", 4)
    key = seen.kwargs.get("group_key")
    if not rows:
        return "no_rows"
    if size < 1:
        return "batch_size"
    if key is not None and any(key not in row for row in rows):
        return "group_missing"
    prompt, generate, metric = map(run, functions)
    prompts = [prompt(row) for row in rows]
    outputs = []
    for at in range(0, len(prompts), size):
        batch = prompts[at : at + size]
        answers = generate(batch)
        if len(answers) != len(batch):
            return "outputs_unchecked"
        outputs += answers
    scores = [metric(output, row) for output, row in zip(outputs, rows, strict=True)]
    return "" if all(map(math.isfinite, scores)) else "not_finite"


def _accepts(hint):
    return lambda seen: what_is_bad(seen) == hint


def _raised(kind, *words):
    def sees(seen):
        message = seen.error.message if seen.error is not None else ""
        return seen.error is not None and seen.error.type == kind and all(word in message for word in words)

    return sees


DETECTORS = [
    Detector("looks_elsewhere", detect.unknown_name),
    Detector("rows_to_model", _raised("TypeError", "generate_fn(prompts)", "dict")),
    Detector("list_of_prompts", _raised("TypeError", "generate_fn")),
    Detector("metric_swapped", _raised("TypeError", "metric_fn(output, row)")),
    Detector("metric_swapped", _raised("TypeError", "metric_fn()")),
    Detector("prompt_of_row", _raised("TypeError", "prompt_fn")),
    Detector("no_rows", _accepts("no_rows")),
    Detector("batch_size", _accepts("batch_size")),
    Detector("group_missing", _accepts("group_missing")),
    Detector("outputs_unchecked", _accepts("outputs_unchecked")),
    Detector("not_finite", _accepts("not_finite")),
    Detector("refuses", lambda seen: seen.error is not None and seen.error.type in ("ValueError", "KeyError")),
    Detector("divides_by_zero", lambda seen: seen.error.type in ("ZeroDivisionError", "StatisticsError")),
    Detector("nothing_returned", detect.returned_nothing),
    Detector("result_keys", _no_keys),
    Detector("rows_changed", _rows_changed),
    Detector("batch_lost", _sees(_lost)),
    Detector("padded", _sees(_padded)),
    Detector("slipped", _sees(_records_moved)),
    Detector("prompt_changed", _sees(_prompts_changed)),
    Detector("output_changed", _sees(_stripped)),
    Detector("gold_shown", _sees(_gold_shown)),
    Detector("one_for_twins", _sees(_one_for_twins)),
    Detector("slipped", _sees(_slipped)),
    Detector("asked_otherwise", _sees(_asked_otherwise)),
    Detector("filled_up", _sees(_filled_up)),
    Detector("other_batches", _sees(_other_batches)),
    Detector("more_calls", _sees(_more_calls)),
    Detector("score_bool", _sees(_bools)),
    Detector("scores", _sees(_scores_slipped)),
    Detector("no_groups", _sees(_no_groups)),
    Detector("weighted", _sees(_weighted)),
    Detector("macro_is_micro", _sees(_macro_is_micro)),
    Detector("micro_is_macro", _sees(_micro_is_macro)),
    Detector("one_row", _sees(_one_row)),
    Detector("population", _sees(_every_error(lambda variance, n: math.sqrt(variance * (n - 1)) / n))),
    Detector("not_of_mean", _sees(_every_error(lambda variance, n: math.sqrt(variance)))),
    Detector("not_of_mean", _sees(_every_error(lambda variance, n: math.sqrt(variance * (n - 1) / n)))),
    Detector("rounded", _sees(_rounded)),
]


# tasks


def _task(draw, *, sizes=(5, 3, 1), scores=(1.0, 0.5, 0.0), wrong=None):
    """Draw rows and the three functions; groups have these sizes, and two rows ask the same."""
    topics = [topic for topic, size in zip(draw.sample(TOPICS, k=len(sizes)), sizes, strict=True) for _ in range(size)]
    draw.shuffle(topics)
    asked = draw.sample(QUESTIONS, k=min(len(topics), len(QUESTIONS)))
    asked += draw.choices(asked, k=len(topics) - len(asked))
    if len(asked) > 2:
        asked[-1] = asked[0]
    rows = [
        {"id": 100 + number, "question": question, "gold": draw.choice(ANSWERS), "topic": topic}
        for number, (question, topic) in enumerate(zip(asked, topics, strict=True))
    ]
    lead, tail = draw.choice(("Q: ", "Answer this. ", "")), draw.choice(("\nA:", " ", "\n"))
    right, close, false = scores
    answers = tuple(draw.sample(ANSWERS, k=4))
    functions = (
        Function("prompt_fn", f"LEAD, TAIL = {lead!r}, {tail!r}\n{PROMPT}"),
        Function("generate_fn", f"ANSWERS, WRONG = {answers!r}, {wrong or {}!r}\n{MODEL}"),
        Function("metric_fn", f"RIGHT, CLOSE, FALSE = {right!r}, {close!r}, {false!r}\n{METRIC}"),
    )
    model = run(Function("generate_fn", f"ANSWERS, WRONG = {answers!r}, {{}}\n{MODEL}"))
    for row in rows[::2]:  # so that some scores are high whatever is drawn
        row["gold"] = model([run(functions[0])(row)])[0].split()[0]
    return rows, *functions


def _telling(draw, sizes, scores, options):
    """Draw a task whose groups differ: micro is not macro, and scores vary."""
    for _ in range(DRAWS):
        task = _task(draw, sizes=sizes, scores=scores)
        right = evaluate(*task, **options)
        apart = abs(right["micro"] - right["macro"]) > APART or len(right["groups"]) < 2
        if apart and (right["stderr"] > APART or len(task[0]) < 2):
            break
    return task


def _ask(submission, task, **options):
    """Return the result and what it should be."""
    return submission.call(NAME, *task, keep=KEYS, **options), evaluate(*task, **options)


@pytest.mark.check(NAME, points=4, hint="records", promise="a list with one dict for each row, in the order of rows")
def test_records(submission, draw):
    """Each row has its record, in the order of rows: its prompt, its output, its score."""
    for sizes, options in (
        ((4, 3), {}),
        ((5, 3, 1), {"group_key": "topic"}),
        ((6, 4), {"batch_size": 3}),
        ((1,), {}),
    ):
        result, right = _ask(submission, _task(draw, sizes=sizes), **options)
        _expect_records(result, right)
    for scores in ((True, False, False), (3, -1, 0)):
        result, right = _ask(submission, _task(draw, scores=scores))
        _expect_records(result, right)


@pytest.mark.check(NAME, points=4, hint="numbers", promise="macro = the mean of the groups' scores")
def test_micro_and_macro(submission, draw):
    """micro weighs rows, macro weighs groups, and each mean has its standard error."""
    for sizes, options in (
        ((6, 2, 1), {"group_key": "topic"}),
        ((7, 3), {"group_key": "topic", "batch_size": 3}),
        ((1, 5), {"group_key": "topic"}),
        ((4, 2), {}),
        ((1,), {"group_key": "topic"}),
    ):
        scores = draw.choice(((1.0, 0.25, 0.0), (0.75, 0.5, -0.5), (2, 1, 0)))
        result, right = _ask(submission, _telling(draw, sizes, scores, options), **options)
        _expect_numbers(result, right)


@pytest.mark.check(
    NAME, points=3, hint="other_batches", promise="Every batch has batch_size prompts, only the last one may have fewer"
)
def test_batches(submission, draw):
    """The model gets batches of batch_size prompts, in order, and what is left over as the last one."""
    for size in (1, 2, 4, 5, 10, 50):
        result, right = _ask(submission, _task(draw, sizes=(6, 3, 1)), batch_size=size, group_key="topic")
        _expect_records(result, right)
        _expect_numbers(result, right)


@pytest.mark.check(
    NAME, points=3, hint="gold_shown", promise="Called with a list of prompts, and nothing else of the rows"
)
def test_gold_stays_hidden(submission, draw):
    """The model sees the prompts and nothing else of the rows; the metric sees its output as it came; rows stay as they are."""
    for options in ({}, {"group_key": "topic", "batch_size": 3}):
        task = _task(draw)
        before = copy.deepcopy(task[0])
        seen = submission.call(NAME, *task, keep=KEYS, then="arguments", **options)
        _expect_records(seen["value"], evaluate(*task, **options))
        expect_equal(seen["arguments"][0], before, "rows")


@pytest.mark.check(
    NAME, points=2, hint="outputs_unchecked", promise="generate_fn returned more or fewer outputs than it got prompts"
)
def test_bad_outputs(submission, draw):
    """A batch with an output too many or too few ends the evaluation, as do an empty list of rows, an impossible batch size and a score that is no number."""
    first = draw.choice((1, 2))
    for wrong in ({1: -1}, {3: -1}, {2: 1}, {first: -1, 3: 1}, {first: 1, 3: -1}):
        _expect_refused(submission, "ValueError", _task(draw, sizes=(6, 4), wrong=wrong), batch_size=4)
    _expect_refused(submission, "ValueError", _task(draw, sizes=(3,), wrong={2: -1}), batch_size=2)
    rows, *functions = _task(draw)
    _expect_refused(submission, "ValueError", ([], *functions))
    _expect_refused(submission, "ValueError", (rows, *functions), batch_size=draw.choice((0, -1)))
    del rows[draw.randrange(len(rows))]["topic"]
    _expect_refused(submission, "KeyError", (rows, *functions), group_key="topic")
    for bad in ("nan", "inf", "-inf"):
        rows, *functions = _task(draw)
        source = functions[2].data["source"].replace("return RIGHT", f"return float('{bad}')")
        _expect_refused(submission, "ValueError", (rows, *functions[:2], Function("metric_fn", source)))


def _expect_refused(submission, kind, task, **options):
    expect_raises(kind, lambda: submission.call(NAME, *task, keep=KEYS, **options))
