"""自助终端: what a terminal's image promises, whatever the link does."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from actors.blocks.cases.roles import WINDOW_CLERK
from actors.blocks.operations.roles import OPERATOR
from actors.blocks.terminals import commands, events, filings
from actors.blocks.terminals.decide import CARD_SECONDS, SILENCE, decide, terminal_identity
from actors.blocks.terminals.evolve import evolve
from actors.blocks.terminals.reports import (
    ApplicationFiled,
    CommandDone,
    DeviceChanged,
    Entry,
    SessionOpened,
)
from actors.blocks.terminals.state import TerminalState
from actors.blocks.terminals.trust import trust_in
from actors.kernel.errors import Refusal
from actors.kernel.identity import CLOCK, Identity
from actors.kernel.turn import Command, Turn

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
HERE = terminal_identity("t1")
STAFF = Identity("staff:op", (OPERATOR,))
KEY = bytes(range(32))


class Terminal:
    """A terminal's image in a test: sends commands one after another."""

    def __init__(self) -> None:
        self.state = TerminalState(id="t1")
        self.now = NOW
        self.turn: Turn[TerminalState]

    def ask(self, command: Command, by: Identity = HERE) -> object:
        self.turn = Turn("terminal:t1", self.state, evolve, now=self.now, by=by, command_id="c")
        reply = decide(self.turn, command)  # type: ignore[arg-type]
        self.state = self.turn.state
        return reply

    @property
    def happened(self) -> list[str]:
        return [type(event).__name__ for event in self.turn.events]


def registered() -> Terminal:
    terminal = Terminal()
    expires_at = NOW + timedelta(hours=1)
    terminal.ask(
        commands.Register(name="大厅一号", place="440604", code_hash="h", expires_at=expires_at),
        STAFF,
    )
    return terminal


def connected() -> Terminal:
    terminal = registered()
    terminal.ask(commands.Enrol(code_hash="h", public_key=KEY))
    terminal.ask(connect("n1"))
    return terminal


def connect(connection: str, epoch: str = "e1") -> commands.Connect:
    return commands.Connect(connection=connection, software="1", boot="b1", epoch=epoch)


def entries(*seqs: int, report: object = None) -> tuple[Entry, ...]:
    chosen = report or SessionOpened(session="s")
    return tuple(
        Entry(seq=seq, lane="B", at=NOW, mono=0, boot="b1", report=chosen)  # type: ignore[arg-type]
        for seq in seqs
    )


def record(*seqs: int, report: object = None, connection: str = "n1") -> commands.RecordEntries:
    return commands.RecordEntries(
        connection=connection, epoch="e1", entries=entries(*seqs, report=report)
    )


def test_a_one_time_code_works_once_and_its_repetition_is_answered_alike() -> None:
    terminal = registered()
    enrol = commands.Enrol(code_hash="h", public_key=KEY)

    first = terminal.ask(enrol)

    assert terminal.ask(enrol) == first
    assert terminal.happened == []
    with pytest.raises(Refusal, match="code_wrong"):
        terminal.ask(commands.Enrol(code_hash="h", public_key=bytes(32)))


def test_a_code_that_is_too_old_is_refused() -> None:
    terminal = registered()
    terminal.now += timedelta(hours=1)

    with pytest.raises(Refusal, match="code_expired"):
        terminal.ask(commands.Enrol(code_hash="h", public_key=KEY))


def test_entries_known_already_are_left_out_and_the_rest_is_kept() -> None:
    terminal = connected()
    terminal.ask(record(1, 2, 3))

    reply = terminal.ask(record(2, 3, 4, 5))

    assert reply == {"received": 5}
    (event,) = terminal.turn.events
    assert isinstance(event, events.EntriesReceived)
    assert [entry.seq for entry in event.entries] == [4, 5]


def test_a_gap_in_the_stream_is_refused_and_nothing_is_kept() -> None:
    terminal = connected()
    terminal.ask(record(1))

    with pytest.raises(Refusal, match=r"terminal\.gap"):
        terminal.ask(record(3))
    assert terminal.state.received_seq == 1


def test_a_gap_inside_a_batch_is_refused() -> None:
    terminal = connected()

    with pytest.raises(Refusal, match=r"terminal\.gap"):
        terminal.ask(record(1, 2, 4))


def test_the_newest_connection_wins_and_the_older_may_not_speak() -> None:
    terminal = connected()
    terminal.ask(connect("n2"))

    with pytest.raises(Refusal, match="link_replaced"):
        terminal.ask(record(1, connection="n1"))
    terminal.ask(commands.Disconnect(connection="n1"))
    assert terminal.state.online


def test_another_epoch_tells_that_the_spool_was_lost() -> None:
    terminal = connected()
    terminal.ask(record(1, 2))

    reply = terminal.ask(connect("n2", epoch="e2"))

    assert terminal.happened == ["SpoolLost", "Connected"]
    assert reply == {"received": 0}


def test_silence_makes_a_terminal_offline_and_a_beat_in_time_does_not() -> None:
    terminal = connected()
    terminal.now += SILENCE / 2
    terminal.ask(commands.Beat(connection="n1"))
    terminal.now += SILENCE / 2
    terminal.ask(commands.MissBeats(connection="n1"), CLOCK)
    assert terminal.state.online
    assert terminal.turn.reminders

    terminal.now += SILENCE / 2
    terminal.ask(commands.MissBeats(connection="n1"), CLOCK)
    assert not terminal.state.online
    assert terminal.happened == ["WentOffline"]


def test_an_alarm_of_an_older_connection_does_nothing() -> None:
    terminal = connected()
    terminal.now += SILENCE
    terminal.ask(connect("n2"))
    terminal.ask(commands.MissBeats(connection="n1"), CLOCK)

    assert terminal.state.online


def test_a_filed_application_orders_its_receipt_in_the_same_turn() -> None:
    terminal = connected()
    filed = ApplicationFiled(session="s", item="A-1", provisional="P1", case="c1", number="N1")

    terminal.ask(record(1, report=filed))

    assert terminal.happened == ["EntriesReceived", "OrderGiven"]
    (order,) = terminal.state.orders
    assert (order.operation, order.arguments["number"]) == ("print_receipt", "N1")
    assert terminal.state.applications == 1


def test_a_finished_order_is_no_longer_waited_for() -> None:
    terminal = connected()
    terminal.ask(commands.GiveOrder(id="o1", operation="lock"), STAFF)

    terminal.ask(record(1, report=CommandDone(id="o1", code="done")))

    assert terminal.happened == ["EntriesReceived", "OrderEnded"]
    assert terminal.state.orders == ()


def test_an_order_that_is_never_answered_expires() -> None:
    terminal = connected()
    terminal.ask(commands.GiveOrder(id="o1", operation="lock", seconds=60), STAFF)
    (reminder,) = terminal.turn.reminders
    assert reminder.at == NOW + timedelta(seconds=60) + SILENCE

    terminal.ask(commands.ExpireOrder(id="o1"), CLOCK)

    (event,) = terminal.turn.events
    assert isinstance(event, events.OrderEnded)
    assert event.code == "expired"


def test_a_revoked_terminal_is_offline_and_may_not_connect() -> None:
    terminal = connected()
    terminal.ask(commands.Revoke(reason="stolen"), STAFF)

    assert not terminal.state.online
    with pytest.raises(Refusal, match="not_enrolled"):
        terminal.ask(connect("n2"))


@pytest.mark.parametrize(
    ("command", "by"),
    [
        (commands.GiveOrder(id="o", operation="restart"), HERE),
        (commands.Revoke(reason=""), HERE),
        (commands.SetDesired(configuration={}), HERE),
        (commands.MissBeats(connection="n1"), HERE),
        (commands.Beat(connection="n1"), terminal_identity("t2")),
        (record(1), STAFF),
    ],
)
def test_nobody_else_may_speak_for_a_terminal_or_command_it(command: Command, by: Identity) -> None:
    terminal = connected()

    with pytest.raises(Refusal) as refusal:
        terminal.ask(command, by)
    assert refusal.value.kind == "forbidden"


def test_devices_are_shown_by_their_last_word() -> None:
    terminal = connected()
    changed = DeviceChanged(device="printer", state="online", supplies={"paper": "low"})

    terminal.ask(record(1, report=changed))

    assert terminal.state.devices["printer"].supplies == {"paper": "low"}


def test_events_survive_storage_unchanged() -> None:
    terminal = connected()
    terminal.ask(
        record(1, report=ApplicationFiled(session="s", item="A", provisional="P", case="c"))
    )
    events = terminal.turn.events
    assert events
    for event in events:
        document = msgspec.to_builtins(event, builtin_types=(datetime, bytes))
        assert msgspec.convert(document, type(event)) == event


def test_a_receipt_is_ordered_for_its_session_and_by_no_operator() -> None:
    terminal = connected()
    filed = ApplicationFiled(session="s1", item="A-1", provisional="P1", case="c1", number="N1")
    terminal.ask(record(1, report=filed))
    (order,) = terminal.state.orders
    assert order.arguments["session"] == "s1"

    with pytest.raises(Refusal, match="operation_unknown"):
        terminal.ask(commands.GiveOrder(id="o", operation="print_receipt"), STAFF)


def test_what_was_filed_around_a_revocation_is_believed_by_when_that_was() -> None:
    terminal = connected()
    assert trust_in(terminal.state, NOW) == "trusted"

    terminal.now = revoked_at = NOW + timedelta(hours=1)
    terminal.ask(commands.Revoke(reason="moved"), STAFF)
    assert trust_in(terminal.state, revoked_at) == "cut_off_since"
    later = revoked_at + timedelta(seconds=1)
    assert trust_in(terminal.state, later) == "cut_off_before"

    terminal.now = enrolled_at = revoked_at + timedelta(hours=1)
    expires_at = enrolled_at + timedelta(hours=1)
    again = commands.Register(name="x", place="440604", code_hash="h2", expires_at=expires_at)
    terminal.ask(again, STAFF)
    terminal.ask(commands.Enrol(code_hash="h2", public_key=bytes(32)))
    assert trust_in(terminal.state, revoked_at) == "cut_off_since"
    assert trust_in(terminal.state, later) == "cut_off_before"
    assert trust_in(terminal.state, enrolled_at) == "trusted"


def test_a_provisional_number_leads_where_it_led_first() -> None:
    def commit(terminal: str, number: str) -> dict[str, object]:
        report = {
            "type": "application_filed",
            "provisional": "260101-AAAAA-BBBBB",
            "item": "A-1",
            "case": "c1",
            "number": number,
        }
        happened = {"type": "EntriesReceived", "entries": [{"report": report}]}
        return {"key": f"terminal:{terminal}", "at": NOW, "ev": [happened]}

    view = filings.view()
    first, other = commit("t1", "N1"), commit("t2", "N2")
    (id,) = view.rows(first)
    row = view.fold(None, id, first)
    assert id == "260101AAAAABBBBB"
    assert row is not None
    assert (row["number"], row["refused"]) == ("N1", [])
    assert view.fold(row, id, other) == row


CLERK = Identity("staff:clerk", (WINDOW_CLERK,), "government_services")


@pytest.mark.feature("HALL-07")
def test_a_clerk_has_a_card_read_at_a_window_of_his_unit_and_at_no_other() -> None:
    terminal = connected()
    with pytest.raises(Refusal, match=r"terminal\.not_allowed"):
        terminal.ask(commands.ReadCard(id="r1"), CLERK)  # it stands at no window
    terminal.ask(commands.SetDesired(configuration={"unit": "government_services"}), STAFF)
    for stranger in (STAFF, HERE, Identity(CLERK.id, CLERK.roles, "health")):
        with pytest.raises(Refusal, match=r"terminal\.not_allowed"):
            terminal.ask(commands.ReadCard(id="r1"), stranger)
    terminal.ask(commands.ReadCard(id="r1"), CLERK)
    terminal.ask(commands.ReadCard(id="r1"), CLERK)  # asked again, it is the same

    [order] = terminal.state.orders
    assert (order.operation, order.arguments) == ("read_card", {"reading": "r1"})
    with pytest.raises(Refusal, match=r"terminal\.reader_busy"):
        terminal.ask(commands.ReadCard(id="r2"), CLERK)
    terminal.now += timedelta(seconds=CARD_SECONDS)
    terminal.ask(commands.ReadCard(id="r2"), CLERK)
    terminal.ask(commands.Disconnect(connection="n1"))
    with pytest.raises(Refusal, match=r"terminal\.offline"):
        terminal.ask(commands.ReadCard(id="r3"), CLERK)
