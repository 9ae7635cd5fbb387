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
    AuthenticatorRemoved,
    AuthenticatorSet,
    AuthenticatorUsed,
    CapacityChosen,
    PasskeyAdded,
    PasskeyRemoved,
    PasskeyUsed,
    PasswordChanged,
    RecoveryCodesRenewed,
    RecoveryCodeUsed,
    RolesChanged,
    SessionClosed,
    SessionOpened,
    SessionProved,
    SessionUsed,
    SignInFailed,
)
from actors.blocks.accounts.putting_right import RecordPutRight, with_part
from actors.blocks.accounts.state import (
    AccountState,
    Activation,
    Authenticator,
    Capacity,
    Session,
    WrongTry,
)
from actors.blocks.accounts.tries import with_one_more
from actors.kernel.restricting import Restricted

AccountEvent = (
    AccountRegistered
    | SessionOpened
    | SessionUsed
    | SessionProved
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
    | AuthenticatorSet
    | AuthenticatorUsed
    | RecoveryCodesRenewed
    | RecoveryCodeUsed
    | AuthenticatorRemoved
    | PasskeyAdded
    | PasskeyUsed
    | PasskeyRemoved
    | RecordPutRight
    | Restricted
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
                password_at=event.at if event.password_hash else None,
            )
        case SessionOpened():
            return _opened(state, event)
        case SessionUsed():
            return _with_session(state, event.session, seen_at=event.at)
        case SessionProved():
            return _proved(state, event)
        case CapacityChosen():
            return _with_session(state, event.session, capacity=event.capacity)
        case SessionClosed():
            kept = tuple(session for session in state.sessions if session.key != event.session)
            return change(state, sessions=kept)
        case SignInFailed():
            wrong = with_one_more(state.wrong, WrongTry(event.at, event.source))
            return change(state, failures=state.failures + 1, wrong=wrong)
        case AccountLocked():
            return change(state, failures=0, locked_until=event.until)
        case PasswordChanged():
            return change(
                state,
                password_hash=event.password_hash,
                credential=state.credential + 1,
                password_at=event.at,
                activation=None,
            )
        case RecordPutRight():
            return with_part(state, event)
        case AccountNamed():
            return change(state, display=event.display)
        case ActivationOffered():
            return change(state, activation=_offered(event))
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
            return change(state, disabled=True, disabled_at=event.at, told=event.told)
        case AccountEnabled():
            return change(state, disabled=False, disabled_at=None, told=event.told)
        case Restricted():
            return change(state, restricted=event.basis)
        case _:
            return _with_factors(state, event)


Factored = (
    AuthenticatorSet
    | AuthenticatorUsed
    | RecoveryCodesRenewed
    | RecoveryCodeUsed
    | AuthenticatorRemoved
    | PasskeyAdded
    | PasskeyUsed
    | PasskeyRemoved
)


def _with_factors(state: AccountState, event: Factored) -> AccountState:
    """Return the account after something happened to what its owner proves himself by."""
    match event:
        case AuthenticatorSet():
            made = Authenticator(event.secret, event.at, event.step, event.recovery)
            return change(state, authenticator=made)
        case AuthenticatorRemoved():
            return change(state, authenticator=None)
        case AuthenticatorUsed():
            return _with_authenticator(state, step=event.step)
        case RecoveryCodesRenewed():
            return _with_authenticator(state, recovery=event.recovery)
        case RecoveryCodeUsed():
            codes = state.authenticator.recovery if state.authenticator else ()
            left = tuple(code for code in codes if code != event.code)
            return _with_authenticator(state, recovery=left)
        case PasskeyAdded():
            return change(state, passkeys=(*state.passkeys, event.passkey))
        case PasskeyRemoved():
            kept = tuple(each for each in state.passkeys if each.id != event.passkey)
            return change(state, passkeys=kept)
        case PasskeyUsed():
            passkeys = tuple(
                change(each, count=event.count, used_at=event.at)
                if each.id == event.passkey
                else each
                for each in state.passkeys
            )
            return change(state, passkeys=passkeys)


def _with_authenticator(state: AccountState, **changes: Any) -> AccountState:
    made = state.authenticator
    return change(state, authenticator=change(made, **changes)) if made else state


def _offered(event: ActivationOffered) -> Activation:
    return Activation(event.code_hash, event.until, event.factors_lost)


def _opened(state: AccountState, event: SessionOpened) -> AccountState:
    """Return the account with a session more, and without the wrong tries of whoever opened it."""
    opened = Session(
        event.session,
        event.at,
        event.at,
        browser=event.browser,
        proofs=event.proofs,
        proved_at=event.at,
    )
    return change(
        state,
        sessions=(*state.sessions, opened),
        failures=0,
        locked_until=None,
        wrong=tuple(each for each in state.wrong if each.source != event.source),
    )


def _proved(state: AccountState, event: SessionProved) -> AccountState:
    session = state.session(event.session)
    known = session.proofs if session else ()
    proofs = known if event.proof in known else (*known, event.proof)
    return _with_session(state, event.session, proofs=proofs, proved_at=event.at)


def _with_session(state: AccountState, key: str, **changes: Any) -> AccountState:
    """Return the account with `changes` made to its session `key`."""
    sessions = tuple(
        change(session, **changes) if session.key == key else session for session in state.sessions
    )
    return change(state, sessions=sessions)
