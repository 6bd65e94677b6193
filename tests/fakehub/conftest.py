"""What the double's own tests share."""

from .fixtures import hub

__all__ = ["hub"]
