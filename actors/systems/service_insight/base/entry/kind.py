"""The kind "register_entry" (实体登记): one person, as everything that sources say of him."""

from dataclasses import replace as varied
from typing import assert_never

from msgspec.structs import replace

from actors.blocks.access.access import Access
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.identity import Identity
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Offer
from actors.kernel.offered_kind import offered_kind
from actors.kernel.words import Title
from actors.kernel.work import Task, Work
from actors.systems.service_insight.base.entry import deciding as d
from actors.systems.service_insight.base.entry import dispute_records as x
from actors.systems.service_insight.base.entry import records as r
from actors.systems.service_insight.base.entry.disputing import Disputing
from actors.systems.service_insight.base.policy import policy
from actors.systems.service_insight.base.roles import STEWARD, SUPPLIER

GUARDED = Guarded(
    actions=("merge", "dispute", "decide", "read"),
    facts={"state": "text", "account": "text", "authority": "text"},
    fields=(
        "state", "begun_at", "records", "into", "aliases", "proposal", "not_merged",
        "masked_name", "masked_number", "sources", "disputes",
    ),
)  # fmt: skip
IDS = "[A-Za-z0-9_-]{1,60}"


def _waits(by: Identity, state: r.RegisterEntry) -> bool:
    return state.proposal is not None


def _idle(by: Identity, state: r.RegisterEntry) -> bool:
    return state.proposal is None


def _undisputed(by: Identity, state: r.RegisterEntry) -> bool:
    return state.disputed is None


def _disputed(by: Identity, state: r.RegisterEntry) -> bool:
    return state.disputed is not None


OFFERS: tuple[Offer[r.RegisterEntry], ...] = (
    Offer(command=r.AttachRecord, begins=True, states=r.PHASES, of="platform"),
    Offer(command=r.IndexEntry, states=r.PHASES, of="platform"),
    Offer(command=r.ClaimEntry, states=r.PHASES, of="platform"),
    Offer(
        command=r.ProposeMerge,
        action="merge",
        states=("active",),
        asks=(("register_entry.proposed", _idle), ("register_entry.disputed", _undisputed)),
        example=r.ProposeMerge(into="0f3a", reason="两个登记为同一人"),
    ),
    Offer(
        command=r.ProposeUnmerge,
        action="merge",
        states=("merged",),
        asks=(("register_entry.proposed", _idle),),
        example=r.ProposeUnmerge(reason="核实为两人"),
    ),
    Offer(
        command=r.AgreeToProposal,
        action="merge",
        states=("active", "merged"),
        asks=(("register_entry.not_proposed", _waits), ("register_entry.disputed", _undisputed)),
        offered=lambda by, state: state.proposal is not None and state.proposal.by != by.id,
        example=r.AgreeToProposal(),
    ),
    Offer(
        command=r.DeclineProposal,
        action="merge",
        states=("active", "merged"),
        asks=(("register_entry.not_proposed", _waits),),
        example=r.DeclineProposal(reason="证据不足"),
    ),
    Offer(
        command=x.RaiseDispute,
        action="dispute",
        states=("active",),
        asks=(("register_entry.disputed", _undisputed),),
        long=("proof",),
        example=x.RaiseDispute(
            attribute="address", claimed="示例巷 9 号", proof="2026 年 5 月已办理迁移"
        ),
    ),
    Offer(
        command=x.DecideDispute,
        action="decide",
        states=("active",),
        asks=(("register_entry.not_disputed", _disputed),),
        long=("answer",),
        example=x.DecideDispute(outcome="corrected", answer="经核查档案，予以更正"),
    ),
    Offer(command=r.TakeAlias, begins=True, states=r.PHASES, of="platform"),
    Offer(command=r.NoteMerged, states=("merging",), of="platform"),
    Offer(command=r.ReleaseAlias, states=r.PHASES, of="platform"),
)
_TITLE = Title(zh="人口登记", en="Entry of a person")
_TASKS = {
    "merge": Title(zh="复核合并登记", en="Agree to a merge of entries"),
    "unmerge": Title(zh="复核撤销合并", en="Agree to taking a merge back"),
    "dispute": Title(zh="答复基础信息异议", en="Decide a dispute about a value"),
}


def register_entry_kind(library: Library) -> EntityKind[r.RegisterEntry]:
    """Return the kind "register_entry"; an entry has the id of the record that it began with."""
    merging, disputing = d.Merging(library, policy()), Disputing(library, policy())
    kind = offered_kind(
        library[Access],
        name=r.REGISTER_ENTRY,
        plural="register_entries",
        state=r.RegisterEntry,
        events=r.EntryEvent,
        offers=OFFERS,
        handlers={
            r.AttachRecord: d.attach,
            r.IndexEntry: d.index,
            r.ClaimEntry: d.claim,
            r.ProposeMerge: merging.propose_merge,
            r.ProposeUnmerge: merging.propose_unmerge,
            r.AgreeToProposal: d.agree,
            r.DeclineProposal: d.decline,
            x.RaiseDispute: disputing.raise_dispute,
            x.DecideDispute: disputing.decide,
            r.TakeAlias: d.take_alias,
            r.NoteMerged: d.note_merged,
            r.ReleaseAlias: d.release_alias,
        },
        evolve=evolve,
        facts=facts,
        concerns=lambda state: state.account,
        shown=("phase", "begun_at", "into", "aliases", "not_merged"),
    )
    return varied(kind, ids=IDS, open_ids=False, work=work)


def facts(state: r.RegisterEntry) -> Facts:
    """Return what policies know of an entry."""
    disputed = state.disputed
    return {
        "state": state.phase,
        "account": state.account,
        "authority": disputed.unit if disputed else "",
    }


def evolve(state: r.RegisterEntry, event: r.EntryEvent) -> r.RegisterEntry:
    """Return the entry after `event`."""
    match event:
        case r.RecordAttached(attached=attached, blocks=blocks):
            others = tuple(each for each in state.records if each.record != attached.record)
            return replace(
                state,
                phase=state.phase or "active",
                begun_at=state.begun_at or attached.versions[0].recorded_at,
                records=(*others, attached),
                blocks=(*state.blocks, *blocks),
            )
        case r.EntryIndexed(blocks=blocks):
            return replace(state, blocks=(*state.blocks, *blocks))
        case r.EntryClaimed(account=account):
            return replace(state, account=account)
        case r.MergeProposed(proposal=proposal):
            return replace(state, proposal=proposal, not_merged="")
        case r.ProposalDeclined():
            return replace(state, proposal=None)
        case r.MergeAgreed():
            return replace(state, phase="merging")
        case r.EntryMerged(into=into):
            return replace(state, phase="merged", into=into, proposal=None)
        case r.MergeFailed(because=because):
            return replace(state, phase="active", proposal=None, not_merged=because)
        case r.EntryUnmerged():
            return replace(state, phase="active", into="", proposal=None)
        case r.AliasTaken(alias=alias):
            return replace(state, aliases=(*state.aliases, alias))
        case r.AliasReleased(alias=alias):
            return replace(state, aliases=tuple(each for each in state.aliases if each != alias))
        case x.DisputeRaised(dispute=dispute):
            return replace(state, disputes=(*state.disputes, dispute))
        case x.DisputeDecided():
            return _decided(state, event)
        case _:
            assert_never(event)


def _decided(state: r.RegisterEntry, event: x.DisputeDecided) -> r.RegisterEntry:
    *before, last = state.disputes
    decided = replace(last, outcome=event.outcome, answer=event.answer, decided_at=event.at)
    corrections = (event.correction,) if event.correction else ()
    return replace(state, disputes=(*before, decided), records=(*state.records, *corrections))


def work(state: r.RegisterEntry) -> Work:
    """Return what waits: a proposal, for another steward; a dispute, for the
    authority."""
    tasks = (*_proposed(state), *_to_decide(state))
    party = state.masked_name if tasks else ""
    return Work(title=_TITLE, system="service_insight", party=party, tasks=tasks)


def _proposed(state: r.RegisterEntry) -> tuple[Task, ...]:
    asked = state.proposal
    if asked is None or state.phase == "merging":
        return ()
    task = Task(
        name=asked.what,
        title=_TASKS[asked.what],
        unit=policy().steward_unit,
        role=STEWARD,
        since=asked.at,
        due=asked.due,
        claimable=False,
    )
    return (task,)


def _to_decide(state: r.RegisterEntry) -> tuple[Task, ...]:
    disputed = state.disputed
    if disputed is None:
        return ()
    task = Task(
        name="dispute",
        title=_TASKS["dispute"],
        unit=disputed.unit,
        role=SUPPLIER,
        since=disputed.raised_at,
        due=disputed.due,
        claimable=False,
    )
    return (task,)
