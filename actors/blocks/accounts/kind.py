"""The account as an entity kind."""

from actors.blocks.accounts.decide import AccountCommand, decider
from actors.blocks.accounts.evolve import AccountEvent, evolve
from actors.blocks.accounts.state import AccountState
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.system import Installed


def account_kind(library: Library) -> EntityKind[AccountState]:
    """Return the kind "account": kinds of accounts and the roles that they may hold are those that
    something installed declares."""
    installed = library[Installed]
    return EntityKind(
        name="account",
        concerns=lambda state: state.id if state.kind else "",
        shown=("kind", "roles", "unit", "capacity", "until"),
        state=AccountState,
        initial=lambda key: AccountState(id=key.partition(":")[2]),
        commands=AccountCommand,
        events=AccountEvent,
        decide=decider(installed.account_kinds(), installed.roles()),
        evolve=evolve,
    )
