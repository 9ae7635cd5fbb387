"""An electronic licence (电子证照): whose it is, from which organ, for how long, and whether it is
in force. It is shared with a form once its holder consents, each time on record."""

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Annotated, Any, Literal

import msgspec

from actors.blocks.files.digest import Digest
from actors.kernel.deadlines import local_day
from actors.kernel.turn import Command, Event, Turn

LICENCE = "licence"
CONSENTED_DAYS = 30  # that a consent holds
MOST_CONSENTS = 50
Phase = Literal["", "in_force", "replaced", "revoked", "expired"]
Line = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=2_000)]


class Holder(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who holds it (持证主体). Personal data. `account` is that of the holder, "" while he has
    none; `person` a keyed digest of the number, by which it is found then."""

    name: str
    id_type: str
    id_number: str
    account: str = ""
    person: str = ""


class RegisterLicence(Command, frozen=True, kw_only=True):
    """Platform: an organ has issued it. `kind` is that of the result of the item, `title` what it
    is called; it is valid from the local day `since` up to `until`, this included, None for ever.
    `file` is the sealed paper, `basis` the entity that it follows from; `says` (证载信息) are the
    answers that stand on it, by the names of their fields. Personal data."""

    kind: Line
    title: Line
    number: str
    organ: Line
    holder: Holder
    since: date
    until: date | None = None
    file: Digest = ""
    size: int = 0
    basis: str = ""
    says: dict[str, object] = {}


class ReplaceLicence(Command, frozen=True, kw_only=True):
    """Platform: the licence `by` of the same holder takes its place (换发)."""

    by: Line


class RevokeLicence(Command, frozen=True, kw_only=True):
    """撤销、吊销: the organ takes it back; at once."""

    reason: Text


class ClaimLicence(Command, frozen=True, kw_only=True):
    """Platform: the holder has this `account`: its proven number has the digest `person`."""

    account: Line
    person: Line


class ExpireLicence(Command, frozen=True, kw_only=True):
    """Clock: its last day is over."""


class ConsentToUse(Command, frozen=True, kw_only=True):
    """同意共享: the holder lets a window take it for an application for the item with the code
    `item`, within so many days."""

    item: Line


class UseLicence(Command, frozen=True, kw_only=True):
    """调用证照: it is taken as the `material` of the case `case`, an application for `item`, or,
    with no material, what it says stands in the `fields` of its form (预填). Taken by the holder,
    this is the consent; by a window, there is one."""

    case: Line
    item: Line
    material: Annotated[str, msgspec.Meta(max_length=200)] = ""
    fields: tuple[Line, ...] = ()


class LicenceRegistered(Event, frozen=True, kw_only=True):
    at: datetime
    kind: str
    title: str
    number: str
    organ: str
    holder: Holder
    since: date
    until: date | None = None
    file: Digest = ""
    size: int = 0
    basis: str = ""
    says: dict[str, object] = {}


class LicenceReplaced(Event, frozen=True, kw_only=True):
    at: datetime
    by: str


class LicenceRevoked(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    reason: str


class LicenceExpired(Event, frozen=True, kw_only=True):
    at: datetime


class LicenceClaimed(Event, frozen=True, kw_only=True):
    at: datetime
    account: str


class UseConsented(Event, frozen=True, kw_only=True):
    """`until` is the last local day on which the consent holds."""

    at: datetime
    by: str
    item: str
    until: date


class LicenceUsed(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    case: str
    item: str
    material: str
    fields: tuple[str, ...] = ()


LicenceEvent = (
    LicenceRegistered
    | LicenceReplaced
    | LicenceRevoked
    | LicenceExpired
    | LicenceClaimed
    | UseConsented
    | LicenceUsed
)


class Consent(msgspec.Struct, frozen=True):
    """That it may be taken for an item, up to a local day, this included."""

    item: str
    until: date


class Licence(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One licence. `file` is the paper that its holder can fetch, `says` what stands on it;
    `replaced_by` the id of another."""

    phase: Phase = ""
    kind: str = ""
    title: str = ""
    number: str = ""
    organ: str = ""
    holder: Holder | None = None
    since: date | None = None
    until: date | None = None
    file: Digest = ""
    size: int = 0
    basis: str = ""
    says: dict[str, object] = {}
    replaced_by: str = ""
    revoked_because: str = ""
    ended_at: datetime | None = None
    consents: tuple[Consent, ...] = ()

    @property
    def account(self) -> str:
        """The account of the holder, "" while he has none."""
        return self.holder.account if self.holder else ""

    def valid_on(self, day: date) -> bool:
        """Tell whether it is in force on a local day."""
        if self.phase != "in_force" or self.since is None or day < self.since:
            return False
        return self.until is None or day <= self.until


def register(
    turn: Turn[Any],
    id: str,
    *,
    kind: str,
    title: str,
    number: str,
    organ: str,
    holder: Holder,
    since: date,
    until: date | None = None,
    file: str = "",
    size: int = 0,
    says: Mapping[str, object] = MappingProxyType({}),
    replaces: str = "",
) -> None:
    """Enter a licence into the store (证照入库) in the turn of the act that issues it. `id` is the
    code of its paper, by which the public verifies it; `says` what forms may take from it,
    `replaces` the id of the one whose place it takes. Registered again, it is the same licence."""
    wish = RegisterLicence(
        kind=kind,
        title=title,
        number=number,
        organ=organ,
        holder=holder,
        since=since,
        until=until,
        file=file,
        size=size,
        basis=turn.key,
        says=dict(says),
    )
    turn.send(f"{LICENCE}:{id}", wish)
    if replaces:
        turn.send(f"{LICENCE}:{replaces}", ReplaceLicence(by=id))


def is_holder(id: str, acting_for: str, state: Licence) -> bool:
    """Tell whether the identity `id` is the holder's own, or acts for him by a mandate."""
    if not state.account or not id.startswith("person:"):
        return False
    return (acting_for or id.partition(":")[2]) == state.account


def evolve(state: Licence, event: LicenceEvent) -> Licence:
    """Return the licence after `event`."""
    change = msgspec.structs.replace
    match event:
        case LicenceRegistered():
            told = {name: getattr(event, name) for name in RegisterLicence.__struct_fields__}
            return Licence(phase="in_force", **told)
        case LicenceReplaced(at=at, by=by):
            return change(state, phase="replaced", replaced_by=by, ended_at=at)
        case LicenceRevoked(at=at, reason=reason):
            return change(state, phase="revoked", revoked_because=reason, ended_at=at)
        case LicenceExpired(at=at):
            return change(state, phase="expired", ended_at=at)
        case LicenceClaimed(account=account):
            assert state.holder is not None
            return change(state, holder=change(state.holder, account=account))
        case UseConsented(item=item, until=until, at=at):
            kept = (
                each for each in state.consents if each.item != item and local_day(at) <= each.until
            )
            return change(state, consents=(*kept, Consent(item, until))[-MOST_CONSENTS:])
        case LicenceUsed():
            return state
