"""Correction, acceptance, non-acceptance, and what silence means (行政许可法 Art. 32)."""

from datetime import date

import pytest

from actors.blocks.cases.commands import (
    Accept,
    Correct,
    Decide,
    Decline,
    EndCorrectionPeriod,
    EndNoticePeriod,
    EndPromisePeriod,
    RequestCorrection,
    SupplyMaterials,
    Withdraw,
)
from actors.blocks.cases.state import Fault, Material
from actors.kernel.identity import CLOCK, Identity
from tests.blocks.cases.city import (
    ANSWERS,
    APPROVER_LEAD,
    CLERK,
    CLERK_ELSEWHERE,
    FILES,
    FIRE,
    HALL,
    NOTICE,
    RESIDENT_A,
    RESIDENT_B,
    REVIEWER_LEAD,
    accepted,
    submitted,
)
from tests.blocks.cases.kit import Played, at, codes

# Monday 2 March 2026 10:00: application. Five working days later is Monday 9 March.
NOTICE_ENDS = "2026-03-10 00:00"
JUST_BEFORE = "2026-03-09 23:59"
CORRECTION = RequestCorrection(
    faults=(
        Fault("/form/area", "与图纸不一致"),
        Fault("/materials/plan", "缺少签章"),
    )
)


def corrected_on(day: str) -> Played:
    case = submitted()
    case.when(HALL, CORRECTION, "2026-03-03 09:00")
    case.when(RESIDENT_A, Correct(form={**ANSWERS, "area": 1300}), day)
    return case


def test_silence_for_five_working_days_is_acceptance_from_the_day_of_receipt() -> None:
    case = submitted()

    case.when(CLOCK, EndNoticePeriod(), NOTICE_ENDS)

    assert (case.state.phase, case.state.deemed) == ("accepted", True)
    assert case.state.since == at("2026-03-02 10:00")
    assert case.state.accepted_at == at(NOTICE_ENDS)
    assert case.state.dues.promised == date(2026, 3, 11)
    assert case.state.stage == "joint"


def test_silence_is_never_acceptance_early() -> None:
    case = submitted()
    assert case.alarms["notice"] == (at(NOTICE_ENDS), EndNoticePeriod(round=0))

    case.when(CLOCK, EndNoticePeriod(), JUST_BEFORE)

    assert case.state.phase == "submitted"
    assert case.happened() == []
    assert case.alarms["notice"] == (at(NOTICE_ENDS), EndNoticePeriod(round=0))


def test_silence_on_a_corrected_application_counts_from_the_correction() -> None:
    case = corrected_on("2026-03-05 16:00")
    assert case.alarms == {"notice": (at("2026-03-13 00:00"), EndNoticePeriod(round=1))}

    case.when(CLOCK, EndNoticePeriod(round=0), "2026-03-13 00:00")
    assert case.state.phase == "submitted"
    case.when(CLOCK, EndNoticePeriod(round=1))

    assert case.state.since == at("2026-03-05 16:00")


def test_silence_is_not_acceptance_where_the_law_does_not_say_so() -> None:
    case = submitted(NOTICE)
    assert case.alarms == {}

    case.when(CLOCK, EndNoticePeriod(), "2026-04-30 00:00")

    assert case.state.phase == "submitted"
    case.when(HALL, Accept())
    assert not case.state.deemed


def test_an_acceptance_after_the_notice_period_is_from_the_day_of_receipt_too() -> None:
    case = submitted()

    case.when(HALL, Accept(), NOTICE_ENDS)

    assert (case.state.deemed, case.state.since) == (True, at("2026-03-02 10:00"))


def test_after_the_notice_period_it_is_too_late_to_ask_or_to_decline() -> None:
    case = submitted()

    for command in (CORRECTION, Decline(reason="不属于职权")):
        refused = case.refused(HALL, command, NOTICE_ENDS)
        assert (refused.kind, codes(refused)) == ("not_now", [("notice.over", "")])
        assert "Accept" in refused.allowed
    case.when(HALL, Accept())


def test_a_late_alarm_does_nothing_to_a_case_that_went_on() -> None:
    case = accepted()

    case.when(CLOCK, EndNoticePeriod(), NOTICE_ENDS)

    assert case.happened() == []


def test_a_correction_is_requested_once_and_names_everything() -> None:
    case = submitted()
    case.when(HALL, CORRECTION)

    assert case.state.faults == CORRECTION.faults
    assert case.state.dues.correction == date(2026, 3, 23)
    assert case.state.dues.notice is None
    assert case.alarms == {"correction": (at("2026-03-24 00:00"), EndCorrectionPeriod(round=1))}
    assert case.refused(HALL, CORRECTION).kind == "not_now"
    case.when(RESIDENT_A, Correct(form=ANSWERS))
    again = case.refused(HALL, CORRECTION)
    assert codes(again) == [("correction.only_once", "")]
    assert again.allowed == ("Accept", "Decline")


@pytest.mark.parametrize(
    ("faults", "found"),
    [
        ((), [("correction.nothing_named", "/faults")]),
        (
            (Fault("/form/colour", "x"), Fault("/materials/poem", "x"), Fault("/form/area", " ")),
            [
                ("correction.unknown_field", "/faults/0/field"),
                ("correction.unknown_field", "/faults/1/field"),
                ("correction.reason_missing", "/faults/2/reason"),
            ],
        ),
    ],
)
def test_a_correction_request_names_what_is_there_and_why(
    faults: tuple[Fault, ...], found: list[tuple[str, str]]
) -> None:
    assert codes(submitted().refused(HALL, RequestCorrection(faults=faults))) == found


def test_the_notice_period_starts_again_with_the_correction() -> None:
    case = corrected_on("2026-03-05 16:00")

    assert case.state.phase == "submitted"
    assert case.state.dues.notice == date(2026, 3, 12)
    assert case.state.form["area"] == 1300
    assert [m.name for m in case.state.materials] == ["plan", "funds", "evacuation"]
    assert case.state.faults == ()


def test_a_correction_has_to_be_sound_and_may_bring_a_new_file() -> None:
    case = submitted()
    case.when(HALL, CORRECTION)
    pdf = "application/pdf"
    new = Material(name="plan", file_name="new.pdf", sha256="cd" * 32, bytes=5, media_type=pdf)

    assert codes(case.refused(RESIDENT_A, Correct(form={**ANSWERS, "area": 0}))) == [
        ("form.too_small", "/form/area")
    ]
    assert case.refused(RESIDENT_B, Correct(form=ANSWERS)).kind == "unknown"
    assert case.refused(CLERK_ELSEWHERE, Correct(form=ANSWERS)).kind == "forbidden"
    case.when(CLERK, Correct(form=ANSWERS, materials=(new,)))
    assert case.state.materials[-1] == new
    assert len(case.state.materials) == 3


def test_who_lets_the_limit_to_correct_pass_has_withdrawn() -> None:
    case = submitted()
    case.when(HALL, CORRECTION)
    case.when(CLOCK, EndCorrectionPeriod(round=1), "2026-03-23 23:59")
    assert case.state.phase == "correction_requested"
    assert case.alarms == {"correction": (at("2026-03-24 00:00"), EndCorrectionPeriod(round=1))}
    case.when(CLOCK, EndCorrectionPeriod(round=0), "2026-03-24 00:00")
    assert case.state.phase == "correction_requested"

    case.when(CLOCK, EndCorrectionPeriod(round=1))

    assert (case.state.phase, case.state.closed_at) == ("withdrawn", at("2026-03-24 00:00"))
    assert case.alarms == {}
    case.when(CLOCK, EndCorrectionPeriod(round=1))
    assert case.happened() == []


def test_an_application_may_be_withdrawn_while_a_correction_is_awaited() -> None:
    case = submitted()
    case.when(HALL, CORRECTION)
    case.when(RESIDENT_A, Withdraw())

    assert case.alarms == {}
    assert case.state.clocks[0].stopped_at == case.state.asked_at


def test_non_acceptance_states_its_legal_reason_and_ends_the_case() -> None:
    case = submitted()

    assert codes(case.refused(HALL, Decline(reason=" "))) == [("reason.required", "/reason")]
    case.when(HALL, Decline(reason="不属于本机关职权范围"))

    assert (case.state.phase, case.state.closed_at) == ("declined", case.now)
    assert case.alarms == {}
    assert case.refused(HALL, Accept()).allowed == ()


@pytest.mark.parametrize("who", [HALL, CLERK])
def test_the_window_of_the_unit_and_the_integrated_window_accept(who: Identity) -> None:
    case = submitted()

    case.when(who, Accept(), "2026-03-03 10:00")

    assert case.state.dues.promised == date(2026, 3, 12)
    assert case.state.dues.statutory == date(2026, 3, 31)
    assert case.alarms == {}


@pytest.mark.parametrize("who", [CLERK_ELSEWHERE, REVIEWER_LEAD, APPROVER_LEAD, FIRE, RESIDENT_A])
def test_nobody_else_accepts(who: Identity) -> None:
    assert submitted().refused(who, Accept()).kind == "forbidden"


def with_a_promise() -> Played:
    case = submitted(materials=(FILES[0], Material(name="funds", source="promise"), FILES[2]))
    case.when(HALL, Accept(promised=("funds",)), "2026-03-03 10:00")
    return case


def test_promised_materials_that_do_not_come_within_the_promised_limit_end_the_case() -> None:
    case = with_a_promise()
    assert case.alarms == {"promise": (at("2026-03-13 00:00"), EndPromisePeriod())}
    case.when(CLOCK, EndPromisePeriod(), "2026-03-12 23:59")
    assert case.state.phase == "accepted"

    case.when(CLOCK, EndPromisePeriod(), "2026-03-13 00:00")

    assert case.state.phase == "withdrawn"
    assert all(task.opinion == "cancelled" for task in case.state.tasks)
    case.when(CLOCK, EndPromisePeriod())
    assert case.happened() == []


def test_the_limit_of_a_promise_is_forgotten_when_it_is_kept() -> None:
    case = with_a_promise()
    assert case.refused(APPROVER_LEAD, Decide(outcome="granted")).kind == "not_now"

    case.when(RESIDENT_A, SupplyMaterials(materials=(FILES[1],)))

    assert case.alarms == {}
    case.when(CLOCK, EndPromisePeriod(), "2026-03-13 00:00")
    assert case.state.phase == "accepted"


def test_silence_on_an_application_with_promised_materials_lets_them_follow() -> None:
    case = submitted(materials=(FILES[0], Material(name="funds", source="promise"), FILES[2]))

    case.when(CLOCK, EndNoticePeriod(), NOTICE_ENDS)

    assert case.state.promised_materials == ("funds",)
