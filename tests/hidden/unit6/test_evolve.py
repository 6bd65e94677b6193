"""Hidden suite of exercise 6.4. The judge asks the same model itself, with the methods that the history names.

The model is drawn here and travels as source. Its outputs tell which call it was and what it was asked (as a checksum, or
word for word), and it knows the instruction in its prompt: so it can give it back, or forms of it.
"""

import itertools
import re

import pytest

from smol_grade.judge import detect, rows
from smol_grade.judge.chance import bounds
from smol_grade.judge.detect import Detector
from smol_grade.judge.expect import expect_equal, expect_key, expect_raises, expect_text, expect_type, mismatch
from smol_grade.judge.world import Function, Seeded

NAME = "evolve"
KEYS = ("instruction", "history")
PLACE = "{instruction}"
MODEL = r"""
import re
import zlib

calls = []


def llm(prompt):
    if type(prompt) is not str:
        raise TypeError(f"llm(prompt): the prompt is a {type(prompt).__name__}")
    calls.append(prompt)
    old = max(
        (prompt[len(lead) : len(prompt) - len(tail)] for lead, tail in AROUND
         if prompt.startswith(lead) and prompt.endswith(tail) and len(prompt) >= len(lead) + len(tail)),
        key=lambda text: -len(text), default=prompt,
    )
    told = f"{len(calls)}/{zlib.crc32(prompt.encode()):08x}"
    forms = {"told": told, "asked": prompt, "old": old, "upper": old.upper(), "lower": old.lower()}
    forms |= {"spaced": "\n".join(word + "  " for word in old.split())}
    return re.sub("<(told|asked|old|upper|lower|spaced)>", lambda mark: forms[mark[1]], SCRIPT[(len(calls) - 1) % len(SCRIPT)])
"""
"""SCRIPT: what is said at each call, again from its beginning; AROUND: what stands before and after an instruction."""
METHODS = {
    "deepen": "Ask for more depth, in a few words.\n{instruction}",
    "constraints": "{instruction}\nAdd one more constraint to this.",
    "concretize": "Make this more concrete: {instruction}\nWrite the task only.",
    "reasoning": "Rewrite it, so that it takes several steps.\n\n{instruction}\n",
    "más difícil": "Haz más difícil esta instrucción: «{instruction}»",
    "breadth": "A rarer task of the same kind as\n# {instruction}",
    "": "{instruction} (Now harder.)",
}
ODD_METHODS = {
    "json": 'Answer as {"task": "…"} and as nothing else: {instruction}',
    "braces": "{} {0} {x!r} {{double}} }{ {Instruction} {instruction} { }",
    "percent": "100 % of %s and %(instruction)s and $instruction: {instruction}",
    "backslash": r"\1 \g<0> \n \\ {instruction} \d",
    "marked": "I want you to act as a rewriter.\n#Given Prompt#:\n{instruction}\n#Rewritten Prompt#:\n",
    "wrapped": "{{instruction}}",
}
ODD_INSTRUCTIONS = (
    "Explain {x} and {instruction} to me",
    "{instruction}",
    "What is {} in {0}? And } or {?",
    "Is 50 % of %s or %(x)d more?",
    r"Match \d+ and \1 \g<1> \n with C:\temp\\",
    "  two spaces, and a line break at the end \n",
    "$instruction, ${instruction} and <old>",
    "Say “¿qué?” to 你好 🐢",
)
GROWN = "<asked> (<told>)"
BRIEF = "Task of call <told>"
EMPTY = ("", " ", "\n\t \n", "\u00a0")
SAME = ("<old>", " <old>\n", "<upper>", "<lower>", "<spaced>")
LEAKED = (
    "#Rewritten Prompt#: <old> And why?",
    "#Given Prompt#:\n<asked> (<told>)",
    "<asked> (<told>)\n#REWRITTEN PROMPT#",
    "Here is the created prompt: <asked> (<told>)",
    "<old>, said the Given prompt (<told>)",
    "A NEWLY CREATED PROMPT (<told>)",
)
REFUSED = (
    "Sorry, but this cannot be made harder (<told>).",
    "sorry",
    "I'm sorry, I do not understand «<asked>» (<told>).",
    "\n  I AM SORRY. (<told>)",
    "I cannot rewrite this: <asked> (<told>)",
    "  I can't. (<told>)",
    "As an AI language model, I have no feelings. (<told>)",
    "AS AN AI LANGUAGE MODEL I STOP HERE",
)
FINE = (
    "Write a letter that says: I'm sorry, I cannot come (<told>)",
    "Why does one say sorry? As an AI language model, answer (<told>)",
    "Is this a prompt? It was given, then rewritten, then created (<told>)",
    "a prompt given; a prompt rewritten (<told>)",
    "As an aide, plan a day. I can tell you: I am sorted (<told>)",
    "Why?",
    "<old> !",
    "<old>?",
    "<old> <old>",
    "0",
    "None",
    "Can't I? I'm not sorry. (<told>)",
    "I can\u2019t sleep: write a lullaby (<told>)",
    "Each child is given\nprompt help. Plan it. (<told>)",
    "A long task. " * 120 + "(<told>)",
    '"<old>"',
)
LONG, LONG_CALLS = 240, 4
"""Evolutions of one call that are counted, and such calls."""
SHORT = 60
"""Calls of one evolution each that are counted."""


# the oracle


CODE = compile(MODEL, "model", "exec")


def run(function):
    """Return the function itself, new."""
    names = {}
    exec(function.data["source"].removesuffix(MODEL), names)
    exec(CODE, names)
    return names[function.name]


def why_failed(new, old):
    """Return the hint for a failed evolution, or an empty text; `new` is stripped."""
    if new == "":
        return "empty"
    if [word.lower() for word in new.split()] == [word.lower() for word in old.split()]:
        return "unchanged"
    if re.search("(given|rewritten|created) prompt", new, re.IGNORECASE):
        return "leaked"
    refusal = "sorry|i'm sorry|i am sorry|i cannot|i can't|as an ai language model"
    return "refused" if re.match(refusal, new, re.IGNORECASE) else ""


def right_step(new, old, first, failed):
    """Return what the next evolution starts from."""
    return old if failed else new


def replay(instruction, llm, methods, names, step=right_step, strip=str.strip):
    """Return the instruction and what was said and accepted, in the order of these methods."""
    model, current, said = run(llm), instruction, []
    for name in names:
        lead, _, tail = methods[name].partition(PLACE)
        output = model(f"{lead}{current}{tail}")
        failed = bool(why_failed(output.strip(), current))
        said.append((output, not failed))
        current = step(strip(output), current, instruction, failed)
    return current, said


def _expect(result, task, count):
    """Require what the model says when it is asked with the methods of the history."""
    expect_type(result, dict)
    instruction, history = (expect_key(result, key) for key in KEYS)
    expect_type(history, list, 'result["history"]')
    if len(history) != count:
        raise mismatch("equal", where='len(result["history"])', expected=str(count), got=str(len(history)))
    for index, entry in enumerate(history):
        where = f'result["history"][{index}]'
        expect_type(entry, dict, where)
        for key in ("method", "output", "accepted"):
            if key not in entry:
                found = ", ".join(map(repr, entry))[:200] or "-"
                raise mismatch("key", where=where, expected=repr(key), got=entry, name=key, found=found)
        if type(entry["method"]) is not str or entry["method"] not in task[2]:
            expected = ", ".join(map(repr, task[2]))
            raise mismatch("equal", where=f'{where}["method"]', expected=expected, got=entry["method"])
    last, said = replay(*task, [entry["method"] for entry in history])
    for index, (entry, (output, accepted)) in enumerate(zip(history, said, strict=True)):
        expect_text(entry["output"], output, f'result["history"][{index}]["output"]')
        expect_equal(entry["accepted"], accepted, f'result["history"][{index}]["accepted"]')
    expect_text(instruction, last, 'result["instruction"]')


# what detectors see


class _Evolved:
    """A call of the function, its result, and what it should be."""

    def __init__(self, seen):
        self.task, self.count = seen.args, seen.kwargs.get("num_evolutions", 1)
        value = seen.fields.get("value", seen.result)
        self.instruction, self.history = value["instruction"], value["history"]
        self.names = [entry["method"] for entry in self.history]
        self.outputs = [entry["output"] for entry in self.history]
        self.right, said = replay(*self.task, self.names)
        self.said, self.accepted = (list(column) for column in zip(*said, strict=True))

    def said_with(self, step=right_step, strip=str.strip):
        """Whether the outputs are those of another way to go on, and not the right ones."""
        outputs = [output for output, _ in replay(*self.task, self.names, step, strip)[1]]
        return self.outputs == outputs != self.said

    @property
    def wrong_verdicts(self):
        """What was accepted wrongly or not, why it has failed, output and prompt; up to the first output that is another."""
        old, wrong = self.task[0], []
        for entry, output, accepted in zip(self.history, self.said, self.accepted, strict=True):
            if entry["output"] != output:
                break
            if entry["accepted"] is not accepted:
                prompt = self.task[2][entry["method"]].replace(PLACE, old)
                wrong.append((entry["accepted"], why_failed(output.strip(), old), output, prompt))
            old = output.strip() if accepted else old
        return wrong


def _sees(predicate):
    return lambda seen: bool(predicate(_Evolved(seen)))


def what_is_bad(seen):
    """Return the hint for a task that must be refused, or an empty text."""
    instruction, _, methods = seen.args
    if not instruction or instruction.isspace():
        return "blank_instruction"
    if not methods:
        return "no_methods"
    if any(len(template.split(PLACE)) != 2 for template in methods.values()):
        return "placeholder"
    return "" if seen.kwargs.get("num_evolutions", 1) >= 1 else "num_evolutions"


def _accepts(hint):
    return lambda seen: what_is_bad(seen) == hint


def _raised(kinds, *words):
    """Return a predicate: an error of one of these kinds whose message has one of the words."""

    def sees(seen):
        return seen.error is not None and seen.error.type in kinds and any(word in seen.error.message for word in words)

    return sees


def _asked_too_early(seen):
    return _raised(("RuntimeError",), "the model was asked")(seen) and what_is_bad(seen) != ""


def _refuses(seen):
    return seen.error is not None and seen.error.type in ("ValueError", "TypeError", "AssertionError")


def _no_keys(seen):
    value = seen.fields.get("value", seen.result)
    return seen.error is None and (type(value) is not dict or not set(KEYS) <= value.keys())


def _other_entries(seen):
    """The history is not a list of dicts with the three keys."""
    history = seen.fields.get("value", seen.result)["history"]
    return type(history) is not list or any(
        type(entry) is not dict or not {"method", "output", "accepted"} <= entry.keys() for entry in history
    )


def _history(seen):
    return seen.fields.get("value", seen.result)["history"]


def _shorter(seen):
    return len(_history(seen)) < seen.kwargs.get("num_evolutions", 1)


def _longer(seen):
    return len(_history(seen)) > seen.kwargs.get("num_evolutions", 1)


def _other_names(seen):
    return any(type(entry["method"]) is not str or entry["method"] not in seen.args[2] for entry in _history(seen))


def _changed(seen):
    return seen.fields["arguments"][2] != seen.args[2]


def _more_calls(call):
    """Outputs tell of other calls than theirs."""
    told = [re.findall(r"(\d+)/[0-9a-f]{8}", text) for text in (*call.outputs, call.instruction)]
    latest = [min(at + 1, len(call.outputs)) for at in range(len(told))]
    return any(numbers and int(numbers[-1]) > most for most, numbers in zip(latest, told, strict=True))


def _stripped(call):
    return call.outputs != call.said and call.outputs == [output.strip() for output in call.said]


def _unstripped(call):
    """The current instruction keeps the white space of the output."""
    return call.said_with(strip=str) or call.instruction == replay(*call.task, call.names, strip=str)[0] != call.right


def _first_stripped(call):
    """The instruction that was given is stripped before it is used."""
    stripped = (call.task[0].strip(), *call.task[1:])
    last, said = replay(*stripped, call.names)
    other = (last, [output for output, _ in said])
    return (call.instruction, call.outputs) == other != (call.right, call.said)


def _wrongly_accepted(reason):
    return _sees(lambda call: call.wrong_verdicts[0][:2] == (True, reason))


def _wrongly_failed(explains):
    def sees(call):
        accepted, reason, output, prompt = call.wrong_verdicts[0]
        return accepted is False and reason == "" and explains(output, prompt)

    return _sees(sees)


def _goes_on(step):
    """Return a predicate: every evolution starts from what this function takes, and not from what it should."""
    return _sees(lambda call: call.said_with(step))


def _failure_returned(call):
    """The result is an output that has failed."""
    last = call.said[-1]
    return not call.accepted[-1] and call.instruction != call.right and call.instruction.strip() == last.strip()


def _other_verdicts(call):
    return call.wrong_verdicts and type(call.wrong_verdicts[0][0]) is not bool


def _refusal_inside(output, prompt):
    words = output.lower()
    return "sorry" in words or "i cannot" in words or "as an ai language model" in words or "i can't" in words


DETECTORS = [
    Detector("looks_elsewhere", detect.unknown_name),
    Detector("llm_called", _raised(("TypeError",), "llm(")),
    Detector("asked_too_early", _asked_too_early),
    *(Detector(h, _accepts(h)) for h in ("blank_instruction", "no_methods", "placeholder", "num_evolutions")),
    Detector("rng_missing", _raised(("AttributeError",), "NoneType")),
    Detector("format_used", _raised(("KeyError", "IndexError"), "")),
    Detector("format_used", _raised(("ValueError",), "format", "'}'", "'{'", "Replacement index", "field")),
    Detector("format_used", _raised(("TypeError", "ValueError"), "format", "mapping")),
    Detector("regex_used", _raised(("error", "PatternError"), "")),
    Detector("regex_used", _raised(("IndexError",), "group")),
    Detector("refuses", _refuses),
    Detector("nothing_returned", detect.returned_nothing),
    Detector("result_keys", _no_keys),
    Detector("history_entries", _other_entries),
    Detector("methods_changed", _changed),
    Detector("history_short", _shorter),
    Detector("history_long", _longer),
    Detector("method_names", _other_names),
    Detector("more_calls", _sees(_more_calls)),
    Detector("output_stripped", _sees(_stripped)),
    Detector("verdict_type", _sees(_other_verdicts)),
    *(Detector(reason, _wrongly_accepted(reason)) for reason in ("empty", "unchanged", "leaked", "refused")),
    Detector("searches_prompt", _wrongly_failed(lambda output, prompt: why_failed(prompt, "") == "leaked")),
    Detector("refusal_anywhere", _wrongly_failed(_refusal_inside)),
    Detector("too_strict", _wrongly_failed(lambda output, prompt: True)),
    Detector("not_stripped", _sees(_unstripped)),
    Detector("first_stripped", _sees(_first_stripped)),
    Detector("back_to_first", _goes_on(lambda new, old, first, failed: first if failed else new)),
    Detector("not_chained", _goes_on(lambda new, old, first, failed: first)),
    Detector("failed_carried", _goes_on(lambda new, old, first, failed: new)),
    Detector("prompt", _sees(lambda call: call.outputs != call.said)),
    Detector("failed_carried", _sees(_failure_returned)),
    Detector("instruction", _sees(lambda call: call.instruction != call.right)),
]


# tasks


def _task(draw, script, *, instruction=None, methods=None, count=None):
    """Return the three arguments: an instruction, a model that follows the script, and some methods."""
    methods = dict(draw.sample(list((methods or METHODS).items()), count or draw.randint(2, 5)))
    around = [(lead, tail) for lead, _, tail in (template.partition(PLACE) for template in methods.values())]
    source = f"SCRIPT, AROUND = {tuple(script)!r}, {around!r}\n{MODEL}"
    return instruction or draw.choice(rows.QUESTIONS), Function("llm", source), methods


def _rng(draw):
    return Seeded("rng", draw.getrandbits(64))


def _ask(submission, draw, task, count=None):
    """Require the right result; without a count, that of the default."""
    options = {} if count is None else {"num_evolutions": count}
    result = submission.call(NAME, *task, keep=KEYS, rng=_rng(draw), **options)
    _expect(result, task, count or 1)
    return result


@pytest.mark.check(NAME, points=4, hint="prompt", promise="The next evolution starts from it.")
def test_chain(submission, draw):
    """Each evolution asks the model once, with the prompt of a method and the instruction that the one before left."""
    _ask(submission, draw, _task(draw, [GROWN]))
    for count in (1, 2, 3, 5):
        _ask(submission, draw, _task(draw, [GROWN]), count)
        _ask(submission, draw, _task(draw, [f" \n{GROWN}\t", f"{BRIEF} \n", f"  {GROWN}"]), count)
    _ask(submission, draw, _task(draw, [BRIEF], count=1), 4)
    _ask(submission, draw, _task(draw, [BRIEF, GROWN], methods={"": METHODS[""]}, count=1), 2)
    task = _task(draw, [GROWN], count=5)
    before = dict(task[2])
    seen = submission.call(NAME, *task, keep=KEYS, rng=_rng(draw), num_evolutions=3, then="arguments")
    expect_equal(seen["arguments"][2], before, "methods")
    _expect(seen["value"], task, 3)


@pytest.mark.check(NAME, points=4, hint="instruction", promise="An evolution has failed if its output, stripped")
def test_failed_evolutions(submission, draw):
    """An output that is empty, unchanged, leaked or a refusal leaves the instruction as it was; others are taken."""
    for forms in (EMPTY, SAME, LEAKED, REFUSED):
        _ask(submission, draw, _task(draw, [draw.choice(forms)]))
        for form in forms:
            _ask(submission, draw, _task(draw, [BRIEF, form, GROWN]), 3)
    fine = draw.sample(FINE, k=len(FINE))
    for start in range(0, len(fine), 3):
        few = fine[start : start + 3]
        _ask(submission, draw, _task(draw, [said for form in few for said in (form, BRIEF)]), 2 * len(few))
    for instruction in ("What is a given prompt?", "Sorry, what is rain?", "I cannot sleep. Why?"):
        for script in ([BRIEF, "<old> And why?"], ["<old> And why?", BRIEF, "<old>"], [draw.choice(FINE)]):
            _ask(submission, draw, _task(draw, script, instruction=instruction), len(script))
    failures = [draw.choice(forms) for forms in (EMPTY, SAME, LEAKED, REFUSED)]
    draw.shuffle(failures)
    _ask(submission, draw, _task(draw, failures, instruction="  Say it\nagain. "), 4)
    _ask(submission, draw, _task(draw, [*failures, GROWN]), 6)
    _ask(submission, draw, _task(draw, [draw.choice(EMPTY), "<old>", BRIEF, draw.choice(LEAKED), "<spaced>"]), 5)
    first = draw.choice(rows.QUESTIONS)
    _ask(submission, draw, _task(draw, [BRIEF, first, BRIEF, first], instruction=first), 4)


@pytest.mark.check(
    NAME, points=2, hint="prompt", promise='braces, even "{instruction}", percent signs and backslashes reach the model'
)
def test_texts_as_they_are(submission, draw):
    """Braces, percent signs and backslashes of instructions and methods reach the model; methods may hold leaked words."""
    for instruction in ODD_INSTRUCTIONS:
        _ask(submission, draw, _task(draw, [BRIEF], instruction=instruction, count=3), 1)
        _ask(submission, draw, _task(draw, [f"<old> {BRIEF}"], instruction=instruction, count=3), 3)
    for name, template in ODD_METHODS.items():
        for instruction in (draw.choice(rows.QUESTIONS), draw.choice(ODD_INSTRUCTIONS)):
            task = _task(draw, [BRIEF, f"<old> {BRIEF}"], instruction=instruction, methods={name: template}, count=1)
            _ask(submission, draw, task, 2)


def _methods_of(result):
    return [entry["method"] for entry in result["history"]]


def _expect_even(where, counts, share, draws, hint):
    """Require that no count is out of the bounds of its share."""
    least, most = bounds(share, draws)
    if not all(least <= count <= most for count in counts.values()):
        expected = ", ".join(f"{name!r}: {least} … {most}" for name in counts)
        got = ", ".join(f"{name!r}: {count}" for name, count in counts.items())
        raise mismatch("uneven", where=where, expected=expected, got=got, count=draws, hint=hint)


@pytest.mark.check(
    NAME, points=3, hint="lopsided", promise="It chooses the method of every evolution, each equally likely"
)
def test_methods_by_chance(submission, draw):
    """rng alone chooses the methods, each equally likely, whatever was chosen before; without one they vary."""
    where = 'result["history"][…]["method"]'
    for size in (2, 5):
        task = _task(draw, [BRIEF, ""], count=size)
        runs = [_methods_of(_ask(submission, draw, task, LONG)) for _ in range(LONG_CALLS)]
        counts = {name: sum(chosen.count(name) for chosen in runs) for name in task[2]}
        _expect_even(where, counts, 1 / size, LONG * LONG_CALLS, "lopsided")
        again = sum(one == other for chosen in runs for one, other in itertools.pairwise(chosen))
        _expect_even(where, {"=": again}, 1 / size, (LONG - 1) * LONG_CALLS, "depends_on_before")
    task = _task(draw, [BRIEF], count=2)
    first = [_methods_of(_ask(submission, draw, task))[0] for _ in range(SHORT)]
    if len(set(first)) == 1:
        raise mismatch("always", where='result["history"][0]["method"]', got=first[0], count=SHORT, hint="rng_unused")
    _expect_even('result["history"][0]["method"]', {n: first.count(n) for n in task[2]}, 1 / 2, SHORT, "lopsided")
    task = _task(draw, [GROWN, "", BRIEF], count=4)
    rng, seen = _rng(draw), []
    for _ in range(4):
        result = submission.call(NAME, *task, keep=KEYS, rng=rng, num_evolutions=32)
        _expect(result, task, 32)
        seen.append(_methods_of(result))
        if seen[-1] != seen[0]:
            raise mismatch("again", expected=str(seen[0]), got=seen[-1], hint="not_again")
    seen = []
    for options in ({}, {"rng": None}):
        result = submission.call(NAME, *task, keep=KEYS, num_evolutions=64, **options)
        _expect(result, task, 64)
        seen.append(_methods_of(result))
    if seen[0] == seen[1]:
        raise mismatch("always", where='result["history"]', got=seen[0], count=2, hint="always_seeded")


@pytest.mark.check(NAME, points=1, hint="placeholder", promise="All of this is checked before the model is asked.")
def test_bad_calls(submission, draw):
    """What cannot be evolved is refused before the model is asked: blank texts, no methods, bad prompts, no evolutions."""
    model = Function("llm", "def llm(prompt):\n    raise RuntimeError('the model was asked')\n")
    _, _, methods = _task(draw, [BRIEF], count=4)
    question = draw.choice(rows.QUESTIONS)
    cases = [(blank, methods, 1) for blank in ("", " ", "\n\t")]
    cases += [(question, {}, 1), (question, methods, 0), (question, methods, -2), (question, {}, 0)]
    for bad in (
        "Make it harder.",
        f"{PLACE} or {PLACE}?",
        "{Instruction}",
        "{ instruction }",
        "",
        "{}",
        f"{PLACE}{PLACE}",
    ):
        cases.append((question, {"only": bad}, 1))
        for place in (0, 2, 4):
            mixed = list(methods.items())
            mixed.insert(place, ("bad", bad))
            cases.append((question, dict(mixed), 1))
    for instruction, some, count in cases:
        expect_raises(
            "ValueError",
            lambda instruction=instruction, some=some, count=count: submission.call(
                NAME, instruction, model, some, num_evolutions=count, rng=_rng(draw)
            ),
        )
