"""What is known of a meeting (会议)."""

from datetime import datetime
from typing import Literal

import msgspec

from actors.systems.collaborative_office.path import Step
from actors.systems.collaborative_office.resources.commands import OFFICE_MEETING as OFFICE_MEETING

Phase = Literal["", "planned", "invited", "held", "minuted", "cancelled"]
STATES: tuple[Phase, ...] = ("planned", "invited", "held", "minuted", "cancelled")
Reply = Literal["", "coming", "not_coming", "deputy"]
Room = Literal["", "asked", "confirmed", "refused", "released"]
_LATER: tuple[Room, ...] = ("", "asked", "confirmed", "refused", "released")


class Invitee(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who is invited (参会人): `who` is "staff:<account>" of somebody, or the code of a unit.

    `unit` is where somebody who can answer holds the post `role`; `by` is who has answered.
    """

    who: str
    unit: str
    role: str
    reply: Reply = ""
    deputy: str = ""
    note: str = ""
    by: str = ""
    at: datetime | None = None

    @property
    def person(self) -> bool:
        """Whether it is somebody, and no unit."""
        return self.who.startswith("staff:")


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was decided (议定事项)."""

    matter: str


class MeetingState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One meeting of the unit `organ`, planned by `secretary`.

    It is in the room `resource`, whose booking is as `room` says since the `round`th attempt to
    book one, or at the `place` in words; `room_name` is what the room is called, `hindrance` the
    name of why it cannot be had, `hindered_by` the unit that has it.
    """

    id: str = ""
    phase: Phase = ""
    since: datetime | None = None
    organ: str = ""
    secretary: str = ""
    title: str = ""
    agenda: str = ""
    begins_at: datetime | None = None
    ends_at: datetime | None = None
    place: str = ""
    resource: str = ""
    round: int = 0
    room: Room = ""
    room_name: str = ""
    hindrance: str = ""
    hindered_by: str = ""
    invitees: tuple[Invitee, ...] = ()
    reason: str = ""
    minutes: str = ""
    decisions: tuple[Decision, ...] = ()
    path: tuple[Step, ...] = ()

    @property
    def where(self) -> str:
        """Where it is, in words."""
        return " ".join(filter(None, (self.room_name, self.place)))

    @property
    def placed(self) -> bool:
        """Whether it has its room, or a place that needs no booking."""
        return self.room == "confirmed" if self.resource else bool(self.place)

    @property
    def people(self) -> tuple[str, ...]:
        """The identities of those who are invited, or come in the place of somebody."""
        named = [each.who for each in self.invitees if each.person]
        deputies = [f"staff:{each.deputy}" for each in self.invitees if each.reply == "deputy"]
        return tuple(dict.fromkeys((*named, *deputies)))

    @property
    def open(self) -> tuple[Invitee, ...]:
        """The invitees that have not answered."""
        return tuple(each for each in self.invitees if not each.reply)


def moves_on(known: Room, told: Room) -> bool:
    """Tell whether what is told of a booking is later than what is known of the same one."""
    return _LATER.index(told) > _LATER.index(known)
