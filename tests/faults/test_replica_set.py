"""F5 to F10: what can happen to the members of the database, under load."""

import asyncio
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import pytest
from pymongo import WriteConcern

from storage.mongo import Database
from tests.faults.checker import check
from tests.faults.database import Three, under_load


async def test_f5_killing_the_primary_loses_nothing(three: Three, replicated: Database) -> None:
    async with under_load(replicated, seed=5) as load:
        killed = three.mongods.primary()
        killed.kill()
        await asyncio.to_thread(three.mongods.primary, other_than=killed)
        await load.acknowledged(50)
        killed.start()
        await load.acknowledged(50)

    assert await check(replicated, load.history) == []


@pytest.mark.parametrize(
    "force",
    [
        pytest.param(False, id="orderly", marks=pytest.mark.long),
        pytest.param(True, id="forced"),
    ],
)
async def test_f6_a_primary_that_steps_down_loses_nothing(
    three: Three, replicated: Database, force: bool
) -> None:
    async with under_load(replicated, seed=6) as load:
        former = three.mongods.primary()
        await asyncio.to_thread(three.mongods.step_down, force=force)
        await asyncio.to_thread(three.mongods.primary, other_than=former)
        await load.acknowledged(50)

    assert await check(replicated, load.history) == []


@pytest.mark.parametrize(
    "cut",
    [
        "both ways",
        pytest.param("one way", marks=pytest.mark.long),
        pytest.param("from its clients", marks=pytest.mark.long),
    ],
)
async def test_f7_a_partition_of_the_primary_loses_nothing(
    three: Three, replicated: Database, cut: Literal["both ways", "one way", "from its clients"]
) -> None:
    async with under_load(replicated, seed=7) as load:
        former, machine = three.mongods.primary(), three.number()
        others = [three.network.address(n) for n in range(3) if n != machine]
        match cut:
            case "both ways":
                three.network.isolate(machine)
            case "one way":
                three.network.cut(machine, *others)
            case "from its clients":
                three.network.cut(machine, three.network.outside)
        if cut == "from its clients":
            await load.unknown(20)
        else:
            await asyncio.to_thread(three.mongods.primary, other_than=former)
            await load.acknowledged(50)
        three.network.heal()
        await load.acknowledged(50)

    assert await check(replicated, load.history) == []


@pytest.mark.long
async def test_f7_the_judge_finds_what_a_partition_costs_when_one_member_may_acknowledge(
    three: Three, replicated: Database
) -> None:
    """Sabotage: w: 1 instead of the majority."""
    weak = replicated.with_options(write_concern=WriteConcern(w=1, j=True))
    async with under_load(weak, seed=17) as load:
        former = three.mongods.primary()
        three.network.isolate(three.number())
        await asyncio.to_thread(three.mongods.primary, other_than=former)
        three.network.heal()
        await asyncio.to_thread(three.mongods.healthy)
        await load.acknowledged(50)

    broken = await check(replicated, load.history)

    assert any("was acknowledged as" in sentence for sentence in broken)


@pytest.mark.parametrize("who", ["primary", pytest.param("secondary", marks=pytest.mark.long)])
async def test_f8_a_member_that_freezes_and_thaws_late_loses_nothing(
    three: Three, replicated: Database, who: Literal["primary", "secondary"]
) -> None:
    async with under_load(replicated, seed=8) as load:
        primary, (secondary, _) = three.mongods.primary(), three.mongods.secondaries()
        frozen = primary if who == "primary" else secondary
        frozen.freeze()
        await load.acknowledged(50)
        frozen.thaw()
        await load.acknowledged(50)

    assert await check(replicated, load.history) == []


async def test_f9_slow_disks_slow_commands_down_and_double_none(
    three: Three, replicated: Database
) -> None:
    async with under_load(replicated, seed=9) as load:
        with disks(three, "delay_enter=200000"):  # microseconds
            await load.acknowledged(100)
        await load.acknowledged(100)

    assert await check(replicated, load.history) == []


@pytest.mark.long
async def test_f10_a_member_whose_disk_fails_ends_and_the_others_go_on(
    three: Three, replicated: Database
) -> None:
    async with under_load(replicated, seed=10) as load:
        failing = three.mongods.primary()
        with disks(three, "error=EIO:when=1", only=three.number()):
            async with asyncio.timeout(60):
                while failing.running:
                    await asyncio.sleep(0.05)
        await load.acknowledged(50)
        failing.start()
        await load.acknowledged(100)

    assert await check(replicated, load.history) == []


@contextmanager
def disks(three: Three, what: str, *, only: int | None = None) -> Iterator[None]:
    """Have `what` happen to whatever mongod makes durable, while the block runs."""
    members = three.mongods.members if only is None else [three.mongods.members[only]]
    tracers = [
        subprocess.Popen(
            ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fdatasync,fsync",
             "-e", f"inject=fdatasync,fsync:{what}", "-p", str(member.pid)],
            stderr=subprocess.DEVNULL,
        )
        for member in members
    ]  # fmt: skip
    try:
        yield
        assert only is not None or all(tracer.poll() is None for tracer in tracers)
    finally:
        for tracer in tracers:
            tracer.terminate()
            tracer.wait()
