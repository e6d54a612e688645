"""What if: the sales cycle walked forward, by chance that the caller seeds."""

from __future__ import annotations

from ._sample import sample_deals

__all__ = ["sample_deals"]
