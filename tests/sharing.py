"""Which process gets which tests, when several share them out."""

from xdist.scheduler import LoadScopeScheduling

# What the tests of these files share takes long to start.
TOGETHER = {
    "acceptance/running/": "a platform by one command",
    "acceptance/pages/": "a browser",
    "faults/test_autoscaler.py": "three mongods",
    "faults/test_cluster.py": "three mongods",
    "faults/test_head.py": "three mongods",
    "faults/test_replica_set.py": "three mongods",
}


class Sharing(LoadScopeScheduling):
    """Hands out whole files, and those that share something expensive to one process."""

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.partition("::")[0].removeprefix("tests/")
        return next((name for start, name in TOGETHER.items() if path.startswith(start)), path)
