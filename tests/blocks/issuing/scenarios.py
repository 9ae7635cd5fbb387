"""How results reach those who applied."""

from actors.blocks.calls.outcome import Outcome
from actors.blocks.issuing.kind import handover_kind
from actors.blocks.issuing.records import (
    BeginHandover,
    EndHandover,
    HandoverBegun,
    NoteCarried,
    NoteParcel,
    OrderParcel,
    ParcelNoted,
    ParcelOrdered,
    ParcelTaken,
    ReceiveResult,
    Recipient,
    SendParcel,
    SignedOut,
    SignOut,
)
from actors.blocks.organisation.succession import TakeOver
from actors.kernel.identity import PLATFORM, Identity
from actors.kernel.words import Title
from actors.testing import Scenario
from tests import loaded

CLERK = Identity("staff:market_clerk", ("window_clerk",), "market_supervision")
HALL = Identity("staff:hall_clerk", ("window_clerk",), "government_services")
NUMBER, AGENTS_NUMBER = "440604199003070014", "440605198806122422"
BEGIN = BeginHandover(
    number="4406",
    item="SPJY-01",
    title=Title(zh="食品经营许可", en="Food business licence"),
    unit="market_supervision",
    recipient=Recipient(kind="natural", name="张三", id_number=NUMBER, account="a1"),
)
RECEIVE = ReceiveResult(shelf="A-03")
OWN = SignOut(identified="card", id_number=NUMBER)
NOTHING = Scenario.of(handover_kind(loaded.library()))
SHELVED = NOTHING.when(BEGIN, by=PLATFORM).when(RECEIVE, by=CLERK)
POSTED = SHELVED.when(SendParcel(carrier="ems", parcel="1234567890123"), by=CLERK)
ORDER = OrderParcel(address="禅城区示例路 1 号", phone="13800000000")
NUMBER_OF_PARCEL = "EMS0000000001CN"


def carried(state: str, reason: str = "", n: int = 1) -> NoteCarried:
    """What the carrier says of the order `n`."""
    said = Outcome(state=state, reason=reason, reference=NUMBER_OF_PARCEL)  # type: ignore[arg-type]
    return NoteCarried(n=n, call="c1", outcome=said)


ORDERED = SHELVED.when(ORDER, by=CLERK).then(events=(ParcelOrdered,), alarms={})
TAKEN = ORDERED.when(carried("accepted"), by=PLATFORM).then(events=(ParcelTaken,))
SCENARIOS: dict[str, Scenario] = {
    "a result that is fetched": SHELVED.then_shown(phase="shelved", shelf="A-03")
    .when(OWN, by=HALL)
    .then(events=(SignedOut,), alarms={})
    .then_shown(phase="handed", method="window", agent_number=""),
    "a parcel that comes back and is fetched": POSTED.then(alarms={})
    .when(NoteParcel(outcome="returned"), by=CLERK)
    .then_shown(phase="shelved", returned=True)
    .when(OWN, by=CLERK)
    .then_shown(phase="handed"),
    "a parcel that arrives": POSTED.when(NoteParcel(outcome="delivered"), by=CLERK).then_shown(
        phase="handed", method="post"
    ),
    "a result that reached whoever applied in another way": NOTHING.when(BEGIN, by=PLATFORM)
    .then(events=(HandoverBegun,))
    .when(EndHandover(), by=PLATFORM)
    .then_shown(phase="handed", method=""),
    "a parcel that the carrier brings": TAKEN.then_shown(phase="posted", parcel=NUMBER_OF_PARCEL)
    .when(carried("done"), by=PLATFORM)
    .then(events=(ParcelNoted,))
    .then_shown(phase="handed", method="post", carried="delivered"),
    "a parcel that is lost, of which another copy is made": TAKEN.when(
        carried("failed", "lost"), by=PLATFORM
    )
    .then_shown(phase="lost", carried="lost")
    .when(RECEIVE, by=CLERK)
    .when(ORDER, by=CLERK)
    .then_shown(phase="ordered", orders=2, carried=""),
    "a result of a unit that is no more": SHELVED.when(
        TakeOver(unit="market_supervision", successor="government_services"), by=PLATFORM
    ).then_shown(unit="government_services"),
    "a result that nobody fetches": SHELVED.after(days=60).then_shown(phase="shelved", reminders=3),
}
