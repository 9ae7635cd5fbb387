"""A small organisation for tests: three units below one, five people."""

from datetime import UTC, date, datetime, timedelta

from actors.blocks.organisation.kind import organisation_kind
from actors.blocks.organisation.state import KEY
from actors.blocks.organisation.units import Organisation, OrgUnit, Place, StaffMember
from actors.kernel.identity import Identity
from actors.kernel.words import Title
from actors.library import load_library
from actors.testing import Scenario

TODAY = date(2026, 3, 2)  # scenarios begin on this Monday at nine
DAY = timedelta(days=1)
AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def unit(code: str, superior: str = "government") -> OrgUnit:
    """Return a unit of the city."""
    title = Title(zh=f"{code}局", en=code)
    return OrgUnit(code=code, title=title, place="440600", superior=superior)


def member(account: str, unit: str, *roles: str) -> StaffMember:
    """Return somebody who works in `unit`."""
    return StaffMember(account=account, name=Title(zh=account, en=account), unit=unit, roles=roles)


FIRST = Organisation(
    units={
        one.code: one
        for one in (unit("government", ""), unit("services"), unit("market"), unit("housing"))
    },
    places={"440600": Place(code="440600", title=Title(zh="市", en="City"), level="city")},
    staff={
        one.account: one
        for one in (
            member("an", "services", "administrator"),
            member("bo", "services", "administrator"),
            member("wen", "services", "window_clerk"),
            member("liu", "market", "approver"),
            member("li", "market", "reviewer"),
            member("luo", "housing", "reviewer", "approver"),
        )
    },
)
LIBRARY = load_library(("community_service",)).having(FIRST)
AN = Identity("staff:an", ("administrator",), "services")
BO = Identity("staff:bo", ("administrator",), "services")
LIU = Identity("staff:liu", ("approver",), "market")
NOTHING_YET = Scenario.of(organisation_kind(LIBRARY)).on(KEY)
