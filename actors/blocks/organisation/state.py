"""The organisation as an entity: the changes that stand, in the order in which they were made."""

from datetime import date

import msgspec

from actors.blocks.organisation.changes import (
    ActivationIssued,
    AnyChange,
    ChangeUndone,
    OrganisationEvent,
    ResidentDisabled,
    ResidentEnabled,
    SessionsEnded,
    TookEffect,
)

KEY = "organisation:city"


class OrganisationState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Everything that was changed since the deployment began, but for what was undone.

    `count` is the number of the last change that was made; `told` the local day of which all
    accounts have been told, None before the first change. `residents` are the accounts of people
    and firms that are disabled, each as it came to be so.
    """

    changes: tuple[AnyChange, ...] = ()
    count: int = 0
    told: date | None = None
    residents: tuple[ResidentDisabled, ...] = ()

    def disabled(self, account: str) -> bool:
        """Tell whether the account of a person or a firm is disabled."""
        return any(each.account == account for each in self.residents)


def evolve(state: OrganisationState, event: OrganisationEvent) -> OrganisationState:
    """Return the organisation after `event`."""
    match event:
        case ChangeUndone():
            kept = tuple(each for each in state.changes if each.number != event.number)
            return msgspec.structs.replace(state, changes=kept)
        case SessionsEnded() | ActivationIssued():
            return state
        case ResidentDisabled():
            return msgspec.structs.replace(state, residents=(*state.residents, event))
        case ResidentEnabled():
            rest = tuple(each for each in state.residents if each.account != event.account)
            return msgspec.structs.replace(state, residents=rest)
        case TookEffect():
            return msgspec.structs.replace(state, told=event.on)
        case _:
            changes = (*state.changes, event)
            return msgspec.structs.replace(state, changes=changes, count=event.number)
