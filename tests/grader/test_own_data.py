"""Reading a learner's own data: whatever the text holds, rows or one sentence, quickly."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smol_grade.judge.expect import Mismatch
from smol_grade.judge.own_data import MOST_ROWS, Row, expect_enough, read_rows
from smol_grade.messages import say_sentence
from smol_grade.wire import encode
from smol_grade.workspace import MAX_BYTES

from .conftest import ROOT

NAME = "own_data.jsonl"
GOOD = '{"q": "Why is the sky blue?", "a": "Air scatters short waves more.", "n": 1}'
SUITES = ROOT / "tests" / "hidden"
HINTS = [(SUITES / place).read_text("utf-8") for place in ("unit1/to_messages.toml", "unit2/to_eval_item.toml")]
"""Of the exercises with a data file."""
ENOUGH_S = 5.0
"""Far above what any text takes here on a busy machine (a tenth of a second), far below what quadratic time would be."""


def refused(text: str) -> str:
    """Return the sentence on what is wrong with a text, in English."""
    with pytest.raises(Mismatch) as caught:
        read_rows(text, NAME)
    error = caught.value
    assert all(f"\n{error.hint}.en = " in texts for texts in HINTS)
    assert say_sentence("es", error.sentence)
    return say_sentence("en", error.sentence)


def test_rows_are_read_as_they_stand() -> None:
    """Values keep their types and texts, in any order of keys; lines are counted with empty ones among them."""
    text = '\n{"a": " x ", "b": "\\u00e9\\n", "n": -3, "f": 1e2, "t": true, "z": null}\n \t\n' + GOOD
    assert [
        Row(2, {"a": " x ", "b": "é\n", "n": -3, "f": 100.0, "t": True, "z": None}),
        Row(4, json.loads(GOOD)),
    ] == read_rows(text, NAME)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\n\n", "\r\n\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_byte_order_mark(end: str, mark: str) -> None:
    """Files of every editor are read; separators that only Unicode knows stay within a text."""
    row = {"q": "one\u2028two\u0085three\x1cfour", "a": "five"}
    line = json.dumps(row, ensure_ascii=False).replace("\\u001c", "\\u001C")
    assert [row, row] == [found.values for found in read_rows(mark + line + end + line + end, NAME)]


REFUSED = {
    "not JSON": ("{'q': 'x'}", "line 1, character 2: not JSON: Expecting property name"),
    "second line": (GOOD + "\n{\n}", "line 2, character 2: not JSON"),
    "comma": (GOOD + ",", "not JSON: Extra data"),
    "two rows in a line": (GOOD + GOOD, "not JSON: Extra data"),
    "mark in the middle": (GOOD + "\n\ufeff" + GOOD, "line 2, character 1: not JSON"),
    "control character": ('{"q": "a\x01", "b": "c"}', "not JSON: Invalid control character"),
    "list": (f"[{GOOD}]", "line 1: a JSON array stands here"),
    "text": ('"x"', "a JSON string stands here"),
    "number": ("3", "a JSON number stands here"),
    "null": ("null", "a JSON null stands here"),
    "true": ("true", "a JSON boolean stands here"),
    "nested list": ('{"q": "x", "a": "y", "tags": []}', "the value of 'tags' is a JSON array"),
    "nested object": ('{"q": "x", "a": {"b": "y"}}', "the value of 'a' is a JSON object"),
    "key twice": ('{"q": "x", "a": "y", "q": "z"}', "the key 'q' stands there twice"),
    "key twice inside": ('{"q": "x", "a": {"b": 1, "b": 2}}', "the key 'b' stands there twice"),
    "NaN": ('{"q": "x", "a": "y", "n": NaN}', "NaN is not a number here"),
    "Infinity": ('{"q": "x", "a": "y", "n": -Infinity}', "-Infinity is not a number here"),
    "too large a fraction": ('{"q": "x", "a": "y", "n": 1e999}', "1e999 is not a number here"),
    "beyond 64 bits": ('{"q": "x", "a": "y", "n": 9223372036854775808}', "9223372036854775808 is not a number here"),
    "thousands of digits": ('{"q": "x", "a": "y", "n": ' + "9" * 9999 + "}", "999… is not a number here"),
    "half a character": ('{"q": "x\\ud83d", "a": "y"}', "'q' or its text holds half of a character"),
    "half a character in a key": ('{"q\\udc22": "x", "a": "y"}', "half of a character"),
    "one text": ('{"q": "x", "a": " \\u00a0", "n": 1}', "texts that are not blank: 1"),
    "nothing": ("{}", "texts that are not blank: 0"),
    "many keys": (json.dumps({f"k{i}": "x" for i in range(21)}), "the row has 21 keys"),
    "too many rows": ((GOOD + "\n") * (MOST_ROWS + 1), "rows: 201; at most 200"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_wrong_is_one_sentence_with_its_place(name: str) -> None:
    """Each kind of wrong file has its sentence, its hint and its line."""
    text, words = REFUSED[name]
    assert words in refused(text)


def test_too_few_rows_are_read_and_then_said() -> None:
    """Rows are there to work with before there are enough of them."""
    rows = read_rows((GOOD + "\n") * 19, NAME)
    with pytest.raises(Mismatch) as caught:
        expect_enough(rows, NAME)
    assert "own_data.jsonl: rows: 19; at least 20 are needed." == say_sentence("en", caught.value.sentence)
    expect_enough([*rows, rows[0]], NAME)
    assert [] == read_rows("\ufeff \n", NAME)


def test_an_exercise_may_ask_for_more_rows_and_allow_more() -> None:
    """The least and the most are the exercise's; what it does not say is 20 and 200."""
    rows = read_rows((GOOD + "\n") * 500, NAME, 500)
    expect_enough(rows, NAME, 500)
    with pytest.raises(Mismatch) as few:
        expect_enough(rows[:49], NAME, 50)
    assert "own_data.jsonl: rows: 49; at least 50 are needed." == say_sentence("en", few.value.sentence)
    with pytest.raises(Mismatch) as many:
        read_rows((GOOD + "\n") * 501, NAME, 500)
    assert "own_data.jsonl: rows: 501; at most 500 are allowed." == say_sentence("en", many.value.sentence)


HOSTILE: dict[str, Callable[[], str]] = {
    "lists, a million deep": lambda: "[" * 10**6,
    "objects, a million deep": lambda: '{"a":' * 10**6,
    "closed objects": lambda: '{"q": "x", "a": ' + '{"a":' * 10**5 + "1" + "}" * 10**5 + "}",
    "one long line": lambda: GOOD[:-1] + ', "z": "' + "x" * MAX_BYTES + '"',
    "ten thousand lines": lambda: (GOOD + "\n") * 10_000,
    "only line ends": lambda: "\r\n\n" * 100_000 + "x",
    "one long number": lambda: '{"q": "x", "a": "y", "n": ' + "1" * MAX_BYTES + "}",
    "one long fraction": lambda: '{"q": "x", "a": "y", "n": ' + "1" * MAX_BYTES + ".5}",
    "one long exponent": lambda: '{"q": "x", "a": "y", "n": 1e' + "1" * MAX_BYTES + "}",
    "keys": lambda: "{" + ",".join(f'"{i}":0' for i in range(40_000)) + "}",
    "escapes": lambda: '{"q": "' + "\\ud800" * 40_000 + '"}',
    "almost secrets": lambda: "sk-a-sk-" * 30_000 + "-----BEGIN " * 10_000 + "hf_" * 30_000,
    "white space": lambda: " " * MAX_BYTES + "\x0b",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_in_no_time(name: str) -> None:
    """Whatever is too deep, too long or too much ends in a sentence, in well under a second."""
    text = HOSTILE[name]()
    begun = time.monotonic()
    said = refused(text)
    assert len(said) < 400
    assert time.monotonic() - begun < ENOUGH_S


SECRETS = [
    "hf_" + "Ab1" * 11 + "x",
    "sk-" + "a1B2" * 12,
    "sk-proj-" + "a1B2" * 12,
    "sk-ant-api03-" + "a1B2" * 12,
    "AKIA" + "AB12" * 4,
    "ghp_" + "Ab12" * 9,
    "github_pat_" + "Ab12" * 9,
    "glpat-" + "Ab12" * 5,
    "xoxb-" + "1234567890-ab",
    "AIza" + "Ab1_-" * 7,
    "pypi-Ag" + "Ab12" * 9,
    "-----BEGIN RSA PRIVATE KEY-----",
    "-----BEGIN PRIVATE KEY-----",
    "-----BEGIN OPENSSH PRIVATE KEY-----",
]


@pytest.mark.parametrize("secret", SECRETS)
def test_secrets_are_refused_and_never_shown(secret: str) -> None:
    """Wherever it stands, also in a file that is no JSON, or escaped; its line is said, and no more of it than its kind."""
    row = json.dumps({"q": "How do I log in?", "a": f"token={secret}"})
    escaped = row.replace(secret, "".join(f"\\u{ord(c):04x}" for c in secret))
    in_key = json.dumps({"q": "x", "a": "y", secret: 1})
    for text in (row, GOOD + "\n" + row, f"{row}\nno JSON", secret, escaped, in_key, "no JSON\n" + row):
        with pytest.raises(Mismatch) as caught:
            read_rows(text, NAME)
        error = caught.value
        assert "secret" == error.hint
        said = say_sentence("en", error.sentence) + error.got + error.expected
        assert secret not in said
        assert f"line {text.count(chr(10)) + 1 if not text.endswith('JSON') else 1}:" in said


@pytest.mark.parametrize(
    "text",
    [
        "A token of Hugging Face begins with hf_, one of OpenAI with sk-, one of GitHub with ghp_.",
        "pip install hf_transfer, then hf_hub_download(repo_id, filename)",
        "Risk-management-of-large-scale-projects needs sk-learn-like patience.",
        "AKIAK is no key, nor is a -----BEGIN CERTIFICATE-----",
        "A desk-based-investigation01234567890123456789 is no token.",
        "ask-abcdefghijklmnopqrstuvwxyz",
    ],
)
def test_words_about_secrets_are_none(text: str) -> None:
    """Prefixes alone, and words that contain one, are fine."""
    assert 1 == len(read_rows(json.dumps({"q": "What is it?", "a": text}), NAME))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None), max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=5),
    max_leaves=8,
)
NOISE = st.text(st.sampled_from('{}[]",:\\u d8a0nft\n\r\ufeff1.e-N'), max_size=200)


@settings(max_examples=300, deadline=None)
@given(text=st.one_of(NOISE, st.text(), st.lists(JSON.map(json.dumps), max_size=5).map("\n".join)))
def test_any_text_gives_rows_or_one_sentence(text: str) -> None:
    """Nothing but a `Mismatch` comes out, its sentence exists, and rows can travel to a worker."""
    try:
        rows = read_rows(text, NAME)
    except Mismatch as error:  # its sentence exists, and both can be written
        say_sentence("en", error.sentence).encode()
        error.got.encode()
    else:
        for row in rows:
            encode({"row": row.values})
            assert len(row.texts) >= 2
