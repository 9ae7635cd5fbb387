"""The kind "deputy" (代表): whose status decides which signatures count."""

from typing import Union

from actors.blocks.access.access import Access
from actors.kernel.deadlines import end_of_day, local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Handler, Offer, Rules, commands_of, decider, exampled
from actors.kernel.turn import Command, Turn
from actors.systems.npc_motions import deputy_records as r
from actors.systems.npc_motions import examples_of_congress as examples
from actors.systems.npc_motions.deputy_evolve import evolve
from actors.systems.npc_motions.deputy_roster import (
    Follow,
    Membership,
    NoteDeputy,
    account_of,
)
from actors.systems.npc_motions.groups import parts_of
from actors.systems.npc_motions.standing import standing

DEPUTY = "deputy"
Turning = Turn[r.DeputyState]
HELD = ("active", "suspended")
EVER = (*HELD, "ended")

GUARDED = Guarded(
    actions=("register", "oversee", "describe", "record_duty", "post_duty", "read"),
    facts={"status": "text", "account": "text", "congress": "text", "delegation": "text"},
    fields=(
        "status", "account", "name", "congress", "term", "delegation", "committee_member", "since",
        "until", "spells", "ended_at", "portrait", "duties", "posted_duties",
    ),
)  # fmt: skip

OFFERS: tuple[Offer[r.DeputyState], ...] = exampled(
    (
        Offer(command=r.RegisterDeputy, action="register", begins=True),
        Offer(
            command=r.SuspendDeputy,
            action="oversee",
            states=("active",),
            grave=True,
            long=("reason",),
            example=r.SuspendDeputy(ground="criminal_proceedings", reason="因涉嫌犯罪被立案"),
        ),
        Offer(command=r.RestoreDeputy, action="oversee", states=("suspended",), long=("reason",)),
        Offer(command=r.EndMandate, action="oversee", states=HELD, grave=True, long=("reason",)),
        Offer(command=r.EndTerm, of="platform", states=EVER),
        Offer(command=r.ChangeDelegation, action="oversee", states=HELD),
        Offer(command=r.SetCommitteeMembership, action="oversee", states=HELD),
        Offer(command=r.Describe, action="describe", states=HELD),
        Offer(command=r.RecordDuty, action="record_duty", states=HELD),
        Offer(command=r.PostDuty, action="post_duty", states=EVER),
        Offer(command=Follow, of="platform", begins=True, states=EVER),
    ),
    examples.DEPUTY,
)


def facts(state: r.DeputyState) -> Facts:
    """Return what policies know of a deputy, with every name of `GUARDED.facts`."""
    return {
        "status": state.status,
        "account": state.account,
        "congress": state.congress,
        "delegation": state.delegation,
    }


def deputy_kind(library: Library) -> EntityKind[r.DeputyState]:
    """Return the kind "deputy"; who may what stands in the policies of `library`."""
    rules = Rules(
        kind=DEPUTY,
        offers=OFFERS,
        permits=library[Access],
        facts=facts,
        phase=lambda state: state.status,
        standing=lambda by: standing(by, library),
    )
    return EntityKind(
        name=DEPUTY,
        plural="deputies",
        state=r.DeputyState,
        initial=lambda key: r.DeputyState(),
        commands=commands_of(OFFERS),
        events=Union[r.EVENTS],  # noqa: UP007
        decide=decider(rules, HANDLERS),
        evolve=evolve,
        rules=rules,
        concerns=lambda state: state.account,
        shown=("status", "congress", "term", "delegation", "committee_member"),
    )


def membership(turn: Turning) -> Membership:
    """Return what the deputy is after what this turn recorded."""
    state = turn.state
    return Membership(
        account=state.account or account_of(turn.id),
        name=state.name,
        congress=state.congress,
        term=state.term,
        delegation=state.delegation,
        committee_member=state.committee_member,
        status=state.status or "unknown",
        seq=turn.seq,
    )


def _tell(turn: Turning) -> None:
    for follower in turn.state.followers:
        turn.send(follower, NoteDeputy(membership=membership(turn)))


def _register(turn: Turning, command: r.RegisterDeputy) -> None:
    if command.until is not None and command.until < command.since:
        raise Refusal(Reason("deputy.until_before_since", "/until"))
    turn.emit(r.DeputyRegistered(at=turn.now, **parts_of(command, r.Registration)))
    if command.until is not None:
        turn.remind("term", end_of_day(command.until), r.EndTerm())
    _tell(turn)


def _suspend(turn: Turning, command: r.SuspendDeputy) -> None:
    _require_reason(command.reason)
    turn.emit(r.DeputySuspended(at=turn.now, ground=command.ground, reason=command.reason))
    _tell(turn)


def _restore(turn: Turning, command: r.RestoreDeputy) -> None:
    _require_reason(command.reason)
    turn.emit(r.DeputyRestored(at=turn.now, reason=command.reason))
    _tell(turn)


def _end(turn: Turning, command: r.EndMandate) -> None:
    _require_reason(command.reason)
    turn.emit(r.MandateEnded(at=turn.now, ground=command.ground, reason=command.reason))
    turn.forget("term")
    _tell(turn)


def _end_term(turn: Turning, command: r.EndTerm) -> None:
    if turn.state.status == "ended":
        return
    turn.emit(r.MandateEnded(at=turn.now, ground="term_over"))
    _tell(turn)


def _change_delegation(turn: Turning, command: r.ChangeDelegation) -> None:
    turn.emit(r.DelegationChanged(at=turn.now, delegation=command.delegation))
    _tell(turn)


def _set_committee(turn: Turning, command: r.SetCommitteeMembership) -> None:
    turn.emit(r.CommitteeMembershipSet(at=turn.now, member=command.member))
    _tell(turn)


def _describe(turn: Turning, command: r.Describe) -> None:
    turn.emit(r.Described(at=turn.now, portrait=command.portrait))


def _record_duty(turn: Turning, command: r.RecordDuty) -> None:
    if command.entry in turn.state.duties:
        return  # told twice, done once
    if command.on > local_day(turn.now):
        raise Refusal(Reason("deputy.duty_to_come", "/on"))
    if not command.subject.strip():
        raise Refusal(Reason("deputy.duty_without_subject", "/subject"))
    entry = r.DutyEntry(
        id=command.entry,
        duty=command.duty,
        on=command.on,
        subject=command.subject,
        place=command.place,
    )
    turn.emit(r.DutyRecorded(at=turn.now, entry=entry))


def _post_duty(turn: Turning, command: r.PostDuty) -> None:
    entry = turn.state.duties.get(command.entry)
    if entry is None:
        raise Refusal(Reason("deputy.duty_unknown", "/entry"))
    if not entry.posted:
        turn.emit(r.DutyPosted(at=turn.now, entry=command.entry))


def _follow(turn: Turning, command: Follow) -> None:
    if command.follower not in turn.state.followers:
        turn.emit(r.DeputyFollowed(at=turn.now, follower=command.follower))
    turn.send(command.follower, NoteDeputy(membership=membership(turn)))


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise Refusal(Reason("deputy.reason_missing", "/reason"))


HANDLERS: dict[type[Command], Handler[r.DeputyState]] = {
    r.RegisterDeputy: _register,
    r.SuspendDeputy: _suspend,
    r.RestoreDeputy: _restore,
    r.EndMandate: _end,
    r.EndTerm: _end_term,
    r.ChangeDelegation: _change_delegation,
    r.SetCommitteeMembership: _set_committee,
    r.Describe: _describe,
    r.RecordDuty: _record_duty,
    r.PostDuty: _post_duty,
    Follow: _follow,
}
