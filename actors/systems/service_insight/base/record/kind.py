"""The kind "source_record" (供数记录): what a source says of a person, from its arrival to the
entry that it is of."""

from dataclasses import replace as varied
from datetime import date
from typing import assert_never

from msgspec.structs import replace

from actors.blocks.access.access import Access
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Offer
from actors.kernel.offered_kind import offered_kind
from actors.kernel.words import Title
from actors.kernel.work import Task, Work
from actors.systems.service_insight.base.policy import policy
from actors.systems.service_insight.base.record import deciding as d
from actors.systems.service_insight.base.record import records as r
from actors.systems.service_insight.base.roles import STEWARD
from actors.systems.service_insight.base.said import Said, with_version

GUARDED = Guarded(
    actions=("receive", "decide", "read"),
    facts={"state": "text", "unit": "text", "account": "text"},
    fields=(
        "state", "source", "unit", "key", "versions", "matches", "entry", "decided_by", "reason",
        "since", "due", "masked_name", "masked_number", "probability", "seq",
    ),
)  # fmt: skip
IDS = "[A-Za-z0-9_-]{1,60}"  # of records, and of the entries that begin with one
OFFERS: tuple[Offer[r.SourceRecord], ...] = (
    # Programs send it in batches by an address of its own, which makes its id and its digests.
    Offer(
        command=r.ReceiveRecord,
        action="receive",
        begins=True,
        states=r.PHASES,
        of="platform",
        example=r.ReceiveRecord(
            key="P-0001", seq=1, observed_on=date(2026, 5, 10), said=Said(name="何月仙")
        ),
    ),
    Offer(command=r.CompareRecord, states=("received",), of="platform"),
    Offer(
        command=r.LinkRecord,
        action="decide",
        states=("candidate",),
        example=r.LinkRecord(entry="0f3a", reason="电话核实为同一人"),
    ),
    Offer(
        command=r.SetApart,
        action="decide",
        states=("candidate",),
        example=r.SetApart(reason="电话核实为两人"),
    ),
    Offer(command=r.ClaimRecord, states=r.PHASES, of="platform"),
)
_TITLE = Title(zh="人口记录归并", en="Record of a person")
_DECIDE = Title(zh="核实是否同一人", en="Decide whether it is one person")


def source_record_kind(library: Library) -> EntityKind[r.SourceRecord]:
    """Return the kind "source_record"; its ids are keyed digests of source and key."""
    deciding = d.Deciding(library, policy())
    kind = offered_kind(
        library[Access],
        name=r.SOURCE_RECORD,
        plural="source_records",
        state=r.SourceRecord,
        events=r.SourceRecordEvent,
        offers=OFFERS,
        handlers={
            r.ReceiveRecord: deciding.receive,
            r.CompareRecord: deciding.compare,
            r.LinkRecord: d.link,
            r.SetApart: d.set_apart,
            r.ClaimRecord: d.claim,
        },
        evolve=evolve,
        facts=facts,
        concerns=lambda state: state.account,
        shown=("phase", "source", "unit", "since", "due"),
    )
    return varied(kind, ids=IDS, open_ids=False, work=work)


def facts(state: r.SourceRecord) -> Facts:
    """Return what policies know of a record."""
    return {"state": state.phase, "unit": state.unit, "account": state.account}


def evolve(state: r.SourceRecord, event: r.SourceRecordEvent) -> r.SourceRecord:
    """Return the record after `event`."""
    match event:
        case r.RecordReceived():
            return replace(
                state,
                phase=state.phase or "received",
                source=event.source,
                unit=event.unit,
                key=event.key,
                versions=with_version(state.versions, event.version),
                blocks=event.blocks,
                since=state.since or event.at,
            )
        case r.RecordCompared(phase=phase, matches=matches, entry=entry, due=due):
            return replace(
                state, phase=phase, matches=matches, entry=entry, due=due, since=event.at
            )
        case r.CandidateDecided(phase=phase, entry=entry, by=by, reason=reason):
            return replace(
                state,
                phase=phase,
                entry=entry,
                decided_by=by,
                reason=reason,
                due=None,
                since=event.at,
            )
        case r.RecordClaimed(account=account):
            return replace(state, account=account)
        case _:
            assert_never(event)


def work(state: r.SourceRecord) -> Work:
    """Return what waits: a candidate, for a steward."""
    if state.phase != "candidate" or state.since is None:
        return Work(title=_TITLE, system="service_insight")
    task = Task(
        name="candidate",
        title=_DECIDE,
        unit=policy().steward_unit,
        role=STEWARD,
        since=state.since,
        due=state.due,
        claimable=False,
    )
    return Work(title=_TITLE, system="service_insight", party=state.masked_name, tasks=(task,))
