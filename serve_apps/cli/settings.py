"""How the platform is run on this machine. Read from the environment once."""

import os
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class OperatorSettings:
    """Settings of the command line.

    Attributes:
        ray_address: `RAY_ADDRESS` of an existing Ray cluster; empty: start one on this machine.
        ray_dashboard_port: `YIMEN_RAY_DASHBOARD_PORT`, default 8265.
        metrics_port: `YIMEN_METRICS_PORT`, where Ray offers Prometheus metrics, default 8090.
        scaler_metrics_port: `YIMEN_SCALER_METRICS_PORT`, metrics of Ray's autoscaler, default 8091.
        dashboard_metrics_port: `YIMEN_DASHBOARD_METRICS_PORT`, of Ray's dashboard, default 8092.
        kiosk_port: `YIMEN_KIOSK_PORT`, the screen of the simulated kiosk, default 8010.
        kiosk_desk_port: `YIMEN_KIOSK_DESK_PORT`, its simulated devices, default 8011.
        proxy_metrics_port: `YIMEN_PROXY_METRICS_PORT`, metrics of the web proxy, default 9101.
        proxy_stats_port: `YIMEN_PROXY_STATS_PORT`, its statistics, default 8404.
        past_cases: `YIMEN_PAST_CASES`, cases of the sample city's past that are made when there are
            none, default 300: enough for lists and charts to show something.
    """

    ray_address: str
    ray_dashboard_port: int
    metrics_port: int
    scaler_metrics_port: int
    dashboard_metrics_port: int
    kiosk_port: int
    kiosk_desk_port: int
    proxy_metrics_port: int
    proxy_stats_port: int
    past_cases: int = 300


def read_settings(environment: Mapping[str, str] = os.environ) -> OperatorSettings:
    """Read the settings from `environment`.

    Raises:
        ValueError: a variable does not hold a port, or another number; the message names it.
    """
    return OperatorSettings(
        ray_address=environment.get("RAY_ADDRESS", ""),
        ray_dashboard_port=_port(environment, "YIMEN_RAY_DASHBOARD_PORT", 8265),
        metrics_port=_port(environment, "YIMEN_METRICS_PORT", 8090),
        scaler_metrics_port=_port(environment, "YIMEN_SCALER_METRICS_PORT", 8091),
        dashboard_metrics_port=_port(environment, "YIMEN_DASHBOARD_METRICS_PORT", 8092),
        kiosk_port=_port(environment, "YIMEN_KIOSK_PORT", 8010),
        kiosk_desk_port=_port(environment, "YIMEN_KIOSK_DESK_PORT", 8011),
        proxy_metrics_port=_port(environment, "YIMEN_PROXY_METRICS_PORT", 9101),
        proxy_stats_port=_port(environment, "YIMEN_PROXY_STATS_PORT", 8404),
        past_cases=_count(environment, "YIMEN_PAST_CASES", 300),
    )


def _port(environment: Mapping[str, str], name: str, default: int) -> int:
    text = environment.get(name, str(default))
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise ValueError(f"{name} must be a port number, not {text!r}")
    return int(text)


def _count(environment: Mapping[str, str], name: str, default: int) -> int:
    text = environment.get(name, str(default))
    if not text.isdigit():
        raise ValueError(f"{name} must be a whole number from 0, not {text!r}")
    return int(text)
