"""Judges a history of commands against the journal.

The store assigns each acknowledged command its number, so the order is known and judging it is a
comparison, not a search. The promises:

- durable: every acknowledged command is in the journal, under the number that was acknowledged
- once: no command id is in an entity's journal twice, nor acknowledged under two numbers
- gap-free: an entity's commits are 1, 2, 3 …
- ordered: a command that ended before another began has the smaller number
- effects: each effect that a commit orders is carried out once, and no other is
- refused is refused: nothing of a refused command is in the journal
- alarms: each alarm that was left standing fires once, and never before its instant
- fresh: what is read is never older than what had been acknowledged or read before
- chained: each commit carries the digest of the one before it
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from actors.kernel.kind import EntityKind
from actors.runtime.codec import Codec
from actors.runtime.pending import alarm_id
from benchmarks.chaos.record import History, Operation
from storage.chain import link
from storage.journal import Journal
from storage.mongo import Database, Document
from storage.verdict import Examination, Verdict


async def check(database: Database, history: History) -> list[str]:
    """Return every broken promise as a sentence; none is what we promise."""
    broken = judge(history.operations, await journal_of(database))
    return broken + await check_chains(database)


async def check_chains(database: Database) -> list[str]:
    """Return every entity of the journal whose chain is broken, as a sentence."""
    verdict = Verdict()
    examination = Examination(verdict)
    async for commit in Journal(database).stored():
        found = link(commit, commit.raw)
        assert found is not None
        examination.add(found)
    examination.end()
    broken = [f"{each.key}: commit {each.seq} is {each.kind}" for each in verdict.damages]
    return broken + (["commits without a chain"] if verdict.unchained else [])


async def journal_of(database: Database) -> list[Document]:
    """Return every commit that a majority of the database holds, in the order of ids."""
    return [commit async for commit in database["journal"].find().sort("_id", 1)]


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


def judge_effects(ordered: Iterable[str], carried_out: Iterable[str]) -> list[str]:
    """Return what is wrong between the effects that commits ordered and those that happened."""
    wanted, happened = Counter(ordered), Counter(carried_out)
    return [
        f"effect {effect} was ordered {wanted[effect]} times and happened {happened[effect]} times"
        for effect in sorted({*wanted, *happened})
        if not wanted[effect] == happened[effect] == 1
    ]


def effects_of(commits: Sequence[Document]) -> tuple[list[str], list[str]]:
    """Return the effects that the ledgers of a chaos run ordered, and those that its gateways
    carried out."""
    events = [(commit["key"], event) for commit in commits for event in commit["ev"]]
    ordered = [event["effect"] for _, event in events if event["type"] == "Ordered"]
    carried = [event["effect"] for _, event in events if event["type"] == "Carried"]
    return ordered, carried


def judge_alarms(commits: Iterable[Document]) -> list[str]:
    """Return every alarm of `commits` that fired too early, too often or after it was cancelled,
    and every one that was left standing and has not fired. Ask once all of them are due."""
    broken: list[str] = []
    standing: dict[tuple[str, str], Any] = {}
    for commit in sorted(commits, key=lambda commit: (commit["key"], commit["seq"])):
        key = commit["key"]
        fired = [
            name
            for (owner, name), due in standing.items()
            if owner == key and commit["cmd"] == alarm_id(key, name, due)
        ]
        for name in fired:
            due = standing.pop((key, name))
            if commit["at"] < due:
                broken.append(f"{key}: alarm {name} of {due} fired at {commit['at']}")
        if commit["cmd"].startswith("reminder:") and not fired:
            broken.append(f"{key}: {commit['cmd']} fired and was not standing")
        for reminder in commit["rem"]:
            if reminder["at"] is None:
                standing.pop((key, reminder["name"]), None)
            else:
                standing[key, reminder["name"]] = reminder["at"]
    return broken + [f"{key}: alarm {name} has not fired" for key, name in sorted(standing)]


def replayed(kind: EntityKind[Any], key: str, commits: Iterable[Document]) -> tuple[int, Any]:
    """Return number and state of the entity `key`, made from nothing but `commits`."""
    codec, state, seq = Codec(kind), kind.initial(key), 0
    for commit in sorted(
        (commit for commit in commits if commit["key"] == key), key=lambda commit: commit["seq"]
    ):
        seq = commit["seq"]
        for event in codec.events(commit["ev"]):
            state = kind.evolve(state, event)
    return seq, state


def _journal(commits: list[Document]) -> Iterable[str]:
    for expected, commit in enumerate(commits, start=1):
        if commit["seq"] != expected:
            yield f"commit {expected} is missing, {commit['seq']} comes next"
            break
    seen: dict[str, int] = {}
    for commit in commits:
        if commit["cmd"] in seen:
            first = seen[commit["cmd"]]
            yield f"command {commit['cmd']} took effect in {first} and {commit['seq']}"
        seen[commit["cmd"]] = commit["seq"]


def _acknowledged(operations: list[Operation], commits: list[Document]) -> Iterable[str]:
    written = {commit["seq"]: commit["cmd"] for commit in commits}
    commands = set(written.values())
    for each in operations:
        if each.read:
            if each.status == "ok" and each.seq > len(written):
                yield f"commit {each.seq} was read and is lost"
        elif each.status == "ok" and written.get(each.seq) != each.id:
            yield f"command {each.id} was acknowledged as {each.seq}, where {written.get(each.seq)}"
        elif each.status == "refused" and each.id in commands:
            yield f"command {each.id} was refused and took effect"


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
