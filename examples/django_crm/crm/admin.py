"""The admin: every deal with its log and what the audit found, to look at; changes are made on the board."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.utils.html import format_html_join

from .models import Card
from .process import CYCLE


@admin.register(Card)
class CardAdmin(admin.ModelAdmin):
    """Deals by their columns; one with its whole log."""

    list_display = ("key", "name", "stage", "owner", "expected_close")
    list_filter = ("stage", "owner")
    search_fields = ("key", "name")
    fields = readonly_fields = ("key", "name", "stage", "owner", "expected_close", "log", "findings")

    def has_add_permission(self, _: Any) -> bool:
        """Say no: a deal begins on the board, by the rules."""
        return False

    @admin.display(description="What happened")
    def log(self, card: Card) -> str:
        """List the facts, first to last."""
        rows = ((f"{fact.at:%Y-%m-%d %H:%M}", fact.kind, fact.by or "") for fact in card.document.log)
        return format_html_join("\n", "<div>{} <b>{}</b> {}</div>", rows)

    @admin.display(description="What the audit found")
    def findings(self, card: Card) -> str:
        """List what is odd about the log."""
        found = [(str(finding.severity), finding.message) for finding in CYCLE.audit(card.document)]
        return format_html_join("\n", "<div>{}: {}</div>", found or [("clean", "nothing found")])
