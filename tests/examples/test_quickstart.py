"""The quickstart, as the README runs it."""

import pytest


@pytest.fixture(scope="module")
def printed(example):
    """Run the quickstart once, and give what it printed."""
    lines = []
    module = example("quickstart")
    module.print = lambda *parts: lines.append(" ".join(map(str, parts)))
    module.main()
    return "\n".join(lines)


def test_the_deal_goes_through_all_seven_stages(printed):
    """The stages come in order, in both languages, and the deal is won."""
    labels = [
        "Initial contact / 초기 접촉",
        "Compatibility check / 적합성 확인",
        "Needs analysis / 요구 분석",
        "Pitch / 피치",
        "Proposal / 제안서 전달",
        "Negotiation / 협상",
        "Closing / 거래 성사",
        "Won / 수주",
    ]
    places = [printed.index(label) for label in labels]
    assert sorted(places) == places
    assert "Acme rollout: won, 48,000.00 USD" in printed
    assert "audit: clean" in printed


def test_the_lead_fits_and_is_called_within_the_hour(printed):
    """The fit is a range while something is unknown, and the first call comes within an hour."""
    assert "fit: operations-lead: 75% to 100%; for it: " in printed
    assert "first call 0:40:00 after the form" in printed


BANT_TOO_LOW = "BANT says qualified (it is 37.5 to 87.5; ask next about Authority)"
UNPITCHED = (
    "a pitch was made (speak about their needs with who decides), "
    "every need that was voiced was addressed (speak to one_order_book)"
)
UNSIGNED = (
    "the paperwork is complete (the buyer has to do data_protection), all have signed (complete the documents first)"
)


@pytest.mark.parametrize(
    "refused",
    [
        f"from 'needs_analysis' to 'pitch'; still needed: {BANT_TOO_LOW}",
        f"from 'pitch' to 'proposal'; still needed: {UNPITCHED}",
        "from 'negotiation' to 'closing'; still needed: no objection is open (answer price)",
        f"from 'closing' to 'won'; still needed: {UNSIGNED}",
    ],
)
def test_each_refused_move_says_what_is_missing(printed, refused):
    """A refusal names every criterion and what to do about it."""
    assert f"refused: cannot move {refused}\n" in printed


def test_the_report_is_on_some_hundred_deals(printed):
    """The report on the sample pipeline follows."""
    assert "\n400 deals: " in printed
    assert "What became of entries" in printed


def test_it_ends_with_what_to_do_first(printed):
    """Five entries of the agenda, each with its reason and since when it is late."""
    told = printed.split("What to do first:\n")[1].splitlines()
    assert 5 == len(told)
    assert all(": " in line and ", since 2025-" in line for line in told)
