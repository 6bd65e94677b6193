"""The points as a badge: the JSON that an endpoint of shields.io reads (schema version 1 of its endpoint badge)."""

from __future__ import annotations

from ..messages import say
from ..records import CourseReport, Language
from .as_json import json_text

COLORS = ((1.0, "brightgreen"), (0.75, "green"), (0.5, "yellowgreen"), (0.25, "yellow"), (0.0, "orange"))
"""From which share of the points on; below all, grey."""


def render_badge(report: CourseReport, language: Language) -> str:
    """Return the badge of a course's report: its points, and a colour by their share."""
    share = report.points / report.max_points if report.max_points else 0.0
    color = next((name for least, name in COLORS if share >= least and report.points), "lightgrey")
    message = say(language, "ci.badge", points=report.points, max_points=report.max_points)
    return json_text({"schemaVersion": 1, "label": say(language, "ci.title"), "message": message, "color": color})
