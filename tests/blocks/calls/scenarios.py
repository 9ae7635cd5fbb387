"""What becomes of calls, parties and comparisons, step by step."""

from datetime import UTC, date, datetime

import msgspec

from actors.blocks.calls.breaker import Breaker
from actors.blocks.calls.call import call
from actors.blocks.calls.kind import call_kind, party_kind, reconciliation_kind
from actors.blocks.calls.listing import Difference
from actors.blocks.calls.outcome import Outcome, Patience
from actors.blocks.calls.party import (
    CallsHeld,
    CompareDay,
    CompareYesterday,
    EnrolParty,
    HealthNoted,
    HoldCalls,
    NoteCompared,
    NoteHealth,
    ReleaseCalls,
)
from actors.blocks.calls.reconciliation import (
    RecordComparison,
    ReopenDifference,
    SettleDifference,
)
from actors.blocks.calls.records import (
    Begin,
    GiveUp,
    Lapse,
    RecordOutcome,
    TakeOutcome,
    TakeReport,
    TakeUp,
    Wish,
)
from actors.blocks.operations.roles import OPERATOR
from actors.kernel.identity import PLATFORM, Identity
from actors.kernel.kind import EntityKind
from actors.kernel.turn import Command, Event, Turn
from actors.testing import Scenario
from tests.blocks.cases.city import LIBRARY

OP = Identity("staff:op", (OPERATOR,))
ID = "0123456789abcdef0123456789abcdef"
CALL = f"call:{ID}"
PATIENCE = Patience(tries=3, seconds=20.0, first=8.0, settles=5.0, reports_within=600.0)
KIND, PARTY, LISTS = call_kind(LIBRARY), party_kind(LIBRARY), reconciliation_kind(LIBRARY)


class Order(Command, frozen=True):
    """Have a thing ordered from outside."""

    thing: str


class NoteOrder(TakeOutcome, frozen=True, kw_only=True):
    """Take what came of the order of `thing`."""

    thing: str


class OutcomeTold(Event, frozen=True):
    """The sender was told."""

    told: str


class Sender(msgspec.Struct, frozen=True):
    """Whatever wishes calls: what it was told so far."""

    told: tuple[str, ...] = ()


def _decide(turn: Turn[Sender], command: Order | NoteOrder) -> str:
    if isinstance(command, Order):
        turn.emit(OutcomeTold("asked"))
        return call(turn, "warehouse", {"thing": command.thing}, NoteOrder(thing=command.thing))
    turn.emit(OutcomeTold(f"{command.thing} {command.outcome.state}"))
    return ""


SENDER = EntityKind(
    name="sender",
    state=Sender,
    initial=lambda key: Sender(),
    commands=Order | NoteOrder,
    events=OutcomeTold,
    decide=_decide,
    evolve=lambda state, event: Sender((*state.told, event.told)),
)
BEGIN = Begin(worker="w1", patience=PATIENCE)


def came(n: int, state: str, **more: str) -> RecordOutcome:
    """Return what is recorded when try `n` ended like that."""
    return RecordOutcome(n=n, outcome=Outcome(state=state, **more))  # type: ignore[arg-type]


def tells(state: str, minute: int, adapter: str = "warehouse") -> TakeReport:
    """Return the report of the party that it was so at nine and so many minutes."""
    at = datetime(2026, 3, 2, 1, minute, tzinfo=UTC)
    return TakeReport(adapter=adapter, outcome=Outcome(state=state, at=at))  # type: ignore[arg-type]


def wished() -> Scenario:
    """A call that was wished for by itself; its sender is left out."""
    wish = Wish(
        adapter="warehouse",
        body={"thing": "a chair"},
        sender="sender:1",
        then={"type": "NoteOrder", "thing": "a chair"},
    )
    return Scenario.of(KIND).on(CALL).when(wish, by=PLATFORM)


def tried(outcome: str, scenario: Scenario | None = None, n: int = 1) -> Scenario:
    """A call whose try `n` ended with `outcome`."""
    begun = (scenario or wished()).when(BEGIN, by=PLATFORM)
    return begun.when(came(n, outcome), by=PLATFORM)


def enrolled() -> Scenario:
    """A party that gives lists."""
    return Scenario.of(PARTY).on("party:sms").when(EnrolParty(reconciles=True), by=PLATFORM)


DAY = date(2026, 3, 1)
FOUND = (
    Difference(id=ID, sort="ours_alone", ours="done"),
    Difference(id="f" * 32, sort="theirs_alone", theirs="done"),
)
COMPARED = (
    Scenario.of(LISTS, PARTY)
    .on("party:sms")
    .when(EnrolParty(reconciles=True), by=PLATFORM)
    .when(CompareDay(day=DAY), by=OP)
    .then_shown(wanted=(DAY,))
    .on(f"reconciliation:sms.{DAY}")
    .when(RecordComparison(adapter="sms", day=DAY, listed=4, differences=FOUND), by=PLATFORM)
    .then_shown(phase="open", open=(ID, "f" * 32))
)
SCENARIOS: dict[str, Scenario] = {
    "a call that is done at once": tried("done").then_shown(phase="done", next=None),
    "a call that lapses is asked about and reported later": wished()
    .when(BEGIN, by=PLATFORM)
    .after(seconds=31)
    .then_shown(phase="unknown", doing="ask", told="unknown")
    .after(seconds=9)
    .when(BEGIN, by=PLATFORM)
    .when(came(2, "accepted"), by=PLATFORM)
    .then_shown(phase="accepted")
    .when(tells("done", 5), by=PLATFORM)
    .then_shown(phase="done"),
    "a dead letter that is taken up and given up": tried("unsent")
    .after(seconds=8)
    .when(BEGIN, by=PLATFORM)
    .when(came(2, "unsent"), by=PLATFORM)
    .after(seconds=16)
    .when(BEGIN, by=PLATFORM)
    .when(came(3, "unsent"), by=PLATFORM)
    .then_shown(phase="dead", told="dead")
    .when(TakeUp(reason="对方系统已恢复"), by=OP)
    .then_shown(phase="waiting", doing="run", vain=0)
    .when(Lapse(n=3), by=PLATFORM)
    .when(GiveUp(reason="已改用人工办理"), by=OP)
    .then_shown(phase="failed", told="failed"),
    "a party that is sick, held and released": enrolled()
    .when(
        NoteHealth(
            breaker=Breaker(5, 1, datetime(2026, 3, 2, 1, 10, tzinfo=UTC)), reason="HTTP 503"
        ),
        by=PLATFORM,
    )
    .then(events=[HealthNoted])
    .then_shown(phase="sick")
    .when(HoldCalls(reason="对方通知停机维护"), by=OP)
    .then(events=[CallsHeld])
    .then_shown(phase="held")
    .when(ReleaseCalls(), by=OP)
    .then_shown(phase="well", breaker=Breaker()),
    "a list that is compared every night": enrolled()
    .at("2026-03-03 02:00")
    .then_shown(wanted=(date(2026, 3, 2),))
    .when(NoteCompared(day=date(2026, 3, 2)), by=PLATFORM)
    .then_shown(wanted=(), compared=date(2026, 3, 2))
    .when(CompareYesterday(), by=PLATFORM),
    "differences that are settled, reopened, and gone": COMPARED.when(
        SettleDifference(call=ID, reason="已与对方核实"), by=OP
    )
    .then_shown(open=("f" * 32,))
    .when(ReopenDifference(call=ID, reason="对方更正了答复"), by=OP)
    .then_shown(open=(ID, "f" * 32))
    .when(RecordComparison(adapter="sms", day=DAY, listed=5, differences=()), by=PLATFORM)
    .then_shown(phase="settled", open=()),
    "a sender that is told": Scenario.of(SENDER, KIND)
    .on("sender:1")
    .when(Order("a chair"), by=OP)
    .then_shown(told=("asked",)),
}
