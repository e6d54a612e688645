"""Criteria: asking, hinting, wording, and what happens to tests that do not answer."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from types import SimpleNamespace

import attrs
import pytest

from salescycle.cycle import Criterion, Cycle, Stage, Unmet, all_of, any_of, criterion, diff, negate
from salescycle.errors import CriterionFailed, InvalidValue, LimitExceeded
from salescycle.model import Deal
from salescycle.values import Wording

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
DEAL = Deal(id="D-1")


def answering(answer: object) -> Criterion:
    return Criterion(key="asked", asks="it answers", test=lambda _, __: answer)


def raising(error: BaseException) -> Criterion:
    def test(_: Deal, __: datetime) -> bool:
        raise error

    return Criterion(key="asked", asks="it answers", test=test)


@pytest.mark.parametrize("answer", [True, False])
def test_holds_gives_the_answer(answer: bool) -> None:
    """What the test answers is the answer."""
    assert answer is answering(answer).holds(DEAL, MONDAY)


def test_the_test_gets_record_instant_and_params() -> None:
    """A test is asked with the record, the instant and its parameters by name."""
    asked = []

    def test(record: Deal, at: datetime, *, least: int, channel: str) -> bool:
        asked.append((record, at, least, channel))
        return True

    several = Criterion(key="several", asks="several", test=test, params={"least": 2, "channel": "call"})
    assert several.holds(DEAL, MONDAY)
    assert [(DEAL, MONDAY, 2, "call")] == asked
    assert (("least", 2), ("channel", "call")) == several.params


def test_params_may_come_as_pairs() -> None:
    """Parameters given as pairs are the parameters given as a mapping."""
    by_pairs = Criterion(key="k", asks="a", test=max, params=(("least", 2),))
    assert Criterion(key="k", asks="a", test=max, params={"least": 2}) == by_pairs


@pytest.mark.parametrize(
    ("answer", "told"), [(None, "None"), (2, "2"), (1, "1"), (0, "0"), ("yes", "'yes'"), ([], "a list")]
)
def test_an_answer_that_is_neither_yes_nor_no_is_an_error(answer: object, told: str) -> None:
    """What is neither True nor False is no answer, however true it looks."""
    with pytest.raises(CriterionFailed) as caught:
        answering(answer).holds(DEAL, MONDAY)
    sentence = f"criterion 'asked' must answer True or False about 'D-1', but it answered {told}; nothing was changed"
    assert sentence == str(caught.value)


def test_a_test_that_raises_is_an_error_that_names_it() -> None:
    """A test that raises is named, and what it raised stays the cause."""
    broken = ZeroDivisionError("division by zero")
    with pytest.raises(CriterionFailed) as caught:
        raising(broken).holds(DEAL, MONDAY)
    sentence = (
        "criterion 'asked' must answer True or False about 'D-1', but it raised ZeroDivisionError; nothing was changed"
    )
    assert sentence == str(caught.value)
    assert broken is caught.value.__cause__
    assert ("asked", "D-1", "raised ZeroDivisionError") == caught.value.args


@pytest.mark.parametrize("stop", [KeyboardInterrupt(), SystemExit(3)])
def test_a_request_to_stop_passes_untouched(stop: BaseException) -> None:
    """A criterion does not hold up who wants to stop the program."""
    with pytest.raises(type(stop)) as caught:
        raising(stop).holds(DEAL, MONDAY)
    assert stop is caught.value


def test_any_record_with_an_id_can_be_asked_about() -> None:
    """A criterion takes records of the host's own types."""
    named = Criterion(key="named", asks="named", test=lambda record, _: record.name == "Acme")
    assert named.holds(SimpleNamespace(id="X", name="Acme"), MONDAY)


def test_without_a_hint_unmet_says_only_what_must_hold() -> None:
    """An unmet criterion without a hint is its wording."""
    unmet = answering(False).unmet(DEAL, MONDAY)
    assert Unmet(criterion=unmet.criterion) == unmet
    assert ("asked", "", "it answers", "it answers") == (unmet.key, str(unmet.hint), unmet.text(), str(unmet))


def test_a_hint_says_what_is_missing() -> None:
    """A hint, asked with the same record, instant and parameters, follows the wording in brackets."""
    several = Criterion(
        key="several",
        asks={"en": "there were several calls", "ko": "통화가 여러 번 있었다"},
        test=lambda _, __, least: least < 0,
        params={"least": 2},
        hint=lambda record, at, least: f"{record.id} has 0 of {least} on {at:%d %B}",
    )
    unmet = several.unmet(DEAL, MONDAY)
    assert "there were several calls (D-1 has 0 of 2 on 02 March)" == str(unmet)
    assert "통화가 여러 번 있었다 (D-1 has 0 of 2 on 02 March)" == unmet.text("ko")
    assert "there were several calls (D-1 has 0 of 2 on 02 March)" == unmet.text("de")


def test_a_hint_may_be_a_text() -> None:
    """A hint that is always the same is given as text, in one language or several."""
    asked = Criterion(key="called", asks="they were called", test=max, hint={"en": "call them", "ko": "전화한다"})
    unmet = asked.unmet(DEAL, MONDAY)
    assert ("they were called (call them)", "they were called (전화한다)") == (unmet.text(), unmet.text("ko"))

    @criterion("they were called", hint="call them")
    def called(deal: Deal, at: datetime) -> bool:
        return False

    assert "they were called (call them)" == str(called.unmet(DEAL, MONDAY))


def test_a_hint_that_raises_is_an_error_that_names_it() -> None:
    """A hint that raises is named like a test that does."""

    def hint(_: Deal, __: datetime) -> str:
        raise LookupError

    hinted = Criterion(key="hinted", asks="it hints", test=max, hint=hint)
    with pytest.raises(CriterionFailed) as caught:
        hinted.unmet(DEAL, MONDAY)
    assert ("hinted", "D-1", "raised LookupError in its hint") == caught.value.args
    assert isinstance(caught.value.__cause__, LookupError)


def test_without_words_unmet_says_the_key() -> None:
    """A criterion that says nothing to people is told by its key."""
    assert "wordless" == str(Unmet(criterion=Criterion(key="wordless", asks="", test=max)))


def test_the_decorator_names_a_criterion_after_its_function() -> None:
    """A decorated function becomes the criterion of its name, with the words given."""

    @criterion({"en": "its name is known", "ko": "이름을 안다"})
    def has_name(deal: Deal, at: datetime) -> bool:
        return bool(deal.name)

    assert "has_name" == has_name.key
    assert Wording({"en": "its name is known", "ko": "이름을 안다"}) == has_name.asks
    assert (False, True) == (has_name.holds(DEAL, MONDAY), has_name.holds(Deal(id="D-2", name="Acme"), MONDAY))


def test_the_repr_shows_no_functions() -> None:
    """Functions have no readable repr, so that of a criterion leaves them out."""
    shown = repr(Criterion(key="k", asks="", test=max, params={"least": 2}, hint=min))
    assert "Criterion(key='k', asks=Wording(texts=()), params=(('least', 2),))" == shown


def test_the_words_must_be_words() -> None:
    """A wording is text, or text by language."""
    with pytest.raises(InvalidValue) as caught:
        Criterion(key="k", asks=5, test=max)
    sentence = "a wording must be text, or a mapping of language to text, got 5; for example {'en': 'Won'}"
    assert sentence == str(caught.value)


def test_the_key_must_be_a_key() -> None:
    """A criterion needs a key that is not blank."""
    with pytest.raises(InvalidValue) as caught:
        Criterion(key=" ", asks="a", test=max)
    assert "key must not be blank, got ''; give at least one character" == str(caught.value)


def test_a_parameter_does_not_change() -> None:
    """A list becomes a tuple, and what cannot be hashed is refused: a criterion asks the same as long as it lives."""
    criterion = Criterion(key="k", asks="a", test=max, params={"channels": ["call", ["mail"]]})
    assert (("channels", ("call", ("mail",))),) == criterion.params
    with pytest.raises(InvalidValue, match="a parameter must be a value that does not change, got a dict; give text"):
        Criterion(key="k", asks="a", test=max, params={"limits": {}})


@pytest.mark.parametrize("name", ["at", "record", "two words", "1st"])
def test_a_parameter_has_a_name_of_its_own(name: str) -> None:
    """A parameter is passed by name beside record and instant, so it can be called neither."""
    with pytest.raises(InvalidValue, match=f"a parameter must have a name of its own .* got '{name}'"):
        Criterion(key="k", asks="a", test=max, params={name: 1})


def test_the_decorator_leaves_the_function_alone() -> None:
    """The criterion asks a copy: the function that was given keeps its name, and may be given twice."""

    def ready(record: Deal, at: datetime, *, sure: bool = True) -> bool:
        """Answer as told."""
        return sure

    before = ready.__qualname__
    one, two = criterion("it is ready")(ready), criterion("it is ready")(ready)
    assert before == ready.__qualname__
    assert f"{before}.test" == one.test.__qualname__ == two.test.__qualname__
    assert one.holds(DEAL, MONDAY)
    assert len is criterion("a length")(len).test


def test_what_has_no_id_is_named_as_what_it_is() -> None:
    """A criterion that is asked about no record at all says so."""
    with pytest.raises(CriterionFailed) as caught:
        raising(KeyError()).holds(None, MONDAY)
    assert ("asked", "None", "raised KeyError") == caught.value.args


def test_a_hint_speaks_the_language() -> None:
    """A hint in several languages is given in the one that is asked for, like the wording."""
    hint = Wording({"en": "0 of 2", "ko": "2건 중 0건"})
    asked = Criterion(key="k", asks={"en": "two calls", "ko": "통화 두 번"}, test=max, hint=lambda record, at: hint)
    assert "통화 두 번 (2건 중 0건)" == asked.unmet(DEAL, MONDAY).text("ko")


def test_rising_names_parameters_that_there_are() -> None:
    """A parameter that asks for more the greater it is must be one."""
    with pytest.raises(InvalidValue) as caught:
        Criterion(key="calls", asks="calls", test=max, params={"least": 1}, rising=["most"])
    assert "rising of criterion 'calls' must name parameters it has, got 'most'" == str(caught.value)


def test_values_without_an_order_ask_for_nothing_of_each_other() -> None:
    """Two gates whose parameters cannot be compared are simply different."""
    one, two = (
        Criterion(key="calls", asks="calls", test=max, params={"least": least}, rising=["least"]) for least in (1, "1")
    )
    stages = [
        Stage("talk", leads_to=["won", "lost"], exit_criteria=[one, two]),
        Stage("won", outcome="won"),
        Stage("lost", outcome="lost"),
    ]
    assert () == Cycle(key="board", version=1, stages=stages).findings()


@pytest.mark.parametrize("value", [Decimal("sNaN"), SimpleNamespace(a=1), {"a": 1}])
def test_a_parameter_that_cannot_be_hashed_is_refused(value: object) -> None:
    """What has no hash would fail wherever criteria are compared."""
    with pytest.raises(InvalidValue, match="a parameter must be a value that does not change"):
        Criterion(key="odd", asks="odd", test=max, params={"v": value})


def test_nesting_has_an_end() -> None:
    """Criteria inside criteria, and tuples inside tuples, go 32 levels deep and no further."""
    nested, value = answering(True), ()
    for _ in range(31):
        nested, value = all_of(nested), (value,)
    deep = (value,)
    assert (("v", deep),) == Criterion(key="deep", asks="deep", test=max, params={"v": deep}).params
    with pytest.raises(LimitExceeded) as refused:
        negate(nested)
    assert "criteria inside negate must be at most 32 levels deep, got 'more'" == str(refused.value)
    with pytest.raises(LimitExceeded) as refused:
        Criterion(key="deep", asks="deep", test=max, params={"v": (deep,)})
    assert "a parameter must be at most 32 levels deep, got 'more'" == str(refused.value)
    assert nested.holds(DEAL, MONDAY)


@pytest.mark.parametrize("compose", [all_of, any_of, negate])
def test_a_composed_criterion_asks_its_parts_as_it_is_asked(compose) -> None:
    """Record and instant reach every part, its test and its hint, and come to nobody's else."""
    asked, hinted = [], []

    def test(record: Deal, at: datetime) -> bool:
        asked.append((record, at))
        return False

    def hint(record: Deal, at: datetime) -> str:
        hinted.append((record, at))
        return "call them"

    made = compose(Criterion(key="called", asks="they were called", test=test, hint=hint))
    assert (compose is negate) is made.holds(DEAL, MONDAY)
    assert [(DEAL, MONDAY)] == asked
    if compose is not negate:
        assert "still needed: they were called (call them)" == made.unmet(DEAL, MONDAY).hint.text()
        assert [(DEAL, MONDAY)] == hinted


@pytest.mark.parametrize(
    ("compose", "message"),
    [
        (lambda: all_of("called"), "all_of[0] must be a Criterion, got 'called'; give criteria"),
        (lambda: any_of(5), "any_of[0] must be a Criterion, got 5; give criteria"),
        (all_of, "all_of must be made of at least one criterion, got 'none'"),
        (any_of, "any_of must be made of at least one criterion, got 'none'"),
    ],
)
def test_a_composed_criterion_is_made_of_criteria(compose, message: str) -> None:
    """Anything else, and nothing at all, is refused by the name of how it was to be made."""
    with pytest.raises(InvalidValue) as refused:
        compose()
    assert message == str(refused.value)


def test_a_test_is_a_function() -> None:
    """A criterion that cannot be asked is refused by its key."""
    with pytest.raises(InvalidValue) as refused:
        Criterion(key="called", asks="they were called", test="yes")
    assert "the test of criterion 'called' must be a function, got 'yes'" == str(refused.value)


def test_parameters_are_a_mapping() -> None:
    """They are told by their name where they are none."""
    with pytest.raises(InvalidValue, match="^parameters must be a mapping, got 5;"):
        Criterion(key="called", asks="they were called", test=max, params=5)


def test_a_decorated_function_keeps_its_defaults_and_what_it_closes_over() -> None:
    """The copy that a criterion asks is the function in every way but its name."""
    least = 2

    @criterion("there were enough calls")
    def enough(record: Deal, at: datetime, more: int = 1, *, besides: int = 0) -> bool:
        """Count them."""
        return len(record.contacts) >= least - more + besides

    assert (False, "Count them.", "enough") == (enough.holds(DEAL, MONDAY), enough.test.__doc__, enough.test.__name__)


@pytest.mark.parametrize(("record", "named"), [(DEAL, "'D-1'"), ({"a": 1}, "'a dict'")])
def test_a_test_that_fails_says_of_which_record(record: object, named: str) -> None:
    """By its id, or by what it is where it has none."""
    with pytest.raises(CriterionFailed) as failed:
        answering(5).holds(record, MONDAY)
    assert named in str(failed.value)


def test_a_composed_criterion_under_another_name() -> None:
    """It is still made of what it is made of, and cannot be written as data under a name that no reader knows."""
    one, two = answering(True), Criterion(key="two", asks="two", test=max)
    both = attrs.evolve(all_of(one, two), key="both")
    old, new = (
        Cycle(
            key="board",
            version=version,
            stages=[
                Stage("talk", leads_to=["won", "lost"], exit_criteria=gate),
                Stage("won", outcome="won"),
                Stage("lost", outcome="lost"),
            ],
        )
        for version, gate in ((1, [both]), (2, [one]))
    )
    assert ["loosened"] == [gate.change for gate in diff(old, new).gates]
    with pytest.raises(InvalidValue, match="the key of criterion 'both' must be 'all_of' to be written as data"):
        old.to_data()
