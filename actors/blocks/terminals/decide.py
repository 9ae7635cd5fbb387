"""The rules of a terminal: who may speak for it, what its stream may hold, how orders end."""

from datetime import timedelta
from typing import Any

import msgspec

from actors.blocks.cases.roles import WINDOW_CLERK
from actors.blocks.operations.roles import OPERATOR
from actors.blocks.terminals import commands, events
from actors.blocks.terminals.reports import ApplicationFiled, CommandDone, Entry
from actors.blocks.terminals.state import Order, TerminalState
from actors.kernel.errors import Reason, Refusal
from actors.kernel.identity import Identity
from actors.kernel.turn import Turn

TERMINAL = "terminal"  # the role of a terminal that proved its key
OPERATIONS = ("lock", "unlock", "restart")  # of operators; a receipt belongs to a session
BEAT_SECONDS = 30  # how often the gateway tells that it hears a terminal
SILENCE = timedelta(seconds=3 * BEAT_SECONDS)  # without a beat for so long, it is offline
MAX_ORDERS = 32  # that wait at once
MAX_ORDER_SECONDS = 24 * 3600
READ_CARD = "read_card"  # an operation of clerks
CARD_SECONDS = 30  # for laying a card on the reader of a window
RECEIPT_SECONDS = 120  # a receipt is printed while the person can still be there, or not at all

TerminalCommand = (
    commands.Register
    | commands.Enrol
    | commands.Revoke
    | commands.Connect
    | commands.Beat
    | commands.Disconnect
    | commands.MissBeats
    | commands.RecordEntries
    | commands.GiveOrder
    | commands.ExpireOrder
    | commands.SetDesired
    | commands.ReadCard
)
_Turn = Turn[TerminalState]


def terminal_identity(id: str) -> Identity:
    """Return the identity of the terminal `id` once it has proved its key."""
    return Identity(f"terminal:{id}", (TERMINAL,))


def decide(turn: _Turn, command: TerminalCommand) -> Any:
    """Carry out `command`, or refuse it."""
    match command:
        case commands.Register():
            return _register(turn, command)
        case commands.Enrol():
            return _enrol(turn, command)
        case commands.Revoke():
            return _revoke(turn, command)
        case commands.Connect():
            return _connect(turn, command)
        case commands.Beat():
            _require_link(turn, command.connection)
            turn.emit(events.Seen(at=turn.now))
            return _watch(turn)
        case commands.Disconnect():
            return _disconnect(turn, command)
        case commands.MissBeats():
            return _miss_beats(turn, command)
        case commands.RecordEntries():
            return _record(turn, command)
        case commands.GiveOrder():
            return _give_order(turn, command)
        case commands.ExpireOrder():
            _require(turn, "clock")
            return _end(turn, command.id, "expired", "")
        case commands.SetDesired():
            return _set_desired(turn, command)
        case commands.ReadCard():
            return _read_card(turn, command)


def _register(turn: _Turn, command: commands.Register) -> None:
    _require(turn, OPERATOR)
    if command.expires_at <= turn.now:
        raise Refusal(Reason("terminal.code_expired", "/expires_at"))
    turn.emit(
        events.Registered(
            at=turn.now,
            name=command.name,
            place=command.place,
            code_hash=command.code_hash,
            expires_at=command.expires_at,
        )
    )


def _enrol(turn: _Turn, command: commands.Enrol) -> dict[str, str]:
    state = turn.state
    told = {"name": state.name, "place": state.place}
    if len(command.public_key) != 32:
        raise Refusal(Reason("terminal.key_malformed", "/public_key"))
    if state.used_code_hash == command.code_hash and state.public_key == command.public_key:
        return told  # the answer to the first try was lost on the way
    expires_at = state.code_expires_at
    if not state.code_hash or state.code_hash != command.code_hash:
        raise Refusal(Reason("terminal.code_wrong", "/code"), kind="forbidden")
    if expires_at is None or expires_at <= turn.now:
        raise Refusal(Reason("terminal.code_expired", "/code"), kind="forbidden")
    turn.emit(events.Enrolled(at=turn.now, public_key=command.public_key))
    return told


def _revoke(turn: _Turn, command: commands.Revoke) -> None:
    _require(turn, OPERATOR)
    if not turn.state.name:
        raise Refusal(Reason("terminal.unknown"), kind="unknown")
    turn.emit(events.Revoked(at=turn.now, reason=command.reason))
    if turn.state.online:
        turn.emit(events.WentOffline(at=turn.now, why="revoked"))
    turn.forget("silence")


def _connect(turn: _Turn, command: commands.Connect) -> dict[str, int]:
    _require_self(turn)
    state = turn.state
    if state.epoch not in ("", command.epoch):
        turn.emit(events.SpoolLost(at=turn.now, epoch=command.epoch, received=state.received_seq))
    turn.emit(
        events.Connected(
            at=turn.now,
            connection=command.connection,
            software=command.software,
            boot=command.boot,
            epoch=command.epoch,
            replaced=state.online,
        )
    )
    _watch(turn)
    return {"received": turn.state.received_seq}


def _disconnect(turn: _Turn, command: commands.Disconnect) -> None:
    if turn.state.connection != command.connection:
        return  # another link has taken over, or it is offline already
    turn.emit(events.WentOffline(at=turn.now, why="closed"))
    turn.forget("silence")


def _miss_beats(turn: _Turn, command: commands.MissBeats) -> None:
    _require(turn, "clock")
    state = turn.state
    if state.connection != command.connection or state.last_seen is None:
        return
    if turn.now < state.last_seen + SILENCE:
        turn.remind("silence", state.last_seen + SILENCE, command)
        return
    turn.emit(events.WentOffline(at=turn.now, why="missed"))


def _record(turn: _Turn, command: commands.RecordEntries) -> dict[str, int]:
    _require_link(turn, command.connection)
    received = turn.state.received_seq
    if command.epoch != turn.state.epoch:
        raise Refusal(Reason("terminal.other_epoch", "/epoch"), kind="not_now")
    fresh = tuple(entry for entry in command.entries if entry.seq > received)
    for expected, entry in enumerate(fresh, received + 1):
        if entry.seq != expected:
            facts = {"expected": str(expected), "got": str(entry.seq)}
            raise Refusal(Reason("terminal.gap", "/entries", facts), kind="not_now")
    if fresh:
        turn.emit(events.EntriesReceived(at=turn.now, epoch=command.epoch, entries=fresh))
        for entry in fresh:
            _follow_up(turn, entry)
    return {"received": turn.state.received_seq}


def _follow_up(turn: _Turn, entry: Entry) -> None:
    match entry.report:
        case CommandDone() as report:
            _end(turn, report.id, report.code, report.detail)
        case ApplicationFiled() as report:
            arguments: dict[str, object] = {
                "session": report.session,
                "provisional": report.provisional,
                "item": report.item,
                "number": report.number,
                "refused": msgspec.to_builtins(report.refused),
                "at": turn.now.isoformat(),
            }
            _order(
                turn, f"receipt/{report.provisional}", "print_receipt", arguments, RECEIPT_SECONDS
            )
        case _:
            pass


def _give_order(turn: _Turn, command: commands.GiveOrder) -> None:
    _require(turn, OPERATOR)
    state = turn.state
    if command.operation not in OPERATIONS:
        facts = {"operation": command.operation}
        raise Refusal(Reason("terminal.operation_unknown", "/operation", facts))
    if not 0 < command.seconds <= MAX_ORDER_SECONDS:
        raise Refusal(Reason("terminal.time_out_of_range", "/seconds"))
    if not state.name:
        raise Refusal(Reason("terminal.unknown"), kind="unknown")
    if not state.public_key:
        raise Refusal(Reason("terminal.not_enrolled"), kind="not_now")
    if len(state.orders) >= MAX_ORDERS:
        raise Refusal(Reason("terminal.too_many_orders"), kind="not_now")
    if any(order.id == command.id for order in state.orders):
        return
    _order(turn, command.id, command.operation, command.arguments, command.seconds)


def _order(
    turn: _Turn, id: str, operation: str, arguments: dict[str, object], seconds: int
) -> None:
    expires_at = turn.now + timedelta(seconds=seconds)
    order = Order(id=id, operation=operation, arguments=arguments, expires_at=expires_at)
    turn.emit(events.OrderGiven(at=turn.now, order=order))
    # The terminal itself drops what is too late; the platform waits for its word a while longer.
    turn.remind(f"order/{id}", expires_at + SILENCE, commands.ExpireOrder(id=id))


def _end(turn: _Turn, id: str, code: Any, detail: str) -> None:
    for order in turn.state.orders:
        if order.id == id:
            turn.emit(
                events.OrderEnded(
                    at=turn.now, id=id, operation=order.operation, code=code, detail=detail
                )
            )
            turn.forget(f"order/{id}")


def _set_desired(turn: _Turn, command: commands.SetDesired) -> dict[str, int]:
    _require(turn, OPERATOR)
    if not turn.state.name:
        raise Refusal(Reason("terminal.unknown"), kind="unknown")
    rev = turn.state.desired_rev + 1
    turn.emit(events.DesiredSet(at=turn.now, rev=rev, configuration=command.configuration))
    return {"rev": rev}


def _read_card(turn: _Turn, command: commands.ReadCard) -> None:
    """One card at a time, for a clerk of the unit whose window the terminal stands at (the `unit`
    of its configuration).

    Raises:
        Refusal: it stands at no window of his, is not online, or reads a card for somebody else.
    """
    _require(turn, WINDOW_CLERK)
    state = turn.state
    if not turn.by.unit or state.desired.get("unit") != turn.by.unit:
        raise Refusal(Reason("terminal.not_allowed"), kind="forbidden")
    if any(order.id == command.id for order in state.orders):
        return
    if not state.online:
        raise Refusal(Reason("terminal.offline"), kind="not_now")
    if any(each.operation == READ_CARD and turn.now < each.expires_at for each in state.orders):
        raise Refusal(Reason("terminal.reader_busy"), kind="not_now")
    _order(turn, command.id, READ_CARD, {"reading": command.id}, CARD_SECONDS)


def _watch(turn: _Turn) -> None:
    command = commands.MissBeats(connection=turn.state.connection)
    turn.remind("silence", turn.now + SILENCE, command)


def _require(turn: _Turn, role: str) -> None:
    if not turn.by.has(role):
        raise Refusal(Reason("terminal.not_allowed"), kind="forbidden")


def _require_self(turn: _Turn) -> None:
    if turn.by != terminal_identity(turn.id):
        raise Refusal(Reason("terminal.not_allowed"), kind="forbidden")
    if not turn.state.public_key:
        raise Refusal(Reason("terminal.not_enrolled"), kind="forbidden")


def _require_link(turn: _Turn, connection: str) -> None:
    _require_self(turn)
    if turn.state.connection != connection:
        raise Refusal(Reason("terminal.link_replaced"), kind="not_now")
