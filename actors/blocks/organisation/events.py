"""What each wish of an administrator makes happen."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from actors.blocks.organisation import changes as made
from actors.blocks.organisation import commands as c
from actors.blocks.organisation.changes import AnyChange


def event_of(command: c.ChangeCommand, number: int, at: datetime) -> AnyChange:
    """Return what `command` makes happen, as the change `number`, asked for at an instant."""
    said = {
        "at": at,
        "number": number,
        "effective": command.effective,
        "reason": command.reason.strip(),
    }
    return EVENTS[type(command)](command, said)


def _establish(command: c.EstablishUnit, said: dict[str, Any]) -> AnyChange:
    return made.UnitEstablished(
        unit=command.unit,
        title=command.title,
        place=command.place,
        superior=command.superior,
        **said,
    )


def _rename(command: c.RenameUnit, said: dict[str, Any]) -> AnyChange:
    return made.UnitRenamed(unit=command.unit, title=command.title, **said)


def _move(command: c.MoveUnit, said: dict[str, Any]) -> AnyChange:
    return made.UnitMoved(unit=command.unit, superior=command.superior, **said)


def _close(command: c.CloseUnit, said: dict[str, Any]) -> AnyChange:
    return made.UnitClosed(unit=command.unit, successor=command.successor, **said)


def _set_window(command: c.SetWindow, said: dict[str, Any]) -> AnyChange:
    return made.WindowSet(unit=command.unit, integrated=command.integrated, **said)


def _enter(command: c.EnterStaff, said: dict[str, Any]) -> AnyChange:
    return made.StaffEntered(
        account=command.account,
        name=command.name,
        role=command.role,
        scope=command.scope,
        **said,
    )


def _appoint(command: c.Appoint, said: dict[str, Any]) -> AnyChange:
    return made.Appointed(
        account=command.account,
        role=command.role,
        scope=command.scope,
        until=command.until,
        **said,
    )


def _end_appointment(command: c.EndAppointment, said: dict[str, Any]) -> AnyChange:
    return made.AppointmentEnded(
        account=command.account, role=command.role, scope=command.scope, **said
    )


def _begin_leave(command: c.BeginLeave, said: dict[str, Any]) -> AnyChange:
    return made.LeaveBegun(
        account=command.account, until=command.until, deputy=command.deputy, **said
    )


def _end_leave(command: c.EndLeave, said: dict[str, Any]) -> AnyChange:
    return made.LeaveEnded(account=command.account, **said)


def _disable(command: c.DisableStaff, said: dict[str, Any]) -> AnyChange:
    return made.StaffDisabled(account=command.account, **said)


def _enable(command: c.EnableStaff, said: dict[str, Any]) -> AnyChange:
    return made.StaffEnabled(account=command.account, **said)


EVENTS: dict[type[c.ChangeCommand], Callable[[Any, dict[str, Any]], AnyChange]] = {
    c.EstablishUnit: _establish,
    c.RenameUnit: _rename,
    c.MoveUnit: _move,
    c.CloseUnit: _close,
    c.SetWindow: _set_window,
    c.EnterStaff: _enter,
    c.Appoint: _appoint,
    c.EndAppointment: _end_appointment,
    c.BeginLeave: _begin_leave,
    c.EndLeave: _end_leave,
    c.DisableStaff: _disable,
    c.EnableStaff: _enable,
}
