"""Plays a scenario in a world: commands, messages and alarms in the order of virtual time."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from actors.kernel.errors import Refusal
from actors.kernel.identity import CLOCK, PLATFORM, Identity
from actors.kernel.turn import Command
from actors.runtime import pending
from actors.runtime.pending import Pending, alarm_id
from actors.runtime.placement import shard_of
from actors.testing.expect import Found, unmet
from actors.testing.steps import Given, Pass, Refused, State, Step, Then, When
from actors.testing.told import commit_told, failure, moment, step_told
from actors.testing.worlds import World
from storage.chain import commit_id
from storage.mongo import Document

_ENOUGH = 10_000  # commands of one step; more come from entities that write to each other for ever


@dataclass
class Happened:
    """What one step led to. `reply` is that of its command, `refusal` what it met instead."""

    commits: list[Document] = field(default_factory=list[Document])
    reply: Any = None
    refusal: Refusal | None = None


class Play:
    """One run of a scenario in `world`, from the instant `now` on."""

    def __init__(self, world: World, now: datetime) -> None:
        self._now = now
        self._world = world
        self._happened = Happened()
        self._alarms: dict[str, Pending] = {}
        self._seqs: dict[str, int] = {}
        self._sent = 0
        self._way: list[str] = []

    async def run(self, steps: Sequence[Step]) -> None:
        """Take the steps one after the other.

        Raises:
            ScenarioFailed: something else happened than was expected.
        """
        for number, step in enumerate(steps, start=1):
            if self._happened.refusal is not None and not isinstance(step, Refused):
                refused = f"the command before was refused: {self._happened.refusal}"
                raise failure(number, step, refused, self._way)
            if not isinstance(step, Then | Refused | State):
                self._way.append(f"{number} {step_told(step)}")
            wrong = await self._take(step)
            if wrong:
                raise failure(number, step, wrong, self._way)
        if self._happened.refusal is not None:
            refused = f"it was refused: {self._happened.refusal}"
            raise failure(len(steps), steps[-1], refused, self._way)

    async def _take(self, step: Step) -> str:
        """Do what `step` says; return what is wrong, if anything is."""
        match step:
            case Given():
                await self._place(step)
            case When():
                return await self._begin(step)
            case Pass():
                return await self._wait(step)
            case _:
                wrong = unmet(step, await self._found(step))
                if isinstance(step, Refused):
                    self._happened = Happened()
                return wrong
        return ""

    async def _found(self, step: Then | Refused | State) -> Found:
        happened = self._happened
        key = "" if isinstance(step, Refused) else step.key
        commits = [commit for commit in happened.commits if commit["key"] == key]
        codec = self._world.codecs.get(key.partition(":")[0])
        events = [event for each in commits for event in each["ev"]]
        return Found(
            events=codec.events(events) if codec else [],
            messages=[
                (message["key"], message["command"]) for each in commits for message in each["out"]
            ],
            alarms=self._pending(key),
            state=await self._world.state(key) if isinstance(step, State) else None,
            reply=happened.reply,
            refusal=happened.refusal,
        )

    def _pending(self, key: str) -> dict[str, datetime]:
        alarms = self._alarms.get(key, pending.NONE)
        return {name: alarm.at for name, alarm in alarms.items() if alarm.at is not None}

    async def _place(self, step: Given) -> None:
        self._happened = Happened()
        codec = self._world.codecs[step.key.partition(":")[0]]
        seq = self._seqs.get(step.key, 0) + 1
        commit: Document = {
            "_id": commit_id(step.key, seq),
            "key": step.key,
            "seq": seq,
            "kind": codec.kind.name,
            "shard": shard_of(step.key),
            "epoch": 0,
            "host": "scenario",
            "cmd": f"given-{seq}",
            "by": PLATFORM.id,
            "at": self._now,
            "ev": [codec.store_event(event) for event in step.events],
            "rem": [],
            "out": [],
            "rv": None,
            "virtual": True,
        }
        await self._world.place(commit)
        self._seqs[step.key] = seq

    async def _begin(self, step: When) -> str:
        happened = self._happened = Happened()
        self._sent += 1
        try:
            happened.reply = await self._send(
                step.key, step.command, f"scenario-{self._sent}", step.by
            )
        except Refusal as refusal:
            happened.refusal = refusal
            self._way.append(f"    refused: {refusal}")
        return await self._deliver(0)

    async def _wait(self, step: Pass) -> str:
        self._happened = Happened()
        end = step.until or self._now + step.by
        if end < self._now:
            return f"time does not go back from {moment(self._now)} to {moment(end)}"
        if step.outage:
            self._now = end
        for _ in range(_ENOUGH):
            due = self._due(end)
            if due is None:
                self._now = end
                return ""
            at, key, name = due
            self._now = max(self._now, at)
            self._way.append(f"    {moment(self._now)} the alarm {name} of {key} fires")
            before = len(self._happened.commits)
            document = self._alarms[key][name].command or {}
            command = self._world.codecs[key.partition(":")[0]].command(document)
            await self._send(key, command, alarm_id(key, name, at), CLOCK)
            if wrong := await self._deliver(before):
                return wrong
        return "alarms go on firing without end"

    def _due(self, end: datetime) -> tuple[datetime, str, str] | None:
        due = [(at, key, name) for key in self._alarms for name, at in self._pending(key).items()]
        return min((each for each in due if each[0] <= end), default=None)

    async def _deliver(self, position: int) -> str:
        """Deliver the messages of the commits from `position` on, and those that follow."""
        while position < len(self._happened.commits):
            commit = self._happened.commits[position]
            position += 1
            for number, message in enumerate(commit["out"]):
                key = message["key"]
                codec = self._world.codecs.get(key.partition(":")[0])
                if codec is None:
                    continue  # the scenario leaves that kind out
                id = f"{commit['key']}/{commit['seq']}/{number}"
                command = codec.command(message["command"])
                try:
                    await self._send(key, command, id, PLATFORM)
                except Refusal as refusal:
                    return f"{key} refused {command!r} of {commit['key']}: {refusal}"
            if position > _ENOUGH:
                return "messages go on without end"
        return ""

    async def _send(self, key: str, command: Command, id: str, by: Identity) -> Any:
        reply, commit = await self._world.send(key, command, id, by, self._now)
        if commit is not None:
            self._happened.commits.append(commit)
            self._seqs[key] = commit["seq"]
            self._alarms[key] = pending.after(self._alarms.get(key, pending.NONE), commit)
            self._way.append(f"    {moment(self._now)} {key}: {commit_told(commit)}")
        return reply
