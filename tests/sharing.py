"""Which process gets which tests, when several share them out."""

from fnmatch import fnmatch

from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

# What the tests of these files share takes long to start. They take longest themselves and come
# first, so that others fill what time is left: those that mostly wait beside those that work. Whole
# platforms and browsers work the machine hard, so one process has them all; and one has Ray.
TOGETHER = {
    "faults/test_cluster.py": "three mongods",
    "faults/test_replica_set.py": "three mongods",
    "faults/test_head.py": "three mongods",
    "faults/test_autoscaler.py": "three mongods",
    "acceptance/running/*": "a whole platform",
    "*/pages/*": "a whole platform",
    "faults/test_kills.py": "one Ray",
    "faults/test_marked_points.py": "one Ray",
    "faults/test_moves.py": "one Ray",
    "integration/test_control.py": "one Ray",
    "integration/test_hosts.py": "one Ray",
    "integration/test_metrics.py": "one Ray",
    "integration/test_projector_actor.py": "one Ray",
}
# Whose tests mostly wait: until what has fallen silent counts as dead, until Ray has started a
# process. A third process has these and no others, so that no more than two work.
WAITING = ("three mongods", "one Ray", "faults/")


def place_of(path: str) -> int:
    """Return where the tests of the file at `path`, from the folder of tests, stand in a run."""
    places = (place for place, files in enumerate(TOGETHER) if fnmatch(path, files))
    return next(places, len(TOGETHER))


class Sharing(LoadScopeScheduling):
    """Hands out whole files, and those that share something expensive to one process."""

    _waiting: WorkerController | None = None

    def schedule(self) -> None:
        if self.collection is None and len(self.nodes) > 2:
            self._waiting = self.nodes[-1]
        super().schedule()

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.partition("::")[0].removeprefix("tests/")
        return next((name for files, name in TOGETHER.items() if fnmatch(path, files)), path)

    def _assign_work_unit(self, node: WorkerController) -> None:
        if self._waiting is not None:
            waits = node is self._waiting
            fitting = (each for each in self.workqueue if each.startswith(WAITING) is waits)
            scope = next(fitting, None)
            if scope is not None:
                self.workqueue.move_to_end(scope, last=False)
            elif waits:
                node.shutdown()
                return
        super()._assign_work_unit(node)
