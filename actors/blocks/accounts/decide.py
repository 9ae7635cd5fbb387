"""The rules of accounts and sessions."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import timedelta
from typing import Any, Literal, NoReturn

from actors.blocks.accounts.commands import (
    Activate,
    ChangePassword,
    ChangeRoles,
    ChooseCapacity,
    CloseSession,
    Disable,
    Enable,
    EndSessions,
    Enrol,
    OfferActivation,
    OpenSession,
    RecordFailure,
    RecordUse,
    Register,
)
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
from actors.blocks.accounts.roles import RESIDENT
from actors.blocks.accounts.state import AccountState
from actors.kernel.errors import Reason, Refusal
from actors.kernel.identity import PLATFORM
from actors.kernel.system import AccountKind, Role
from actors.kernel.turn import Turn

FAILURES = 5  # wrong passwords in a row that lock an account
LOCKED_FOR = timedelta(minutes=15)
CODE_LASTS = timedelta(hours=72)  # for which an activation code can be used
SESSIONS = 20  # open at once; one more closes the one that was longest unused
AccountCommand = (
    Register
    | OpenSession
    | RecordFailure
    | RecordUse
    | CloseSession
    | ChangePassword
    | Enrol
    | OfferActivation
    | Activate
    | ChooseCapacity
    | ChangeRoles
    | Disable
    | Enable
    | EndSessions
)


def decider(
    kinds: Mapping[str, AccountKind], roles: Mapping[str, Role]
) -> Callable[[Turn[AccountState], AccountCommand], Any]:
    """Return the decide function of accounts of these `kinds`, which may hold `roles`.

    It carries out a command (see the commands for what each does) and raises Refusal: the account
    does not exist or exists already, is locked, or the caller may not.
    """

    def decide(turn: Turn[AccountState], command: AccountCommand) -> Any:
        match command:
            case Register():
                _register(turn, command, kinds, roles)
            case OpenSession():
                _open(turn, command)
            case RecordFailure():
                _count_failure(turn)
            case RecordUse():
                _own(turn)
                if turn.state.session(command.session):
                    turn.emit(SessionUsed(at=command.at, session=command.session))
            case CloseSession():
                _own(turn)
                if turn.state.session(command.session):
                    turn.emit(SessionClosed(at=turn.now, session=command.session))
            case ChangePassword():
                _change_password(turn, command)
            case Enrol():
                _enrol(turn, command)
            case OfferActivation():
                _offer_activation(turn, command)
            case Activate():
                _activate(turn, command)
            case ChooseCapacity():
                _choose(turn, command)
            case ChangeRoles() | Disable() | Enable():
                _be_told(turn, command)
            case EndSessions():
                _platform(turn)
                _end_sessions(turn, "ended")
        return None

    return decide


def _register(
    turn: Turn[AccountState],
    command: Register,
    kinds: Mapping[str, AccountKind],
    roles: Mapping[str, Role],
) -> None:
    _platform(turn)
    if turn.state.kind:
        raise Refusal(Reason("account.exists"), kind="not_now")
    kind = kinds.get(command.kind)
    if kind is None:
        raise Refusal(Reason("account.unknown_kind", "/kind"))
    staff = kind.held_for == "unit"
    held = {role.name for role in roles.values() if role.of == kind.name}
    faults: list[Reason] = []
    if staff and not (command.roles and command.unit):
        faults.append(Reason("account.staff_needs_role_and_unit", "/roles"))
    if staff and not set(command.roles) <= held:
        faults.append(Reason("account.unknown_role", "/roles"))
    if not staff and command.person is None:
        faults.append(Reason("account.resident_needs_person", "/person"))
    if faults:
        raise Refusal(*faults)
    turn.emit(
        AccountRegistered(
            at=turn.now,
            kind=command.kind,
            display=command.display,
            roles=command.roles if staff else _of_resident(command.roles, held),
            unit=command.unit,
            person=command.person,
            password_hash=command.password_hash,
        )
    )


def _of_resident(roles: Iterable[str], held: Collection[str]) -> tuple[str, ...]:
    """Return the roles of a resident: that one, and of `roles` those that residents can hold."""
    return RESIDENT, *(role for role in roles if role in held and role != RESIDENT)


def _open(turn: Turn[AccountState], command: OpenSession) -> None:
    _platform(turn)
    state = turn.state
    if state.locked(turn.now) or command.credential != state.credential or not state.kind:
        _sign_in_failed()
    if state.disabled or not state.password_hash:
        _sign_in_failed()
    if len(state.sessions) >= SESSIONS:
        oldest = min(state.sessions, key=lambda session: session.seen_at)
        turn.emit(SessionClosed(at=turn.now, session=oldest.key, why="displaced"))
    turn.emit(SessionOpened(at=command.at, session=command.session))


def _count_failure(turn: Turn[AccountState]) -> None:
    _platform(turn)
    if not turn.state.kind or turn.state.locked(turn.now):
        return
    turn.emit(SignInFailed(at=turn.now))
    if turn.state.failures >= FAILURES:
        turn.emit(AccountLocked(at=turn.now, until=turn.now + LOCKED_FOR))


def _change_password(turn: Turn[AccountState], command: ChangePassword) -> None:
    _own(turn)
    if command.credential != turn.state.credential:
        _sign_in_failed()
    turn.emit(PasswordChanged(at=turn.now, password_hash=command.password_hash))
    for session in turn.state.sessions:
        if session.key != command.session:
            turn.emit(SessionClosed(at=turn.now, session=session.key, why="password_changed"))


def _enrol(turn: Turn[AccountState], command: Enrol) -> None:
    _platform(turn)
    state = turn.state
    if not state.kind:
        turn.emit(
            AccountRegistered(at=turn.now, kind="staff", display=command.display, password_hash="")
        )
        return
    if state.kind != "staff":
        raise Refusal(Reason("account.exists"), kind="not_now")
    if state.display != command.display:
        turn.emit(AccountNamed(at=turn.now, display=command.display))
    _be_told(turn, Enable(told=command.told))


def _offer_activation(turn: Turn[AccountState], command: OfferActivation) -> None:
    _platform(turn)
    if not turn.state.kind:
        raise Refusal(Reason("account.unknown"), kind="unknown")
    until = turn.now + CODE_LASTS
    turn.emit(ActivationOffered(at=turn.now, code_hash=command.code_hash, until=until))


def _activate(turn: Turn[AccountState], command: Activate) -> None:
    _platform(turn)
    state, offered = turn.state, turn.state.activation
    usable = offered and offered.code_hash == command.code_hash and turn.now < offered.until
    if not usable or state.disabled or state.locked(turn.now):
        activation_failed()
    turn.emit(PasswordChanged(at=turn.now, password_hash=command.password_hash))
    for session in state.sessions:
        turn.emit(SessionClosed(at=turn.now, session=session.key, why="password_changed"))


def _choose(turn: Turn[AccountState], command: ChooseCapacity) -> None:
    _own(turn)
    session = turn.state.session(command.session)
    of_staff = turn.state.kind == "staff"
    # whether somebody else's mandate holds is asked with every request, and not here
    known = turn.state.capacity(command.capacity) if of_staff else command.capacity[:1] in ("", "/")
    if session is None or not known:
        raise Refusal(Reason("account.unknown_capacity", "/capacity"))
    if session.capacity != command.capacity:
        turn.emit(CapacityChosen(at=turn.now, session=command.session, capacity=command.capacity))


def _be_told(turn: Turn[AccountState], command: ChangeRoles | Disable | Enable) -> None:
    _platform(turn)
    if not turn.state.kind:
        raise Refusal(Reason("account.unknown"), kind="unknown")
    if command.told < turn.state.told:
        return
    match command:
        case ChangeRoles():
            if turn.state.acts() != command.capacities:
                changed = RolesChanged(
                    at=turn.now, told=command.told, capacities=command.capacities
                )
                turn.emit(changed)
                _end_sessions(turn, "roles_changed")
        case Disable():
            if not turn.state.disabled:
                turn.emit(AccountDisabled(at=turn.now, told=command.told))
                _end_sessions(turn, "disabled")
        case Enable():
            if turn.state.disabled:
                turn.emit(AccountEnabled(at=turn.now, told=command.told))


def _end_sessions(
    turn: Turn[AccountState], why: Literal["roles_changed", "disabled", "ended"]
) -> None:
    for session in turn.state.sessions:
        turn.emit(SessionClosed(at=turn.now, session=session.key, why=why))


def _platform(turn: Turn[AccountState]) -> None:
    if turn.by != PLATFORM:
        raise Refusal(Reason("access.forbidden"), kind="forbidden")


def _own(turn: Turn[AccountState]) -> None:
    if not turn.state.kind or turn.by.id.partition(":")[2] != turn.id:
        raise Refusal(Reason("access.forbidden"), kind="forbidden")


def activation_failed() -> NoReturn:
    """One sentence for all causes, so that it does not tell which accounts exist.

    Raises:
        Refusal: always.
    """
    raise Refusal(Reason("activation.failed", "/code"), kind="forbidden")


def _sign_in_failed() -> NoReturn:
    """One sentence for all causes, so that it does not tell which accounts exist."""
    raise Refusal(Reason("sign_in.failed"), kind="forbidden")
