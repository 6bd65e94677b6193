"""What people call a unit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def unit_name(slug: str, aliases: Mapping[str, str]) -> str:
    """Return `unit0 (warmup)`, the slug alone where the course has no such unit. `aliases` are alias -> slug."""
    alias = next((alias for alias, known in aliases.items() if known == slug), "")
    return f"{alias} ({slug})" if alias else slug


def unit_names(slugs: Iterable[str], aliases: Mapping[str, str]) -> str:
    """Return several, `unit0 (warmup), unit1 (instruction)`, in the course's order."""
    order = list(aliases.values())
    found = sorted(slugs, key=lambda slug: (order.index(slug) if slug in order else len(order), slug))
    return ", ".join(unit_name(slug, aliases) for slug in found)
