"""A seal takes two persons wherever it could be misused, and says clearly why it does not stamp."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from actors.blocks.seals.life import evolve
from actors.blocks.seals.seal import (
    ApproveSeal,
    ConfirmEnd,
    ProposeEnd,
    PutSealIntoUse,
    RejectEnd,
    ResumeSeal,
    Seal,
    SealDestroyed,
    SealLost,
    SealSuspended,
    SuspendSeal,
)
from actors.blocks.seals.stamping import require_use, was_in_use
from actors.kernel.errors import Refusal
from actors.kernel.identity import Identity
from actors.testing import Scenario
from tests.blocks.seals.scenarios import (
    APPLIED,
    APPROVED,
    APPROVES,
    CERTIFICATE,
    CLERK,
    HEAD,
    IN_USE,
    KEEPS,
    MADE,
    MAKE,
    NAME,
    SCENARIOS,
    SEAL,
    UNTIL,
    WISH,
)

pytestmark = pytest.mark.feature("OA-12")
DESTROYED = datetime(2026, 6, 30, 2, 0, tzinfo=UTC)
LIVING = Seal(
    phase="in_use",
    organ="market_supervision",
    name=NAME,
    stamps=WISH.stamps,
    standing=WISH.standing,
    certificate=CERTIFICATE,
    in_use_at=datetime(2026, 3, 1, tzinfo=UTC),
)


def refusals(state: Seal, *, organ: str = "market_supervision", template: str = "permit.food",
             at: datetime = datetime(2026, 6, 1, tzinfo=UTC)) -> list[str]:  # fmt: skip
    try:
        require_use(state, organ=organ, template=template, at=at)
    except Refusal as refusal:
        return [reason.code for reason in refusal.reasons]
    return []


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_seal_and_its_uses_go_their_way(name: str) -> None:
    SCENARIOS[name].run()


def test_whoever_applied_does_not_approve() -> None:
    both = Identity(HEAD.id, ("approver", "seal_approver"), HEAD.unit)

    APPLIED.when(ApproveSeal(keeper=KEEPS.id), by=both).then_refused(
        "seal.applicant_approves"
    ).run()


def test_whoever_approves_does_not_keep_it_make_it_or_put_it_into_use() -> None:
    both = Identity(APPROVES.id, ("seal_approver", "seal_custodian"), "municipal_government")

    APPLIED.when(ApproveSeal(keeper=APPROVES.id), by=APPROVES).then_refused(
        "seal.keeper_approves", "/keeper"
    ).run()
    APPROVED.when(MAKE, by=both).then_refused("seal.approver_keeps").run()
    MADE.when(PutSealIntoUse(), by=both).then_refused("seal.approver_keeps").run()


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        (replace(MAKE, certificate=None), "seal.no_certificate"),
        (
            replace(MAKE, certificate=replace(CERTIFICATE, organisation="佛山市卫生健康局")),
            "seal.certificate_of_another",
        ),
        (
            replace(MAKE, certificate=replace(CERTIFICATE, until=datetime(2026, 2, 1, tzinfo=UTC))),
            "seal.certificate_expired",
        ),
        (
            replace(MAKE, certificate=replace(CERTIFICATE, since=datetime(2026, 4, 1, tzinfo=UTC))),
            "seal.certificate_too_early",
        ),
    ],
)
def test_a_certificate_that_does_not_fit_is_refused(wish: object, code: str) -> None:
    APPROVED.when(wish, by=KEEPS).then_refused(code, "/certificate").run()  # type: ignore[arg-type]


def test_a_unit_of_an_organ_is_known_by_its_ou() -> None:
    found = replace(CERTIFICATE, organisation="佛山市", unit=NAME)

    APPROVED.when(replace(MAKE, certificate=found), by=KEEPS).then_shown(phase="made").run()


def test_a_picture_is_one_of_ours_or_a_png() -> None:
    wrong = replace(MAKE, media_type="application/pdf")

    APPROVED.when(wrong, by=KEEPS).then_refused("seal.picture_format", "/picture").run()


def test_it_is_resumed_by_another_than_who_suspended_it() -> None:
    suspended = IN_USE.when(SuspendSeal(reason="查"), by=KEEPS)

    suspended.when(ResumeSeal(), by=KEEPS).then_refused("seal.second_person").run()
    suspended.when(ResumeSeal(), by=APPROVES).then_shown(phase="in_use").run()


@pytest.mark.parametrize("end", ["lost", "destroyed"])
def test_its_end_takes_two_and_is_final(end: str) -> None:
    proposed = IN_USE.when(ProposeEnd(end=end, reason="失窃"), by=KEEPS)  # type: ignore[arg-type]

    proposed.then_shown(phase="suspended").run()
    proposed.when(ConfirmEnd(), by=KEEPS).then_refused("seal.second_person").run()
    proposed.when(ResumeSeal(), by=APPROVES).then_refused("seal.end_waits").run()
    over = proposed.when(ConfirmEnd(), by=APPROVES)
    over.then_shown(phase=end).run()
    for wish in (ResumeSeal(), PutSealIntoUse(), RejectEnd(reason="误")):
        by = KEEPS if isinstance(wish, PutSealIntoUse) else APPROVES
        over.when(wish, by=by).then_refused("seal.not_now").run()


def test_a_kind_that_it_may_not_stamp_stands_not_approved() -> None:
    wish = replace(WISH, standing=("letter.plain",))

    Scenario.of(SEAL).when(wish, by=HEAD).then_refused("seal.standing_beyond", "/standing/0").run()


@pytest.mark.parametrize(
    "who",
    [CLERK, Identity("person:an", ("resident",)), Identity("staff:h", ("approver",), "health")],
)
def test_nobody_else_may_touch_it(who: Identity) -> None:
    IN_USE.when(SuspendSeal(reason="看看"), by=who).then_refused("seal.unknown").run()


def test_an_organ_applies_for_its_own_seal_alone() -> None:
    other = Identity("staff:h", ("approver",), "health")

    Scenario.of(SEAL).when(WISH, by=other).then_refused("seal.forbidden").run()
    unknown = replace(WISH, organ="nowhere")
    Scenario.of(SEAL).when(unknown, by=KEEPS).then_refused("unit.unknown", "/organ").run()


def test_it_stamps_what_it_may_for_its_organ() -> None:
    assert refusals(LIVING) == []
    assert refusals(LIVING, template="notice.acceptance") == []
    assert refusals(LIVING, template="permit.drugs") == ["seal.wrong_kind"]
    assert refusals(LIVING, organ="health") == ["seal.wrong_organ"]
    assert refusals(LIVING, at=UNTIL) == ["seal.certificate_expired"]
    assert refusals(Seal()) == ["seal.unknown"]
    assert refusals(replace(LIVING, phase="made")) == ["seal.not_in_use"]


@pytest.mark.parametrize(
    ("event", "code"),
    [
        (SealSuspended(at=DESTROYED, by="staff:x", reason="查"), "seal.is_suspended"),
        (SealLost(at=DESTROYED, by="staff:x"), "seal.is_lost"),
        (SealDestroyed(at=DESTROYED, by="staff:x"), "seal.is_destroyed"),
    ],
)
def test_one_that_is_no_more_says_so(event: object, code: str) -> None:
    assert refusals(evolve(LIVING, event)) == [code]  # type: ignore[arg-type]


def test_destroyed_on_30_june_it_is_good_for_the_29th_and_refused_on_1_july() -> None:
    over = evolve(LIVING, SealDestroyed(at=DESTROYED, by="staff:x"))

    assert was_in_use(over, DESTROYED - timedelta(days=1))
    assert not was_in_use(over, DESTROYED + timedelta(days=1))
    assert not was_in_use(LIVING, datetime(2026, 2, 1, tzinfo=UTC))
    assert refusals(over, at=datetime(2026, 7, 1, tzinfo=UTC)) == ["seal.is_destroyed"]
