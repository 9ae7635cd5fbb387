"""What others know of an applicant (预填来源): a port that a face may fill. The block asks whatever
a face has made that knows; it knows none of them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol, runtime_checkable

from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services


@dataclass(frozen=True)
class KnownFact:
    """A value, the path of the word that its source is called by, the local day on which it was so,
    and the grade of evidence."""

    value: str
    source: str
    on: date
    grade: str


@runtime_checkable
class KnowsApplicants(Protocol):
    """Something that a face makes and that knows facts of who has signed in."""

    async def facts_of_applicant(
        self, services: Services, visitor: Visitor, case: str, item: str, asked: Collection[str]
    ) -> Mapping[str, KnownFact]:
        """Return of `asked`, names by which forms know answers, what it knows of the visitor
        himself and he has consented to; the use for the application `case` is on record then.

        Raises:
            Overloaded, Unavailable, PyMongoError: it cannot be looked up.
        """
        ...


async def known_facts(
    services: Services, visitor: Visitor, case: str, item: str, asked: Collection[str]
) -> Mapping[str, KnownFact]:
    """Return what any of those that know says of `asked`; the first that says something counts.

    Raises:
        Overloaded, Unavailable, PyMongoError: it cannot be looked up.
    """
    found: dict[str, KnownFact] = {}
    for each in services.made.values():
        left = [name for name in asked if name not in found]
        if left and isinstance(each, KnowsApplicants):
            found |= await each.facts_of_applicant(services, visitor, case, item, left)
    return found
