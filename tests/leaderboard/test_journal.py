"""What was answered before a kill is there afterwards, and nothing half."""

from __future__ import annotations

from pathlib import Path

import pytest

from smol_leaderboard.evaluate.journal import Journal, key

BATCHES = [
    [(key("generate", f"p{batch}{i}"), {"text": f"é\n{i}", "x": 0.1 + batch}) for i in range(3)] for batch in range(3)
]


def test_answers_are_there_again(tmp_path: Path) -> None:
    """A new program finds every answer as it was, floats to the last bit; who listens hears the count."""
    heard: list[int] = []
    journal = Journal(tmp_path / "j", heard.append)
    for batch in BATCHES:
        journal.put(batch)
    again = Journal(tmp_path / "j", heard.append)
    assert [dict(batch) for batch in BATCHES] == [{name: again.get(name) for name, _ in batch} for batch in BATCHES]
    assert [3, 6, 9, 9] == heard
    assert again.get(key("generate", "other")) is None


@pytest.mark.parametrize("cut", range(1, 60, 7))
def test_a_torn_line_is_asked_again(tmp_path: Path, cut: int) -> None:
    """A file cut anywhere opens; the whole lines count, and what is put next is readable."""
    file = tmp_path / "j"
    journal = Journal(file)
    journal.put(BATCHES[0])
    journal.put(BATCHES[1])
    file.write_bytes(file.read_bytes()[:-cut])
    after = Journal(file)
    assert 5 == len(after)
    after.put(BATCHES[2])
    assert 8 == len(Journal(file))


def test_keys_tell_questions_apart() -> None:
    """Each part of a question is in its key, and parts cannot run into each other."""
    asked = [
        key("generate", "a", "", ("x",), 5),
        key("generate", "a", "", ("x",), 6),
        key("generate", "a", "", ("x", "y"), 5),
        key("generate", "a", "", ("xy",), 5),
        key("generate", "ab", "", ("x",), 5),
        key("logprob", "a", "b"),
        key("logprob", "ab", ""),
    ]
    assert len(asked) == len(set(asked))
