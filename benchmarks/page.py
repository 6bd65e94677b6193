"""How soon the page shows its first row, beside a static table of the same rows, and what searching and sorting cost.

    python benchmarks/page.py [--learners 10000] [--rounds 15]

Both pages are served by the same server and opened in turn in the same browser, each in a new context, so that nothing
is in a cache. "First row" is when the browser has painted the first cell with a learner's name (Element Timing). The
static table has the same cells and the page's own style sheet, all rows in one HTML file, as a course would publish it
without any script. Milliseconds are medians over rounds; the ratio is the median of the rounds' ratios. The machine is
quiet or it is not: what is compared is compared within a round.
"""

from __future__ import annotations

import argparse
import html
import json
import statistics
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "grader"), str(ROOT / "leaderboard")]

from tests.leaderboard.sample_board import sample  # noqa: E402
from tests.page.browser import launched, served  # noqa: E402

from smol_leaderboard.board.documents import BOARD_JSON  # noqa: E402
from smol_leaderboard.site import BESIDE, board_files, page  # noqa: E402

FIRST_ROW = """() => new Promise((tell) => new PerformanceObserver((list) => {
    const found = list.getEntries().find((entry) => entry.identifier === "first-row");
    if (found) tell(found.renderTime || found.loadTime);
}).observe({ type: "element", buffered: true }))"""
NAMES = """() => { new MutationObserver(() => {
    const cell = document.querySelector("table.board tbody th"); // text counts for the block that holds it
    if (cell && !cell.hasAttribute("elementtiming")) cell.setAttribute("elementtiming", "first-row");
}).observe(document, { childList: true, subtree: true }); }"""
ACT = """([selector, kind, value]) => new Promise((tell) => {
    const element = document.querySelector(selector);
    const begin = performance.now();
    if (kind === "click") element.click();
    else { element.value = value; element.dispatchEvent(new Event(kind, { bubbles: true })); }
    const done = performance.now() - begin;
    const { port1, port2 } = new MessageChannel(); // a message that is sent before a frame arrives after it
    port1.onmessage = () => tell([done, performance.now() - begin]);
    requestAnimationFrame(() => port2.postMessage(0));
})"""
ACTIONS = (
    ("search, first letters", "#search", "input", "lea"),
    ("search, narrower", "#search", "input", "learner-77"),
    ("search, emptied", "#search", "input", ""),
    ("sort by name", 'th[data-sort="name"] button', "click", ""),
    ("sort by name, the other way", 'th[data-sort="name"] button', "click", ""),
    ("sort by total", 'th[data-sort="points"] button', "click", ""),
    ("sort by date", 'th[data-sort="reached"] button', "click", ""),
    ("last page", ".pager button:nth-of-type(4)", "click", ""),
    ("one unit", "#unit", "change", "instruction"),
)


def static_table(board: dict[str, Any]) -> bytes:
    """Return the board's rows as one HTML file."""
    units = "".join(f"<th class='number unit'>{html.escape(unit['slug'])}" for unit in board["units"])
    lines = [
        "<!doctype html><html lang=en><meta charset=utf-8><title>Board</title><link rel=stylesheet href=style.css>"
        "<main><h1>Overall</h1><table class=board><thead><tr><th class='number rank'>Rank<th class=who>Name"
        f"<th class='number total'>Total{units}<th class=date>Reached<tbody>"
    ]
    timing = ' elementtiming="first-row"'
    for row in board["rows"]:
        cells = "".join(f"<td class='number unit'>{cell[1] if cell else '–'}" for cell in row["cells"])
        name = html.escape(row["reference"] or row["name"] or f"anonymous {row['subject'][:8]}")
        lines.append(
            f"<tr><td class='number rank'>{row['rank'] or '–'}"
            f"<th class=who{timing}><a href='#/learner/{row['subject']}'>"
            f"<bdi class=name>{name}</bdi></a><td class='number total'><span class=got>{row['points']}</span>"
            f"<span class=most> / {board['max_points']}</span>{cells}<td class=date>{row['reached'][:10]}"
        )
        timing = ""
    return "\n".join(lines).encode()


def first_row(browser: Any, link: str, ours: bool) -> float:
    """Return the milliseconds from the beginning of the navigation until the first row is painted."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    try:
        tab = context.new_page()
        if ours:
            tab.add_init_script(f"({NAMES})()")
        tab.goto(link, wait_until="commit")
        return float(tab.evaluate(FIRST_ROW))
    finally:
        context.close()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--learners", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=15)
    asked = parser.parse_args()
    store = sample(asked.learners, 6, seed=1)
    board = json.loads(store.content[BOARD_JSON])
    files = page(BESIDE) | board_files(store) | {"static.html": static_table(board)}
    print(f"{len(board['rows'])} rows; board.json {len(store.content[BOARD_JSON]):,} bytes,", end=" ")
    print(f"static.html {len(files['static.html']):,} bytes")
    with served(files) as link, launched() as browser:
        print(f"Chromium {browser.version}")
        pairs = []
        for number in range(asked.rounds + 1):
            both = [(True, link), (False, f"{link}static.html")]
            times = {ours: first_row(browser, where, ours) for ours, where in (both if number % 2 else both[::-1])}
            if number:  # the first warms the browser up
                pairs.append((times[True], times[False]))
        ours, static = (statistics.median(column) for column in zip(*pairs, strict=True))
        ratios = sorted(one / other for one, other in pairs)
        print(f"first row: page {ours:.0f} ms, static table {static:.0f} ms, ", end="")
        print(f"ratio {statistics.median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f} in {len(ratios)} rounds)")
        actions: dict[str, list[list[float]]] = {}
        for _ in range(3):
            tab = browser.new_page()
            tab.goto(link)
            tab.wait_for_selector("table.board tbody th")
            for name, *what in ACTIONS:
                actions.setdefault(name, []).append(tab.evaluate(ACT, what))
            tab.close()
        for name, measured in actions.items():
            script, painted = (statistics.median(column) for column in zip(*measured, strict=True))
            print(f"{name}: script {script:.1f} ms, painted after {painted:.0f} ms")


if __name__ == "__main__":
    main()
