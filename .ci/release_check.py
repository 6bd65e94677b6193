"""Is a tag the version of this tree, and does the changelog tell what it brings? A folder must hold that version.

    python .ci/release_check.py v0.2.0 [dist]

It runs before anything is installed, so it uses the standard library alone. Exit code 0: yes; 1: no, with a sentence.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def problems(tag: str, root: Path, dist: Path | None = None) -> list[str]:
    """Return what keeps a tag from being released, a sentence each."""
    source = (root / "grader" / "smol_grade" / "__init__.py").read_text("utf-8")
    found = re.search(r'^__version__ = "([^"]+)"$', source, re.MULTILINE)
    version = found[1] if found else ""
    wrong = []
    if tag != f"v{version}":
        wrong.append(f"the tag is {tag}, and grader/smol_grade/__init__.py says {version}: v{version} was expected")
    if not _told(version, (root / "CHANGELOG.md").read_text("utf-8")):
        wrong.append(f"CHANGELOG.md has no section '## {version}' that says what it brings")
    if dist is not None:
        expected = {f"smol_grade-{version}.tar.gz", f"smol_grade-{version}-py3-none-any.whl"}
        there = {path.name for path in dist.iterdir()} if dist.is_dir() else set()
        if there != expected:
            wrong.append(f"{dist} holds {sorted(there)}, expected {sorted(expected)}")
    return wrong


def _told(version: str, changelog: str) -> bool:
    """Return whether a version has a section, `## 0.2.0` or `## [0.2.0] - 2026-12-01`, with an item in it."""
    heading = rf"^## \[?{re.escape(version)}\]?(?: [^\n]*)?\n(.*?)(?=^## |\Z)"
    section = re.search(heading, changelog, re.MULTILINE | re.DOTALL)
    return section is not None and re.search(r"^- \S", section[1], re.MULTILINE) is not None


def main(arguments: list[str]) -> int:
    """Say what is wrong; return the exit code."""
    if len(arguments) not in (1, 2):
        sys.stderr.write("usage: python .ci/release_check.py TAG [DIST]\n")
        return 2
    wrong = problems(arguments[0], ROOT, Path(arguments[1]) if arguments[1:] else None)
    for sentence in wrong:
        sys.stderr.write(f"{sentence}\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
