"""A Ray cluster of several nodes on this machine, whose processes may be killed and frozen."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ray.cluster_utils import Cluster

from benchmarks.chaos.leftovers import once_more, own_folder
from serve_apps.front.front_door import front_door

_STORE = 80 * 2**20  # bytes of each node's object store, which hosts have no use for
_ENVIRONMENT = {
    "RAY_AUTH_MODE": "disabled",
    "RAY_raylet_start_wait_time_s": "120",
    # A node that does not answer for three seconds is lost.
    "RAY_health_check_initial_delay_ms": "1000",
    "RAY_health_check_period_ms": "1000",
    "RAY_health_check_timeout_ms": "1000",
    "RAY_health_check_failure_threshold": "3",
}


class RayCluster:
    """A head and `nodes` further nodes, each with room for one host. Use `running`.

    With three hosts one node is to spare, so that a host whose node is lost can start elsewhere.
    `head` says in what the head is another than the nodes, by the names that Ray's `RayParams` has;
    `environment` is what Ray's processes start with beyond the usual.
    """

    def __init__(
        self,
        nodes: int = 3,
        *,
        head: Mapping[str, Any] | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._count = nodes
        self._head = head or {}
        self._own_environment = environment or {}
        self._folder = ""
        self._cluster: Any = None
        self.nodes: list[Any] = []

    @property
    def address(self) -> str:
        """Where processes join."""
        return self._cluster.address

    @property
    def home(self) -> str:
        """The folder of the nodes that are not the head; a client that names it is on one."""
        return f"{self._folder}/nodes"

    @contextmanager
    def running(self) -> Iterator["RayCluster"]:
        """Run the cluster while the block does, whatever has been done to it meanwhile."""
        with own_folder("ym-") as folder:
            self._folder = str(folder)
            try:
                with self._environment():
                    head = self._head_arguments()
                    self._cluster = once_more(
                        lambda: Cluster(initialize_head=True, head_node_args=head), folder
                    )
                    for _ in range(self._count):
                        self.add_node()
                yield self
            finally:
                self.kill()
                with self._environment(), contextlib.suppress(Exception):  # what is dead stays so
                    self._cluster.shutdown()

    def add_node(self) -> None:
        """Have another node join."""
        with self._environment():
            self.nodes.append(self._cluster.add_node(**self._arguments("nodes")))

    def empty(self, node: str) -> None:
        """Tell Ray that the node with this id is about to be taken away."""
        with self._environment():
            subprocess.run(
                [
                    *(sys.executable, "-m", "ray.scripts.scripts", "drain-node"),
                    *("--address", self.address, "--node-id", node),
                    *("--reason", "DRAIN_NODE_REASON_PREEMPTION"),
                    *("--reason-message", "a machine is taken away"),
                    *("--deadline-remaining-seconds", "60"),
                ],
                check=True,
                capture_output=True,
                timeout=60,
            )

    def node_of(self, pid: int) -> Any:
        """Return the node that the process `pid` runs on, None if that is the head.

        Raises:
            ProcessLookupError: there is no such process.
        """
        above = _parent(pid)
        return next((node for node in self.nodes if raylet(node) == above), None)

    def node_with(self, pid: int) -> Any:
        """Return the node whose raylet is the process `pid`.

        Raises:
            LookupError: there is none.
        """
        for node in self.nodes:
            if raylet(node) == pid:
                return node
        raise LookupError(pid)

    def kill(self) -> None:
        """End everything of the cluster at once."""
        head = self._cluster.head_node if self._cluster else None
        for node in [*self.nodes, *([head] if head else [])]:
            _kill_tree(node)

    def kill_node(self, node: Any) -> None:
        """End everything on `node` at once, as a power cut would, and add none in its place."""
        _kill_tree(node)
        self.nodes.remove(node)
        with contextlib.suppress(AssertionError):
            self._cluster.remove_node(node, allow_graceful=False)

    def kill_head(self) -> None:
        """End everything on the head at once, as a power cut would."""
        _kill_tree(self._cluster.head_node)

    def start_head(self) -> None:
        """Start the head that was killed again, at the same address."""
        port = int(self.address.rpartition(":")[2])
        self._cluster.head_node = None
        with self._environment():
            head = {**self._head_arguments(), "gcs_server_port": port}
            once_more(lambda: self._cluster.add_node(**head), Path(head["temp_dir"]))

    @property
    def directory(self) -> int:
        """The process id of Ray's directory of processes (the GCS), which is on the head."""
        return int(self._cluster.head_node.all_processes["gcs_server"][0].process.pid)

    @contextmanager
    def _environment(self) -> Iterator[None]:
        """What Ray's processes start with. Ray writes down in RAY_TMPDIR which cluster is the
        machine's; that must not be this one."""
        door = front_door(Path(self._folder))
        mine = {**door, **_ENVIRONMENT, **self._own_environment, "RAY_TMPDIR": self._folder}
        before = {name: os.environ.get(name) for name in mine}
        os.environ |= mine
        try:
            yield
        finally:
            for name, value in before.items():
                if value is None:
                    os.environ.pop(name, None)
                else:
                    os.environ[name] = value

    def _head_arguments(self) -> dict[str, Any]:
        return {**self._arguments("ray"), **self._head}

    def _arguments(self, home: str) -> dict[str, Any]:
        folder = Path(self._folder, home)
        folder.mkdir(exist_ok=True)
        return {
            "num_cpus": 1,
            "object_store_memory": _STORE,
            "include_dashboard": False,
            "temp_dir": str(folder),
        }


def raylet(node: Any) -> int:
    """Return the process id of the process that runs `node`."""
    return int(node.all_processes["raylet"][0].process.pid)


def descendants(pid: int) -> list[int]:
    """Return the ids of all processes below `pid`."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            children.setdefault(_parent(int(folder.name)), []).append(int(folder.name))
    found, above = list[int](), [pid]
    while above:
        above = [child for each in above for child in children.get(each, ())]
        found += above
    return found


def _parent(pid: int) -> int:
    try:
        status = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace")
    except FileNotFoundError as error:
        raise ProcessLookupError(pid) from error
    return int(status.rpartition(")")[2].split()[1])


def _kill_tree(node: Any) -> None:
    """End the processes of `node` and those below them, all with SIGKILL."""
    own = [
        each.process.pid
        for each in (process for group in node.all_processes.values() for process in group)
        if isinstance(each.process, subprocess.Popen)
    ]
    for pid in [*own, *(below for each in own for below in descendants(each))]:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
