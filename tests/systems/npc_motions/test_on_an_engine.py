"""Motions on a real engine and database: races, numbers without a gap, altered records."""

import asyncio
import random
from collections import Counter
from pathlib import Path

import bson
import pytest
from bson.raw_bson import RawBSONDocument

from actors.blocks.numbers.register import Asker, VoidNumber
from actors.followers.projector import Projector
from actors.kernel.errors import Refusal
from actors.kernel.identity import PLATFORM, Identity
from actors.kernel.turn import Command, Event
from actors.runtime.engine import Engine
from actors.runtime.placement import shard_of
from actors.systems.npc_motions import congress_session_records as s
from actors.systems.npc_motions import motion_commands as c
from actors.systems.npc_motions import motion_events as e
from actors.systems.npc_motions.deputy_roster import Membership
from storage.chain import commit_id
from storage.clock import FixedClock
from storage.mongo import Database
from storage.signing import FileSigner, make_key, trusted
from storage.verify import verify
from tests.integration.conftest import StartEngine
from tests.integration.sealed import seal
from tests.systems.npc_motions.floor import (
    HASH,
    KINDS,
    NAMES,
    PARTS,
    SESSION,
    account,
    at,
    deputy,
    draft,
    prepare,
)

HERE = {name: KINDS[name] for name in (*NAMES, "mailbox")}
NOW = at("2026-03-02 09:00")


def signed(signers: int = 10, level: str = "city") -> list[Event]:
    """Return what has happened to a motion that `signers` deputies in office have signed, before a
    congress of that level."""
    prepared = prepare()
    facts = s.SessionFacts(
        phase="open",
        congress="foshan",
        level=level,
        place="foshan",
        term=16,
        number=3,
        motion_deadline=prepared.motion_deadline,
        members=40,
        delegations=prepared.delegations,
        seq=3,
    )
    people = [
        Membership(account=account(n), congress="foshan", term=16, status="active", seq=1)
        for n in range(1, signers + 1)
    ]
    return [
        e.MotionDrafted(
            at=NOW,
            lead=account(1),
            session=SESSION,
            congress="foshan",
            term=16,
            mover="deputies",
            form="matter",
            **PARTS,
            one_matter=True,
            text_hash=HASH,
        ),
        e.SessionNoted(at=NOW, session=SESSION, facts=facts),
        e.CosignersInvited(at=NOW, accounts=tuple(map(account, range(2, signers + 1)))),
        *(e.DeputyNoted(at=NOW, membership=each) for each in people),
        *(
            e.MotionSigned(at=NOW, account=account(n), text_hash=HASH)
            for n in range(2, signers + 1)
        ),
    ]


async def place(engine: Engine, keys: list[str], events: list[Event]) -> None:
    """Have `events` be the first commit of each of `keys`."""
    codec = engine.codecs["motion"]
    stored = [codec.store_event(event) for event in events]
    commits = [
        {
            "_id": commit_id(key, 1),
            "key": key,
            "seq": 1,
            "kind": "motion",
            "shard": shard_of(key),
            "epoch": 0,
            "host": "given",
            "cmd": "given-1",
            "by": PLATFORM.id,
            "at": NOW,
            "ev": stored,
            "rem": [],
            "out": [],
            "rv": None,
        }
        for key in keys
    ]
    await engine.store.append_many([RawBSONDocument(bson.encode(each)) for each in commits])


async def at_once(engine: Engine, key: str) -> str:
    """Have the lead submit and the tenth signer withdraw at once; return what became of it."""

    async def send(command: Command, by: Identity) -> None:
        await engine.send(key, command, id=f"{key}/{by.id}", by=by, timeout=60.0)

    wishes = [send(c.SubmitMotion(), deputy(1)), send(c.WithdrawSignature(), deputy(10))]
    if random.Random(key).random() < 0.5:
        wishes.reverse()
    answers = await asyncio.gather(*wishes, return_exceptions=True)
    (refused,) = [answer for answer in answers if isinstance(answer, BaseException)]
    assert isinstance(refused, Refusal)
    state = (await engine.show(key)).state
    if state.phase == "submitted":
        assert len(state.counted) == 10
        assert refused.kind == "not_now"
        return "in with ten"
    assert refused.reasons[0].code == "motion.too_few"
    return "withdrawn before"


@pytest.mark.feature("NPC-03")
async def test_of_a_thousand_that_submit_as_the_tenth_withdraws_none_is_in_with_nine(
    start_engine: StartEngine,
) -> None:
    keys = [f"motion:{n}" for n in range(1000)]
    outcomes: Counter[str] = Counter()
    async with start_engine(of=HERE, clock=FixedClock(NOW)) as engine:
        await place(engine, keys, signed())
        for first in range(0, len(keys), 50):
            outcomes.update(
                await asyncio.gather(*(at_once(engine, key) for key in keys[first : first + 50]))
            )

    assert outcomes.total() == 1000
    assert outcomes["in with ten"] > 100
    assert outcomes["withdrawn before"] > 100


async def numbered(engine: Engine, courier: Projector, keys: list[str]) -> None:
    """Wait until the register has told each of `keys` its number, and no message is under way."""
    async with asyncio.timeout(120):  # a register that is busy is asked again
        while not all([(await engine.show(key)).state.number for key in keys]):
            await courier.settled()
            await asyncio.sleep(0.05)


@pytest.mark.feature("NPC-07")
async def test_200_motions_at_once_beside_20_refused_ones_are_numbered_without_a_gap(
    start_engine: StartEngine, prepared: Database
) -> None:
    """And number 57, once void, is listed and never given out again. It is a township's congress,
    where five suffice, since each signer is told of each number."""
    valid = [f"motion:v{n}" for n in range(200)]
    refused = [f"motion:w{n}" for n in range(20)]
    async with start_engine(of=HERE, clock=FixedClock(NOW)) as engine:
        await place(engine, valid, signed(5, "township"))
        await place(engine, refused, signed(4, "township"))

        async def submit(key: str) -> str:
            try:
                await engine.send(key, c.SubmitMotion(), id=f"{key}/s", by=deputy(1), timeout=60.0)
            except Refusal as refusal:
                return refusal.reasons[0].code
            return "in"

        courier = Projector(prepared, (), sender=engine, kinds=HERE, partitions=2)
        async with courier:
            keys = [*valid, *refused]
            random.Random(7).shuffle(keys)
            outcomes = Counter(await asyncio.gather(*map(submit, keys)))
            await numbered(engine, courier, valid)
            states = [(await engine.show(key)).state for key in valid]
            given = {state.number: key for key, state in zip(valid, states, strict=True)}
            register = "register:motion-foshan-2026"
            void = VoidNumber(n=57, asker=Asker(given["J20260057"]))
            await engine.send(register, void, id="void", by=PLATFORM)
            await place(engine, ["motion:late"], signed(5, "township"))
            assert await submit("motion:late") == "in"
            await numbered(engine, courier, ["motion:late"])
            late = (await engine.show("motion:late")).state
            voided = (await engine.show(register)).state.voided

    assert outcomes == {"in": 200, "motion.too_few": 20}
    assert sorted(given) == [f"J2026{n:04}" for n in range(1, 201)]
    assert late.number == "J20260201"
    assert voided == (57,)


@pytest.mark.feature("NPC-23")
async def test_the_verifier_finds_the_one_record_of_a_motion_that_was_altered(
    start_engine: StartEngine, prepared: Database, tmp_path: Path
) -> None:
    key = "motion:1"
    make_key(tmp_path / "seal-key.pem")
    signer = FileSigner(tmp_path / "seal-key.pem")
    async with start_engine(of=HERE, clock=FixedClock(NOW)) as engine:
        await engine.send(key, draft(), id="d", by=deputy(1))
        for n in range(3):
            edit = c.EditMotion(**{**PARTS, "plan": f"方案{n}"}, one_matter=True)
            await engine.send(key, edit, id=f"e{n}", by=deputy(1))
    await seal(prepared, signer)
    keys = trusted([signer.public_key])

    before = await verify(prepared, keys, tmp_path / "archive")
    await prepared["journal"].update_one(
        {"_id": commit_id(key, 2)}, {"$set": {"ev.0.plan": "另一方案"}}
    )
    after = await verify(prepared, keys, tmp_path / "archive")

    assert before.sound
    assert not after.sound
    assert [(damage.key, damage.seq) for damage in after.damages] == [(key, 2)]
