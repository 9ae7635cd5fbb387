"""What is done with an entry: records come, two stewards merge it and take that back (SDB-19)."""

from typing import Literal

from actors.blocks.forms.normalise import plain_text
from actors.kernel.calendar import Calendar
from actors.kernel.deadlines import due_date, local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.library import Library
from actors.kernel.turn import Turn
from actors.systems.service_insight.base.entry import records as r
from actors.systems.service_insight.base.entry.dispute_records import CORRECTION
from actors.systems.service_insight.base.policy import Policy
from actors.systems.service_insight.base.record.records import SOURCE_RECORD, ClaimRecord
from actors.systems.service_insight.base.said import with_version
from actors.systems.service_insight.base.values import Attached

Turning = Turn[r.RegisterEntry]
_MOST_BLOCKS = 100


class Merging:
    """Rules that rest on the policy and the calendar."""

    def __init__(self, library: Library, policy: Policy) -> None:
        self._library = library
        self._policy = policy

    def propose_merge(self, turn: Turning, command: r.ProposeMerge) -> None:
        """Ask that it become an alias of another entry, which decides when a second steward has
        agreed.

        Raises:
            Refusal: something is asked for already, it would be its own alias, or no reason is
                given.
        """
        if command.into == turn.id or command.into in turn.state.aliases:
            raise Refusal(Reason("register_entry.itself", "/into"))
        self._propose(turn, "merge", command.reason, command.into)

    def propose_unmerge(self, turn: Turning, command: r.ProposeUnmerge) -> None:
        """Ask that it stand for itself again.

        Raises:
            Refusal: as for a merge.
        """
        self._propose(turn, "unmerge", command.reason)

    def _propose(self, turn: Turning, what: r.Proposed, reason: str, into: str = "") -> None:
        due = due_date(local_day(turn.now), self._policy.decide_days, self._library[Calendar])
        proposal = r.Proposal(
            what=what, by=turn.by.id, at=turn.now, reason=_said(reason), due=due, into=into
        )
        turn.emit(r.MergeProposed(at=turn.now, proposal=proposal))


def attach(turn: Turning, command: r.AttachRecord) -> None:
    """Keep what a record says. Versions that are there change nothing, in whichever order they
    come."""
    state = turn.state
    before = next((each for each in state.records if each.record == command.record), None)
    versions = before.versions if before else ()
    for each in command.versions:
        versions = with_version(versions, each)
    blocks = tuple(each for each in command.blocks if each not in state.blocks)
    if before is not None and versions == before.versions and not blocks:
        return
    room = _MOST_BLOCKS - len(state.blocks)
    attached = Attached(record=command.record, source=command.source, versions=versions)
    turn.emit(r.RecordAttached(at=turn.now, attached=attached, blocks=blocks[: max(0, room)]))
    if before is None and state.account:
        turn.send(f"{SOURCE_RECORD}:{command.record}", ClaimRecord(account=state.account))


def index(turn: Turning, command: r.IndexEntry) -> None:
    """Keep digests by which it is found."""
    new = tuple(each for each in command.blocks if each not in turn.state.blocks)
    if new and len(turn.state.blocks) + len(new) <= _MOST_BLOCKS:
        turn.emit(r.EntryIndexed(at=turn.now, blocks=new))


def claim(turn: Turning, command: r.ClaimEntry) -> None:
    """Give the entry to the account of its person; the first one has it.

    Raises:
        Refusal: it is not found by the number of the account, or another one has it.
    """
    state = turn.state
    if state.account == command.account:
        return
    if state.account or not command.person or command.person not in state.blocks:
        raise Refusal(Reason("register_entry.forbidden"), kind="forbidden")
    turn.emit(r.EntryClaimed(at=turn.now, account=command.account))
    for each in state.records:
        if each.record.startswith(CORRECTION):
            continue
        turn.send(f"{SOURCE_RECORD}:{each.record}", ClaimRecord(account=command.account))


def agree(turn: Turning, command: r.AgreeToProposal) -> None:
    """Agree to what another steward has asked for.

    Raises:
        Refusal: one has asked for it oneself.
    """
    state = turn.state
    assert state.proposal is not None and state.begun_at is not None
    if turn.by.id == state.proposal.by:
        raise Refusal(Reason("register_entry.second_steward"), kind="not_now")
    if state.proposal.what == "unmerge":
        into = state.into
        turn.emit(r.EntryUnmerged(at=turn.now, by=turn.by.id))
        turn.send(f"{r.REGISTER_ENTRY}:{into}", r.ReleaseAlias(alias=turn.id))
        return
    into = state.proposal.into
    turn.emit(r.MergeAgreed(at=turn.now, by=turn.by.id))
    turn.send(f"{r.REGISTER_ENTRY}:{into}", r.TakeAlias(alias=turn.id, begun_at=state.begun_at))


def decline(turn: Turning, command: r.DeclineProposal) -> None:
    """Do not agree.

    Raises:
        Refusal: no reason is given.
    """
    reason = _said(command.reason)
    turn.emit(r.ProposalDeclined(at=turn.now, by=turn.by.id, reason=reason))


def take_alias(turn: Turning, command: r.TakeAlias) -> None:
    """Take another entry as an alias, if this one stands for itself and is the older: its id
    stays. That one hears what came of it."""
    state, because = turn.state, not_merged(turn.state, turn.id, command)
    if not because and command.alias not in state.aliases:
        turn.emit(r.AliasTaken(at=turn.now, alias=command.alias))
    turn.send(f"{r.REGISTER_ENTRY}:{command.alias}", r.NoteMerged(because=because))


def not_merged(old: r.RegisterEntry, id: str, young: r.TakeAlias) -> r.NotMerged | Literal[""]:
    """Return why the entry `old`, which is `id`, does not take another one, "" if it does."""
    if old.begun_at is None:
        return "no_entry"
    if old.phase != "active":
        return "not_root"
    if old.disputed is not None:
        return "disputed"
    return "younger" if (old.begun_at, id) > (young.begun_at, young.alias) else ""


def note_merged(turn: Turning, command: r.NoteMerged) -> None:
    """Note that it is an alias now, or stays what it was."""
    state = turn.state
    assert state.proposal is not None
    if command.because:
        turn.emit(r.MergeFailed(at=turn.now, because=command.because))
    else:
        turn.emit(r.EntryMerged(at=turn.now, into=state.proposal.into))


def release_alias(turn: Turning, command: r.ReleaseAlias) -> None:
    """Let an alias go; its records were never here."""
    if command.alias in turn.state.aliases:
        turn.emit(r.AliasReleased(at=turn.now, alias=command.alias))


def _said(reason: str) -> str:
    said = plain_text(reason)
    if not said:
        raise Refusal(Reason("form.required", "/reason"))
    return said
