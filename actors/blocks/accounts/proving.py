"""The rules of proving who it is: sessions, wrong tries, factors."""

from datetime import datetime

from actors.blocks.accounts.commands import (
    Activate,
    AddPasskey,
    ChangePassword,
    Evidence,
    OpenSession,
    Prove,
    RecordFailure,
    Recover,
    RenewRecoveryCodes,
    SetAuthenticator,
)
from actors.blocks.accounts.events import (
    AuthenticatorRemoved,
    AuthenticatorSet,
    AuthenticatorUsed,
    PasskeyAdded,
    PasskeyRemoved,
    PasskeyUsed,
    PasswordChanged,
    RecoveryCodesRenewed,
    RecoveryCodeUsed,
    SessionClosed,
    SessionOpened,
    SessionProved,
    SignInFailed,
)
from actors.blocks.accounts.standing import (
    activation_failed,
    require_owner,
    require_platform,
    sign_in_failed,
)
from actors.blocks.accounts.state import AccountState, Proof
from actors.blocks.accounts.tries import TOLD_AT, strange, wait
from actors.blocks.messages.address import to_somebody
from actors.blocks.messages.notify import notify
from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Turn

SESSIONS = 20  # open at once; one more closes the one that was longest unused
PASSKEYS = 10
LONGEST_NAME = 40  # characters of the name of a passkey
_SECOND: frozenset[Proof] = frozenset({"authenticator", "recovery", "passkey"})
_ENOUGH: frozenset[Proof] = frozenset({*_SECOND, "strong_identity"})

T = Turn[AccountState]


def open_session(turn: T, command: OpenSession) -> None:
    """Open a session for whoever has proved to be the owner.

    Raises:
        Refusal: the evidence is none now, or whoever brings it has to wait.
    """
    require_platform(turn)
    state, evidence = turn.state, command.evidence
    if not state.kind or state.disabled or command.credential != state.credential:
        sign_in_failed()
    if _waits(turn, command.source, evidence):
        sign_in_failed()
    if "password" in evidence.proofs and not state.password_hash:
        sign_in_failed()
    if state.authenticator and _ENOUGH.isdisjoint(evidence.proofs):
        raise Refusal(Reason("sign_in.code_needed", "/code"), kind="unproven")
    accept(turn, evidence)
    if len(state.sessions) >= SESSIONS:
        oldest = min(state.sessions, key=lambda session: session.seen_at)
        turn.emit(SessionClosed(at=turn.now, session=oldest.key, why="displaced"))
    opened = SessionOpened(
        at=command.at,
        session=command.session,
        source=command.source,
        browser=command.browser,
        proofs=evidence.proofs,
    )
    turn.emit(opened)


def prove(turn: T, command: Prove) -> None:
    """Note what was proved in a session that is open.

    Raises:
        Refusal: the evidence is none now, whoever brings it has to wait, or the session is over.
    """
    require_platform(turn)
    if turn.state.session(command.session) is None or turn.state.disabled:
        sign_in_failed()
    if _waits(turn, command.source, command.evidence):
        sign_in_failed()
    accept(turn, command.evidence)
    for proof in command.evidence.proofs:
        _note(turn, command.session, command.at, proof)


def _waits(turn: T, source: str, evidence: Evidence) -> bool:
    """Tell whether too many wrong tries keep out who brings `evidence`. Nobody guesses what a key
    signs."""
    guessed = not evidence.used and "passkey" not in evidence.proofs
    return guessed and bool(wait(turn.state, source, turn.now))


def accept(turn: T, evidence: Evidence) -> None:
    """Use up what can be used once only.

    Raises:
        Refusal: it was used before, or there is no such thing.
    """
    if evidence.used:
        return
    made = turn.state.authenticator
    if "authenticator" in evidence.proofs:
        if made is None or evidence.step <= made.step:
            sign_in_failed()
        turn.emit(AuthenticatorUsed(at=turn.now, step=evidence.step))
    if "recovery" in evidence.proofs:
        if made is None or evidence.recovery not in made.recovery:
            sign_in_failed()
        turn.emit(RecoveryCodeUsed(at=turn.now, code=evidence.recovery))
    if "passkey" in evidence.proofs:
        _accept_passkey(turn, evidence)


def _accept_passkey(turn: T, evidence: Evidence) -> None:
    """A key that counts what it signs has never said a number before: else it was copied."""
    passkey = turn.state.passkey(evidence.passkey)
    if passkey is None:
        sign_in_failed()
    if (passkey.count or evidence.count) and evidence.count <= passkey.count:
        sign_in_failed()
    turn.emit(PasskeyUsed(at=turn.now, passkey=passkey.id, count=evidence.count))


def count_failure(turn: T, command: RecordFailure) -> None:
    """Count a wrong try, unless whoever made it has to wait anyway; the owner is told of those that
    were made on no device of his."""
    require_platform(turn)
    if not turn.state.kind or wait(turn.state, command.source, turn.now):
        return
    before = strange(turn.state, turn.now)
    turn.emit(SignInFailed(at=turn.now, source=command.source))
    count = strange(turn.state, turn.now)
    if count != before and count in TOLD_AT:
        _tell(turn, "WrongTries", {"count": str(count)})


def change_password(turn: T, command: ChangePassword) -> None:
    """Take another password, and close all sessions but one.

    Raises:
        Refusal: it was changed meanwhile, or somebody else asks.
    """
    require_owner(turn)
    if command.credential != turn.state.credential:
        sign_in_failed()
    _set_password(turn, command.password_hash, keep=command.session)


def activate(turn: T, command: Activate) -> None:
    """Set the password by the code that the owner was given.

    Raises:
        Refusal: the code or the second factor is none now.
    """
    require_platform(turn)
    state, offered = turn.state, turn.state.activation
    if offered is None or offered.code_hash != command.code_hash or turn.now >= offered.until:
        activation_failed()
    if state.disabled:
        activation_failed()
    if not state.activation_is_enough and _SECOND.isdisjoint(command.evidence.proofs):
        raise Refusal(Reason("activation.second_needed", "/second"), kind="unproven")
    accept(turn, command.evidence)
    _set_password(turn, command.password_hash)
    if offered.factors_lost:
        _remove_authenticator(turn)
        for passkey in state.passkeys:
            _remove_passkey(turn, passkey.id)


def recover(turn: T, command: Recover) -> None:
    """Set the password by two other factors.

    Raises:
        Refusal: they are not two, or one of them is none now.
    """
    require_platform(turn)
    if turn.state.disabled or set(command.evidence.proofs) != {"authenticator", "recovery"}:
        sign_in_failed()
    accept(turn, command.evidence)
    _set_password(turn, command.password_hash)
    _tell(turn, "PasswordRecovered")


def _set_password(turn: T, password_hash: str, *, keep: str = "") -> None:
    turn.emit(PasswordChanged(at=turn.now, password_hash=password_hash))
    for session in turn.state.sessions:
        if session.key != keep:
            turn.emit(SessionClosed(at=turn.now, session=session.key, why="password_changed"))


def set_authenticator(turn: T, command: SetAuthenticator) -> None:
    """Take codes of an application from now on.

    Raises:
        Refusal: somebody else asks.
    """
    require_owner(turn)
    made = AuthenticatorSet(
        at=turn.now, secret=command.secret, step=command.step, recovery=command.recovery
    )
    turn.emit(made)
    _note(turn, command.session, command.at, "authenticator")
    _tell(turn, "AuthenticatorSet")


def renew_recovery_codes(turn: T, command: RenewRecoveryCodes) -> None:
    """Take other recovery codes.

    Raises:
        Refusal: there is nothing that they would stand in for, or somebody else asks.
    """
    require_owner(turn)
    if turn.state.authenticator is None:
        raise Refusal(Reason("account.no_authenticator"), kind="not_now")
    turn.emit(RecoveryCodesRenewed(at=turn.now, recovery=command.recovery))


def remove_authenticator(turn: T) -> None:
    """Take no codes any more; taking none was no mistake.

    Raises:
        Refusal: somebody else asks.
    """
    require_owner(turn)
    _remove_authenticator(turn)


def _remove_authenticator(turn: T) -> None:
    if turn.state.authenticator is not None:
        turn.emit(AuthenticatorRemoved(at=turn.now))
        _tell(turn, "AuthenticatorRemoved")


def add_passkey(turn: T, command: AddPasskey) -> None:
    """Let a key sign in from now on.

    Raises:
        Refusal: it has no name or a long one, there are too many, or somebody else asks.
    """
    require_owner(turn)
    passkey, state = command.passkey, turn.state
    if not 1 <= len(passkey.name) <= LONGEST_NAME:
        facts = {"longest": str(LONGEST_NAME)}
        raise Refusal(Reason("account.passkey_name", "/name", facts))
    if state.passkey(passkey.id) is not None:
        raise Refusal(Reason("account.passkey_exists"), kind="not_now")
    if len(state.passkeys) >= PASSKEYS:
        facts = {"most": str(PASSKEYS)}
        raise Refusal(Reason("account.passkeys_full", facts=facts), kind="not_now")
    turn.emit(PasskeyAdded(at=turn.now, passkey=passkey))
    _note(turn, command.session, command.at, "passkey")
    _tell(turn, "PasskeyAdded")


def remove_passkey(turn: T, passkey: str) -> None:
    """Let a key sign in no more.

    Raises:
        Refusal: somebody else asks.
    """
    require_owner(turn)
    _remove_passkey(turn, passkey)


def _remove_passkey(turn: T, passkey: str) -> None:
    if turn.state.passkey(passkey) is not None:
        turn.emit(PasskeyRemoved(at=turn.now, passkey=passkey))
        _tell(turn, "PasskeyRemoved")


def _note(turn: T, session: str, at: datetime, proof: Proof) -> None:
    """Note what was proved in a session, if it is still open."""
    if turn.state.session(session) is not None:
        turn.emit(SessionProved(at=at, session=session, proof=proof))


def _tell(turn: T, template: str, facts: dict[str, str] | None = None) -> None:
    notify(turn, to_somebody(turn.state.identity), f"account.{template}", facts, "urgent")
