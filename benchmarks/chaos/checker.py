"""Judges what clients saw against the journal of a real database.

Beside the promises that `actors.runtime.simulation.checker` judges:

- effects: each effect that a commit orders is carried out once, and no other is
- alarms: each alarm that was left standing fires once, and never before its instant
- chained: each commit carries the digest of the one before it
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from actors.kernel.kind import EntityKind
from actors.runtime.codec import Codec
from actors.runtime.pending import alarm_id
from actors.runtime.simulation.checker import History, judge
from storage.chain import link
from storage.journal import Journal
from storage.mongo import Database, Document
from storage.secrecy.commits import opened_all
from storage.secrecy.keeping import data_keys
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
    stored = await database["journal"].find().sort("_id", 1).to_list()
    return await opened_all(stored, data_keys(database))


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
