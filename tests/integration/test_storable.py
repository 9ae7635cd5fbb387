"""What the journal cannot keep, or would give back as something else, is refused by its place."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from actors.blocks.operations.roles import OPERATOR
from actors.blocks.terminals.commands import GiveOrder, Register, SetDesired
from actors.blocks.terminals.kind import TERMINAL
from actors.kernel.errors import Reason, Refusal
from actors.kernel.identity import Identity
from actors.kernel.turn import Command
from actors.runtime.codec import Codec
from storage.clock import FixedClock
from storage.mongo import Database
from tests.integration.conftest import StartEngine

NINE = datetime(2026, 3, 2, 1, tzinfo=UTC)
STAFF = Identity("staff:op", (OPERATOR,))
REGISTER = Register(
    name="大厅一号",
    place="440604",
    code_hash="h",
    expires_at=NINE + timedelta(hours=1),
)


def nested(levels: int) -> dict[str, Any]:
    """Return tables in each other, `levels` of them."""
    table: dict[str, Any] = {}
    for _ in range(levels - 1):
        table = {"a": table}
    return table


LOST: list[tuple[dict[str, Any], str]] = [  # and the place of what cannot be kept
    ({"$ref": "a", "$id": 1}, "/$ref"),
    ({"a": [{"b": {"$id": 1, "$ref": "a"}}]}, "/a/0/b/$id"),
    ({"$set": {}}, "/$set"),
    ({"a/~": {"b\0": 1}}, "/a~1~0/b\0"),
    ({"a": "\ud800"}, "/a"),
    ({"\ud800": 1}, "/?"),
    ({"a": 2**64}, "/a"),
    (nested(185), "/a" * 49),  # deeper than the database takes
    (nested(300), "/a" * 49),  # deeper than the driver takes
]
KEPT = [{"a.b": {"": "$ref"}}, {"a": "\0"}, {"a": -(2**63)}, nested(49), {"a": [{}] * 200}]


async def test_it_is_refused_by_its_place_and_the_entity_goes_on(
    start_engine: StartEngine,
) -> None:
    async with start_engine(of={"terminal": TERMINAL}, clock=FixedClock(NINE)) as engine:
        await engine.send("terminal:t", REGISTER, id="1", by=STAFF)
        for configuration, place in LOST:
            command = SetDesired(configuration=configuration)
            with pytest.raises(Refusal) as refused:
                await engine.send("terminal:t", command, id="2", by=STAFF)

            assert refused.value.reasons == (
                Reason("command.unstorable", f"/configuration{place}"),
            )
            assert refused.value.kind == "invalid"
        after = await engine.send("terminal:t", SetDesired(configuration={}), id="2", by=STAFF)

    assert after.seq == 2


async def test_what_is_only_strange_comes_back_as_it_was(
    start_engine: StartEngine, prepared: Database
) -> None:
    terminals = {f"terminal:t{number}": each for number, each in enumerate(KEPT)}
    async with start_engine(of={"terminal": TERMINAL}, clock=FixedClock(NINE)) as engine:
        for key, configuration in terminals.items():
            await engine.send(key, REGISTER, id="1", by=STAFF)
            await engine.send(key, SetDesired(configuration=configuration), id="2", by=STAFF)
    await prepared["snapshots"].delete_many({})
    async with start_engine(of={"terminal": TERMINAL}, clock=FixedClock(NINE)) as engine:
        shown = {key: (await engine.show(key)).state.desired for key in terminals}

    assert shown == terminals


@pytest.mark.parametrize(
    ("command", "place"),
    [
        (GiveOrder(id="o1", operation="lock", seconds=2**70), "/seconds"),
        (SetDesired(configuration={"a": "\ud800"}), "/configuration/a"),
    ],
)
def test_what_does_not_even_travel_to_a_host_is_refused_before(
    command: Command, place: str
) -> None:
    with pytest.raises(Refusal) as refused:
        Codec(TERMINAL).pack_command(command)

    assert refused.value.reasons == (Reason("command.unstorable", place),)
