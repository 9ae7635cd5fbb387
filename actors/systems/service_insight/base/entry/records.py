"""An entry of the base library (实体登记), of a person so far: what can be asked of it, what can
happen to it, what is known of it. Personal data: shown only after the read is logged."""

from datetime import date, datetime
from typing import Annotated, Literal

import msgspec

from actors.kernel.identifiers import mask_name, mask_number
from actors.kernel.turn import Command, Event
from actors.systems.service_insight.base.entry.dispute_records import (
    Dispute,
    DisputeDecided,
    DisputeRaised,
)
from actors.systems.service_insight.base.policy import policy
from actors.systems.service_insight.base.said import Said, Version
from actors.systems.service_insight.base.values import Attached

REGISTER_ENTRY = "register_entry"
Phase = Literal["", "active", "merging", "merged"]
"""有效, 合并中, 已合并: of the last the id is an alias of another entry."""
PHASES: tuple[Phase, ...] = ("active", "merging", "merged")
Proposed = Literal["merge", "unmerge"]
NotMerged = Literal["no_entry", "not_root", "younger", "disputed"]
"""There is no such entry, it is an alias itself, it is the younger of the two, a value of it is
disputed."""
EntryId = Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9_-]{1,60}$")]
Why = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Digest = Annotated[str, msgspec.Meta(max_length=40)]
Blocks = Annotated[tuple[Digest, ...], msgspec.Meta(max_length=100)]


class Proposal(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one steward asks for, and a second agrees to by the local day `due`."""

    what: Proposed
    by: str
    at: datetime
    reason: str
    due: date
    into: str = ""


class RegisterEntry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One entry, begun when its first record was taken in. `records` are those that were linked to
    it while it stood for itself or as an alias; `into` is the entry that it is an alias of,
    `aliases` are those of which this one is; `blocks` keyed digests by which it is found, `account`
    the person's own, "" while he has none here."""

    phase: Phase = ""
    begun_at: datetime | None = None
    records: tuple[Attached, ...] = ()
    blocks: tuple[str, ...] = ()
    into: str = ""
    aliases: tuple[str, ...] = ()
    proposal: Proposal | None = None
    not_merged: NotMerged | Literal[""] = ""
    disputes: tuple[Dispute, ...] = ()
    account: str = ""

    @property
    def disputed(self) -> Dispute | None:
        """The dispute that waits to be decided."""
        return self.disputes[-1] if self.disputes and not self.disputes[-1].outcome else None

    @property
    def face(self) -> Said:
        """Name and identity number as the highest authority for names says them last."""
        ranks = {each.source: rank for rank, each in enumerate(policy().orders["name"])}
        latest = sorted(self.records, key=lambda each: each.versions[-1].recorded_at, reverse=True)
        latest.sort(key=lambda each: ranks.get(each.source, len(ranks)))
        said = [each.versions[-1].said for each in latest]
        return Said(
            name=next((each.name for each in said if each.name), ""),
            id_number=next((each.id_number for each in said if each.id_number), ""),
        )

    @property
    def masked_name(self) -> str:
        """The name with its first character alone."""
        return mask_name(self.face.name)

    @property
    def masked_number(self) -> str:
        """The identity number, masked."""
        return mask_number(self.face.id_number)


class AttachRecord(Command, frozen=True, kw_only=True):
    """Platform: everything that a record says which was linked to the entry; the entry of its own
    id begins with it."""

    record: EntryId
    source: str
    versions: tuple[Version, ...]
    blocks: Blocks = ()


class IndexEntry(Command, frozen=True, kw_only=True):
    """Platform: it is found by these digests, too."""

    blocks: Blocks


class ClaimEntry(Command, frozen=True, kw_only=True):
    """Platform: the person has this `account`, whose proven number has the digest `person`."""

    account: str
    person: Digest


class ProposeMerge(Command, frozen=True, kw_only=True):
    """Ask that it become an alias of an older entry of the same person (申请合并)."""

    into: EntryId
    reason: Why


class ProposeUnmerge(Command, frozen=True, kw_only=True):
    """Ask that it stand for itself again (申请撤销合并)."""

    reason: Why


class AgreeToProposal(Command, frozen=True, kw_only=True):
    """Agree to what another steward has asked for (同意)."""


class DeclineProposal(Command, frozen=True, kw_only=True):
    """Do not agree, or take back what one has asked for (不同意或者撤回)."""

    reason: Why


class TakeAlias(Command, frozen=True, kw_only=True):
    """Platform: the entry `alias`, which began at `begun_at`, is to become an alias of this one."""

    alias: EntryId
    begun_at: datetime


class NoteMerged(Command, frozen=True, kw_only=True):
    """Platform: the older entry has taken it, or why not; "" says that it has."""

    because: NotMerged | Literal[""] = ""


class ReleaseAlias(Command, frozen=True, kw_only=True):
    """Platform: `alias` stands for itself again."""

    alias: EntryId


class RecordAttached(Event, frozen=True, kw_only=True):
    """`attached` is everything that the record has said so far."""

    at: datetime
    attached: Attached
    blocks: tuple[str, ...] = ()


class EntryIndexed(Event, frozen=True, kw_only=True):
    at: datetime
    blocks: tuple[str, ...]


class EntryClaimed(Event, frozen=True, kw_only=True):
    at: datetime
    account: str


class MergeProposed(Event, frozen=True, kw_only=True):
    at: datetime
    proposal: Proposal


class ProposalDeclined(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    reason: str


class MergeAgreed(Event, frozen=True, kw_only=True):
    at: datetime
    by: str


class EntryMerged(Event, frozen=True, kw_only=True):
    at: datetime
    into: str


class MergeFailed(Event, frozen=True, kw_only=True):
    at: datetime
    because: NotMerged


class EntryUnmerged(Event, frozen=True, kw_only=True):
    at: datetime
    by: str


class AliasTaken(Event, frozen=True, kw_only=True):
    at: datetime
    alias: str


class AliasReleased(Event, frozen=True, kw_only=True):
    at: datetime
    alias: str


EntryEvent = (
    RecordAttached
    | EntryIndexed
    | EntryClaimed
    | MergeProposed
    | ProposalDeclined
    | MergeAgreed
    | EntryMerged
    | MergeFailed
    | EntryUnmerged
    | AliasTaken
    | AliasReleased
    | DisputeRaised
    | DisputeDecided
)
