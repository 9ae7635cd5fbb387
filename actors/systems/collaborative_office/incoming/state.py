"""What is known of an incoming document (收文): 党政机关公文处理工作条例 Art. 24."""

from datetime import date, datetime
from typing import Literal

import msgspec

from actors.systems.collaborative_office.attachments import Attachment
from actors.systems.collaborative_office.outgoing.commands import Urgency
from actors.systems.collaborative_office.path import Step

Phase = Literal[
    "", "delivered", "signed_for", "registered", "proposed", "handling", "circulating", "answered",
    "archived", "refused", "returned", "recalled",
]  # fmt: skip
ORDER: tuple[Phase, ...] = (
    "", "delivered", "signed_for", "registered", "proposed", "handling", "circulating", "answered",
    "archived",
)  # fmt: skip
STATES: tuple[Phase, ...] = (*ORDER[1:], "refused", "returned", "recalled")
ENDED = ("archived", "refused", "returned", "recalled")
Reading = Literal["unread", "read_pending", "done", "recalled"]
OPEN = ("unread", "read_pending")


class Reader(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who reads it in the `round`th circulation (传阅人): 未读, 已读未处理, 已阅, or recalled."""

    by: str
    round: int
    reading: Reading = "unread"
    at: datetime
    note: str = ""


class Urging(msgspec.Struct, frozen=True, kw_only=True):
    """Who reminded whom it waits for, and of what (催办)."""

    at: datetime
    by: str
    note: str


class IncomingState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One document that has come to `organ`.

    What the sender has told stands in `document` (the id of its outgoing document), `sender`,
    `number` and what follows; `received_number` is that of this organ. `lead` is the unit that
    handles it. `reply` is the id of the outgoing document that answers it, which is asked while
    `waits_for_reply`; `reply_rejected` if it was none. The time that is left for it runs from
    `instructed_at` to `stopped_at`. `order` is the id of the follow-up order that
    the instruction became. `reason` says why it did not stay here.
    """

    id: str = ""
    phase: Phase = ""
    since: datetime | None = None
    organ: str = ""
    document: str = ""
    sender: str = ""
    number: str = ""
    genre: str = ""
    urgency: Urgency = "ordinary"
    title: str = ""
    body: str = ""
    attachments: tuple[Attachment, ...] = ()
    paper: str = ""
    pdf: str = ""
    manifest: str = ""
    issued_at: datetime | None = None
    delivered_at: datetime | None = None
    signed_at: datetime | None = None
    receipt: str = ""
    waits_for_number: bool = False
    request: int = 0
    received_number: str = ""
    ground: str = ""
    reason: str = ""
    proposal: str = ""
    lead: str = ""
    assisting: tuple[str, ...] = ()
    instruction: str = ""
    due: date | None = None
    important: bool = False
    reply_needed: bool = False
    instructed_at: datetime | None = None
    order: str = ""
    purpose: str = ""
    round: int = 0
    readers: tuple[Reader, ...] = ()
    urged: tuple[Urging, ...] = ()
    reply: str = ""
    reply_number: str = ""
    waits_for_reply: bool = False
    reply_rejected: bool = False
    result: str = ""
    stopped_at: datetime | None = None
    members: tuple[str, ...] = ()
    path: tuple[Step, ...] = ()

    @property
    def reading(self) -> tuple[Reader, ...]:
        """Those who are to read it now, and have not finished."""
        if self.phase != "circulating":
            return ()
        return tuple(
            each for each in self.readers if each.round == self.round and each.reading in OPEN
        )

    @property
    def circulated(self) -> tuple[str, ...]:
        """The identities that read it, or have: whoever was spared it last is none of them."""
        latest = {each.by: each.reading for each in self.readers}
        return tuple(by for by, reading in latest.items() if reading != "recalled")

    @property
    def named(self) -> tuple[str, ...]:
        """The units that the leader has named."""
        return (self.lead, *self.assisting) if self.lead else ()
