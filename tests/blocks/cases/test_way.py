"""The usual way of a case, from application to rating."""

from actors.blocks.cases.commands import (
    Accept,
    ClaimTask,
    Decide,
    Deliver,
    GiveOpinion,
    Issue,
    Rate,
    SaveDraft,
)
from tests import loaded
from tests.blocks.cases.city import (
    ALLOWANCE,
    ANSWERS,
    APPROVER_LEAD,
    FIRE,
    HALL,
    HEALTH,
    PERMIT,
    PERSON,
    PLAN,
    RESIDENT_A,
    REVIEWER_LEAD,
    accepted,
    application,
    nothing_yet,
    submitted,
)
from tests.blocks.cases.kit import Played


def through_review(case: Played) -> Played:
    for by, task in (
        (FIRE, "joint/fire"),
        (PLAN, "joint/plan"),
        (HEALTH, "joint/health"),
        (REVIEWER_LEAD, "summary"),
    ):
        case.when(by, GiveOpinion(task=task, opinion="agree"))
    return case


def test_an_application_travels_to_its_rating() -> None:
    case = through_review(accepted())
    case.when(APPROVER_LEAD, ClaimTask(task="decision"))
    case.when(APPROVER_LEAD, Decide(outcome="granted"), "2026-03-09 10:00")
    case.when(HALL, Issue(document="佛建 2026-17"))
    reply = case.when(HALL, Deliver(method="electronic"))
    case.when(RESIDENT_A, Rate(stars=5))

    assert (reply.phase, len(case.state.rating)) == ("delivered", 32)
    assert case.state.closed_at is not None
    assert case.replayed() == case.state
    assert case.allowed(RESIDENT_A) == ()


def test_what_is_done_on_the_spot_is_closed_by_the_window_that_took_it_in() -> None:
    case = submitted(ALLOWANCE)
    case.when(HALL, Accept())
    case.when(HALL, Decide(outcome="granted"))

    assert case.state.phase == "granted"
    assert case.state.closed_at == case.now
    assert case.allowed(HALL) == ()
    assert case.allowed(RESIDENT_A) == ("Rate",)


def test_a_draft_is_kept_as_it_is_and_sent_later() -> None:
    case = nothing_yet()
    half = SaveDraft(
        item=PERMIT.code, item_version=2, channel="web", applicant=PERSON, form={"area": "many"}
    )
    case.when(RESIDENT_A, half)

    assert case.state.phase == "draft"
    assert case.allowed(RESIDENT_A) == ("SaveDraft", "Submit", "Withdraw")
    case.when(RESIDENT_A, application())
    assert case.state.form == ANSWERS


def test_every_kind_is_known_by_its_name() -> None:
    assert set(loaded.kinds()) >= {"case", "terminal", "account", "serial", "access"}
