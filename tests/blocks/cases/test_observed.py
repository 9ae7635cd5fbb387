"""What supervision is told of a case, and what its clocks do by themselves."""

from actors.blocks.cases.commands import (
    Accept,
    Correct,
    Decide,
    GiveOpinion,
    Issue,
    RequestCorrection,
)
from actors.blocks.cases.state import Fault
from tests.blocks.cases.city import (
    ANSWERS,
    APPROVER_LEAD,
    FIRE,
    HALL,
    HEALTH,
    RESIDENT_A,
    SUPERVISOR_1,
    SUPERVISOR_2,
    accepted,
    application,
    nothing_yet,
    submitted,
)
from tests.blocks.cases.kit import Played, at, codes, make_void, observed
from tests.blocks.cases.test_clock import HEARING
from tests.blocks.cases.test_review import BRANCHES, agree


def names(case: Played) -> dict[str, bool]:
    """Return the clocks that the watcher was told of last, with whether they still run."""
    return {clock["name"]: "stopped_at" not in clock for clock in observed(case)["clocks"]}


def test_supervision_follows_a_case_from_the_door_to_the_certificate() -> None:
    case = submitted()
    assert names(case) == {"pre_acceptance": True}
    assert observed(case)["unit"] == "construction"
    case.when(HALL, Accept(), "2026-03-03 10:00")
    assert names(case) == {"pre_acceptance": False, "case": True}
    told = len(case.messages)
    for task in BRANCHES:
        agree(case, task)
    agree(case, "summary")
    assert len(case.messages) == told
    case.when(APPROVER_LEAD, Decide(outcome="granted"))
    assert names(case) == {"pre_acceptance": False, "case": False, "e_certificate": True}
    case.when(HALL, Issue(document="佛建 2026-17"))
    assert names(case) == {"pre_acceptance": False, "case": False, "e_certificate": False}
    assert not observed(case).get("closed", False)


def test_pre_acceptance_is_watched_for_what_comes_in_online() -> None:
    case = nothing_yet()
    case.when(HALL, application(channel="window"))

    assert case.state.clocks == ()
    assert not [message for message in case.messages if message.key.startswith("watcher:")]


def test_pre_acceptance_stops_with_the_request_and_starts_again_with_the_correction() -> None:
    case = submitted()
    case.when(HALL, RequestCorrection(faults=(Fault("/form/area", "不一致"),)), "2026-03-03 09:00")
    assert case.state.clocks[0].stopped_at == at("2026-03-03 09:00")

    case.when(RESIDENT_A, Correct(form=ANSWERS), "2026-03-05 09:00")

    assert case.state.clocks[0].started_at == at("2026-03-05 09:00")
    assert case.state.clocks[0].stopped_at is None


def test_when_a_case_is_made_void_all_its_clocks_stop() -> None:
    case = accepted()
    case.when(APPROVER_LEAD, HEARING)

    make_void(case, SUPERVISOR_1, SUPERVISOR_2)

    assert set(names(case).values()) == {False}
    assert observed(case)["closed"] is True
    assert case.alarms == {}


def test_alarms_are_armed_again_when_a_case_comes_back() -> None:
    """Row 8."""

    case = submitted()
    first = case.alarms["notice"]
    case.when(HALL, RequestCorrection(faults=(Fault("/form/area", "不一致"),)))
    assert set(case.alarms) == {"correction"}

    case.when(RESIDENT_A, Correct(form=ANSWERS), "2026-03-04 10:00")

    assert set(case.alarms) == {"notice"}
    assert case.alarms["notice"] != first


def test_nothing_is_decided_while_a_department_has_not_answered() -> None:
    """Row 5, as far as there is one review: an open branch keeps everything from going out."""
    case = accepted()
    case.when(FIRE, GiveOpinion(task="joint/fire", opinion="agree"))
    case.when(HEALTH, GiveOpinion(task="joint/health", opinion="agree"))

    refused = case.refused(APPROVER_LEAD, Decide(outcome="granted"))

    assert codes(refused) == [("decision.branches_open", "")]
