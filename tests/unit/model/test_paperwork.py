"""Paperwork: what is missing, whose turn it is, what blocks the signature, and how long it takes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from salescycle.errors import InvalidValue, LimitExceeded, UnknownName
from salescycle.model import Deal, Document, DocumentCompleted, DocumentReopened, Paperwork, PaperworkSet, Signed

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)
DOCUMENTS = (
    Document(key="order", needs=["terms", "privacy"], days=1, signers=["buyer", "us"]),
    Document(key="terms", days=2),
    Document(key="privacy", side="buyer", needs=["terms"], days=5),
    Document(key="kickoff", needs=["order"], days=3),
)
LIST = PaperworkSet(documents=DOCUMENTS, at=MONDAY)


def done(key: str, on: int = 1) -> DocumentCompleted:
    return DocumentCompleted(document=key, at=MONDAY + on * DAY)


def signed(key: str, side: str, on: int = 2) -> Signed:
    return Signed(document=key, side=side, signer="Ada Park", at=MONDAY + on * DAY)


def paperwork(*facts) -> Paperwork:
    return Deal(id="D-1", log=facts).paperwork


def keys(documents) -> list[str]:
    return [document.key for document in documents]


def test_documents_come_after_what_they_wait_for() -> None:
    """However they were listed, they are read in an order in which they can be done."""
    assert ["terms", "privacy", "order", "kickoff"] == keys(paperwork(LIST).documents)


def test_whose_turn_it_is() -> None:
    """A document waits for who prepares it once nothing is in the way, and then for those who sign."""

    def turns(*facts) -> tuple[list[str], list[str]]:
        return keys(paperwork(LIST, *facts).on_turn("us")), keys(paperwork(LIST, *facts).on_turn("buyer"))

    assert (["terms"], []) == turns()
    assert ([], ["privacy"]) == turns(done("terms"))
    assert (["order"], []) == turns(done("terms"), done("privacy"))
    complete = (done("terms"), done("privacy"), done("order"))
    assert (["order"], ["order"]) == turns(*complete)
    assert (["order"], []) == turns(*complete, signed("order", "buyer"))
    assert (["kickoff"], []) == turns(*complete, signed("order", "buyer"), signed("order", "us"))


def test_what_blocks_may_be_far_away() -> None:
    """A document that waits for one that waits for a third is blocked by both; what comes after blocks nothing."""
    chain = (
        Document(key="order", needs=["privacy"], signers=["buyer"]),
        Document(key="privacy", needs=["terms"]),
        Document(key="terms"),
        Document(key="kickoff", needs=["order", "room"]),
        Document(key="room"),
    )
    assert ["terms", "privacy"] == keys(paperwork(PaperworkSet(documents=chain, at=MONDAY)).blockers)


def test_a_document_that_is_opened_again_loses_its_own_signatures_only() -> None:
    """Those of documents before and after it in the alphabet stay."""
    both = [Document(key=key, signers=["buyer"]) for key in ("a", "b", "c")]
    facts = [fact for key in "abc" for fact in (done(key), signed(key, "buyer"))]
    again = paperwork(
        PaperworkSet(documents=both, at=MONDAY), *facts, DocumentReopened(document="b", at=MONDAY + 3 * DAY)
    )
    assert {"a", "c"} == {key for key, _ in again.signatures}


def test_a_document_without_a_label_reads_like_its_key() -> None:
    """Underscores are blanks; a key of nothing else stays as it is."""
    assert ["Data privacy", "__"] == [Document(key=key).label.text() for key in ("data_privacy", "__")]


def test_documents_are_bounded() -> None:
    """Two hundred are taken, one more is not."""
    assert 200 == len(PaperworkSet(documents=[Document(key=f"d{n}") for n in range(200)], at=MONDAY).documents)
    with pytest.raises(LimitExceeded) as refused:
        PaperworkSet(documents=[Document(key=f"d{n}") for n in range(201)], at=MONDAY)
    assert "documents must be at most 200, got 201" == str(refused.value)
    with pytest.raises(InvalidValue) as refused:
        PaperworkSet(documents=["order"], at=MONDAY)
    assert "documents[0] must be a Document, got 'order'; give Document(key=...)" == str(refused.value)


def test_the_path_to_signature() -> None:
    """The longest chain counts, and what is complete takes no more days; what blocks the signature is named."""
    assert (2 + 5 + 1 + 3, ["terms", "privacy"]) == (paperwork(LIST).days_left, keys(paperwork(LIST).blockers))
    later = paperwork(LIST, done("terms"))
    assert (5 + 1 + 3, ["privacy"]) == (later.days_left, keys(later.blockers))
    ready = paperwork(LIST, done("terms"), done("privacy"), done("order"))
    assert (3, []) == (ready.days_left, keys(ready.blockers))


def test_complete_and_signed() -> None:
    """Complete is when only signatures are missing, signed when none is; then it says since when."""
    every = [done(document.key) for document in DOCUMENTS]
    complete = paperwork(LIST, *every)
    assert (True, False, None, ()) == (complete.is_complete, complete.is_signed, complete.signed_at, complete.missing)
    both = paperwork(LIST, *every, signed("order", "us"), signed("order", "buyer", 3))
    assert (True, MONDAY + 3 * DAY) == (both.is_signed, both.signed_at)


def test_no_paperwork_is_not_complete_paperwork() -> None:
    """Where nobody said which documents it takes, nothing is complete or signed, and nothing is left to do."""
    assert (False, False, 0, (), ()) == (
        paperwork().is_complete,
        paperwork().is_signed,
        paperwork().days_left,
        paperwork().blockers,
        paperwork(signed("order", "us")).on_turn("us"),
    )


def test_a_document_that_is_reopened() -> None:
    """What was wrong has to be completed and signed again."""
    every = [*(done(document.key) for document in DOCUMENTS), signed("order", "us"), signed("order", "buyer")]
    reopened = DocumentReopened(document="order", at=MONDAY + 4 * DAY)
    again = paperwork(LIST, *every, reopened)
    assert (["order"], False, None) == (keys(again.missing), again.is_signed, again.signed_at)
    once_more = paperwork(LIST, *every, reopened, done("order", 5))
    assert (["order"], ["order"]) == (keys(once_more.on_turn("us")), keys(once_more.on_turn("buyer")))


def test_a_new_list_keeps_what_is_complete() -> None:
    """Documents that stay in the list stay complete."""
    shorter = PaperworkSet(documents=[Document(key="terms")], at=MONDAY + 2 * DAY)
    assert paperwork(LIST, done("terms"), shorter).is_complete


@pytest.mark.parametrize(
    ("documents", "error", "told"),
    [
        (
            [Document(key="a", needs=["b"]), Document(key="b", needs=["a"]), Document(key="c")],
            InvalidValue,
            "documents must not wait for each other in a circle, got 'a, b'",
        ),
        ([Document(key="a", needs=["a"])], InvalidValue, "documents must not wait for each other in a circle"),
        ([Document(key="a"), Document(key="a")], InvalidValue, "documents must have different keys, got 'a, a'"),
        (
            [Document(key="terms"), Document(key="order", needs=["term"])],
            UnknownName,
            "no document 'term' in what 'order' waits for; did you mean 'terms'?",
        ),
        ([Document(key=f"d{n}") for n in range(201)], LimitExceeded, "documents must be at most 200, got 201"),
        (["order"], InvalidValue, "documents[0] must be a Document, got 'order'"),
    ],
)
def test_a_list_that_cannot_be(documents: list, error: type, told: str) -> None:
    """A list names each document once, and each can come after what it waits for."""
    with pytest.raises(error) as caught:
        PaperworkSet(documents=documents, at=MONDAY)
    assert str(caught.value).startswith(told)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"days": -1}, "working days must be a whole number from 0 to 1000, got -1"),
        ({"signers": "buyer"}, "signers must be several, in a list or tuple"),
        ({"signers": ["ceo"]}, "a side must be one of us, buyer"),
    ],
)
def test_a_document_is_well_formed(fields: dict, told: str) -> None:
    """Working days are whole, and signers are sides."""
    with pytest.raises(InvalidValue) as caught:
        Document(key="order", **fields)
    assert str(caught.value).startswith(told)


def test_who_signed_is_not_shown() -> None:
    """The name of a signer is personal, and in no repr; a label comes from the key where none is given."""
    assert "Ada" not in repr(signed("order", "us"))
    korean = Document(key="order", label={"ko": "주문서"})
    assert ("Order", "주문서") == (str(DOCUMENTS[0].label), korean.label.text("ko"))
