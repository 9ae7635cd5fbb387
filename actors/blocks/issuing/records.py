"""A result on its way to whoever applied (窗口出件): what is asked, what happens, what is known."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec

from actors.blocks.calls.records import TakeOutcome
from actors.blocks.organisation.succession import TakenOver
from actors.kernel.turn import Command, Event
from actors.kernel.words import Title

HANDOVER = "handover"
Phase = Literal["", "awaited", "shelved", "ordered", "posted", "lost", "handed"]
Identified = Literal["card", "typed"]
Collector = Literal["applicant", "agent"]
Authority = Literal["", "mandate", "paper"]
Method = Literal["window", "post", "electronic", "kiosk"]
Carrier = Literal["ems", "sf", "other"]
ParcelOutcome = Literal["delivered", "returned", "lost", "refused"]
Address = Annotated[str, msgspec.Meta(min_length=5, max_length=200)]
Phone = Annotated[str, msgspec.Meta(pattern=r"^[0-9+ -]{5,20}$")]
Shelf = Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
Parcel = Annotated[str, msgspec.Meta(pattern=r"^[A-Z0-9]{8,24}$")]
IdNumber = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
Name = Annotated[str, msgspec.Meta(max_length=100)]


class Recipient(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Whose result it is: personal data. `account` is "" for one who has none."""

    kind: Literal["natural", "legal"]
    name: str
    id_number: str
    account: str = ""


class BeginHandover(Command, frozen=True, kw_only=True):
    """Platform: a result is made for the case `number`, by the unit."""

    number: str
    item: str
    title: Title
    unit: str
    place: str = ""
    recipient: Recipient


class ReceiveResult(Command, frozen=True, kw_only=True):
    """接收并上架: the desk has the result from the department, and puts it on a shelf."""

    shelf: Shelf


class SignOut(Command, frozen=True, kw_only=True):
    """核验身份、签领: hand it out against identity, as a card reader read it or as a clerk typed it
    from the document that he saw. An agent is named, and has a mandate or a written authority."""

    identified: Identified
    id_number: IdNumber
    collector: Collector = "applicant"
    name: Name = ""
    authority: Authority = ""


class SendParcel(Command, frozen=True, kw_only=True):
    """邮寄: send it by post."""

    carrier: Carrier
    parcel: Parcel


class NoteParcel(Command, frozen=True, kw_only=True):
    """登记邮件状态: whether the parcel was delivered or came back."""

    outcome: Literal["delivered", "returned", "lost"]


class OrderParcel(Command, frozen=True, kw_only=True):
    """交寄: have the carrier fetch it and bring it to `address`; personal data."""

    address: Address
    phone: Phone


class NoteCarried(TakeOutcome, frozen=True, kw_only=True):
    """Platform: what the carrier says of the order `n`: "accepted" once it has a parcel with a
    number, "done" once that was delivered, "failed" with the reason "returned", "lost" or another,
    which refuses it."""

    n: int


class RemindToFetch(Command, frozen=True, kw_only=True):
    """Clock: nobody has fetched it."""


class EndHandover(Command, frozen=True, kw_only=True):
    """Platform: it reached whoever applied in another way, or the case is void."""


class NoteHandedOver(Command, frozen=True, kw_only=True):
    """Platform, to the case: whoever applied has the result."""

    method: Method
    collector: Collector = "applicant"


class HandoverBegun(Event, frozen=True, kw_only=True):
    at: datetime
    number: str
    item: str
    title: Title
    unit: str
    place: str = ""
    recipient: Recipient


class ResultReceived(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    shelf: str


class SignedOut(Event, frozen=True, kw_only=True):
    """`id_number` and `name` are of an agent, "" of the applicant himself."""

    at: datetime
    by: str
    identified: Identified
    collector: Collector
    authority: Authority = ""
    id_number: str = ""
    name: str = ""


class ParcelSent(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    carrier: Carrier
    parcel: str


class ParcelNoted(Event, frozen=True, kw_only=True):
    """`by` the clerk, or "platform" where the carrier said so; `reason` is a code of the carrier's,
    `parcel` its number, "" where that is known already."""

    at: datetime
    by: str
    outcome: ParcelOutcome
    reason: str = ""
    parcel: str = ""


class ParcelOrdered(Event, frozen=True, kw_only=True):
    """The carrier is asked to bring it; the `n`th order of this result, the call `call`."""

    at: datetime
    by: str
    n: int
    call: str
    address: str
    phone: str


class ParcelTaken(Event, frozen=True, kw_only=True):
    """The carrier has it, under the number `parcel`."""

    at: datetime
    n: int
    parcel: str


class CarrierSilent(Event, frozen=True, kw_only=True):
    """Nobody knows what became of the order `n`; operators and the desk look after it."""

    at: datetime
    n: int


class FetchReminded(Event, frozen=True, kw_only=True):
    """The `n`th reminder."""

    at: datetime
    n: int


class HandoverEnded(Event, frozen=True, kw_only=True):
    at: datetime


HandoverEvent = (
    HandoverBegun
    | ResultReceived
    | SignedOut
    | ParcelSent
    | ParcelNoted
    | FetchReminded
    | HandoverEnded
    | ParcelOrdered
    | ParcelTaken
    | CarrierSilent
    | TakenOver
)


class Handover(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One result, under the id of its case. `since` is when it came to where it is; `orders` counts
    what the carrier was asked, `carried` the last that it said, with its reason, `silent` that
    nobody knows."""

    phase: Phase = ""
    number: str = ""
    item: str = ""
    title: Title | None = None
    unit: str = ""
    place: str = ""
    recipient: Recipient | None = None
    shelf: str = ""
    carrier: Literal["", "ems", "sf", "other"] = ""
    parcel: str = ""
    returned: bool = False
    orders: int = 0
    address: str = ""
    carried: Literal["", "delivered", "returned", "lost", "refused"] = ""
    carrier_reason: str = ""
    silent: bool = False
    reminders: int = 0
    since: datetime | None = None
    method: Literal["", "window", "post"] = ""
    identified: Literal["", "card", "typed"] = ""
    collector: Literal["", "applicant", "agent"] = ""
    authority: Authority = ""
    agent_number: str = ""
    agent_name: str = ""
    handed_at: datetime | None = None
    restricted: str = ""  # the destruction that restricts it, PIPL Art. 47
