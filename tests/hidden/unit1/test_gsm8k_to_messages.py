"""Hidden suite of exercise 1.4. Drawn problems are built from parts, so what is expected is known without parsing.

Of real rows, marks are found by scanning for << and >>, one character after the other.
"""

import random
import re
from typing import NamedTuple

import pytest

from smol_grade.judge import detect, rows
from smol_grade.judge.chat import ROLES, expect_messages, nearly
from smol_grade.judge.detect import Detector
from smol_grade.judge.expect import expect_key, expect_raises, expect_text, expect_type, mismatch

NAME = "gsm8k_to_messages"
KEYS = ("messages", "final_answer")
FINALS = ("1,080", "109,200,000", "-5", "12.50", "007", "-3,400")


class Problem(NamedTuple):
    """A row, and what it gives."""

    row: dict[str, str]
    plain: str
    """The answer without its calculator marks."""
    final: str


def _problem(draw: random.Random, steps, last: str, question: str = "", spaces: str = " ") -> Problem:
    """Return the problem whose answer consists of steps, lists of texts and (mark,) tuples, and of the last line."""
    name, thing = draw.choice(rows.NAMES), draw.choice(rows.THINGS)
    question = question or f"{name} counts {draw.randint(2, 90)} {thing} a day. How many in {draw.randint(2, 9)} days?"
    full = "".join(part if type(part) is str else f"<<{part[0]}>>" for part in steps)
    plain = "".join(part for part in steps if type(part) is str)
    end = f"\n####{spaces}{last}"
    return Problem({"question": question, "answer": full + end}, plain + end, last.strip().replace(",", ""))


def _plain_problems(draw: random.Random) -> list[Problem]:
    """Return problems without calculator marks, from simple ones to contents that hand-made formatting breaks."""
    simple = []
    for count, days in ((draw.randint(11, 60), 3), (draw.randint(11, 60), 7)):
        asked = f"{draw.choice(rows.NAMES)} reads {count} pages a day. How many in {days} days?"
        simple.append(_problem(draw, [f"That makes {count * days} in all."], str(count * days), asked))
    inside = [f"Read {text} to the end." for text in sorted(draw.sample(rows.AWKWARD, len(rows.AWKWARD)), key=len)]
    around = _problem(draw, ["  Spaces around do not matter."], "7", "\n How many days has a week?  ")
    commas = _problem(draw, ["Written out, 12480 is big."], "12,480")
    return [*simple, commas, *(_problem(draw, [text], "12", text) for text in inside), around]


def _marked_problems(draw: random.Random) -> list[Problem]:
    """Return problems with calculator marks: one, several in a line, several lines, beside a single < and >."""
    a, b, c = (draw.randint(2, 60) for _ in range(3))
    one = [f"{a}+{b} = ", (f"{a}+{b}={a + b}",), f"{a + b} in all."]
    line = [
        f"First {a}*{b} = ",
        (f"{a}*{b}={a * b}",),
        f"{a * b:,}, then {a * b}-{c} = ",
        (f"{a * b}-{c}={a * b - c}",),
    ]
    line += [f"{a * b - c}."]
    far = [f"Each has ({a}+{b})/2 = ", (f"({a}+{b})/2={(a + b) / 2}",), f"{(a + b) / 2}.\nSo $1,000*.5 = $"]
    far += [("1000*.5=500",), "500 ,  no more.\nCheck: 2 < 3 and 5 > 4, so ", (" 2 + 3 = 5 ",), "it holds."]
    asked = f"A clock shows <<{a}+{b}={a + b}>>. What is {a} + {b}?"
    return [
        _problem(draw, one, f"{a + b}"),
        _problem(draw, line, f"{a * b - c:,}"),
        _problem(draw, far, "500"),
        _problem(draw, one, f"{a + b}", asked),
    ]


def _without_marks(answer: str) -> str:
    """Return a text without what stands between << and the next >>, those included."""
    kept, inside = [], False
    for position, character in enumerate(answer):
        pair = answer[position : position + 2]
        inside = inside or pair == "<<"
        if not inside:
            kept.append(character)
        elif answer[position - 1 : position + 1] == ">>":
            inside = False
    return "".join(kept)


def _expect_chat(result, wanted: list[tuple[str, str]]) -> None:
    """Require these roles and contents, white space at the ends of contents aside."""
    messages = expect_messages(result)
    roles = [message["role"] for message in messages]
    expected = [role for role, _ in wanted]
    if roles != expected:
        got = ", ".join(roles) or "-"
        raise mismatch("roles", where='result["messages"]', expected=", ".join(expected), got=got)
    for message, (role, content) in zip(messages, wanted, strict=True):
        if message["content"].strip() != content.strip():
            expect_text(message["content"], content, f"the content of the {role} message")


def _expect_final(result, final: str) -> None:
    expect_type(result, dict)
    expect_text(expect_key(result, "final_answer"), final, 'result["final_answer"]')


# What went wrong


def _turns(seen):
    return [(message["role"], message["content"]) for message in seen.fields["messages"]]


def _rest(seen):
    """Return the contents of the user's and the assistant's message."""
    user, assistant = [turn for turn in _turns(seen) if turn[0] != "system"]
    if (user[0], assistant[0]) != ("user", "assistant"):
        raise ValueError("other turns")
    return user[1].strip(), assistant[1].strip()


def _answer(seen):
    return seen.row["answer"].strip()


def _final(seen):
    return seen.fields["final_answer"]


def _system(seen):
    return seen.args[1] if len(seen.args) > 1 else None


def _stripping(seen):
    return len(seen.args) < 3 or seen.args[2]


def _wanted_answer(seen):
    return _without_marks(_answer(seen)) if _stripping(seen) else _answer(seen)


def _wanted_final(seen):
    return _answer(seen).rpartition("####")[2].strip().replace(",", "")


def _malformed(seen):
    return seen.row["answer"].count("####") != 1


def _accepts_malformed(seen):
    return seen.error is None and _malformed(seen)


def _raises_other(seen):
    return seen.error is not None and _malformed(seen) and "ValueError" not in (seen.error.type, *seen.error.kinds)


def _refuses_good(seen):
    return seen.error is not None and not seen.error.unsupported and not _malformed(seen)


def _bare(seen):
    return seen.error is None and type(seen.result) in (list, str)


def _both_keys(seen):
    return seen.error is None and type(seen.result) is dict and not set(KEYS) <= seen.result.keys()


def _message_keys(seen):
    return any(not {"role", "content"} <= message.keys() for message in seen.fields["messages"])


def _nothing_of_the_row(seen):
    """Neither the question nor the answer, nor something like them, is anywhere in the messages."""
    said = [content for _, content in _turns(seen)]
    wanted = (seen.row["question"].strip(), _wanted_answer(seen), _wanted_final(seen))
    alike = any(nearly(content, text) for content in said for text in wanted)
    return bool(said) and not alike and not any(text in "".join(said) for text in wanted[:2])


def _roles(seen):
    return any(role not in ROLES for role, _ in _turns(seen))


def _swapped(seen):
    user, assistant = _rest(seen)
    return assistant == seen.row["question"].strip() and user != assistant


def _no_assistant(seen):
    return "assistant" not in [role for role, _ in _turns(seen)]


def _system_missing(seen):
    return _system(seen) is not None and "system" not in [role for role, _ in _turns(seen)]


def _system_added(seen):
    return _system(seen) is None and "system" in [role for role, _ in _turns(seen)]


def _system_place(seen):
    return _system(seen) is not None and _turns(seen)[0][0] != "system"


def _system_content(seen):
    return _system(seen) is not None and _turns(seen)[0][1].strip() != _system(seen).strip()


def _mark_left(seen):
    return _stripping(seen) and "<<" in _rest(seen)[1] and _rest(seen)[1] != _wanted_answer(seen)


def _mark_taken(seen):
    return not _stripping(seen) and "<<" in _answer(seen) and "<<" not in _rest(seen)[1]


def _too_much_taken(seen):
    """From the first << of a line to its last >>, or the number after the mark."""
    greedy = re.sub(r"<<.*>>", "", _answer(seen))
    numbers = re.sub(r"<<.*?>>[\d,.]*", "", _answer(seen))
    across = re.sub(r"<<.*>>", "", _answer(seen), flags=re.DOTALL)
    return _rest(seen)[1] in {greedy, numbers, across} - {_wanted_answer(seen)}


def _brackets_left(seen):
    """Only the signs << and >> are gone, or only what stands between them."""
    bare = _answer(seen).replace("<<", "").replace(">>", "")
    hollow = re.sub(r"<<.*?>>", "<<>>", _answer(seen))
    return _rest(seen)[1] in {bare, hollow} - {_wanted_answer(seen)}


def _spaces_at_marks(seen):
    got, wanted = _rest(seen)[1], _wanted_answer(seen)
    return (
        "<<" in _answer(seen)
        and got != wanted
        and got.split() != []
        and "".join(got.split()) == "".join(wanted.split())
    )


def _question_cleaned(seen):
    return "<<" in seen.row["question"] and "<<" not in _rest(seen)[0]


def _commas_gone(seen):
    got, wanted = _rest(seen)[1], _wanted_answer(seen)
    return got != wanted and got.replace(",", "") == wanted.replace(",", "")


def _answer_cut(seen):
    got, wanted = _rest(seen)[1], _wanted_answer(seen)
    return got != wanted and (got in wanted or wanted.rpartition("####")[0].strip() == got)


def _content_changed(seen):
    """Contents that are nearly the row's, or that have something before or after."""
    wanted = (seen.row["question"].strip(), _wanted_answer(seen))
    return _rest(seen) != wanted and all(nearly(a, b) or b in a for a, b in zip(_rest(seen), wanted, strict=True))


def _final_type(seen):
    return type(_final(seen)) is not str


def _final_comma(seen):
    return "," in _final(seen)


def _final_spaces(seen):
    return _final(seen) != _wanted_final(seen) == _final(seen).strip()


def _final_with_marks(seen):
    return "#" in _final(seen)


def _final_of_the_text(seen):
    """It is a number of the steps, not that of the last line."""
    steps = seen.row["answer"].rpartition("####")[0].replace(",", "")
    return _final(seen) != _wanted_final(seen) and _final(seen).strip() in re.findall(r"-?[\d.]*\d", steps)


def _final_changed(seen):
    """The sign, the point or a leading zero is lost: a number that was read and written again, or picked by digits."""
    return _final(seen) != _wanted_final(seen)


def _same_messages(seen):
    return any(
        call.error is None and call.args[0] != seen.row and call.result.get("messages") == seen.fields["messages"]
        for call in seen.earlier
    )


def _rows_pile_up(seen):
    if seen.error is not None or len(_turns(seen)) < 4:
        return False
    contents = [content for _, content in _turns(seen)]
    return any(
        call.args[0]["question"].strip() in [c.strip() for c in contents]
        for call in seen.earlier
        if call.args[0] != seen.row
    )


DETECTORS = [
    Detector("looks_elsewhere", detect.unknown_name),
    Detector("loads_from_hub", detect.loads_from_hub),
    Detector("missing_column", detect.missing_column),
    Detector("raises_other", _raises_other),
    Detector("accepts_malformed", _accepts_malformed),
    Detector("content_changed", detect.formats_content),
    Detector("refuses_good", _refuses_good),
    Detector("nothing_returned", detect.returned_nothing),
    Detector("not_a_dict", _bare),
    Detector("both_keys", detect.returned_input),
    Detector("both_keys", _both_keys),
    Detector("message_keys", _message_keys),
    Detector("rows_pile_up", _rows_pile_up),
    Detector("constant", _same_messages),
    Detector("roles", _roles),
    Detector("no_assistant", _no_assistant),
    Detector("system_added", _system_added),
    Detector("system_missing", _system_missing),
    Detector("system_place", _system_place),
    Detector("system_content", _system_content),
    Detector("swapped", _swapped),
    Detector("answer_cut", _answer_cut),
    Detector("constant", _nothing_of_the_row),
    Detector("question_cleaned", _question_cleaned),
    Detector("mark_taken", _mark_taken),
    Detector("too_much_taken", _too_much_taken),
    Detector("brackets_left", _brackets_left),
    Detector("mark_left", _mark_left),
    Detector("commas_gone", _commas_gone),
    Detector("spaces_at_marks", _spaces_at_marks),
    Detector("final_type", _final_type),
    Detector("content_changed", _content_changed),
    Detector("final_with_marks", _final_with_marks),
    Detector("final_comma", _final_comma),
    Detector("final_spaces", _final_spaces),
    Detector("final_of_the_text", _final_of_the_text),
    Detector("final_changed", _final_changed),
]


# Checks


@pytest.mark.check(
    NAME,
    points=3,
    hint="question_then_answer",
    promise='one "user" message with the question, then one "assistant" message with the answer',
)
def test_question_then_answer(submission, draw):
    """The messages are a user turn with the question and an assistant turn with the answer, copied verbatim."""
    for problem in _plain_problems(draw):
        result = submission.call(NAME, problem.row, keep=KEYS)
        _expect_chat(result, [("user", problem.row["question"]), ("assistant", problem.row["answer"])])
        expect_key(result, "final_answer")


@pytest.mark.check(NAME, points=3, hint="final_changed", promise="what stands after #### in the last line")
def test_final_answer(submission, draw):
    """The final answer is a str, what stands after ####, without commas and spaces around it."""
    simple = [str(draw.randint(10, 999)), f"{draw.randint(1, 99)},{draw.randint(100, 999)}"]
    for last in [*simple, *draw.sample(FINALS, len(FINALS))]:
        for spaces, after in ((" ", ""), ("   ", " ")):
            steps = [f"There are {draw.randint(20, 89)} in each and 96 in all."]
            problem = _problem(draw, steps, last + after, spaces=spaces)
            _expect_final(submission.call(NAME, problem.row, keep=KEYS), problem.final)


@pytest.mark.check(NAME, points=2, hint="mark_left", promise="A mark begins with << and ends with the next >>")
def test_calculator_marks(submission, draw):
    """Calculator marks are taken out of the answer, and of nothing else; with strip_calculator=False they stay."""
    for problem in _marked_problems(draw):
        question, answer = ("user", problem.row["question"]), problem.row["answer"]
        stripped = submission.call(NAME, problem.row, keep=KEYS)
        _expect_chat(stripped, [question, ("assistant", problem.plain)])
        _expect_final(stripped, problem.final)
        kept = submission.call(NAME, problem.row, None, False, keep=KEYS)
        _expect_chat(kept, [question, ("assistant", answer)])
        _expect_final(kept, problem.final)
        _expect_chat(
            submission.call(NAME, problem.row, None, True, keep=KEYS), [question, ("assistant", problem.plain)]
        )


@pytest.mark.check(NAME, points=2, hint="system_missing", promise='the "system" message if there is one')
def test_system_message(submission, draw):
    """A system message comes first and says what it is given; without one there is none."""
    [problem] = _plain_problems(draw)[:1]
    turns = [("user", problem.row["question"]), ("assistant", problem.plain)]
    systems = [*draw.sample(rows.SYSTEMS, 2), *(f"Say {text} and stop." for text in draw.sample(rows.AWKWARD, 5))]
    for system in systems:
        for options in ((system,), (system, False)):
            _expect_chat(submission.call(NAME, problem.row, *options, keep=KEYS), [("system", system), *turns])
    _expect_chat(submission.call(NAME, problem.row, None, keep=KEYS), turns)


@pytest.mark.check(NAME, points=1, hint="accepts_malformed", promise="#### does not stand in the answer")
def test_malformed_answers(submission, draw):
    """It raises ValueError for an answer without ####, and for one in which #### stands more than once."""
    [problem] = _plain_problems(draw)[:1]
    answer = problem.row["answer"]
    for wrong in (answer.replace("\n#### ", "\nSo it is "), f"{answer}\n{answer}", f"{answer}\n#### 11", ""):
        for options in ((), (None, False)):
            row = problem.row | {"answer": wrong}
            expect_raises(
                "ValueError", lambda row=row, options=options: submission.call(NAME, row, *options, keep=KEYS)
            )


@pytest.mark.check(NAME, points=1, hint="constant", promise="Each row gives its own messages and its own final answer.")
def test_rows_of_gsm8k(submission, draw, real_rows):
    """Row after row of gsm8k, each gives its own messages and its own final answer."""
    for row in rows.sample_gsm8k(draw, real_rows or 10, real=real_rows > 0):
        result = submission.call(NAME, row, keep=KEYS)
        _expect_chat(result, [("user", row["question"]), ("assistant", _without_marks(row["answer"]))])
        _expect_final(result, row["answer"].rpartition("####")[2].strip().replace(",", ""))
