"""What notebook cells show, in Chromium: the learner's words are text, and no script runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

WRONG = (
    "%%grade unit1/smoltalk_to_chatml --seed 5\n"
    "def smoltalk_to_chatml(sample, tokenizer):\n    print('<script>alert(1)</script></iframe>')\n"
    "    return {'text': '</iframe><script>document.title=1</script>\" onload=\"alert(2)'}\n"
)
RIGHT = "%%grade 1.1\n" + (Path(__file__).parents[2] / "solutions" / "unit1" / "smoltalk_to_chatml.py").read_text(
    "utf-8"
)
CELLS = [
    "%load_ext smol_grade\nimport smol_grade\nsmol_grade.lang = 'en'",
    WRONG,
    RIGHT,
    "smol_grade.exercises['1.1'].hint()",
    "smol_grade.exercises['1.1'].solution()",
    "smol_grade.check('<img src=x onerror=alert(3)>')",
]
PAGE = '<!doctype html><meta charset="utf-8"><title>untouched</title><body style="margin:1rem">'


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The HTML of each cell's result, made by the installed kernel."""
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code) for code in CELLS])
    folder = str(tmp_path_factory.mktemp("kernel"))
    NotebookClient(made, timeout=120, kernel_name="python3", resources={"metadata": {"path": folder}}).execute()
    results = [one for cell in made.cells for one in cell.outputs if one.output_type == "execute_result"]
    return [str(result.data["text/html"]) for result in results]


@pytest.mark.parametrize("width", [900, 360])
def test_the_verdict_is_shown_and_can_do_nothing(shown: list[str], browser: Any, tmp_path: Path, width: int) -> None:
    """Put into a page as Jupyter does: no script of a learner's runs, nothing is asked of a network."""
    page = browser.new_page(viewport={"width": width, "height": 1600})
    problems: list[str] = []
    asked: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("dialog", lambda dialog: problems.append(dialog.message))
    page.on("request", lambda request: asked.append(request.url))
    page.set_content(PAGE + "\n".join(shown))
    inside = page.frame_locator("iframe").first
    inside.locator(".total").wait_for()
    assert ("untouched", [], []) == (page.title(), problems, [url for url in asked if not url.startswith("about:")])
    frames = page.locator("iframe")
    assert (2, ["", ""]) == (frames.count(), [frames.nth(n).get_attribute("sandbox") for n in range(2)])
    assert "0/10 points" in inside.locator(".total").inner_text()
    assert "</iframe><script>" in inside.locator("body").inner_text()
    assert 0 == inside.locator("script").count()
    assert ["✗ 0/10 points", "✓ 10/10 points"] == [
        text.partition(" ·")[0] for text in page.locator("[role=status]").all_inner_texts()
    ]
    assert "<img src=x" in page.locator("body").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.screenshot(path=tmp_path / "cells.png", full_page=True)
    page.close()
