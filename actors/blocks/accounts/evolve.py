"""How an account changes by what happens to it."""

from typing import Any

import msgspec

from actors.blocks.accounts.events import (
    AccountDisabled,
    AccountEnabled,
    AccountLocked,
    AccountNamed,
    AccountRegistered,
    ActivationOffered,
    CapacityChosen,
    PasswordChanged,
    RolesChanged,
    SessionClosed,
    SessionOpened,
    SessionUsed,
    SignInFailed,
)
from actors.blocks.accounts.state import AccountState, Activation, Capacity, Session

AccountEvent = (
    AccountRegistered
    | SessionOpened
    | SessionUsed
    | SessionClosed
    | SignInFailed
    | AccountLocked
    | PasswordChanged
    | AccountNamed
    | ActivationOffered
    | CapacityChosen
    | RolesChanged
    | AccountDisabled
    | AccountEnabled
)
change = msgspec.structs.replace


def evolve(state: AccountState, event: AccountEvent) -> AccountState:
    """Return the account after `event`."""
    match event:
        case AccountRegistered():
            return change(
                state,
                kind=event.kind,
                display=event.display,
                roles=event.roles,
                unit=event.unit,
                person=event.person,
                password_hash=event.password_hash,
                credential=1,
            )
        case SessionOpened():
            opened = Session(event.session, event.at, event.at)
            return change(state, sessions=(*state.sessions, opened), failures=0, locked_until=None)
        case SessionUsed():
            return _with_session(state, event.session, seen_at=event.at)
        case CapacityChosen():
            return _with_session(state, event.session, capacity=event.capacity)
        case SessionClosed():
            kept = tuple(session for session in state.sessions if session.key != event.session)
            return change(state, sessions=kept)
        case SignInFailed():
            return change(state, failures=state.failures + 1)
        case AccountLocked():
            return change(state, failures=0, locked_until=event.until)
        case PasswordChanged():
            return change(
                state,
                password_hash=event.password_hash,
                credential=state.credential + 1,
                activation=None,
            )
        case AccountNamed():
            return change(state, display=event.display)
        case ActivationOffered():
            return change(state, activation=Activation(event.code_hash, event.until))
        case RolesChanged():
            first = event.capacities[0] if event.capacities else Capacity("", ())
            return change(
                state,
                roles=first.roles,
                unit=first.unit,
                capacities=event.capacities,
                told=event.told,
            )
        case AccountDisabled():
            return change(state, disabled=True, told=event.told)
        case AccountEnabled():
            return change(state, disabled=False, told=event.told)


def _with_session(state: AccountState, key: str, **changes: Any) -> AccountState:
    """Return the account with `changes` made to its session `key`."""
    sessions = tuple(
        change(session, **changes) if session.key == key else session for session in state.sessions
    )
    return change(state, sessions=sessions)
