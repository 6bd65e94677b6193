"""Attack files of our own for the runner: harmless, so that they can also be tried without a sandbox."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from smol_grade.devattack.catalogue import Attack, read_attack

HEADER = "# attack: a sample\n# group: {group}\n# ends: {ends}\n# control: {control}\n\n"


@pytest.fixture
def sample(tmp_path: Path) -> Callable[..., Attack]:
    """Make an attack of a body, or of what stands inside its function."""

    def make(
        *lines: str, group: str = "a", ends: str = "wrong", control: str = "none: a sample", body: str = ""
    ) -> Attack:
        text = HEADER.format(group=group, ends=ends, control=control) + body
        if not body:
            inside = [*lines, "return {'messages': [], 'text': ''}"]
            text += "def attack(sample, tokenizer):\n" + "".join(f"    {line}\n" for line in inside)
        path = tmp_path / f"{group}99_sample.py"
        path.write_text(text, "utf-8")
        return read_attack(path)

    return make
