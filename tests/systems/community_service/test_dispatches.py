"""Papers go up counted and signed by both; what is missing is noted, and its clock does not run."""

import pytest
from msgspec.structs import replace

from actors.kernel.identity import Identity
from actors.systems.community_service.dispatch import records as d
from actors.systems.community_service.entrustment import commands as c
from actors.testing import Scenario
from tests.systems.community_service.station import (
    AGENT,
    ASK,
    BATCH,
    COLLEAGUE,
    GIVE,
    NUMBER,
    PACK,
    RESIDENT_A,
    WINDOW,
    collect,
    collected,
    entrusting,
    sent_up,
)

pytestmark = pytest.mark.feature("GRASS-02")
TWENTY = tuple(
    d.Entry(entrustment=f"{n:032x}", number=f"{NUMBER[:-4]}{n:04}", pieces=2) for n in range(1, 21)
)


def twenty_sent() -> Scenario:
    """Twenty applications were collected, and went up in one batch."""
    played = entrusting().at("2026-04-24 09:00")
    for n, each in enumerate(TWENTY, start=1):
        played = played.on(f"entrustment:{each.entrustment}").when(ASK, by=AGENT)
        played = played.when(GIVE, by=AGENT).when(collect(2, n), by=AGENT)
    packed = played.at("2026-04-29 09:00").on(BATCH).when(replace(PACK, entries=TWENTY), by=AGENT)
    return packed.when(d.SendDispatch(counted=20, signed=True), by=AGENT)


def test_of_twenty_listed_and_nineteen_counted_nineteen_clocks_run_and_one_does_not() -> None:
    scanned = tuple(each.number for each in TWENTY[:-1])
    counted = twenty_sent().when(d.ReceiveDispatch(scanned=scanned, signed=True), by=WINDOW)
    counted = counted.then_shown(phase="differing").then(events=[d.DispatchReceived])
    for each in TWENTY[:-1]:
        counted = counted.on(f"case:{each.entrustment}").then_shown(phase="submitted")
    last = TWENTY[-1].entrustment
    counted = counted.on(f"case:{last}").then_shown(phase="none")
    counted = counted.on(f"entrustment:{last}").then_shown(step="sent_up")

    counted.on(BATCH).when(d.FindEntry(number=TWENTY[-1].number), by=WINDOW).then_shown(
        phase="received"
    ).on(f"case:{last}").then_shown(phase="submitted").run()


def test_a_batch_is_counted_before_it_goes() -> None:
    packed = collected().on(BATCH).when(PACK, by=AGENT)

    packed.when(d.SendDispatch(counted=2, signed=True), by=AGENT).then_refused(
        "dispatch.other_count"
    ).when(d.SendDispatch(counted=1, signed=False), by=AGENT).then_refused(
        "dispatch.not_signed"
    ).run()


def test_both_sides_sign() -> None:
    wish = d.ReceiveDispatch(scanned=(NUMBER,), signed=True)

    sent_up().when(replace(wish, signed=False), by=WINDOW).then_refused("dispatch.not_signed").when(
        wish, by=WINDOW
    ).then_shown(sent_by=AGENT.id, received_by=WINDOW.id, phase="received").run()


@pytest.mark.parametrize("by", [AGENT, COLLEAGUE, RESIDENT_A])
def test_whoever_sends_does_not_receive(by: Identity) -> None:
    wish = d.ReceiveDispatch(scanned=(NUMBER,), signed=True)
    code = "dispatch.unknown" if by is RESIDENT_A else "dispatch.forbidden"

    sent_up().when(wish, by=by).then_refused(code).run()


def test_a_batch_goes_to_a_unit_above() -> None:
    wish = replace(PACK, to="guicheng_subdistrict")

    collected().on(BATCH).when(wish, by=AGENT).then_refused("dispatch.not_above").run()


def test_a_case_is_listed_once() -> None:
    wish = replace(PACK, entries=PACK.entries * 2)

    collected().on(BATCH).when(wish, by=AGENT).then_refused("dispatch.twice").run()


def test_what_is_there_and_not_listed_is_noted() -> None:
    wish = d.ReceiveDispatch(scanned=(NUMBER, "another"), signed=True)

    sent_up().when(wish, by=WINDOW).then_shown(phase="differing", surplus=("another",)).run()


def test_what_is_no_longer_there_to_be_sent_is_dropped_from_the_list() -> None:
    packed = collected().on(BATCH).when(PACK, by=AGENT)
    ended = packed.on(f"entrustment:{PACK.entries[0].entrustment}").when(
        c.EndEntrustment(reason="resident_withdrew"), by=AGENT
    )

    ended.on(BATCH).when(d.SendDispatch(counted=1, signed=True), by=AGENT).then_shown(
        listed=()
    ).run()
