"""The other peer of `bench transition`: one Ray actor for each case, as Ray's own guides begin."""

import time
from typing import Any

import ray
from pymongo import MongoClient


@ray.remote(num_cpus=0)
class CaseOfItsOwn:
    """A case in a process of its own, with its own connection to the database."""

    def __init__(self, uri: str, database: str, case: str) -> None:
        client: MongoClient[dict[str, Any]] = MongoClient(uri, w="majority", journal=True)
        self._journal = client[database]["ray_journal"]
        self._case = case
        self._seq = 0
        self._holder = ""

    def claim(self, officer: str) -> int:
        """Check that nobody holds the task, write the fact durably, answer with its number.

        Raises:
            ValueError: somebody holds it.
        """
        if self._holder:
            raise ValueError("claimed already")
        self._seq += 1
        self._journal.insert_one(
            {"_id": f"{self._case}/{self._seq:010d}", "ev": [{"type": "TaskClaimed"}]}
        )
        self._holder = officer
        return self._seq


def measure(uri: str, database: str, cases: int) -> float:
    """Return durable transitions per second for `cases` new cases, their actors' start included.

    Ray is initialised by the caller.
    """
    began = time.perf_counter()
    actors = [CaseOfItsOwn.remote(uri, database, f"case:{number}") for number in range(cases)]
    ray.get([actor.claim.remote("officer") for actor in actors])
    elapsed = time.perf_counter() - began
    for actor in actors:
        ray.kill(actor)
    return cases / elapsed
