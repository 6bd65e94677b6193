"""Insight as people read it: one page with plots, and a few lines for the terminal. Everything returns `str`."""
