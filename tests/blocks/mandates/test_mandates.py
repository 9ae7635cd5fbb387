"""Who may act for whom: given by whoever is represented, limited, dated, revoked at once."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from actors.blocks.mandates.mandate import (
    GiveMandate,
    Mandate,
    MandateGiven,
    RenounceMandate,
    Represented,
    RevokeMandate,
    Scope,
    scope_of,
)
from actors.blocks.mandates.view import view
from actors.kernel.identity import Identity
from tests.blocks.cases.city import PERMIT
from tests.blocks.cases.commits import at, commit, fold
from tests.blocks.mandates.scenarios import (
    CLERK,
    COMPANY,
    FOR_ALL,
    FOR_PERMITS,
    HEAD,
    STRANGER,
    TODAY,
    represented,
)

pytestmark = pytest.mark.feature("HALL-08")
DAY = timedelta(days=1)


def mandate(n: int = 1, **more: object) -> Mandate:
    return replace(Mandate(n=n, to="clerk", name="陈**", since=TODAY), **more)


def test_a_mandate_holds_from_its_first_day_to_its_last() -> None:
    state = Represented(id="acme", mandates=(mandate(until=date(2026, 3, 31)),))

    held = [day for n in range(-2, 40) if scope_of(state, "clerk", day := TODAY + n * DAY)]
    assert (held[0], held[-1], len(held)) == (TODAY, date(2026, 3, 31), 30)
    assert scope_of(state, "stranger", TODAY) is None


def test_mandates_for_some_services_add_up_and_one_for_all_is_for_all() -> None:
    some = (mandate(1, items=("A",)), mandate(2, items=("B",), since=TODAY + DAY))

    assert scope_of(Represented(id="acme", mandates=some), "clerk", TODAY) == Scope(frozenset("A"))
    both = scope_of(Represented(id="acme", mandates=some), "clerk", TODAY + DAY)
    assert both == Scope(frozenset("AB"))
    everything = Represented(id="acme", mandates=(*some, mandate(3)))
    assert scope_of(everything, "clerk", TODAY) == Scope(None)


def test_a_legal_representative_represents_in_everything() -> None:
    assert scope_of(Represented(id="acme", representatives=("head",)), "head", TODAY) == Scope(None)


@pytest.mark.parametrize("giver", [COMPANY, HEAD])
def test_whoever_is_represented_gives_a_mandate_and_both_are_told(giver: Identity) -> None:
    scenario = represented().when(FOR_PERMITS, by=giver)

    scenario.then(events=(MandateGiven,), reply=1).then_shown(last=1).run()


@pytest.mark.parametrize("who", [CLERK, STRANGER, Identity("staff:wen", ("window_clerk",), "x")])
def test_nobody_else_gives_or_revokes_one(who: Identity) -> None:
    given = represented().when(FOR_ALL, by=HEAD)

    given.when(FOR_ALL, by=who).then_refused(
        "mandates.forbidden" if who == CLERK else "mandates.unknown"
    ).run()
    given.when(RevokeMandate(mandate=1), by=who).then_refused(
        "mandates.forbidden" if who == CLERK else "mandates.unknown"
    ).run()


def test_only_the_holder_renounces_and_only_his_own() -> None:
    given = represented().when(FOR_ALL, by=HEAD).when(replace(FOR_ALL, to="other"), by=HEAD)

    given.when(RenounceMandate(mandate=2), by=CLERK).then_refused("mandate.unknown").run()
    given.when(RenounceMandate(mandate=1), by=STRANGER).then_refused("mandates.unknown").run()
    given.when(RenounceMandate(mandate=1), by=CLERK).then_shown(last=2).run()


@pytest.mark.parametrize(
    ("wish", "code", "field"),
    [
        (replace(FOR_ALL, to="acme"), "mandate.to_oneself", "/to"),
        (replace(FOR_ALL, since=TODAY - DAY), "mandate.begins_in_the_past", "/since"),
        (replace(FOR_ALL, until=TODAY - DAY), "mandate.ends_before_it_begins", "/until"),
        (replace(FOR_ALL, items=(PERMIT.code, "X-1")), "item.unknown", "/items/1"),
    ],
)
def test_a_mandate_that_makes_no_sense_is_refused(wish: GiveMandate, code: str, field: str) -> None:
    represented().when(wish, by=COMPANY).then_refused(code, field).run()


def test_a_mandate_ends_once() -> None:
    ended = represented().when(FOR_ALL, by=HEAD).when(RevokeMandate(mandate=1), by=HEAD)

    ended.when(RevokeMandate(mandate=1), by=HEAD).then_refused("mandate.unknown").run()


def test_the_view_has_a_row_for_each_and_keeps_those_that_have_ended() -> None:
    given = MandateGiven(at=at(2), by="person:head", mandate=mandate(items=("A",)))
    rows = fold(view(), commit("mandates:acme", 1, given))

    [row] = rows.values()
    assert (row["owner"], row["to"], row["items"], row["ended_at"]) == (
        "acme",
        "clerk",
        ["A"],
        None,
    )
