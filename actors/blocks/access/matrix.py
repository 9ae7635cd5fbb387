"""The matrix of who may what: every role, action, state and relation, for tests to compare with
what the law says."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from actors.blocks.access.access import Access
from actors.kernel.guarded import NOTHING, Facts
from actors.kernel.identity import Identity
from actors.kernel.verdict import Verdict

Relate = Callable[[Identity, Facts], Facts]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One question and its answer: `role`, `state` and `relation` are the names of what was put
    together to ask it."""

    role: str
    action: str
    state: str
    relation: str
    purpose: str
    by: Identity
    facts: Facts
    verdict: Verdict


def matrix(
    access: Access,
    *,
    roles: Mapping[str, Identity],
    actions: Iterable[str],
    states: Mapping[str, Facts],
    relations: Mapping[str, Relate],
    purposes: Iterable[str] = ("",),
    standing: Callable[[Identity], Facts] = lambda by: NOTHING,
) -> Iterator[Cell]:
    """Yield a cell for each role, action, state, relation and purpose.

    `relations` make the facts of an object in a state those of one that stands so to the actor:
    their own, their unit's, a stranger's.
    """
    actions, purposes = tuple(actions), tuple(purposes)
    for role, by in roles.items():
        known = standing(by)
        for state, facts in states.items():
            for relation, relate in relations.items():
                related = relate(by, facts)
                for action in actions:
                    for purpose in purposes:
                        yield Cell(
                            role=role,
                            action=action,
                            state=state,
                            relation=relation,
                            purpose=purpose,
                            by=by,
                            facts=related,
                            verdict=access.permit(by, action, related, purpose, standing=known),
                        )
