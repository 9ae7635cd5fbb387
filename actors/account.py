"""The account as an entity kind."""

from actors.kernel.account.decide import AccountCommand, decide
from actors.kernel.account.evolve import AccountEvent, evolve
from actors.kernel.account.state import AccountState
from actors.kernel.kind import EntityKind

ACCOUNT = EntityKind(
    name="account",
    state=AccountState,
    initial=lambda key: AccountState(id=key.partition(":")[2]),
    commands=AccountCommand,
    events=AccountEvent,
    decide=decide,
    evolve=evolve,
)
