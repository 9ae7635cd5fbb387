"""What people do with mandates."""

from datetime import date

from actors.blocks.mandates.kind import mandates_kind
from actors.blocks.mandates.mandate import (
    GiveMandate,
    MandateEnded,
    NameRepresentative,
    RenounceMandate,
    RevokeMandate,
)
from actors.kernel.identity import PLATFORM, Identity
from actors.testing import Scenario
from tests.blocks.cases.city import LIBRARY, PERMIT

TODAY = date(2026, 3, 2)  # the day on which scenarios begin
COMPANY = Identity("person:acme", ("resident",))
HEAD = Identity("person:head", ("resident",))
CLERK = Identity("person:clerk", ("resident",))
STRANGER = Identity("person:stranger", ("resident",))
FOR_ALL = GiveMandate(to="clerk", name="陈**", since=TODAY)
FOR_PERMITS = GiveMandate(
    to="clerk", name="陈**", items=(PERMIT.code,), since=TODAY, until=date(2026, 3, 31)
)
KIND = mandates_kind(LIBRARY)


def represented() -> Scenario:
    """A company whose legal representative is known."""
    named = NameRepresentative(account="head")
    return Scenario.of(KIND).on("mandates:acme").when(named, by=PLATFORM)


SCENARIOS: dict[str, Scenario] = {
    "mandates that are given and end": represented()
    .when(FOR_ALL, by=HEAD)
    .when(RevokeMandate(mandate=1), by=COMPANY)
    .when(FOR_PERMITS, by=COMPANY)
    .when(RenounceMandate(mandate=2), by=CLERK)
    .then(events=(MandateEnded,)),
}
