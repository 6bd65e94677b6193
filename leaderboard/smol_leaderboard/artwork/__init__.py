"""What a person shows of a certificate or an award: pictures and documents, drawn of facts that were verified before.

`pictures` says what stands on them, `template/artwork.typ` how it looks, `typeset` draws. Everything that strangers
wrote is data to the template, never markup: docs/design/0026-artwork.md.
"""

from __future__ import annotations

from .awards import Badge, award_badge

__all__ = ["Badge", "award_badge"]
