"""Judges a history of commands against the journal of a real database, chains included."""

from actors.runtime.simulation.checker import History, Operation, judge
from storage.chain import link
from storage.journal import Journal
from storage.mongo import Database
from storage.verdict import Examination, Verdict

__all__ = ["History", "Operation", "check", "check_chains", "judge"]


async def check(database: Database, history: History) -> list[str]:
    """Return every broken promise as a sentence; none is what we promise."""
    commits = await database["journal"].find().sort("_id").to_list()
    return judge(history.operations, commits) + await check_chains(database)


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
