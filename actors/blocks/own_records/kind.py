"""The copy of one's own data as an entity kind. Its page and its API speak with it by themselves,
since what is asked for has to be made then."""

from actors.blocks.access.access import Access
from actors.blocks.own_records import copy as c
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Offer, Rules, commands_of, decider

GUARDED = Guarded(actions=("ask", "read"), facts={"owner": "text"})
_EVER = ("making", "ready", "failed", "lapsed")
OFFERS: tuple[Offer[c.OwnCopy], ...] = (
    Offer(
        command=c.AskCopy,
        action="ask",
        states=_EVER,
        begins=True,
        example=c.AskCopy(language="zh"),
    ),
    Offer(command=c.NoteProgress, of="platform", states=_EVER),
    Offer(command=c.KeepCopy, of="platform", states=_EVER),
    Offer(command=c.FailCopy, of="platform", states=_EVER),
    Offer(command=c.GiveUp, of="platform", states=_EVER),
    Offer(command=c.LapseCopy, of="platform", states=_EVER),
)


def own_copy_kind(library: Library) -> EntityKind[c.OwnCopy]:
    """Return the kind "own_copy", which the policies of `library` open to its owner alone."""
    rules = Rules(
        kind=c.OWN_COPY,
        offers=OFFERS,
        permits=library[Access],
        facts=facts,
        phase=lambda state: state.phase,
    )
    return EntityKind(
        name=c.OWN_COPY,
        state=c.OwnCopy,
        initial=lambda key: c.OwnCopy(account=key.partition(":")[2]),
        commands=commands_of(OFFERS),
        events=c.OwnCopyEvent,
        decide=decider(
            rules,
            {
                c.AskCopy: c.ask,
                c.NoteProgress: c.note,
                c.KeepCopy: c.keep,
                c.FailCopy: c.fail,
                c.GiveUp: c.fail,
                c.LapseCopy: c.lapse,
            },
        ),
        evolve=c.evolve,
        rules=rules,
        shown=("phase", "n", "done", "most"),
        concerns=lambda state: state.account,
    )


def facts(state: c.OwnCopy) -> Facts:
    """Return what policies know of the copies of an account."""
    return {"owner": state.account}
