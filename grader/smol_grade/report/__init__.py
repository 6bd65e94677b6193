"""Renderers: a `Report` in, a text out. None of them prints, and none gets more than its audience may see."""

from .as_annotations import render_annotations
from .as_badge import render_badge
from .as_complaint import Complaint, read_complaint, render_complaint
from .as_gradescope import render_course_gradescope, render_gradescope, render_gradescope_without_files
from .as_html import render_html
from .as_json import json_text, render_course_json, render_json
from .as_junit import render_course_junit, render_junit
from .as_markdown import render_course_markdown, render_markdown
from .course_terminal import render_course_terminal
from .terminal import Screen, render_terminal

__all__ = [
    "Complaint",
    "Screen",
    "json_text",
    "read_complaint",
    "render_annotations",
    "render_badge",
    "render_complaint",
    "render_course_gradescope",
    "render_course_json",
    "render_course_junit",
    "render_course_markdown",
    "render_course_terminal",
    "render_gradescope",
    "render_gradescope_without_files",
    "render_html",
    "render_json",
    "render_junit",
    "render_markdown",
    "render_terminal",
]
