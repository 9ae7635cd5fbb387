"""The exchange with a department's system as an entity kind."""

from actors.blocks.access.access import Access
from actors.blocks.exchanges import deciding as d
from actors.blocks.exchanges import records as r
from actors.blocks.exchanges.evolve import evolve
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Offer, Rules, commands_of, decider

SHOWN = ("system", "seq", "step", "state", "way", "receipt", "listed")
GUARDED = Guarded(
    actions=("read", "look_after"),
    facts={"system": "text"},
    fields=("system", "number", "phase", "told", "arrived"),
)
_EVER = ("settled", "moving", "troubled")
OFFERS: tuple[Offer[r.ExchangeState], ...] = (
    Offer(command=r.TellStep, of="platform", states=_EVER, begins=True),
    Offer(command=r.NoteDelivery, of="platform", states=_EVER),
    Offer(command=r.TakeStep, of="platform", states=_EVER),
    Offer(command=r.NoteCarried, of="platform", states=_EVER),
    Offer(
        command=r.TryAgain,
        action="look_after",
        states=("troubled",),
        example=r.TryAgain(way="in", seq=1),
    ),
    Offer(
        command=r.LeaveStep,
        action="look_after",
        states=("troubled",),
        grave=True,
        long=("reason",),
        example=r.LeaveStep(way="in", seq=1, reason="已与部门核对，按人工意见办理"),
    ),
)


def exchange_kind(library: Library) -> EntityKind[r.ExchangeState]:
    """Return the kind "exchange"; see `exchange_id`."""
    rules = Rules(
        kind=r.EXCHANGE,
        offers=OFFERS,
        permits=library[Access],
        facts=facts,
        phase=lambda state: state.phase,
    )
    return EntityKind(
        name=r.EXCHANGE,
        plural="exchanges",
        ids=r"[0-9a-f]{32}\.[a-z][a-z0-9_]{0,39}",
        open_ids=True,
        state=r.ExchangeState,
        initial=lambda key: r.ExchangeState(),
        commands=commands_of(OFFERS),
        events=r.ExchangeEvent,
        decide=decider(
            rules,
            {
                r.TellStep: d.tell_step,
                r.NoteDelivery: d.note_delivery,
                r.TakeStep: d.take_step,
                r.NoteCarried: d.note_carried,
                r.TryAgain: d.try_again,
                r.LeaveStep: d.leave_step,
            },
        ),
        evolve=evolve,
        rules=rules,
        shown=SHOWN,
    )


def facts(state: r.ExchangeState) -> Facts:
    """Return what policies know of an exchange."""
    return {"system": state.system}
