"""`pairs.json`: what was found, for programs. Ids of submissions, numbers, no code and no names of people."""

from __future__ import annotations

import json
from typing import Any

from .comparing import Compared
from .fingerprints import LENGTH, WINDOW
from .pairs import ALONE, ELSEWHERE, ENOUGH, SHARE, Pair

SCHEMA_VERSION = 1


def as_json(found: Compared) -> str:
    """Return the document; the same cohort gives the same text, in whichever order it came."""
    document = {
        "schema_version": SCHEMA_VERSION,
        "exercises": found.answers,
        "not_begun": found.not_begun,
        "submissions": len(found.submissions),
        "learners": found.people,
        "is_compared": found.is_compared,
        "rule": {
            "share": SHARE,
            "shared": ENOUGH,
            "elsewhere": ELSEWHERE,
            "shared_in_one_exercise": ALONE,
            "common_above": found.common,
            "length": LENGTH,
            "window": WINDOW,
            "course_answers_known": found.knows_answers,
        },
        "flagged": [_pair(found, pair) for pair in found.flagged],
        "groups": [[found.submissions[one] for one in group] for group in found.groups],
        "closest": [_pair(found, pair) for pair in found.closest],
        "shares": found.histogram,
        "not_compared": [
            {"submission": one.submission, "file": one.file, "reason": one.reason, "line": one.line}
            for one in found.not_compared
        ],
    }
    return json.dumps(document, indent=1, ensure_ascii=True) + "\n"


def _pair(found: Compared, pair: Pair) -> dict[str, Any]:
    return {
        "submissions": [found.submissions[pair.left], found.submissions[pair.right]],
        "share": round(pair.share, 3),
        "shared": pair.shared,
        "own": [found.own[pair.left], found.own[pair.right]],
        "exercises": pair.exercises,
        "elsewhere": pair.elsewhere,
    }
