"""What becomes of exchanges with departments' systems, step by step."""

from actors.blocks.calls.call import call_id
from actors.blocks.calls.outcome import Outcome
from actors.blocks.cases.confirming import NoteConfirmation
from actors.blocks.exchanges.records import LeaveStep, NoteDelivery, TryAgain
from actors.kernel.identity import PLATFORM
from actors.testing import Scenario
from tests.blocks.cases.city import RESIDENT_A, application
from tests.blocks.exchanges.permits import (
    CASE,
    CONFIRMED,
    KINDS,
    OPERATOR,
    applied,
    arriving,
    told,
)

DONE = Outcome(state="done", reference="R-1")
REFUSED = Outcome(state="failed", reason="unknown_item")
FILED = application(CONFIRMED, number=CONFIRMED.implementation_code + "202603020001")
SCENARIOS: dict[str, Scenario] = {
    "a case that a department works on in its own system": arriving(
        applied(),
        told(1, "pre_accepted"),
        told(2, "accepted"),
        told(3, "special_begun", procedure="expert_review", days=5, reason="专家论证"),
        told(4, "special_ended", result="可行"),
        told(5, "reviewed", opinion="agree", comment="符合规划"),
        told(6, "decided", officer="0007", outcome="granted"),
    )
    .when(NoteDelivery(seq=1, call="of another", outcome=DONE), by=PLATFORM)
    .then(events=())
    .on(CASE)
    .then_shown(phase="granted"),
    "a step that was refused and taken up again": arriving(
        applied(), told(1, "decided", outcome="granted")
    )
    .when(TryAgain(way="in", seq=1), by=OPERATOR)
    .when(LeaveStep(way="in", seq=1, reason="部门误报"), by=OPERATOR)
    .on(CASE)
    .then_shown(phase="submitted"),
    "an application that a register outside confirms": Scenario.of(*KINDS)
    .on(CASE)
    .when(FILED, by=RESIDENT_A)
    .when(
        NoteConfirmation(
            register="lands",
            round=0,
            call=call_id(CASE, 1, 1),
            outcome=Outcome(state="done", answer={"holds": "yes"}),
        ),
        by=PLATFORM,
    ),
}
