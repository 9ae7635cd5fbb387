"""The kind "leave_request" (请假): asked for, decided by a chain, taken, ended by the return."""

from datetime import date

from actors.blocks.access.access import Access
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Offer, Rules, commands_of, decider, exampled
from actors.systems.collaborative_office.leave import deciding
from actors.systems.collaborative_office.leave import records as r
from actors.systems.collaborative_office.leave.evolve import evolve
from actors.systems.collaborative_office.leave.state import LEAVE_REQUEST, LeaveState
from actors.systems.collaborative_office.leave.work import work

GUARDED = Guarded(
    actions=("decide", "cancel", "return", "read"),
    facts={
        "state": "text",
        "account": "text",
        "unit": "text",
        "deputy": "text",
        "deciding": "texts",  # the seat of who is to decide now
        "chain": "texts",  # the seats of all who decide
    },
    fields=(
        "state", "account", "person", "unit", "leave_kind", "first", "last", "days", "reason",
        "place", "deputy", "opinions", "ground", "back_on",
    ),
)  # fmt: skip
OFFERS: tuple[Offer[LeaveState], ...] = exampled(
    (
        Offer(command=r.ApproveLeave, action="decide", states=("asked",), long=("note",)),
        Offer(
            command=r.RefuseLeave, action="decide", states=("asked",), grave=True, long=("reason",)
        ),
        Offer(command=r.ReturnFromLeave, action="return", states=("taken",)),
        Offer(command=r.CancelLeave, action="cancel", states=("asked", "approved"), grave=True),
        Offer(command=r.BeginLeave, of="platform", begins=True, states=("asked",)),
        Offer(command=r.TakeLeave, of="platform"),
        Offer(command=r.RemindReturn, of="platform"),
    ),
    (
        r.ApproveLeave(note="同意"),
        r.RefuseLeave(reason="当周有重要会议"),
        r.ReturnFromLeave(back_on=date(2026, 10, 9)),
    ),
)


def facts(state: LeaveState) -> Facts:
    """Return what policies know of a leave, with every name of `GUARDED.facts`."""
    decides = state.turn_of
    return {
        "state": state.phase,
        "account": state.account,
        "unit": state.unit,
        "deputy": state.deputy,
        "deciding": frozenset({decides.name} if decides else ()),
        "chain": frozenset(each.name for each in state.chain),
    }


def leave_kind(library: Library) -> EntityKind[LeaveState]:
    """Return the kind "leave_request"; who may what stands in the policies of `library`."""
    rules = Rules(
        kind=LEAVE_REQUEST,
        offers=OFFERS,
        permits=library[Access],
        facts=facts,
        phase=lambda state: state.phase,
    )
    office = deciding.Deciding(library)
    return EntityKind(
        name=LEAVE_REQUEST,
        plural="leave_requests",
        state=LeaveState,
        initial=lambda key: LeaveState(id=key.partition(":")[2]),
        commands=commands_of(OFFERS),
        events=r.LeaveEvent,
        decide=decider(
            rules,
            {
                r.BeginLeave: deciding.begin,
                r.ApproveLeave: office.approve,
                r.RefuseLeave: deciding.refuse,
                r.CancelLeave: office.cancel,
                r.ReturnFromLeave: office.come_back,
                r.TakeLeave: office.take,
                r.RemindReturn: office.remind,
            },
        ),
        evolve=evolve,
        rules=rules,
        shown=("phase", "unit"),
        work=work,
    )
