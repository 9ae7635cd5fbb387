"""The Ray part: a cluster of our own on this machine, or an existing one."""

import contextlib
import hashlib
import logging
import os
import shutil
import signal
import socket
import sys
import tempfile
import time
from pathlib import Path

import ray
from ray._private import ray_constants
from ray._private.parameter import RayParams
from ray._private.utils import write_ray_address

from serve_apps.cli.parts.part import PartFailed
from serve_apps.cli.settings import OperatorSettings
from serve_apps.front.front_door import front_door

PATIENCE_SECONDS = 60.0
KEPT = {
    "YIMEN_METRICS_HOST",  # each node has its own
    "YIMEN_MONGODB_URI", "YIMEN_MONGODB_ADMINISTRATOR", "YIMEN_IDENTITY_SECRET", "YIMEN_PASSWORD",
}  # fmt: skip
"""What is not told to the nodes of a cluster: Ray shows what it is told to whoever may look at it,
and what they need of it they are handed."""
MOST_CHARACTERS = 27  # of the folder: HAProxy takes 97 of a socket's path, Serve appends 70 to it


class RayPart:
    """Sets the flags that every Ray process must see, then starts Ray or joins it. `address` is
    where others join it."""

    title = "Ray"

    def __init__(self, settings: OperatorSettings, *, data: Path, processes: int) -> None:
        """`processes` is how many actors with a CPU of their own the platform will ask for."""
        self._settings = settings
        self._data = data
        self._processes = processes
        self.address = settings.ray_address

    @property
    def folder(self) -> Path:
        """Ray's own folder: short, since the paths of its sockets may not be long; where that for
        temporary files is too deep, in `/tmp`. Ray lets everybody write in it, but nobody else
        comes through the one that it is in."""
        digest = hashlib.sha256(str(self._data).encode()).hexdigest()[:8]
        name = f"yimen-{os.getuid()}-{digest}/r"
        folder = Path(tempfile.gettempdir()) / name
        short = Path("/tmp") / name  # nosec B108 # inside a folder of ours alone, see `own_alone`
        return folder if len(str(folder)) <= MOST_CHARACTERS else short

    def start(self) -> str:
        """Start Ray on this machine, or join the cluster at `RAY_ADDRESS`."""
        flags = front_door(
            self.folder,
            metrics_port=self._settings.proxy_metrics_port,
            stats_port=self._settings.proxy_stats_port,
        )
        os.environ.update(flags)
        try:
            own_alone(self.folder.parent)
            return self._join(flags) if self._settings.ray_address else self._start_own()
        except Exception as error:  # Ray raises bare exceptions too
            raise PartFailed(f"Ray did not start: {error}") from error

    def _join(self, flags: dict[str, str]) -> str:
        ours = {
            name: value
            for name, value in os.environ.items()
            if "YIMEN_" in name and name not in KEPT
        }
        context = ray.init(
            address=self._settings.ray_address,
            namespace=_namespace(),
            runtime_env={"env_vars": {**ours, **flags}},
            log_to_driver=False,
            logging_level=logging.ERROR,
        )
        return f"Ray {ray.__version__}, existing cluster {context.address_info['address']}"

    def _start_own(self) -> str:
        try:
            url = self._init_own()
        except Exception:  # Ray gives itself 30 seconds, which a busy machine may not have
            ray.shutdown()
            self._end_what_was_started()
            self._await_end_of_dashboard()
            url = self._init_own()
        return f"Ray {ray.__version__}, dashboard http://{url}, token: ray get-auth-token"

    def _end_what_was_started(self) -> None:
        """End the processes of a Ray that did not come up: it forgets those that it has started."""
        for entry in Path("/proc").iterdir():
            with contextlib.suppress(OSError, ValueError):
                if str(self.folder).encode() in (entry / "cmdline").read_bytes():
                    os.kill(int(entry.name), signal.SIGKILL)

    def _await_end_of_dashboard(self) -> None:
        """Wait until the page of a Ray that did not come up has left its port."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self._settings.ray_dashboard_port)) != 0:
                    return
            time.sleep(0.5)

    def _init_own(self) -> str:
        _let_agent_choose_its_port()
        # So that the "python" of a job that somebody submits is this one.
        here = str(Path(sys.executable).parent)
        os.environ["PATH"] = os.pathsep.join((here, os.environ.get("PATH", "")))
        # Ray has two fixed ports of its own for these: of two platforms on a machine the second
        # would name, as its own, the ports of the first.
        os.environ.pop(
            "RAY_AUTH_MODE", None
        )  # a Ray of one's own then asks everybody for its token
        os.environ["AUTOSCALER_METRIC_PORT"] = str(self._settings.scaler_metrics_port)
        os.environ["DASHBOARD_METRIC_PORT"] = str(self._settings.dashboard_metrics_port)
        context = ray.init(
            namespace=_namespace(),
            num_cpus=max(self._processes, os.cpu_count() or 1),
            object_store_memory=200 * 2**20,
            include_dashboard=True,
            dashboard_host="127.0.0.1",
            dashboard_port=self._settings.ray_dashboard_port,
            log_to_driver=False,
            logging_level=logging.ERROR,
            _temp_dir=str(self.folder),
            _metrics_export_port=self._settings.metrics_port,
        )
        self.address = str(context.address_info["gcs_address"])
        # As `ray start` does: without it jobs are told the address of any Ray of this machine.
        write_ray_address(self.address, str(self.folder))
        return context.dashboard_url

    def mend(self) -> str:
        """Ray mends its actors itself; a lost head ends the platform."""
        return ""

    def stop(self) -> None:
        """End the Ray that was started here with its logs, or leave the existing cluster.

        After a crash the logs are still there.
        """
        ray.shutdown()
        if not self._settings.ray_address:
            shutil.rmtree(self.folder.parent, ignore_errors=True)


def _let_agent_choose_its_port() -> None:
    """Have Ray's agent, which takes jobs, listen where there is room: its port is a fixed one that
    `ray.init` has no word for, and the second Ray of a machine would take no jobs."""
    fixed = ray_constants.DEFAULT_DASHBOARD_AGENT_LISTEN_PORT
    init = RayParams.__init__
    assert init.__defaults__ is not None
    init.__defaults__ = tuple(0 if each == fixed else each for each in init.__defaults__)


def own_alone(folder: Path) -> None:
    """Make `folder`, for nobody else.

    Raises:
        PartFailed: it is there, and somebody else's.
    """
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != os.getuid():
        raise PartFailed(f"{folder} is there already, and somebody else's")
    folder.chmod(0o700)


def _namespace() -> str:
    return os.environ.get("YIMEN_NAMESPACE", "yimen")
