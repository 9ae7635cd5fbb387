"""The handover of a result as an entity kind."""

from actors.blocks.access.access import Access
from actors.blocks.issuing import carrying
from actors.blocks.issuing import handover as h
from actors.blocks.issuing import records as r
from actors.blocks.organisation.standing import standing
from actors.blocks.organisation.succession import TakeOver
from actors.blocks.organisation.units import Organisation
from actors.kernel.calendar import Calendar
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.identifiers import DivisionRegister
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Offer
from actors.kernel.offered_kind import offered_kind

GUARDED = Guarded(
    actions=("work", "read"),
    facts={"phase": "text", "unit": "text"},
    fields=(
        "phase", "number", "item", "title", "unit", "place", "shelf", "carrier", "parcel",
        "returned", "reminders", "since", "method", "identified", "collector", "authority",
        "handed_at", "recipient", "agent_number", "agent_name", "carried", "carrier_reason",
        "silent", "address",
    ),
)  # fmt: skip
AT_DESK = ("awaited", "shelved")
AT_CARRIER = ("ordered", "posted", "lost")
OFFERS: tuple[Offer[r.Handover], ...] = (
    Offer(
        command=r.BeginHandover,
        of="platform",
        begins=True,
        states=(*AT_DESK, *AT_CARRIER, "handed"),
    ),
    Offer(
        command=r.ReceiveResult,
        action="work",
        states=("awaited", "lost"),
        example=r.ReceiveResult(shelf="A-03"),
    ),
    Offer(
        command=r.SignOut,
        action="work",
        states=AT_DESK,
        example=r.SignOut(identified="card", id_number="440604199003070014"),
    ),
    Offer(
        command=r.OrderParcel,
        action="work",
        states=AT_DESK,
        example=r.OrderParcel(address="禅城区示例路 1 号", phone="13800000000"),
    ),
    Offer(
        command=r.SendParcel,
        action="work",
        states=(*AT_DESK, "ordered"),
        example=r.SendParcel(carrier="ems", parcel="1234567890123"),
    ),
    Offer(
        command=r.NoteParcel,
        action="work",
        states=("posted", "lost"),
        example=r.NoteParcel(outcome="delivered"),
    ),
    Offer(command=r.NoteCarried, of="platform", states=(*AT_DESK, *AT_CARRIER, "handed")),
    Offer(command=r.RemindToFetch, of="platform", states=(*AT_DESK, *AT_CARRIER, "handed")),
    Offer(command=TakeOver, of="platform", states=(*AT_DESK, *AT_CARRIER, "handed")),
    Offer(
        command=r.EndHandover,
        of="platform",
        begins=True,
        states=(*AT_DESK, *AT_CARRIER, "handed"),
    ),
)


def handover_kind(library: Library) -> EntityKind[r.Handover]:
    """Return the kind "handover", by the calendar and the reminders of `library`."""
    rules, calendar = library[h.FetchRules], library[Calendar]
    divisions = library[DivisionRegister].years
    return offered_kind(
        library[Access],
        name=r.HANDOVER,
        plural="handovers",
        state=r.Handover,
        events=r.HandoverEvent,
        offers=OFFERS,
        handlers={
            r.BeginHandover: h.begin,
            r.ReceiveResult: lambda turn, command: h.receive(turn, command, rules, calendar),
            r.SignOut: lambda turn, command: h.sign_out(turn, command, divisions),
            r.SendParcel: h.send_parcel,
            r.NoteParcel: lambda turn, command: h.note_parcel(turn, command, rules, calendar),
            r.OrderParcel: carrying.order,
            r.NoteCarried: lambda turn, command: carrying.note(
                turn, command, rules.first_days, calendar
            ),
            r.RemindToFetch: lambda turn, command: h.remind(turn, command, rules, calendar),
            r.EndHandover: h.end,
            TakeOver: h.take_over,
        },
        evolve=h.evolve,
        facts=lambda state: facts(state, library[Organisation]),
        standing=lambda by: standing(by, library),
        shown=(
            "number", "phase", "item", "unit", "place", "shelf", "carrier", "parcel",
            "returned", "reminders", "since", "method", "identified", "collector", "authority",
            "handed_at", "carried", "carrier_reason", "silent",
        ),
        concerns=lambda state: state.recipient.account if state.recipient else "",
    )  # fmt: skip


def facts(state: r.Handover, organisation: Organisation) -> Facts:
    """Return what policies know of a handover: the unit is the one that goes on with it today."""
    return {"phase": state.phase, "unit": organisation.acting(state.unit)}
