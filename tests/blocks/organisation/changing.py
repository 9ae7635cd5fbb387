"""Changes that administrators of tests ask for."""

from datetime import date

from actors.blocks.accounts.state import Capacity
from actors.blocks.organisation.commands import (
    Appoint,
    BeginLeave,
    EstablishUnit,
)
from actors.kernel.identity import Identity
from actors.kernel.turn import Command
from actors.kernel.words import Title
from actors.testing import Scenario
from tests.blocks.organisation.city import AN, DAY, TODAY

WHY = "reorganisation"
NAME = Title(zh="数据局", en="Data Bureau")
TOMORROW = TODAY + DAY
MARKET = Capacity("market", ("approver",))


def establish(code: str = "data", *, superior: str = "", on: date = TODAY) -> EstablishUnit:
    return EstablishUnit(
        unit=code, title=NAME, place="440600", superior=superior, effective=on, reason=WHY
    )


def appoint(
    account: str, role: str, scope: str, on: date = TODAY, until: date | None = None
) -> Appoint:
    return Appoint(account=account, role=role, scope=scope, until=until, effective=on, reason=WHY)


def leave(account: str, deputy: str = "", on: date = TODAY, until: date = TOMORROW) -> BeginLeave:
    return BeginLeave(account=account, deputy=deputy, until=until, effective=on, reason=WHY)


def refused(scenario: Scenario, command: Command, code: str, by: Identity = AN) -> None:
    scenario.when(command, by=by).then_refused(code).run()
