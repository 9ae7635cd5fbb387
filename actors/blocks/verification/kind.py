"""What the public may know of a paper, as an entity kind: of the platform's own making."""

from actors.blocks.access.access import Access
from actors.blocks.verification import verification as v
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Offer, Rules, commands_of, decider

GUARDED = Guarded(actions=("read",), facts={"state": "text"})
_ENTERED = ("in_force", "withdrawn", "replaced", "expired")
OFFERS: tuple[Offer[v.Verification], ...] = (
    Offer(command=v.EnterPaper, of="platform", begins=True, states=_ENTERED),
    Offer(command=v.EndPaper, of="platform", begins=True, states=_ENTERED),
    Offer(command=v.ReplacePaper, of="platform", states=_ENTERED),
)


def verification_kind(library: Library) -> EntityKind[v.Verification]:
    """Return the kind "verification"."""
    rules = Rules(
        kind=v.VERIFICATION,
        offers=OFFERS,
        permits=library[Access],
        facts=facts,
        phase=lambda state: state.phase,
    )
    return EntityKind(
        name=v.VERIFICATION,
        ids=v.CODE,
        state=v.Verification,
        initial=lambda key: v.Verification(),
        commands=commands_of(OFFERS),
        events=v.VerificationEvent,
        decide=decider(rules, v.HANDLERS),
        evolve=v.evolve,
        rules=rules,
        shown=("phase", "on"),
    )


def facts(state: v.Verification) -> Facts:
    """Return what policies know of it."""
    return {"state": state.phase}
