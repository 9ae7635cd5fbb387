"""Submission and withdrawal at the same time: one of them comes first (NPC-03, vector 5)."""

from collections import Counter
from itertools import permutations

import pytest

from actors.kernel.errors import Refusal
from actors.kernel.identity import Identity
from actors.kernel.turn import Command
from actors.systems.npc_motions import motion_commands as c
from actors.systems.npc_motions.motion_state import counting
from actors.systems.npc_motions.thresholds import active_signers
from actors.testing.scenario import START
from actors.testing.worlds import MemoryWorld
from tests.systems.npc_motions.floor import (
    MOTION,
    account,
    convened,
    cosigned,
    deputy,
    drafted,
    seated,
    sign,
)

READY = cosigned(drafted(seated(convened(), 11)), 10).when(
    c.InviteCosigners(accounts=(account(11),)), by=deputy(1)
)


@pytest.mark.feature("NPC-03")
async def test_in_whatever_order_they_come_a_motion_is_never_in_with_nine() -> None:
    """All orders of a submission, a withdrawal and a signature that comes late."""
    wishes: tuple[tuple[Command, Identity], ...] = (
        (c.SubmitMotion(), deputy(1)),
        (c.WithdrawSignature(), deputy(2)),
        (sign(), deputy(11)),
    )
    outcomes: Counter[tuple[str, int]] = Counter()
    for order in permutations(wishes):
        world = MemoryWorld(READY.kinds, START)
        await READY.run_in(world)
        for number, (command, by) in enumerate(order):
            try:
                await world.send(MOTION, command, f"race-{number}", by, START)
            except Refusal as refusal:
                assert refusal.kind == "not_now"
        state = await world.state(MOTION)
        counted = len(state.counted) or len(active_signers(counting(state)))
        outcomes[state.phase, counted] += 1

    assert outcomes == {("submitted", 10): 4, ("submitted", 11): 1, ("cosigning", 10): 1}
