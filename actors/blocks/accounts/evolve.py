"""How an account changes by what happens to it."""

import msgspec

from actors.blocks.accounts.events import (
    AccountLocked,
    AccountRegistered,
    PasswordChanged,
    SessionClosed,
    SessionOpened,
    SessionUsed,
    SignInFailed,
)
from actors.blocks.accounts.state import AccountState, Session

AccountEvent = (
    AccountRegistered
    | SessionOpened
    | SessionUsed
    | SessionClosed
    | SignInFailed
    | AccountLocked
    | PasswordChanged
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
            return change(
                state,
                sessions=tuple(
                    change(session, seen_at=event.at) if session.key == event.session else session
                    for session in state.sessions
                ),
            )
        case SessionClosed():
            kept = tuple(session for session in state.sessions if session.key != event.session)
            return change(state, sessions=kept)
        case SignInFailed():
            return change(state, failures=state.failures + 1)
        case AccountLocked():
            return change(state, failures=0, locked_until=event.until)
        case PasswordChanged():
            return change(state, password_hash=event.password_hash, credential=state.credential + 1)
