"""How a terminal's events change it."""

import msgspec

from actors.blocks.terminals import events
from actors.blocks.terminals.reports import (
    ApplicationFiled,
    ConfigurationReported,
    DeviceChanged,
    Entry,
    SessionClosed,
    SessionOpened,
)
from actors.blocks.terminals.state import RECENT, Device, TerminalState

_set = msgspec.structs.replace

TerminalEvent = (
    events.Registered
    | events.Enrolled
    | events.Revoked
    | events.Connected
    | events.SpoolLost
    | events.Seen
    | events.WentOffline
    | events.EntriesReceived
    | events.OrderGiven
    | events.OrderEnded
    | events.DesiredSet
)


def evolve(state: TerminalState, event: TerminalEvent) -> TerminalState:
    """Return the terminal after `event`."""
    match event:
        case events.Registered():
            return _set(
                state,
                name=event.name,
                place=event.place,
                code_hash=event.code_hash,
                code_expires_at=event.expires_at,
            )
        case events.Enrolled():
            return _set(
                state,
                public_key=event.public_key,
                used_code_hash=state.code_hash,
                code_hash="",
                code_expires_at=None,
                revoked=False,
                enrolled_at=event.at,
            )
        case events.Revoked():
            return _set(
                state,
                revoked=True,
                revoked_at=event.at,
                public_key=b"",
                code_hash="",
                used_code_hash="",
            )
        case events.Connected():
            return _set(
                state,
                online=True,
                connection=event.connection,
                last_seen=event.at,
                software=event.software,
                boot=event.boot,
                epoch=event.epoch,
                session=state.session if state.boot == event.boot else "",
            )
        case events.SpoolLost():
            return _set(state, epoch=event.epoch, received_seq=0, session="")
        case events.Seen():
            return _set(state, last_seen=event.at)
        case events.WentOffline():
            return _set(state, online=False, connection="")
        case events.EntriesReceived():
            for entry in event.entries:
                state = _receive(state, entry)
            return _set(state, last_seen=event.at)
        case events.OrderGiven():
            return _set(state, orders=(*state.orders, event.order))
        case events.OrderEnded():
            return _set(state, orders=tuple(o for o in state.orders if o.id != event.id))
        case events.DesiredSet():
            return _set(state, desired_rev=event.rev, desired=event.configuration)


def _receive(state: TerminalState, entry: Entry) -> TerminalState:
    state = _set(state, received_seq=entry.seq, recent=(*state.recent, entry)[-RECENT:])
    match entry.report:
        case DeviceChanged() as report:
            device = Device(
                state=report.state,
                at=entry.at,
                detail=report.detail,
                supplies=report.supplies,
            )
            return _set(state, devices={**state.devices, report.device: device})
        case SessionOpened(session=session):
            return _set(state, session=session)
        case SessionClosed():
            return _set(state, session="")
        case ConfigurationReported() as report:
            return _set(state, reported_rev=report.rev, reported=report.configuration)
        case ApplicationFiled(refused=()):
            return _set(state, applications=state.applications + 1)
        case _:
            return state
