"""Renderers: a `Report` in, a text out. None of them prints, and none gets more than its audience may see."""

from .as_json import render_json
from .terminal import Screen, render_terminal

__all__ = ["Screen", "render_json", "render_terminal"]
