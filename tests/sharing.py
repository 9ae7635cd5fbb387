"""Which process gets which tests, when several share them out."""

from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

# What the tests of these files share takes long to start, and works the machine hard.
TOGETHER = {
    "faults/test_cluster.py": "three mongods",
    "faults/test_replica_set.py": "three mongods",
    "faults/test_head.py": "three mongods",
    "faults/test_autoscaler.py": "three mongods",
    "acceptance/running/": "a platform by one command",
    "acceptance/pages/": "a browser",
}


def place_of(path: str) -> int:
    """Return where the tests of the file at `path`, from the folder of tests, stand in a run."""
    places = (place for place, start in enumerate(TOGETHER) if path.startswith(start))
    return next(places, len(TOGETHER))


class Sharing(LoadScopeScheduling):
    """Hands out whole files, and those that share something expensive to one process.

    One process at a time has such a group, the others meanwhile what mostly waits: two groups
    beside each other would keep each other waiting, and leave the machine idle afterwards.
    """

    def _assign_work_unit(self, node: WorkerController) -> None:
        busy = any(
            self._pending_of({name: unit})
            for other in self.nodes
            for name, unit in self.assigned_work[other].items()
            if other is not node and name in TOGETHER.values()
        )
        fitting = (name for name in self.workqueue if (name in TOGETHER.values()) != busy)
        if (first := next(fitting, None)) is not None:
            self.workqueue.move_to_end(first, last=False)
        super()._assign_work_unit(node)

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.partition("::")[0].removeprefix("tests/")
        return next((name for start, name in TOGETHER.items() if path.startswith(start)), path)
