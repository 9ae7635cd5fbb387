"""The organisation (组织机构) as an entity kind: one for a deployment, with the tree that all its
tiers share.

One entity and not one for each unit, since what must hold is about all of them together: no circle,
no post in a unit that is closed, no deputy of a deputy. Administrators change it some times a day,
and nobody else asks it anything: what follows is told to the accounts.
"""

from actors.blocks.access.access import Access
from actors.blocks.organisation.changes import OrganisationEvent
from actors.blocks.organisation.decide import Deciding
from actors.blocks.organisation.offers import OFFERS
from actors.blocks.organisation.state import OrganisationState, evolve
from actors.kernel.guarded import NOTHING
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Rules, commands_of, decider


def organisation_kind(library: Library) -> EntityKind[OrganisationState]:
    """Return the kind "organisation" with its rules closed over `library`."""
    rules = Rules(
        kind="organisation",
        offers=OFFERS,
        permits=library[Access],
        facts=lambda state: NOTHING,
        phase=lambda state: "standing",  # it is there from the beginning, by the city's files
    )
    return EntityKind(
        name="organisation",
        state=OrganisationState,
        initial=lambda key: OrganisationState(),
        commands=commands_of(OFFERS),
        events=OrganisationEvent,
        decide=decider(rules, Deciding(library).handlers()),
        evolve=evolve,
        plural="organisations",
        rules=rules,
        shown=("number", "effective", "unit", "superior", "role", "scope"),
    )
