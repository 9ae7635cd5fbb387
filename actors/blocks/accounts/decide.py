"""The rules of accounts and sessions."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import timedelta
from typing import Any, Literal

from actors.blocks.accounts import proving
from actors.blocks.accounts.commands import (
    Activate,
    AddPasskey,
    ChangePassword,
    ChangeRoles,
    ChooseCapacity,
    CloseOthers,
    CloseSession,
    Disable,
    Enable,
    EndSessions,
    Enrol,
    OfferActivation,
    OfferReset,
    OpenSession,
    Prove,
    RecordFailure,
    RecordUse,
    Recover,
    Register,
    RemoveAuthenticator,
    RemovePasskey,
    RenewRecoveryCodes,
    SetAuthenticator,
)
from actors.blocks.accounts.events import (
    AccountDisabled,
    AccountEnabled,
    AccountNamed,
    AccountRegistered,
    ActivationOffered,
    CapacityChosen,
    RolesChanged,
    SessionClosed,
    SessionUsed,
)
from actors.blocks.accounts.putting_right import PutRight, put_right
from actors.blocks.accounts.roles import RESIDENT
from actors.blocks.accounts.standing import require_owner, require_platform
from actors.blocks.accounts.state import AccountState
from actors.blocks.messages.address import to_somebody
from actors.blocks.messages.notify import notify
from actors.kernel.errors import Reason, Refusal
from actors.kernel.restricting import Restrict, restrict
from actors.kernel.system import AccountKind, Role
from actors.kernel.turn import Turn

CODE_LASTS = timedelta(hours=72)  # for which an activation code can be used
RESET_LASTS = timedelta(hours=2)  # for which one can that was handed over at a window
AccountCommand = (
    Register
    | OpenSession
    | Prove
    | RecordFailure
    | RecordUse
    | CloseSession
    | CloseOthers
    | ChangePassword
    | Enrol
    | OfferActivation
    | OfferReset
    | Activate
    | Recover
    | SetAuthenticator
    | RenewRecoveryCodes
    | RemoveAuthenticator
    | AddPasskey
    | RemovePasskey
    | ChooseCapacity
    | ChangeRoles
    | Disable
    | Enable
    | EndSessions
    | PutRight
    | Restrict
)


def decider(
    kinds: Mapping[str, AccountKind], roles: Mapping[str, Role]
) -> Callable[[Turn[AccountState], AccountCommand], Any]:
    """Return the decide function of accounts of these `kinds`, which may hold `roles`.

    It carries out a command (see the commands for what each does) and raises Refusal: the account
    does not exist or exists already, the evidence is none, or the caller may not.
    """

    def decide(turn: Turn[AccountState], command: AccountCommand) -> Any:
        if turn.state.restricted and not isinstance(command, Restrict):
            raise Refusal(Reason("account.restricted"), kind="not_now")
        match command:
            case Register():
                _register(turn, command, kinds, roles)
            case OpenSession():
                proving.open_session(turn, command)
            case Prove():
                proving.prove(turn, command)
            case RecordFailure():
                proving.count_failure(turn, command)
            case RecordUse():
                require_owner(turn)
                if turn.state.session(command.session):
                    turn.emit(SessionUsed(at=command.at, session=command.session))
            case CloseSession():
                require_owner(turn)
                if turn.state.session(command.session):
                    turn.emit(SessionClosed(at=turn.now, session=command.session))
            case CloseOthers():
                require_owner(turn)
                _end_sessions(turn, "signed_out", keep=command.session)
            case ChangePassword():
                proving.change_password(turn, command)
            case Enrol():
                _enrol(turn, command)
            case OfferActivation():
                _offer_activation(turn, command)
            case OfferReset():
                _offer_reset(turn, command)
            case Activate():
                proving.activate(turn, command)
            case Recover():
                proving.recover(turn, command)
            case SetAuthenticator():
                proving.set_authenticator(turn, command)
            case RenewRecoveryCodes():
                proving.renew_recovery_codes(turn, command)
            case RemoveAuthenticator():
                proving.remove_authenticator(turn)
            case AddPasskey():
                proving.add_passkey(turn, command)
            case RemovePasskey():
                proving.remove_passkey(turn, command.passkey)
            case ChooseCapacity():
                _choose(turn, command)
            case ChangeRoles() | Disable() | Enable():
                _be_told(turn, command)
            case EndSessions():
                require_platform(turn)
                _end_sessions(turn, "ended")
            case PutRight():
                put_right(turn, command)
            case Restrict():
                require_platform(turn)
                restrict(turn, command, turn.state.disabled_at if turn.state.disabled else None)
        return None

    return decide


def _register(
    turn: Turn[AccountState],
    command: Register,
    kinds: Mapping[str, AccountKind],
    roles: Mapping[str, Role],
) -> None:
    require_platform(turn)
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


def _enrol(turn: Turn[AccountState], command: Enrol) -> None:
    require_platform(turn)
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
    require_platform(turn)
    if not turn.state.kind:
        raise Refusal(Reason("account.unknown"), kind="unknown")
    until = turn.now + CODE_LASTS
    offered = ActivationOffered(
        at=turn.now,
        code_hash=command.code_hash,
        until=until,
        factors_lost=command.factors_lost,
    )
    turn.emit(offered)


def _offer_reset(turn: Turn[AccountState], command: OfferReset) -> None:
    require_platform(turn)
    if not turn.state.kind:
        raise Refusal(Reason("account.unknown"), kind="unknown")
    if turn.state.kind == "staff" or turn.state.disabled:
        raise Refusal(Reason("access.forbidden"), kind="forbidden")
    offered = ActivationOffered(
        at=turn.now,
        code_hash=command.code_hash,
        until=turn.now + RESET_LASTS,
        factors_lost=True,
    )
    turn.emit(offered)
    _end_sessions(turn, "ended")
    to = to_somebody(turn.state.identity)
    notify(turn, to, "account.ResetOffered", urgency="urgent")


def _choose(turn: Turn[AccountState], command: ChooseCapacity) -> None:
    require_owner(turn)
    session = turn.state.session(command.session)
    of_staff = turn.state.kind == "staff"
    # whether somebody else's mandate holds is asked with every request, and not here
    known = turn.state.capacity(command.capacity) if of_staff else command.capacity[:1] in ("", "/")
    if session is None or not known:
        raise Refusal(Reason("account.unknown_capacity", "/capacity"))
    if session.capacity != command.capacity:
        turn.emit(CapacityChosen(at=turn.now, session=command.session, capacity=command.capacity))


def _be_told(turn: Turn[AccountState], command: ChangeRoles | Disable | Enable) -> None:
    require_platform(turn)
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
    turn: Turn[AccountState],
    why: Literal["roles_changed", "disabled", "ended", "signed_out"],
    *,
    keep: str = "",
) -> None:
    for session in turn.state.sessions:
        if session.key == keep:
            continue
        turn.emit(SessionClosed(at=turn.now, session=session.key, why=why))
