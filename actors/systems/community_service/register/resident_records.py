"""An entry of the residents' register (居民台账): what can be asked of it, what can happen to it,
what is known of it. Personal data: shown only after the read is logged."""

from datetime import date, datetime
from typing import Annotated, Literal

import msgspec

from actors.kernel.identifiers import mask_name, mask_number
from actors.kernel.turn import Command, Event
from actors.systems.community_service.register.sources import Line, Source, Sourced, Why

RESIDENT = "resident"
Registration = Literal["01", "02", "03"]
"""户籍人口, 流动人口, 境外人员."""
Relation = Literal["", "head", "spouse", "child", "parent", "grandchild", "sibling", "other"]
"""To the head of the household (与户主关系)."""
Tenure = Literal["", "owner", "family", "tenant", "guest"]
"""By which right one lives in the house, or owns it and lives elsewhere."""
Care = Literal[
    "low_income",
    "destitute",
    "disabled",
    "special_support",
    "elder_alone",
    "woman_alone",
    "child_alone",
]
"""Why somebody is looked after (关爱名单): 低保, 特困, 残疾, 特殊扶助, 留守老人、妇女、儿童."""
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
Id = Annotated[str, msgspec.Meta(min_length=1, max_length=40, extra={"check": "resident_id"})]
Phone = Annotated[str, msgspec.Meta(max_length=40, extra={"check": "mobile"})]
HouseId = Annotated[str, msgspec.Meta(pattern="^([a-z_0-9]{1,60}~)?[A-Za-z0-9-]{0,40}$")]


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Who it is: name and identity number, and nothing that changes with every year."""

    name: Name
    id_number: Id


class Details(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What may change: `registered_at` and `living_at` are addresses (户籍地, 居住地), `house` the
    id of a house that one lives in or owns, `household` the number of the household register."""

    phone: Phone = ""
    relation: Relation = ""
    household: Line = ""
    registered_at: Line = ""
    living_at: Line = ""
    house: HouseId = ""
    tenure: Tenure = ""


DETAILS = Details.__struct_fields__


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """That somebody is looked after (关爱标记): from which source that is known, for which purpose
    it is kept, and up to which local day, this included. `number` counts the marks of an entry."""

    number: int
    care: Care
    source: Source
    purpose: str
    until: date
    at: datetime


class Resident(Details, frozen=True, kw_only=True, omit_defaults=True):
    """One entry, of the place whose station is `unit`. `person` is a keyed digest of the number by
    which the entry is found, "" until the platform has made it; `account` the resident's own, ""
    while he has none here; `cared` tells that visits are planned, for as long as there is a mark.
    `source`, `sourced_at` and `reason` are those of the last change."""

    phase: Literal["", "registered", "left", "deceased"] = ""
    unit: str = ""
    who: Person | None = None
    registration: Registration = "01"
    marks: tuple[Mark, ...] = ()
    marked: int = 0
    person: str = ""
    account: str = ""
    cared: bool = False
    source: Source | Literal[""] = ""
    sourced_at: datetime | None = None
    reason: str = ""
    deceased_on: date | None = None

    @property
    def masked_name(self) -> str:
        """The name with its first character alone."""
        return mask_name(self.who.name) if self.who else ""

    @property
    def masked_number(self) -> str:
        """The identity number, masked by its class."""
        return mask_number(self.who.id_number) if self.who else ""

    @property
    def care(self) -> str:
        """Whether somebody is looked after, not why."""
        return "marked" if self.marks else "none"


class Entry(Details, frozen=True, kw_only=True):
    """What is told of somebody who is entered."""

    name: Name
    id_number: Id
    registration: Registration
    source: Source
    reason: Why


class EnterResident(Entry, Command, frozen=True, kw_only=True):
    """Enter somebody into the register of one's own place (登记入册). `person` is filled in by the
    platform."""

    person: str = ""


class ChangeResident(Details, Command, frozen=True, kw_only=True):
    """Change what is filled in here (变更信息); what is left empty stays as it is."""

    registration: Literal["", "01", "02", "03"] = ""
    source: Source
    reason: Why


class MarkResident(Command, frozen=True, kw_only=True):
    """Put somebody on a list of those who are looked after (列入关爱名单); again: for longer."""

    care: Care
    source: Source
    purpose: Why
    until: date


class LiftMark(Command, frozen=True, kw_only=True):
    """Take somebody off such a list before its day (移出关爱名单)."""

    care: Care
    reason: Why


class ExpireMark(Command, frozen=True, kw_only=True):
    """Clock: the last day of the mark with this number is over. It does not say which list: alarms
    lie in clear."""

    number: int


class NoteDeath(Sourced, Command, frozen=True, kw_only=True):
    """Note that somebody has died (登记死亡): no mark is kept any longer."""

    on: date


class NoteDeparture(Sourced, Command, frozen=True, kw_only=True):
    """Note that somebody has moved away (登记迁出)."""


class ReinstateResident(Sourced, Command, frozen=True, kw_only=True):
    """Take a death or a departure back that was noted in error, or somebody who came back
    (恢复在册)."""


class IndexResident(Command, frozen=True, kw_only=True):
    """Platform: the number of the entry has this digest."""

    person: str


class ClaimResident(Command, frozen=True, kw_only=True):
    """Platform: the resident has this `account`, whose proven number has the digest `person`."""

    account: str
    person: str


class NoteCare(Command, frozen=True, kw_only=True):
    """Platform: visits to the resident are planned (走访关爱), or are no more."""

    planned: bool


class ResidentEntered(Event, frozen=True, kw_only=True):
    at: datetime
    unit: str
    who: Person
    registration: Registration
    details: Details
    person: str = ""
    source: Source
    reason: str


class ResidentChanged(Event, frozen=True, kw_only=True):
    """`details` is everything after the change."""

    at: datetime
    registration: Registration
    details: Details
    source: Source
    reason: str


class ResidentMarked(Event, frozen=True, kw_only=True):
    at: datetime
    mark: Mark


class MarkLifted(Event, frozen=True, kw_only=True):
    at: datetime
    number: int
    reason: str


class MarkExpired(Event, frozen=True, kw_only=True):
    at: datetime
    number: int


class DeathNoted(Event, frozen=True, kw_only=True):
    at: datetime
    on: date
    source: Source
    reason: str


class DepartureNoted(Event, frozen=True, kw_only=True):
    at: datetime
    source: Source
    reason: str


class ResidentReinstated(Event, frozen=True, kw_only=True):
    at: datetime
    source: Source
    reason: str


class ResidentIndexed(Event, frozen=True, kw_only=True):
    at: datetime
    person: str


class ResidentClaimed(Event, frozen=True, kw_only=True):
    at: datetime
    account: str


class CareNoted(Event, frozen=True, kw_only=True):
    at: datetime
    planned: bool


ResidentEvent = (
    ResidentEntered
    | ResidentChanged
    | ResidentMarked
    | MarkLifted
    | MarkExpired
    | DeathNoted
    | DepartureNoted
    | ResidentReinstated
    | ResidentIndexed
    | ResidentClaimed
    | CareNoted
)
Reasoned = ResidentEntered | ResidentChanged | DeathNoted | DepartureNoted | ResidentReinstated
"""What changes facts, and says from which source and why."""
