"""Duplicates: leads that may be one buyer, and why."""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Iterable

import attrs

from salescycle.errors import InvalidValue
from salescycle.model import Lead, Merged
from salescycle.values import Wording, several

from ._same import company_key, email_key, phone_key

__all__ = ["DuplicateGroup", "SameBy", "duplicates"]

MOST_LEADS = 10_000_000


class SameBy(enum.StrEnum):
    """What leads have in common, the strongest first.

    >>> print(SameBy.PHONE.text, SameBy.PHONE.text.text("ko"))
    same phone number 같은 전화번호
    """

    EMAIL = "email"
    PHONE = "phone"
    COMPANY = "company"

    @property
    def text(self) -> Wording:
        """The reason as text; the address, number or name itself stays with the leads."""
        return _TEXTS[self]


_TEXTS = {
    SameBy.EMAIL: Wording({"en": "same email address", "ko": "같은 이메일 주소"}),
    SameBy.PHONE: Wording({"en": "same phone number", "ko": "같은 전화번호"}),
    SameBy.COMPANY: Wording({"en": "same company", "ko": "같은 회사"}),
}


@attrs.frozen(kw_only=True)
class DuplicateGroup:
    """Leads, by their ids, that have the same email, phone or company; all the reasons these very leads share.

    >>> DuplicateGroup(ids=("L-1", "L-2"), reasons=(SameBy.EMAIL,)).reasons
    (<SameBy.EMAIL: 'email'>,)
    """

    ids: tuple[str, ...]
    reasons: tuple[SameBy, ...]


def duplicates(leads: Iterable[Lead], *, country: str = "") -> tuple[DuplicateGroup, ...]:
    """Group leads that may be one buyer, the strongest reasons first; nothing is merged.

    Each group shares one email, phone or company, so a lead may be in several, and the time grows with the leads
    and not with their pairs. Addresses are compared without case; a tag after a plus is dropped only at providers
    that say so, dots only at Gmail. Phone numbers are compared by digits: one with ``+`` or ``00`` is only ever the
    same as another of those, unless ``country`` (a calling code such as ``"82"``) says where the others are from.
    Companies are compared without legal form, case and punctuation. What a merged lead was known by counts too.

    >>> ada = Lead(id="L-1", name="Ada", email="Ada.Park@gmail.com", company="Acme GmbH")
    >>> twin = Lead(id="L-2", name="A. Park", email="adapark+crm@googlemail.com", company="ACME")
    >>> [(group.ids, list(map(str, group.reasons))) for group in duplicates([ada, twin])]
    [(('L-1', 'L-2'), ['email', 'company'])]
    """
    if not isinstance(country, str) or (country and not (country.isascii() and country.isdigit() and len(country) < 4)):
        raise InvalidValue("a country", "must be a calling code of one to three digits", country, "for example '82'")
    found = several(leads, Lead, "leads", limit=MOST_LEADS)
    if len({lead.id for lead in found}) < len(found):
        raise InvalidValue("leads", "must have different ids", f"{len(found)} leads")
    buckets: defaultdict[tuple[SameBy, str], list[str]] = defaultdict(list)
    for lead in found:
        for key in _keys(lead, country):
            buckets[key].append(lead.id)
    reasons: defaultdict[tuple[str, ...], set[SameBy]] = defaultdict(set)
    for (same, _), ids in buckets.items():
        if len(ids) > 1:
            reasons[tuple(sorted(ids))].add(same)
    order = list(SameBy)
    groups = [DuplicateGroup(ids=ids, reasons=tuple(sorted(by, key=order.index))) for ids, by in reasons.items()]
    return tuple(sorted(groups, key=lambda group: ([order.index(by) for by in group.reasons], group.ids)))


def _keys(lead: Lead, country: str) -> set[tuple[SameBy, str]]:
    keys: set[tuple[SameBy, str | None]] = set()
    whoever: tuple[Lead | Merged, ...] = (lead, *lead.facts(Merged))
    for known in whoever:
        keys.add((SameBy.EMAIL, email_key(known.email)))
        keys.add((SameBy.PHONE, phone_key(known.phone, country)))
        keys.add((SameBy.COMPANY, company_key(known.company)))
    return {(same, key) for same, key in keys if key is not None}
