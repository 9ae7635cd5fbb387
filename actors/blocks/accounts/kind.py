"""The account as an entity kind."""

from actors.blocks.accounts.decide import AccountCommand, decider
from actors.blocks.accounts.evolve import AccountEvent, evolve
from actors.blocks.accounts.state import AccountState
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.system import Installed


def account_kind(library: Library) -> EntityKind[AccountState]:
    """Return the kind "account", whose staff hold roles that something installed declares."""
    declared = library[Installed].roles().values()
    staff = frozenset(role.name for role in declared if role.of == "staff")
    return EntityKind(
        name="account",
        state=AccountState,
        initial=lambda key: AccountState(id=key.partition(":")[2]),
        commands=AccountCommand,
        events=AccountEvent,
        decide=decider(staff),
        evolve=evolve,
    )
