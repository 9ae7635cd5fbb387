"""Licences as an entity kind."""

from actors.blocks.access.access import Access
from actors.blocks.licences import licence as x
from actors.blocks.licences.decide import HANDLERS
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Offer, Rules, commands_of, decider

GUARDED = Guarded(
    actions=("read", "revoke", "consent", "use"),
    facts={"state": "text", "organ": "text", "account": "text"},
    fields=(
        "phase", "kind", "title", "number", "organ", "since", "until", "holder", "replaced_by",
        "revoked_because", "ended_at",
    ),
)  # fmt: skip
_KNOWN = ("in_force", "replaced", "revoked", "expired")
OFFERS: tuple[Offer[x.Licence], ...] = (
    Offer(command=x.RegisterLicence, of="platform", begins=True, states=_KNOWN),
    Offer(command=x.ReplaceLicence, of="platform", states=_KNOWN),
    Offer(command=x.ExpireLicence, of="platform", states=_KNOWN),
    Offer(command=x.ClaimLicence, of="platform", states=_KNOWN),
    Offer(
        command=x.RevokeLicence,
        action="revoke",
        states=("in_force", "expired"),
        grave=True,
        long=("reason",),
        example=x.RevokeLicence(reason="以欺骗手段取得（行政许可法第六十九条）"),
    ),
    Offer(
        command=x.ConsentToUse,
        action="consent",
        states=("in_force",),
        example=x.ConsentToUse(item="SPJY-01"),
    ),
    Offer(
        command=x.UseLicence,
        action="use",
        states=("in_force",),
        example=x.UseLicence(case="0" * 32, item="SPJY-01", material="business_licence"),
    ),
)


def licence_kind(library: Library) -> EntityKind[x.Licence]:
    """Return the kind "licence"."""
    rules = Rules(
        kind=x.LICENCE,
        offers=OFFERS,
        permits=library[Access],
        facts=facts,
        phase=lambda state: state.phase,
    )
    return EntityKind(
        name=x.LICENCE,
        plural="licences",
        state=x.Licence,
        initial=lambda key: x.Licence(),
        commands=commands_of(OFFERS),
        events=x.LicenceEvent,
        decide=decider(rules, HANDLERS),
        evolve=x.evolve,
        rules=rules,
        shown=("phase", "kind", "organ", "since", "until", "ended_at"),
        concerns=lambda state: state.account,
    )


def facts(state: x.Licence) -> Facts:
    """Return what policies know of a licence."""
    return {"state": state.phase, "organ": state.organ, "account": state.account}
