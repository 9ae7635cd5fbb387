"""Scenarios in which tasks change hands, terms are recounted, units report, and people write."""

from dataclasses import replace
from datetime import date

from actors.blocks.tasks.records import ClaimTask, DeputiseTask, HandOverTask, ReleaseTask
from actors.kernel.identity import PLATFORM, Identity
from actors.systems.npc_motions import conversation_records as v
from actors.systems.npc_motions import handling_report_records as r
from actors.systems.npc_motions import interpellation_records as i
from actors.systems.npc_motions.recounting import RecountDates
from actors.testing import Scenario
from tests.systems.npc_motions import chamber, floor
from tests.systems.npc_motions.test_conversations import answered, written
from tests.systems.npc_motions.test_handling_reports import called, published
from tests.systems.npc_motions.test_interpellation import signed

RECOUNT = RecountDates(version="x")
HANDLER = Identity("staff:water_npc_handler", ("handler",), "water_bureau")
WORK_BODY = Identity("staff:npc_deputies_work", ("work_body",), "foshan_congress")
SECRETARY = Identity("staff:npc_secretary", ("session_secretariat",), "foshan_congress")
CHAIR = Identity("staff:npc_chair", ("presidium",), "foshan_congress")


def changed_hands(
    scenario: Scenario, task: str, holder: Identity, until: date = date(2026, 3, 6)
) -> Scenario:
    """Return `scenario` in which somebody claims the task, has `holder` stand in and go on with it,
    who gives it back."""
    first = Identity("staff:first", holder.roles, holder.unit)
    return (
        scenario.when(ClaimTask(task=task), by=first)
        .when(DeputiseTask(task=task, to=holder.id, until=until), by=first)
        .when(HandOverTask(task=task, to=holder.id), by=first)
        .when(ReleaseTask(task=task), by=holder)
    )


def reports() -> Scenario:
    """Return a report whose units are late, that is published and taken back."""
    late = (
        called()
        .at("2026-07-11 00:00")
        .when(r.WriteOverallReport(text="总体情况。"), by=chamber.WORK_BODY)
    )
    public = late.when(r.PublishReport(), by=chamber.WORK_BODY)
    return public.when(r.TakeBackReport(reason="更正"), by=chamber.WORK_BODY)


KEPT = chamber.replied(result="B", promises=chamber.PROMISES).on(
    f"commitment:s1-1-{chamber.WATER}-1"
)
LATE = replace(floor.assigned(), kinds=floor.KINDS).at("2026-08-09 00:00")
SCENARIOS: dict[str, Scenario] = {
    "tasks of a suggestion": changed_hands(
        chamber.accepted().when(RECOUNT, by=PLATFORM), "assign", WORK_BODY
    ),
    "tasks of a handling": changed_hands(
        chamber.contacted().when(RECOUNT, by=PLATFORM), "draft", HANDLER
    ),
    "tasks of a commitment": changed_hands(KEPT, "keep", HANDLER),
    "tasks of a motion": changed_hands(floor.submitted(), "forward", SECRETARY),
    "tasks of an interpellation": changed_hands(
        signed(10).when(i.SubmitInterpellation(), by=floor.deputy(1)), "deliver", CHAIR
    ),
    "a motion that is late": LATE.when(RECOUNT, by=PLATFORM),
    "tasks of a report": changed_hands(called(), "report.water_bureau", HANDLER, date(2026, 6, 30)),
    "reports of units": published(),
    "reports that are late": reports(),
    "a conversation": answered().when(v.CloseConversation(), by=chamber.RESIDENT),
    "a message that is kept back": changed_hands(written(), "moderate", WORK_BODY).when(
        v.RefuseMessage(number=1, reason="含辱骂内容"), by=chamber.WORK_BODY
    ),
}
