"""Reads of personal data: recorded, with a purpose that is the reader's to claim."""

import pickle
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from actors.blocks.access.access import Access
from actors.blocks.reads.kind import access_kind, reader_kind
from actors.blocks.reads.quota import CountReading, QuotaMet
from actors.blocks.reads.record import PURPOSES, AccessRecorded, AccessState, RecordAccess, evolve
from actors.kernel.errors import Refusal
from actors.kernel.identity import Assurance, Identity
from actors.kernel.turn import Turn
from actors.testing import Scenario
from tests import loaded
from tests.blocks.reads.claims import may_claim

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
RESIDENT = Identity("person:chen", ("resident",))
CLERK = Identity("staff:wen", ("window_clerk",), "government_services")
OPERATOR = Identity("staff:yan", ("operator",), "government_services")
SUPERVISOR = Identity("staff:shen", ("supervisor",), "discipline_inspection")
KIOSK = Identity("terminal:k1")
LIBRARY = loaded.library()
ACCESS = LIBRARY[Access]
NOBODY_LOOKED = Scenario.of(access_kind(LIBRARY)).on("access:c1").at(NOON)


@pytest.mark.parametrize(
    ("by", "purpose"),
    [(RESIDENT, "own"), (KIOSK, "own"), (CLERK, "handling"), (OPERATOR, "maintenance")],
)
def test_a_read_is_recorded_with_its_purpose(by: Identity, purpose: str) -> None:
    read = NOBODY_LOOKED.when(RecordAccess(purpose=purpose), by=by)

    posts = {"unit": by.unit, "roles": by.roles} if by.unit else {}
    read.then(events=[AccessRecorded(at=NOON, by=by.id, purpose=purpose, **posts)]).run()
    read.then_shown(count=1, last_at=NOON).run()


@pytest.mark.parametrize(
    ("by", "purpose"),
    [
        (RESIDENT, "handling"),
        (KIOSK, "supervision"),
        (CLERK, "own"),
        (OPERATOR, "handling"),
        (CLERK, "maintenance"),
        (CLERK, "supervision"),
        (SUPERVISOR, "handling"),
        (SUPERVISOR, "window_service"),
        (RESIDENT, "maintenance"),
    ],
)
def test_a_purpose_of_somebody_else_is_refused(by: Identity, purpose: str) -> None:
    read = NOBODY_LOOKED.when(RecordAccess(purpose=purpose), by=by)

    read.then_refused("access.forbidden").then_shown(count=0).run()


@pytest.mark.parametrize(
    "by, because",
    [(OPERATOR, "reads.operators_only_maintain"), (RESIDENT, "none_permits")],
)
def test_a_refusal_names_the_policy_that_decided(by: Identity, because: str) -> None:
    decide = access_kind(LIBRARY).decide
    turn = Turn("access:c1", AccessState(), evolve, now=NOON, by=by, command_id="x", seq=1)

    with pytest.raises(Refusal) as caught:
        decide(turn, RecordAccess(purpose="handling"))
    assert caught.value.because == because
    assert pickle.loads(pickle.dumps(caught.value)).because == because


def test_a_purpose_that_nobody_has_declared_is_refused() -> None:
    read = NOBODY_LOOKED.when(RecordAccess(purpose="curiosity"), by=CLERK)

    read.then_refused("access.unknown_purpose").then_shown(count=0).run()


@pytest.mark.parametrize("purpose", PURPOSES)
def test_policies_say_of_every_purpose_whose_it_is(purpose: str) -> None:
    roles = ("window_clerk", "reviewer", "approver", "supervisor", "operator", "resident")
    held = [(), *((role,) for role in roles), ("operator", "supervisor"), ("reviewer", "approver")]
    ids = ("staff:wen", "person:chen", "terminal:k1", "platform", "anonymous")
    asked = [Identity(id, each) for id in ids for each in held]

    permitted = {by: ACCESS.permit(by, "access.record", {}, purpose).allowed for by in asked}

    assert permitted == {by: may_claim(by, purpose) for by in asked}
    assert set(permitted.values()) == {True, False}


@pytest.mark.parametrize(
    ("purpose", "level", "asked"),
    [
        ("supervision", "plain", False),
        ("supervision", "basic", True),
        ("complaint", "high", True),
        ("supervision", "fresh", False),
        ("handling", "basic", False),
    ],
)
def test_who_looks_beyond_his_work_has_just_proved_who_he_is(
    purpose: str, level: Assurance, asked: bool
) -> None:
    posts = ("supervisor", "reviewer")
    supervisor = Identity("staff:shen", posts, "discipline", assurance=level)
    read = NOBODY_LOOKED.when(RecordAccess(purpose=purpose), by=supervisor)

    if asked:
        read.then_refused("access.proof_needed").then_shown(count=0).run()
    else:
        read.then_shown(count=1, last_at=NOON).run()


def test_what_is_closed_needs_a_reason_but_for_the_person_whose_it_is() -> None:
    closed = RecordAccess(purpose="handling", closed=True)

    NOBODY_LOOKED.when(closed, by=CLERK).then_refused("access.reason_required", "/reason").run()
    NOBODY_LOOKED.when(replace(closed, reason=" 复核 "), by=CLERK).then_shown(count=1).run()
    NOBODY_LOOKED.when(replace(closed, purpose="own"), by=RESIDENT).then_shown(count=1).run()


COUNTED = Scenario.of(reader_kind(LIBRARY)).on("reader:staff~wen").at(NOON)
TWO = CountReading(most=2)


def test_more_than_work_asks_for_is_refused_within_an_hour_and_told_once() -> None:
    two = COUNTED.when(TWO, by=CLERK).then(reply=True).when(TWO, by=CLERK).then(reply=True)

    met = two.when(TWO, by=CLERK).then(events=[QuotaMet], reply=False)
    met.when(TWO, by=CLERK).then(events=[], reply=False).run()
    met.after(hours=1).when(TWO, by=CLERK).then(reply=True).then_shown(count=1, met=False).run()


def test_nobody_counts_for_another() -> None:
    COUNTED.when(TWO, by=OPERATOR).then_refused("access.forbidden").run()
