"""Every act that the law wants told is told, to whom it concerns, by a notice and a letter."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from actors.blocks.cases import told as table
from actors.blocks.cases.commands import (
    Accept,
    ClaimTask,
    Correct,
    Decide,
    Decline,
    Deliver,
    EndCorrectionPeriod,
    EndNoticePeriod,
    Extend,
    Issue,
    PauseClock,
    RequestCorrection,
    ResumeClock,
    SupplyMaterials,
    Withdraw,
)
from actors.blocks.cases.evolve import EVENTS
from actors.blocks.cases.state import Fault
from actors.blocks.cases.told import TELLINGS
from actors.blocks.clocks.commands import TellLevel
from actors.blocks.messages.address import to_role, to_somebody
from actors.blocks.messages.template import Letters, Template
from actors.kernel.identity import CLOCK, PLATFORM, Identity
from tests import loaded
from tests.blocks.cases.city import (
    ALLOWANCE,
    ANSWERS,
    APPROVER_LEAD,
    FILES,
    FIRE,
    HALL,
    RESIDENT_A,
    SUPERVISOR_1,
    SUPERVISOR_2,
    accepted,
    application,
    nothing_yet,
    submitted,
)
from tests.blocks.cases.kit import Played, make_void
from tests.blocks.cases.test_closing import before_the_decision, granted

README = Path(table.__file__).with_name("README.md").read_text("utf-8")
LETTERS = loaded.library()[Letters].templates
APPLICANT = to_somebody(RESIDENT_A.id)

# What happens to a case and is told to nobody by the case, and why.
NOT_TOLD = {
    "DraftSaved": "by the applicant himself, and nothing was sent",
    "ApplicantRecognised": "by the applicant himself, when he looks at his cases",
    "ConfirmationAsked": "work of the platform; progress shows it",
    "ConfirmationGiven": "work of the platform; progress shows it",
    "StageEntered": "work of the office; progress shows it",
    "TaskClaimed": "work of the office",
    "TaskReleased": "work of the office",
    "TaskHandedOver": "to whom it was handed over, by the block tasks",
    "TaskDeputised": "to the deputy, by the block tasks",
    "OpinionGiven": "work of the office",
    "TasksCancelled": "work of the office",
    "BranchesJoined": "work of the office",
    "Rated": "by the applicant himself",
    "VoidProposed": "to the other supervisors, when it is proposed (closing.py)",
    "VoidRejected": "nothing has changed for the applicant",
    "CalendarPublished": "dues that were told never become shorter",
    "DuesSet": "with the act that moves them",
    "ClocksChanged": "what supervision counts",
    "Restricted": "when a record is destroyed, by the block retention",
    "ResultNumbered": "once the paper with that number is there",
    "ResultNotNumbered": "nothing is there yet; the office is shown it",
    "PaperMissed": "whoever administers papers is shown it, and has it made again",
    "RecordPutRight": "to whom the record is about (putting_right.py)",
    "FilePutRight": "to whom the record is about (putting_files_right.py)",
    "CorrectionAsked": "with what the other departments ask, by one notice",
    "CorrectionDropped": "work of the office; nobody was told before",
    "ClockChangeProposed": "to the approvers (approving.py); the applicant once it is approved",
    "ClockChangeRejected": "to whoever proposed it (approving.py)",
    "FindingRecorded": "with the sheet of the visit",
    "VisitEnded": "by the sheet, which is among the papers",
    "PaperServed": "the paper itself has reached him",
    "ServiceTakenBack": "a record of the office that was wrong; he sees both beside the paper",
    "NoteAdded": "among officers alone",
    "Archived": "nothing has changed for the applicant",
    "Unsealed": "nothing has changed for the applicant",
}


def told(case: Played, since: int = 0) -> list[tuple[str, str]]:
    """Return (address, template) of every notice that the case has sent."""
    return [
        (message.key.removeprefix("mailbox:"), message.command["template"].removeprefix("case."))
        for message in case.messages[since:]
        if message.key.startswith("mailbox:")
    ]


def to_applicant(case: Played) -> list[str]:
    return [template for address, template in told(case) if address == APPLICANT]


def facts(case: Played, template: str) -> dict[str, Any]:
    return next(
        message.command["facts"]
        for message in case.messages
        if message.command.get("template") == f"case.{template}"
    )


def test_every_event_of_a_case_is_told_or_it_is_said_why_not() -> None:
    events = {event.__name__ for event in EVENTS}
    tells = {each.event.__name__ for each in TELLINGS}

    assert tells | NOT_TOLD.keys() == events
    assert not tells & NOT_TOLD.keys()


@pytest.mark.parametrize(
    "each", TELLINGS, ids=lambda each: f"{each.event.__name__}-{each.template}"
)
def test_what_is_told_has_a_notice_a_letter_and_a_line_in_the_table(
    each: table.Telling,
) -> None:
    template: Template = LETTERS[f"case.{each.template}"]

    assert "mail" in template.channels
    assert template.of == ("service" if each.basis == table.RATINGS else "statutory")
    row = f"| `{each.event.__name__}`"
    told = f"| `{each.template}` | applicant"
    lines = [line for line in README.splitlines() if line.startswith(row) and told in line]
    assert any(each.basis in line for line in lines), row


def test_a_template_of_the_case_that_nothing_sends_is_found() -> None:
    sent = {f"case.{each.template}" for each in TELLINGS}

    assert {name for name in LETTERS if name.startswith("case.")} == {
        *sent, "case.LevelRaised", "case.LevelRaisedOpenEnd",
    }  # fmt: skip


def test_the_applicant_has_his_receipt() -> None:
    case = submitted()

    assert to_applicant(case) == ["Submitted"]
    assert facts(case, "Submitted") == {
        "number": case.state.number, "item": "施工许可", "item_en": "Construction permit",
        "unit": "construction", "due": str(case.state.dues.notice),
    }  # fmt: skip


def test_a_correction_is_asked_for_and_its_arrival_confirmed() -> None:
    case = submitted()
    case.when(HALL, RequestCorrection(faults=(Fault("/form/area", "与图纸不符"),)))
    case.when(RESIDENT_A, Correct(form=ANSWERS, materials=FILES))

    assert to_applicant(case) == ["Submitted", "CorrectionRequested", "Corrected"]
    assert "与图纸不符" not in str(facts(case, "CorrectionRequested"))


def test_a_correction_that_does_not_come_ends_the_case_and_the_applicant_is_told() -> None:
    case = submitted()
    case.when(HALL, RequestCorrection(faults=(Fault("/form/area", "与图纸不符"),)))
    case.when(CLOCK, EndCorrectionPeriod(round=1), "2026-04-20 00:00")

    assert to_applicant(case)[-1] == "Lapsed"


def test_acceptance_is_told_with_the_day_that_is_promised() -> None:
    case = accepted()

    assert to_applicant(case) == ["Submitted", "Accepted"]
    assert facts(case, "Accepted")["due"] == str(case.state.dues.promised)


def test_silence_that_is_acceptance_is_told_as_that() -> None:
    case = submitted()
    case.when(CLOCK, EndNoticePeriod(), "2026-03-10 00:00")

    assert to_applicant(case) == ["Submitted", "DeemedAccepted"]


def test_non_acceptance_is_told() -> None:
    case = submitted()
    case.when(HALL, Decline(reason="不属于本机关职权范围"))

    assert to_applicant(case)[-1] == "Declined"


def test_a_special_procedure_is_told_with_its_days_and_its_end() -> None:
    case = accepted()
    pause = PauseClock(procedure="hearing", days=3, reason="利害关系人申请听证")
    case.when(APPROVER_LEAD, pause, "2026-03-04 09:00")
    case.when(APPROVER_LEAD, ResumeClock(result="听证笔录"), "2026-03-05 09:00")

    assert to_applicant(case)[-2:] == ["ClockPaused", "ClockResumed"]
    paused = facts(case, "ClockPaused")
    assert (paused["procedure"], paused["days"], paused["due"]) == ("hearing", "3", "2026-03-09")


def test_an_extension_is_told() -> None:
    case = accepted()
    case.when(APPROVER_LEAD, Extend(days=5, reason="案情复杂"), "2026-03-04 09:00")

    assert to_applicant(case)[-1] == "Extended"
    assert facts(case, "Extended")["due"] == str(case.state.dues.statutory)


def test_a_grant_the_paper_its_delivery_and_the_wish_for_a_rating_are_told() -> None:
    case = granted()
    case.when(HALL, Issue(document="施字001号"))
    case.when(HALL, Deliver(method="electronic"))

    assert to_applicant(case)[-4:] == ["GrantedToIssue", "Issued", "Delivered", "PleaseRate"]


def test_a_denial_is_told_and_may_be_rated() -> None:
    case = before_the_decision()
    case.when(APPROVER_LEAD, Decide(outcome="denied", reason="不符合规划条件"))

    assert to_applicant(case)[-2:] == ["Denied", "PleaseRate"]


def test_what_is_done_at_once_is_told_and_may_be_rated() -> None:
    case = accepted(ALLOWANCE)
    case.when(APPROVER_LEAD, Decide(outcome="granted"))

    assert to_applicant(case)[-2:] == ["Granted", "PleaseRate"]


def test_a_withdrawal_and_a_voiding_are_told() -> None:
    case = accepted()
    case.when(RESIDENT_A, Withdraw())
    assert to_applicant(case)[-1] == "Withdrawn"

    case = accepted()
    make_void(case, SUPERVISOR_1, SUPERVISOR_2)
    assert to_applicant(case)[-1] == "Voided"


def test_who_has_the_mandate_is_told_as_well() -> None:
    agent = Identity("person:b2", ("resident",), acting_for="a1")
    case = nothing_yet()
    case.when(agent, application())
    case.when(HALL, Accept())

    accepted_by = [address for address, template in told(case) if template == "Accepted"]
    assert accepted_by == ["person~a1", "person~b2"]
    assert [template for _, template in told(case)].count("Submitted") == 0


def test_who_filed_in_person_and_has_no_account_is_told_by_paper_alone() -> None:
    case = nothing_yet()
    case.when(HALL, application())

    assert told(case) == []


WINDOW = to_role("window_clerk", "construction")
REVIEWERS = [to_role("reviewer", unit) for unit in ("fire_rescue", "natural_resources", "health")]


def raised(case: Played, level: Any) -> list[str]:
    before = len(case.messages)
    tell = TellLevel(clock="case", level=level, unit="construction", due=date(2026, 3, 12))
    case.when(PLATFORM, tell)
    return [address for address, _ in told(case, before)]


def test_a_warning_reaches_those_who_handle_the_case() -> None:
    assert raised(accepted(), "warning") == REVIEWERS
    assert raised(submitted(), "warning") == [WINDOW]


def test_whoever_has_claimed_a_task_is_told_himself() -> None:
    case = accepted()
    case.when(FIRE, ClaimTask(task="joint/fire"))

    assert raised(case, "warning") == ["staff~fire", *REVIEWERS[1:]]


def test_a_yellow_card_reaches_those_who_head_the_units_and_a_red_one_those_who_supervise() -> None:
    heads = [
        to_role("approver", unit)
        for unit in ("construction", *(each.split("~")[2] for each in REVIEWERS))
    ]

    assert raised(accepted(), "yellow") == [*REVIEWERS, *heads]
    assert raised(accepted(), "red") == [
        *REVIEWERS, *heads, to_role("supervisor", "discipline_inspection"),
    ]  # fmt: skip


def test_a_card_of_a_closed_case_troubles_nobody() -> None:
    case = accepted()
    case.when(RESIDENT_A, Withdraw())

    assert raised(case, "red") == []


def test_materials_that_followed_are_confirmed() -> None:
    promised = tuple(
        file if file.name != "funds" else type(file)(name="funds", source="promise")
        for file in FILES
    )
    case = submitted(materials=promised)
    case.when(HALL, Accept(promised=("funds",)))
    case.when(RESIDENT_A, SupplyMaterials(materials=(FILES[1],)))

    assert to_applicant(case)[-1] == "MaterialsSupplied"
