"""Which process gets which tests, when several share them out."""

from fnmatch import fnmatch

from xdist.scheduler import LoadScopeScheduling

# What the tests of these files share takes long to start. They take longest themselves and come
# first, so that others fill what time is left: those that mostly wait beside those that work. Whole
# platforms and browsers work the machine hard, so one process has them all.
TOGETHER = {
    "faults/test_cluster.py": "three mongods",
    "faults/test_replica_set.py": "three mongods",
    "faults/test_head.py": "three mongods",
    "faults/test_autoscaler.py": "three mongods",
    "acceptance/running/*": "a whole platform",
    "*/pages/*": "a whole platform",
}


def place_of(path: str) -> int:
    """Return where the tests of the file at `path`, from the folder of tests, stand in a run."""
    places = (place for place, files in enumerate(TOGETHER) if fnmatch(path, files))
    return next(places, len(TOGETHER))


class Sharing(LoadScopeScheduling):
    """Hands out whole files, and those that share something expensive to one process."""

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.partition("::")[0].removeprefix("tests/")
        return next((name for files, name in TOGETHER.items() if fnmatch(path, files)), path)
