"""How an entity tells a department's system what was done, and has it on record whose data that
shows."""

from collections.abc import Mapping
from typing import Any

from actors.blocks.exchanges.departments import DEPARTMENT
from actors.blocks.exchanges.records import EXCHANGE, PURPOSE, TellStep, exchange_id
from actors.blocks.exchanges.steps import Step
from actors.blocks.reads.record import RecordAccess
from actors.kernel.identity import Identity
from actors.kernel.turn import Turn


def tell_step(
    turn: Turn[Any], system: str, step: Step, facts: Mapping[str, Any], *, number: str
) -> None:
    """Have the department's `system` told, once this turn is durable, that `step` was taken with
    `facts`, which are what JSON has; the entity quotes itself by `number`."""
    command = TellStep(subject=turn.key, number=number, step=step, at=turn.now, facts=dict(facts))
    turn.send(f"{EXCHANGE}:{exchange_id(turn.key, system)}", command)


def record_shown(turn: Turn[Any], system: str, unit: str, about: str) -> None:
    """Have it on record that the party `system`, of `unit` ("" for none of ours), is shown personal
    data of the case: of the account `about`, "" for somebody without one."""
    outside = Identity(f"{DEPARTMENT}:{system}", (), unit)
    record = RecordAccess(purpose=PURPOSE, about=about, full=True, shown_to=outside)
    turn.send(f"access:{turn.id}", record)
