"""What befalls a terminal: every command of its image in some scenario."""

from datetime import UTC, timedelta

from actors.blocks.cases.roles import WINDOW_CLERK
from actors.blocks.operations.roles import OPERATOR
from actors.blocks.terminals.commands import (
    Beat,
    Connect,
    Disconnect,
    Enrol,
    GiveOrder,
    ReadCard,
    RecordEntries,
    Register,
    Revoke,
    SetDesired,
)
from actors.blocks.terminals.decide import SILENCE, terminal_identity
from actors.blocks.terminals.kind import TERMINAL
from actors.blocks.terminals.reports import ApplicationFiled, CommandDone, Entry
from actors.kernel.identity import Identity
from actors.testing import Scenario
from tests.blocks.cases.kit import at

NINE = at("2026-03-02 09:00").astimezone(UTC)
HERE, STAFF = terminal_identity("1"), Identity("staff:op", (OPERATOR,))
CLERK = Identity("staff:hall_clerk", (WINDOW_CLERK,), "government_services")
REGISTERED = Scenario.of(TERMINAL).when(
    Register(name="大厅一号", place="440604", code_hash="h", expires_at=NINE + timedelta(hours=1)),
    by=STAFF,
)
CONNECTED = REGISTERED.when(Enrol(code_hash="h", public_key=bytes(range(32))), by=HERE).when(
    Connect(connection="n1", software="1", boot="b1", epoch="e1"), by=HERE
)


def entries(*reports: object) -> RecordEntries:
    """Return the first entries of the stream, with `reports`."""
    return RecordEntries(
        connection="n1",
        epoch="e1",
        entries=tuple(
            Entry(seq=seq, lane="B", at=NINE, mono=0, boot="b1", report=report)  # type: ignore[arg-type]
            for seq, report in enumerate(reports, start=1)
        ),
    )


FILED = ApplicationFiled(session="s", item="A-1", provisional="P1", case="c1", number="N1")

TERMINALS: dict[str, Scenario] = {
    "a terminal that files an application and carries out an order": CONNECTED.when(
        SetDesired(configuration={"idle_seconds": 60}), by=STAFF
    )
    .when(GiveOrder(id="o1", operation="lock"), by=STAFF)
    .when(entries(FILED, CommandDone(id="o1", code="done")), by=HERE)
    .then(reply={"received": 2})
    .when(Disconnect(connection="n1"), by=HERE)
    .then_shown(online=False, applications=1),
    "a terminal that falls silent with an order": CONNECTED.when(
        GiveOrder(id="o1", operation="lock", seconds=60), by=STAFF
    )
    .after(seconds=SILENCE.total_seconds() / 2)
    .when(Beat(connection="n1"), by=HERE)
    .after(hours=1)
    .then_shown(online=False, orders=()),
    "a terminal that reads a card for a clerk at its window": CONNECTED.when(
        SetDesired(configuration={"unit": CLERK.unit, "window": "3"}), by=STAFF
    )
    .when(ReadCard(id="r1"), by=CLERK)
    .when(ReadCard(id="r2"), by=CLERK)
    .then_refused("terminal.reader_busy")
    .when(entries(CommandDone(id="r1", code="done")), by=HERE)
    .then_shown(orders=()),
    "a terminal that is stolen": CONNECTED.when(Revoke(reason="stolen"), by=STAFF)
    .when(Connect(connection="n2", software="1", boot="b1", epoch="e1"), by=HERE)
    .then_refused("terminal.not_enrolled"),
}
