"""What is done with these services: together they carry out every command."""

from datetime import date

from msgspec.structs import replace

from actors.blocks.documents.paper import PaperFailed, PaperMade
from actors.kernel.identity import PLATFORM
from actors.systems.community_service import item_offer_records as o
from actors.systems.community_service.agent_item import (
    CloseToAgents,
    OpenToAgents,
    agent_item_kind,
)
from actors.systems.community_service.dispatch import records as d
from actors.systems.community_service.dispatch.entries import DropEntry
from actors.systems.community_service.entrustment import commands as c
from actors.systems.community_service.premises import records as p
from actors.systems.community_service.service_cost import (
    RecordCost,
    cost_id,
    service_cost_kind,
)
from actors.systems.community_service.terminal.device import EnrolTerminal, RevokeTerminal
from actors.systems.community_service.voice import records as v
from actors.testing import Scenario
from tests.systems.community_service.lent import OTHER, ask, room
from tests.systems.community_service.station import (
    AGENT,
    BATCH,
    COLLEAGUE,
    ENTRUSTED,
    ID,
    ITEM,
    LIBRARY,
    NUMBER,
    OFFICER,
    RESIDENT_A,
    TERMINAL,
    TOWN,
    WINDOW,
    asked,
    collected,
    delivered,
    entrusted,
    offered,
    sent_from_terminal,
    sent_up,
)
from tests.systems.community_service.voices import ANSWER, BACK, HOUSING
from tests.systems.community_service.voices import asked as voice_asked

CHANGE = o.ChangeOffer(received_at=("town",), decided_by=OFFICER.unit, mode="collects_and_sends_up")
LOCAL = o.Localise(counter="3", hours="8:30–12:00", languages=("cantonese",))
PROPOSAL = o.ProposeChange(subject="material", text="居住证明可由村里出具")

PAPER = PaperMade(
    template="agent_completion", n=1, document="2" * 16, sha256="cd" * 32, bytes=9, pages=1
)
NO_PAPER = PaperFailed(template="agent_completion", n=1, document="2" * 16, code="paper.broken")

COST = RecordCost(unit=TOWN, year=2026, window="2", item=ITEM, amount_fen=1_200_000, cases=480)

SCENARIOS: dict[str, Scenario] = {
    "an item is closed to agents, and opened to them again": Scenario.of(agent_item_kind(LIBRARY))
    .on(f"agent_item:{ITEM}")
    .when(CloseToAgents(item=ITEM, reason="改为本人办理"), by=OFFICER)
    .then_shown(phase="closed")
    .when(OpenToAgents(item=ITEM, no_attendance=True), by=OFFICER)
    .then_shown(phase="open", reason=""),
    "an item is offered, localised, discussed and no longer offered": offered()
    .when(CHANGE, by=OFFICER)
    .when(LOCAL, by=WINDOW)
    .when(PROPOSAL, by=WINDOW)
    .when(o.AnswerProposal(proposal=1, accepted=True, reason="下一版本采纳"), by=OFFICER)
    .when(o.RetireOffer(reason="并入市级大厅"), by=OFFICER)
    .then_shown(phase="retired"),
    "an entrustment is carried to its end": delivered()
    .when(NO_PAPER, by=PLATFORM)
    .when(PAPER, by=PLATFORM)
    .when(c.CallBack(stars=5), by=COLLEAGUE)
    .then_shown(step="called_back", stars=5),
    "an entrustment is declined": asked()
    .when(c.DeclineEntrustment(reason="no_time"), by=AGENT)
    .then_shown(step="declined"),
    "an entrustment is suspended, continued and ended": entrusted()
    .when(c.SuspendEntrustment(reason="other"), by=AGENT)
    .when(c.ContinueEntrustment(until=date(2027, 1, 31)), by=AGENT)
    .when(c.EndEntrustment(reason="resident_withdrew"), by=AGENT)
    .then_shown(standing="ended", phase="ended"),
    "an entrustment runs out": entrusted(until=date(2026, 4, 30))
    .at("2026-05-01 09:00")
    .then_shown(standing="ended", reason="expired"),
    "what is filed without papers": collected(pieces=0).then_shown(step="received"),
    "a batch lacks papers that turn up": sent_up()
    .when(d.ReceiveDispatch(scanned=(), signed=True), by=WINDOW)
    .when(PAPER, by=PLATFORM)
    .when(NO_PAPER, by=PLATFORM)
    .when(d.FindEntry(number=NUMBER), by=WINDOW)
    .then_shown(phase="received")
    .on(ENTRUSTED)
    .then_shown(step="received"),
    "a terminal sends what it took in without a line": sent_from_terminal().then_shown(
        phase="filed", parts={}
    ),
    "what an item costs is recorded, and put right": Scenario.of(service_cost_kind(LIBRARY))
    .on(f"service_cost:{cost_id(TOWN, 2026, '2', ITEM)}")
    .when(COST, by=WINDOW)
    .when(replace(COST, cases=0), by=WINDOW)
    .then_shown(phase="recorded", cases=0),
    "a terminal is used and revoked": entrusted()
    .on(TERMINAL)
    .when(EnrolTerminal(), by=AGENT)
    .when(RevokeTerminal(reason="lost"), by=AGENT)
    .then_shown(phase="revoked"),
    "a batch lists what is not there": sent_up()
    .on(BATCH)
    .when(DropEntry(entrustment=ID), by=PLATFORM)
    .then_shown(listed=()),
    "a voice goes back, is passed on, put off, answered, published and rated": voice_asked()
    .when(BACK, by=AGENT)
    .when(v.AssignVoice(unit=HOUSING.unit), by=WINDOW)
    .when(v.ExtendVoice(reason="须现场核实"), by=HOUSING)
    .when(ANSWER, by=HOUSING)
    .when(v.PublishVoice(question="周六能办吗？", answer="上午可以。"), by=HOUSING)
    .when(v.RateVoice(stars=5), by=RESIDENT_A)
    .then_shown(phase="answered", published=True, rated=True),
    "a room is registered, changed, booked, given, cancelled and withdrawn": room()
    .when(p.ChangePremises(title="议事室", capacity=40, shared=True), by=AGENT)
    .when(ask("09:00", "10:00"), by=OTHER)
    .when(ask("10:00", "11:00"), by=OTHER)
    .when(ask("11:00", "12:00"), by=OTHER)
    .when(p.ConfirmBooking(booking=1), by=AGENT)
    .when(p.RefuseBooking(booking=2, reason="检修"), by=AGENT)
    .when(p.CancelBooking(booking=1, reason="改期"), by=OTHER)
    .when(p.WithdrawPremises(reason="改作他用"), by=AGENT)
    .then_shown(phase="withdrawn", asked=3),
}
