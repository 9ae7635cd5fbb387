"""An account that tests drive by its own decider."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from actors.blocks.accounts.commands import (
    Enrol,
    OpenSession,
    Register,
)
from actors.blocks.accounts.decide import decider
from actors.blocks.accounts.evolve import evolve
from actors.blocks.accounts.state import AccountState
from actors.kernel.errors import Refusal
from actors.kernel.identity import PLATFORM, Identity
from actors.kernel.system import AccountKind, Role
from actors.kernel.turn import Event, Message, Turn

KINDS = {
    "staff": AccountKind(name="staff", held_for="unit"),
    "resident": AccountKind(name="resident"),
}
ROLES = {
    "resident": Role(name="resident", of="resident"),
    **{name: Role(name=name) for name in ("window_clerk", "reviewer", "approver", "supervisor")},
}
decide = decider(KINDS, ROLES)

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
OWNER = Identity("staff:wen", ("window_clerk",), "government_services")
STRANGER = Identity("staff:other", ("window_clerk",), "health")
WEN = Register(
    kind="staff",
    display="温婉仪",
    roles=("window_clerk",),
    unit="government_services",
    password_hash="first",
)


@dataclass
class Account:
    """An account driven by its own decider."""

    state: AccountState = field(default_factory=lambda: AccountState(id="wen"))
    now: datetime = NOON
    events: list[Event] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)

    def when(self, command: Any, by: Identity = PLATFORM) -> None:
        turn = Turn("account:wen", self.state, evolve, now=self.now, by=by, command_id="c")
        decide(turn, command)
        self.state, self.events, self.messages = turn.state, turn.events, turn.messages

    def opened(self, session: str = "s1") -> "Account":
        self.when(OpenSession(session=session, credential=self.state.credential, at=self.now))
        return self

    def refused(self, command: Any, by: Identity = PLATFORM) -> str:
        with pytest.raises(Refusal) as refusal:
            self.when(command, by)
        return refusal.value.reasons[0].code


@pytest.fixture
def account() -> Account:
    account = Account()
    account.when(WEN)
    return account


def newcomer() -> Account:
    account = Account()
    account.when(Enrol(told=1, display="方宁"))
    return account
