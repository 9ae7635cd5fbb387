"""What a platform on this machine is given: its settings, and the ports that follow from them.

Light to import, so that what is wrong is told before anything that takes long is loaded.
"""

import os
from dataclasses import dataclass

from actors.runtime.settings import RuntimeSettings
from actors.runtime.settings import read_settings as read_runtime_settings
from serve_apps.cli.settings import OperatorSettings
from serve_apps.cli.settings import read_settings as read_operator_settings
from serve_apps.front.settings import WebSettings
from serve_apps.front.settings import read_settings as read_web_settings
from storage.settings import StorageSettings
from storage.settings import read_settings as read_storage_settings

NeededPort = tuple[int, str, str]  # the port, what for, and the setting that moves it


@dataclass(frozen=True, kw_only=True)
class Given:
    """The settings of every folder. `demo` adds the sample city, its kiosk and one case."""

    demo: bool
    operator: OperatorSettings
    storage: StorageSettings
    web: WebSettings
    runtime: RuntimeSettings

    def ports(self) -> list[NeededPort]:
        """Return the ports that must be free, whatever is installed."""
        operator = self.operator
        ports = [(self.web.port, "web channel", "YIMEN_HTTP_PORT")]
        if self.storage.embedded:
            ports.append((self.storage.port, "embedded database", "YIMEN_MONGODB_PORT"))
        if not operator.ray_address:
            ports += [
                (operator.ray_dashboard_port, "Ray's dashboard", "YIMEN_RAY_DASHBOARD_PORT"),
                (operator.metrics_port, "metrics", "YIMEN_METRICS_PORT"),
                (
                    operator.scaler_metrics_port,
                    "metrics of Ray's autoscaler",
                    "YIMEN_SCALER_METRICS_PORT",
                ),
                (
                    operator.dashboard_metrics_port,
                    "metrics of Ray's dashboard",
                    "YIMEN_DASHBOARD_METRICS_PORT",
                ),
                (operator.proxy_metrics_port, "proxy metrics", "YIMEN_PROXY_METRICS_PORT"),
                (operator.proxy_stats_port, "proxy statistics", "YIMEN_PROXY_STATS_PORT"),
            ]
        return ports

    def kiosk_ports(self) -> list[NeededPort]:
        """Return the ports that must be free where a kiosk is simulated."""
        return [
            (self.operator.kiosk_port, "kiosk screen", "YIMEN_KIOSK_PORT"),
            (self.operator.kiosk_desk_port, "kiosk devices", "YIMEN_KIOSK_DESK_PORT"),
        ]


def read_given(*, demo: bool) -> Given:
    """Read all settings from the environment, in which the processes that are started later find
    that this is a demonstration.

    Raises:
        ValueError: a variable does not hold what it must; the message names it.
    """
    if demo:
        os.environ.setdefault("YIMEN_DEMO", "1")
    return Given(
        demo=demo,
        operator=read_operator_settings(),
        storage=read_storage_settings(),
        web=read_web_settings(),
        runtime=read_runtime_settings(),
    )
