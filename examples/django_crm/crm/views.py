"""The board and what is done on it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from salescycle import Contacted, Deal, Fact, InvalidValue, Money, MoveRefused, ValueSet

from .models import Card
from .process import CURRENCY, CYCLE

MEANWHILE = "somebody else changed this deal meanwhile; look at the board again"


class StartForm(forms.Form):
    """A new deal."""

    name = forms.CharField(max_length=200)


class FactForm(forms.Form):
    """Something that happened: we called, or know what it is worth now."""

    version = forms.IntegerField(min_value=1)
    value = forms.DecimalField(required=False, min_value=0, max_digits=12, decimal_places=2)

    def fact(self, at: datetime, by: str) -> Fact:
        """Make the fact that the form tells."""
        value = self.cleaned_data["value"]
        if value is None:
            return Contacted(channel="call", at=at, by=by)
        return ValueSet(value=Money(value, CURRENCY), at=at, by=by)


class DropForm(forms.Form):
    """A card dropped on a column."""

    to = forms.ChoiceField(choices=[(stage.key, stage.label.text()) for stage in CYCLE.stages])
    version = forms.IntegerField(min_value=1)
    reason = forms.CharField(required=False, max_length=1000)


@login_required
def board(request: HttpRequest) -> HttpResponse:
    """Show every deal in the column of its stage."""
    cards = list(Card.objects.order_by("expected_close", "pk"))
    columns = [(stage, [card for card in cards if card.stage == stage.key]) for stage in CYCLE.stages]
    at = timezone.now()
    ways = {card.pk: {stage.key: way(card.document, stage.key, at) for stage in CYCLE.stages} for card in cards}
    return render(request, "crm/board.html", {"columns": columns, "ways": ways})


def way(deal: Deal, to: str, at: datetime) -> dict[str, Any]:
    """Say whether a card may go to a column, why not, and whether only a reason is missing."""
    decision = CYCLE.check(deal, to=to, at=at)
    only_a_reason = decision.needs_reason and len(decision.reasons()) == 1
    return {"allowed": bool(decision) or only_a_reason, "ask": only_a_reason, "why": decision.reasons()}


@login_required
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Put a new deal in the first column."""
    form = StartForm(request.POST)
    if not form.is_valid():
        messages.error(request, "give the deal a name of at most 200 characters")
        return redirect("board")
    by = request.user.get_username()
    begun = CYCLE.start(at=timezone.now(), by=by)
    try:
        Card.start(Deal.open(id=f"D-{uuid4().hex[:8]}", name=form.cleaned_data["name"], start=begun, owner=by))
    except InvalidValue as error:  # such as a hidden character in the name
        messages.error(request, str(error))
    return redirect("board")


@login_required
@require_POST
def record(request: HttpRequest, key: str) -> HttpResponse:
    """Record what happened."""
    card = get_object_or_404(Card, pk=key)
    form = FactForm(request.POST)
    if not form.is_valid():
        messages.error(request, "give the value as an amount such as 48000.00")
        return redirect("board")
    deal = card.document.record(form.fact(timezone.now(), request.user.get_username()))
    if not card.keep(deal, seen=form.cleaned_data["version"]):
        messages.error(request, MEANWHILE)
    return redirect("board")


@login_required
@require_POST
def drop(request: HttpRequest, key: str) -> JsonResponse:
    """Move a card as far as the rules let it, whatever the browser thought; answer every reason why not."""
    card = get_object_or_404(Card, pk=key)
    form = DropForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"problems": form.errors}, status=422)
    to, reason = form.cleaned_data["to"], form.cleaned_data["reason"]
    try:
        moved = CYCLE.move(card.document, to=to, at=timezone.now(), by=request.user.get_username(), reason=reason)
    except MoveRefused as refused:
        decision: Any = refused.decision
        return JsonResponse({"reasons": decision.reasons()}, status=409)
    if not card.keep(moved, seen=form.cleaned_data["version"]):
        return JsonResponse({"reasons": [MEANWHILE]}, status=412)
    return JsonResponse({"stage": moved.stage})
