"""The benchmarks: prompts, what counts as an answer, the generated problems; all without a model."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from smol_leaderboard.measuring_errors import BadData, NoData, NoSuchTask
from smol_leaderboard.tasks import catalogue, conversations, data, format_rows, gsm8k, heldout, word_problems
from smol_leaderboard.tasks import format as answer_format
from smol_leaderboard.tasks.benchmark import Reply
from smol_leaderboard.tasks.stories import STORIES

from .spoken import chatml, measured

N = dict[str, int]
ANSWERS: dict[str, Callable[[N], Fraction]] = {
    "shopping": lambda n: Fraction(n["paid"] - n["a"] * n["p"] - n["b"] * n["q"]),
    "saving": lambda n: Fraction(n["goal"], n["earns"] - n["spends"]),
    "trays": lambda n: Fraction(n["count"] * n["each"] - n["eaten"], n["bag"]),
    "collections": lambda n: Fraction(n["n"] * (1 + 2 * n["times"]) - n["fewer"]),
    "discount": lambda n: Fraction(n["count"] * n["price"] * (100 - n["percent"]), 100),
    "journey": lambda n: Fraction(n["fast"] * n["long"] + n["slow"] * n["short"]),
    "workshop": lambda n: Fraction(n["rate"] * n["hours"] * n["days"] - n["broken"]),
    "school_trip": lambda n: Fraction(n["everybody"]) * (1 - Fraction(1, n["part"])) / n["share"],
    "ages": lambda n: n["young"] + Fraction(3 * (n["young"] + n["more"]), 2) + 3 * n["years"],
    "recipe": lambda n: Fraction(n["guests"] * n["grams"], n["serves"]) - n["there"],
    "fence": lambda n: Fraction((2 * n["length"] + 2 * n["width"] - n["gate"]) * n["price"]),
    "reading": lambda n: Fraction(n["pages"] - n["slow"] * n["first"], n["fast"]),
    "harvest": lambda n: Fraction((2 * n["rate"] + n["more"]) * n["hours"] - n["given"]),
    "tank": lambda n: Fraction(n["start"] + (n["into"] - n["out"]) * n["minutes"]),
    "tickets": lambda n: Fraction(n["adults"] * n["full"] + n["children"] * n["child"] - n["costs"]),
    "training": lambda n: Fraction((n["laps"] * (2 + n["times"]) + n["more"]) * n["each"]),
}


@pytest.fixture(scope="module")
def problems() -> list[word_problems.Problem]:
    """Two thousand problems of one seed."""
    return word_problems.problems(b"test of the generator", 2000)


def test_every_answer_is_right(problems: list[word_problems.Problem]) -> None:
    """A formula written for each template, apart from its steps, gives the number after ####, a positive whole one."""
    assert ANSWERS.keys() == STORIES.keys()
    for problem in problems:
        assert str(ANSWERS[problem.template](problem.numbers)) == problem.answer.rpartition("#### ")[2], problem
        assert int(problem.answer.rpartition("#### ")[2]) > 0


def test_every_step_is_worked_in_gsm8ks_notation(problems: list[word_problems.Problem]) -> None:
    """Each line but the last holds one mark `<<a*b=c>>c` that is right; two to five steps; the last result is the answer."""
    for problem in problems:
        *steps, last = problem.answer.split("\n")
        assert 2 <= len(steps) <= 5
        for step in steps:
            (mark,) = re.findall(r"<<([-+*/0-9]+)=(-?\d+)>>\2", step)
            fractions = re.sub(r"\d+", r"Fraction(\g<0>)", mark[0])
            assert eval(fractions, {"Fraction": Fraction}) == int(mark[1]), problem
        assert f"#### {mark[1]}" == last


def test_every_number_is_told(problems: list[word_problems.Problem]) -> None:
    """What the answer follows from stands in the question: as a number, or in words."""
    words = {"school_trip": {"part", "share"}}
    for problem in problems:
        told = set(re.findall(r"\d+", problem.question))
        drawn = {str(n) for name, n in problem.numbers.items() if name not in words.get(problem.template, set())}
        assert drawn <= told, problem


def test_problems_differ(problems: list[word_problems.Problem]) -> None:
    """No question twice, no numbers of a template twice, sixteen templates in equal parts, facts in several orders."""
    assert len(problems) == len({problem.question for problem in problems})
    assert len(problems) == len({(problem.template, *problem.numbers.values()) for problem in problems})
    counts = {name: sum(problem.template == name for problem in problems) for name in STORIES}
    assert {125} == set(counts.values())
    first = {problem.question.split(" is ")[1].split(" ")[1] for problem in problems if problem.template == "ages"}
    assert 2 <= len(first)


def test_the_seed_decides() -> None:
    """The same seed gives the same problems for ever (a hash); another one shares no question with it."""
    mine, again = word_problems.problems(b"a", 100), word_problems.problems(b"a", 100)
    other = word_problems.problems(b"b", 100)
    assert mine == again
    assert not {one.question for one in mine} & {one.question for one in other}
    assert mine == word_problems.problems(b"a", 150)[:100]


def test_public_and_secret_sets_share_nothing() -> None:
    """Embedded gsm8k, public heldout, the worked conversations and the examples are all different problems."""
    sets = [
        {row["question"] for row in heldout.public_rows()},
        {row["question"] for row in heldout.rows(heldout.PUBLIC_SEED)},
        {row["messages"][0]["content"] for row in conversations.rows()},
        {question for question, _ in gsm8k.EXAMPLES},
    ]
    assert sum(map(len, sets)) == len(set().union(*sets))


def test_examples_are_our_own() -> None:
    """None of the five pinned examples is a GSM8K problem, and each is worked right."""
    if "GSM8K_DIR" not in os.environ:
        pytest.skip("GSM8K_DIR names no folder with GSM8K")
    folder = Path(os.environ["GSM8K_DIR"])
    theirs = (folder / "train.jsonl").read_text("utf-8") + (folder / "test.jsonl").read_text("utf-8")
    for question, answer in gsm8k.EXAMPLES:
        assert not any(part in theirs for part in question.split(". ") if len(part) > 30)
        for sum_, value in re.findall(r"<<([^=]+)=(\d+)>>", answer):
            assert eval(sum_) == int(value)


@pytest.mark.parametrize(
    ("text", "strict", "flexible"),
    [
        ("3*4 = 12\n#### 12", 1, 1),
        ("#### 12\nQuestion: next?\n#### 99", 1, 0),
        ("#### 99\n#### 12", 0, 1),
        ("The answer is 12.", 0, 1),
        ("#### $12", 0, 1),
        ("#### 12.", 1, 1),
        ("#### 1,2", 1, 1),
        ("####12", 0, 1),
        ("#### -12", 0, 0),
        ("12 apples of 13", 0, 0),
        ("", 0, 0),
    ],
)
def test_the_first_mark_counts(text: str, strict: int, flexible: int) -> None:
    """Strict is the number after the first ####, flexible the last number; nothing said is nothing right."""
    rows = [{"question": "How many?", "answer": "3*4 = <<3*4=12>>12\n#### 12"}]
    found = measured("gsm8k", rows, lambda _: Reply(text, "eos", 3))
    assert [(strict, {"flexible": flexible})] == [(one.total, one.extra) for one in found]


def test_the_prompt_is_a_conversation() -> None:
    """Five examples as turns, then the question: rendered by the model's template, with no word of the gold answer."""
    prompts: list[str] = []

    def said(prompt: str) -> Reply:
        prompts.append(prompt)
        return Reply("", "", 0)

    measured("gsm8k", [{"question": "What is 31415 + 1?", "answer": "<<31415+1=31416>>31416\n#### 31416"}], said)
    turns = [turn for example in gsm8k.EXAMPLES for turn in gsm8k.turns(*example)]
    asked = chatml([*turns, {"role": "user", "content": "What is 31415 + 1?"}], add_generation_prompt=True)
    assert [asked] == prompts
    assert "31416" not in prompts[0]


def test_heldout_asks_as_gsm8k_does() -> None:
    """Same examples, stops, lengths and metric: the overfit gap compares like with like."""
    own = catalogue.OWN
    assert own["gsm8k"].material | {"name": "heldout"} == own["heldout"].material


GOOD = {
    "one_word": ("Blue", "Blue."),
    "number": ("7", "1,000"),
    "yes_or_no": ("Yes", "no."),
    "bullets": ("- a\n- b\n- c", "* a b\n\n* c\n* d"),
    "numbered": ("1. a\n2. b\n3. c", "1) a\n2) b\n3) c"),
    "comma_list": ("red, green, blue", "red, green, dark blue."),
    "json_key": ('{"answer": "Rome"}', '{"answer": 12}'),
    "uppercase": ("HELLO THERE!", "É!"),
    "lowercase": ("good night.", "ß, 3 times"),
    "ends_with": ("Boil it. Done.", "that is done"),
    "starts_with": ("Well, it is water.", "well: rain"),
    "one_sentence": ("It is a house of books.", "Who knows that?"),
    "language": ("", ""),
}
BAD = {
    "one_word": ("It is blue", "", "Blue sky", "3"),
    "number": ("seven", "7 days", "", "It is 7."),
    "yes_or_no": ("Yes, it is", "maybe", ""),
    "bullets": ("- a\n- b", "a\nb\nc", "Here:\n- a\n- b\n- c", "- a, - b, - c"),
    "numbered": ("1. a\n2. b", "1. a\n3. b\n2. c", "a\nb\nc", "1. a 2. b 3. c"),
    "comma_list": ("red, green", "red,\ngreen, blue", "a, b, c, d", ", , "),
    "json_key": ('{"answer": 1, "x": 2}', "answer", '["answer"]', '```json\n{"answer": 1}\n```', "[" * 9999),
    "uppercase": ("Hello", "123", ""),
    "lowercase": ("Good night", "123", ""),
    "ends_with": ("Done and dusted", "done", ""),
    "starts_with": ("It is well", "Well", ""),
    "one_sentence": ("It is. It was.", "It is a house", "No.", "One.\nTwo."),
    "language": ("", "..."),
}


@pytest.mark.parametrize("shape", answer_format.SHAPES)
def test_shapes(shape: str) -> None:
    """What has a shape is right; what comes near it, is empty or says more is not."""
    argument = next(row["argument"] for row in format_rows.rows() if row["shape"] == shape)
    assert [True] * len([t for t in GOOD[shape] if t]) == [
        answer_format.SHAPES[shape](t, argument) for t in GOOD[shape] if t
    ]
    check = {"shape": shape, "argument": argument, "system": True}
    assert [0.0] * len(BAD[shape]) == [answer_format.score(check, Reply(t, "eos", 1)).total for t in BAD[shape]]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("El sol es una estrella que está en el centro.", "es"),
        ("Un chien est un animal qui vit avec les gens.", "fr"),
        ("A bridge is a way over the water.", "en"),
    ],
)
def test_languages_are_told_apart(text: str, language: str) -> None:
    """A sentence is of its own language and of no other."""
    found = [name for name in ("es", "fr", "en") if answer_format.SHAPES["language"](text, name)]
    assert [language] == found


def test_a_turn_must_end() -> None:
    """The right shape without an end is no point, and an end with another turn begun inside is none either."""
    check = {"shape": "one_word", "argument": "", "system": False}
    assert [1.0, 1.0, 0.0] == [answer_format.score(check, Reply("Blue", e, 1)).total for e in ("eos", "stop", "length")]
    loud = {"shape": "uppercase", "argument": "", "system": False}
    assert 0.0 == answer_format.score(loud, Reply("HI<|im_start|>USER", "eos", 1)).total
    extra = answer_format.score(check, Reply("Blue", "length", 1)).extra
    assert {"ends_turn": 0.0, "shape": 1.0, "in_user": 0.0} == extra


def test_sixty_formats_are_asked() -> None:
    """Every shape, half of the rows in a system turn; no row twice."""
    rows = format_rows.rows()
    assert (60, 30) == (len(rows), sum(bool(row["system"]) for row in rows))
    assert answer_format.SHAPES.keys() == {row["shape"] for row in rows}
    assert 60 == len({json.dumps(row) for row in rows})


def test_loss_counts_bits_and_bytes() -> None:
    """Each assistant turn is asked once, with its end, given all before it; one nat a byte is 1 / ln 2 bits a byte."""
    talk = [
        {"role": "system", "content": "S"},
        {"role": "user", "content": "hi"},
        {"role": "assistant", "content": "né"},
        {"role": "user", "content": "more"},
        {"role": "assistant", "content": "ok!"},
    ]
    pairs: list[tuple[str, str]] = []

    def logprob(context: str, continuation: str) -> float:
        pairs.append((context, continuation))
        return -3.0

    (sample,) = measured("loss", [{"messages": talk}], logprob=logprob)
    assert [(chatml(talk[:2], True), "né<|im_end|>"), (chatml(talk[:4], True), "ok!<|im_end|>")] == pairs
    assert (pytest.approx(6 / 0.6931471805599453), 6.0) == (sample.total, sample.weight)


def test_a_hundred_conversations() -> None:
    """At least forty are written by hand, all differ, each ends with the assistant, roles take turns."""
    rows = conversations.rows()
    assert 100 == len(rows) == len({json.dumps(row) for row in rows})
    assert 48 <= len(rows) - conversations.WORKED
    for row in rows:
        roles = [message["role"] for message in row["messages"] if message["role"] != "system"]
        assert ["user", "assistant"] * (len(roles) // 2) == roles
        assert all(message["content"].strip() for message in row["messages"])


def test_data_at_hand(tmp_path: Path) -> None:
    """A folder in GSM8K's layout serves gsm8k and loss; its rows' hash is over questions and gold answers."""
    rows = [{"question": f"{n}?", "answer": f"#### {n}"} for n in range(5)]
    (tmp_path / "test.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    source = data.Source(tmp_path)
    found = data.rows_of("gsm8k", source, 3)
    assert (tuple(rows[:3]), "folder") == (found.rows, found.data)
    assert found.sha256 == data.rows_of("loss", source, 3).sha256
    assert "embedded" == data.rows_of("format", source).data
    rows[0]["answer"] = "#### 7"
    (tmp_path / "test.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert found.sha256 != data.rows_of("gsm8k", source, 3).sha256


@pytest.mark.parametrize(
    "content",
    [
        "",
        "no json",
        "[]",
        '{"question": 3, "answer": "#### 1"}',
        '{"question": "a", "answer": "b"}',
        "[" * 99999,
        "\xff",
    ],
)
def test_bad_data_is_told(tmp_path: Path, content: str) -> None:
    """Whatever lies in the folder, the answer is a sentence."""
    (tmp_path / "test.jsonl").write_bytes(content.encode("latin-1"))
    with pytest.raises(BadData):
        data.rows_of("gsm8k", data.Source(tmp_path))


def test_no_data_is_told(tmp_path: Path) -> None:
    """A task that has no embedded set, and a folder without the file, name what is missing."""
    from smol_leaderboard.tasks.borrowed import borrowed_rows

    with pytest.raises(NoData, match="arc_easy/test"):
        borrowed_rows("arc_easy", data.Source())
    with pytest.raises(NoData, match=r"test\.jsonl"):
        data.rows_of("gsm8k", data.Source(tmp_path))


def test_tasks_are_chosen_by_name() -> None:
    """Any order, any case, each once; none means our four; a wrong name is told with those that exist."""
    assert ("gsm8k", "loss") == catalogue.chosen(["loss", " GSM8K", "loss"])
    assert ("gsm8k", "heldout", "format", "loss") == catalogue.chosen([])
    with pytest.raises(NoSuchTask, match="mmlu"):
        catalogue.chosen(["mmlu"])


ROWS = {
    "arc_easy": {
        "question": "Ice is?",
        "choices": {"text": ["cold", "very hot"], "label": ["A", "B"]},
        "answerKey": "A",
    },
    "piqa": {"goal": "To sit", "sol1": "use a chair", "sol2": "use a cloud", "label": 0},
    "winogrande": {"sentence": "The cup fits as the _ is small.", "option1": "cup", "option2": "box", "answer": "1"},
}


@pytest.mark.parametrize("task", ROWS)
def test_lm_evals_own_tasks_run_on_data_at_hand(tmp_path: Path, task: str) -> None:
    """A model that finds the right words likelier is right, one that finds the wrong ones likelier is not."""
    from smol_leaderboard.tasks.borrowed import BORROWED

    folder = tmp_path / task
    folder.mkdir()
    (folder / f"{BORROWED[task].split}.jsonl").write_text(json.dumps(ROWS[task]) + "\n")
    right = {"arc_easy": "cold", "piqa": "chair", "winogrande": "as the cup"}[task]

    def likes(context: str, continuation: str) -> float:
        return -1.0 if right in context + continuation else -99.0

    (good,) = measured(task, source=data.Source(tmp_path), logprob=likes)
    (bad,) = measured(task, source=data.Source(tmp_path), logprob=lambda *text: -100.0 - likes(*text))
    assert (1.0, 0.0) == (good.total, bad.total)
