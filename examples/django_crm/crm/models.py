"""The table of deals: the document, the columns that are searched by, and a version."""

from __future__ import annotations

from django.db import models

from salescycle import Deal

from .fields import DealField


class Card(models.Model):
    """A deal on the board. The columns are readings of the document, and written with it only."""

    key = models.CharField(primary_key=True, max_length=128)
    name = models.CharField(max_length=256, blank=True)
    stage = models.CharField(max_length=128, null=True, blank=True, db_index=True)  # noqa: DJ001 - nobody may have said which
    owner = models.CharField(max_length=256, null=True, blank=True, db_index=True)  # noqa: DJ001 - there may be none
    expected_close = models.DateField(null=True, blank=True, db_index=True)
    document = DealField()
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        """Give its name, or else its key."""
        return self.name or self.key

    @classmethod
    def start(cls, deal: Deal) -> Card:
        """Put a new deal on the board."""
        card: Card = cls.objects.create(key=deal.id, document=deal, **columns(deal))
        return card

    def keep(self, deal: Deal, *, seen: int) -> bool:
        """Take a later state of the deal, unless somebody else was there since the version that was seen."""
        as_seen = type(self).objects.filter(pk=self.pk, version=seen)
        return bool(as_seen.update(document=deal, version=seen + 1, **columns(deal)))


def columns(deal: Deal) -> dict[str, object]:
    """Read the columns off a deal."""
    return {"name": deal.name, "stage": deal.stage, "owner": deal.owner, "expected_close": deal.expected_close}
