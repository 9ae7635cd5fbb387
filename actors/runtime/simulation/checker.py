"""Judges a history of commands against the journal.

The store assigns each acknowledged command its number, so the order is known and judging it is a
comparison, not a search. The promises:

- durable: every acknowledged command is in the journal, under the number that was acknowledged
- once: no command id is in an entity's journal twice, nor acknowledged under two numbers
- gap-free: an entity's commits are 1, 2, 3 …
- ordered: a command that ended before another began has the smaller number
- refused is refused: nothing of a refused command is in the journal
- fresh: what is read is never older than what had been acknowledged or read before
"""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal

from actors.kernel.command_ids import parted
from storage.mongo import Document

Status = Literal["ok", "refused", "unknown"]


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One try of a command, or one read, between two instants of the client's own clock (s)."""

    key: str
    id: str
    began: float
    ended: float
    status: Status
    seq: int = 0
    replayed: bool = False
    read: bool = False


@dataclass
class History:
    """What clients saw. `now` is the clock of all of them, in seconds."""

    operations: list[Operation] = field(default_factory=list[Operation])
    now: Callable[[], float] = time.monotonic

    def add(
        self,
        key: str,
        id: str,
        began: float,
        status: Status,
        *,
        seq: int = 0,
        replayed: bool = False,
        read: bool = False,
    ) -> None:
        """Record what ends now."""
        self.record(
            Operation(
                key=key,
                id=id,
                began=began,
                ended=self.now(),
                status=status,
                seq=seq,
                replayed=replayed,
                read=read,
            )
        )

    def record(self, operation: Operation) -> None:
        """Write down `operation`."""
        self.operations.append(operation)

    @property
    def acknowledged(self) -> list[Operation]:
        """The commands that were acknowledged."""
        return [each for each in self.operations if each.status == "ok" and not each.read]


def judge(operations: Iterable[Operation], commits: Iterable[Document]) -> list[str]:
    """Return every promise that `operations` and the journal's `commits` break together."""
    journal: dict[str, list[Document]] = defaultdict(list)
    for commit in commits:
        journal[commit["key"]].append(commit)
    of_key: dict[str, list[Operation]] = defaultdict(list)
    for operation in operations:
        of_key[operation.key].append(operation)
    broken: list[str] = []
    for key in sorted({*journal, *of_key}):
        lines = sorted(journal[key], key=lambda commit: commit["seq"])
        broken += [f"{key}: {line}" for line in _journal(lines)]
        broken += [f"{key}: {line}" for line in _acknowledged(of_key[key], lines)]
        broken += [f"{key}: {line}" for line in _same_answer(of_key[key])]
        broken += [f"{key}: {line}" for line in _order(of_key[key])]
    return broken


def _journal(commits: list[Document]) -> Iterable[str]:
    for expected, commit in enumerate(commits, start=1):
        if commit["seq"] != expected:
            yield f"commit {expected} is missing, {commit['seq']} comes next"
            break
    seen: dict[str, int] = {}
    for commit in commits:
        command, _ = parted(commit["cmd"])  # one key stands for one wish, whatever came with it
        if command in seen:
            yield f"command {command} took effect in {seen[command]} and {commit['seq']}"
        seen[command] = commit["seq"]


def _acknowledged(operations: list[Operation], commits: list[Document]) -> Iterable[str]:
    written = {commit["seq"]: parted(commit["cmd"])[0] for commit in commits}
    commands = set(written.values())
    for each in operations:
        command, _ = parted(each.id)
        if each.read:
            if each.status == "ok" and each.seq > len(written):
                yield f"commit {each.seq} was read and is lost"
        elif each.status == "ok" and written.get(each.seq) != command:
            yield f"command {command} was acknowledged as {each.seq}, where {written.get(each.seq)}"
        elif each.status == "refused" and command in commands:
            yield f"command {command} was refused and took effect"


def _same_answer(operations: list[Operation]) -> Iterable[str]:
    numbers: dict[str, set[int]] = defaultdict(set)
    for each in operations:
        if each.status == "ok" and not each.read:
            numbers[each.id].add(each.seq)
    for id, answers in numbers.items():
        if len(answers) > 1:
            yield f"command {id} was acknowledged as {sorted(answers)}"


def _order(operations: list[Operation]) -> Iterable[str]:
    """A sweep over the instants: the highest number known to have ended bounds what begins."""
    done = [each for each in operations if each.status == "ok"]
    ends = sorted(done, key=lambda each: each.ended)
    position, highest = 0, 0
    for each in sorted(done, key=lambda each: each.began):
        while position < len(ends) and ends[position].ended < each.began:
            highest = max(highest, ends[position].seq)
            position += 1
        if each.read and each.seq < highest:
            yield f"commit {each.seq} was read after {highest} had been seen"
        if not each.read and not each.replayed and each.seq <= highest:
            yield f"command {each.id} got {each.seq} after {highest} had been given"
