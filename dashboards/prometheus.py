"""A real Prometheus over a running platform.

`python -m dashboards.prometheus` finds the platform of the data folder by its run file, writes a
scrape configuration and becomes Debian's `prometheus`, until it is stopped. Nobody reads its pages
without signing in.
"""

import argparse
import json
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from dashboards.sign_in import NAME, password_in, users

SCRAPE_SECONDS = 5
ALERTS = Path(__file__).with_name("alerts.yaml")
RAY_TARGETS = "prom_metrics_service_discovery.json"


class NothingRuns(Exception):
    """No platform left its run file; the message says how to go on."""


@dataclass(frozen=True, kw_only=True)
class Targets:
    """Where the figures of a platform are.

    Attributes:
        ray: the service discovery file that Ray keeps up to date as nodes come and go.
        proxies: "host:port" of the web proxies' figures, one on every node.
        kiosks: "host:port" of kiosk agents that can be reached from here.
    """

    ray: Path
    proxies: tuple[str, ...]
    kiosks: tuple[str, ...] = ()


def read_targets(data: Path) -> Targets:
    """Return the targets of the platform that runs from the folder `data`.

    Raises:
        NothingRuns: none does.
    """
    try:
        state = json.loads((data / "run" / "platform.json").read_text("utf-8"))
    except FileNotFoundError:
        state = {}
    if "ports" not in state:
        raise NothingRuns(
            f"No platform runs from {data}. Start it with `yimen up`, or name its targets: "
            "--ray-targets, --proxy, --kiosk"
        )
    ports = state["ports"]
    kiosk = ports.get("kiosk")
    return Targets(
        ray=Path(state["ray_folder"]) / RAY_TARGETS,
        proxies=(f"127.0.0.1:{ports['proxy_metrics']}",),
        kiosks=(f"127.0.0.1:{kiosk}",) if kiosk else (),
    )


def configuration(targets: Targets, *, seconds: int = SCRAPE_SECONDS) -> dict[str, Any]:
    """Return a Prometheus configuration; `seconds` from one scrape to the next."""
    return {
        "global": {
            "scrape_interval": f"{seconds}s",
            "scrape_timeout": f"{min(seconds, 10)}s",
            "evaluation_interval": f"{seconds}s",
        },
        "rule_files": [str(ALERTS)],
        "scrape_configs": [
            {"job_name": "ray", "file_sd_configs": [{"files": [str(targets.ray)]}]},
            {"job_name": "web", "static_configs": [{"targets": list(targets.proxies)}]},
            {"job_name": "edge", "static_configs": [{"targets": list(targets.kiosks)}]},
        ],
    }


def write(path: Path, document: dict[str, Any]) -> None:
    """Write `document` as YAML, with a first line that says where it came from."""
    head = "# Made by `python -m dashboards.prometheus`; changes are lost at its next start.\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(head + yaml.safe_dump(document, sort_keys=False), "utf-8")


def command(program: str, folder: Path, port: int) -> list[str]:
    """Return the command that runs Prometheus on the two configurations in `folder`."""
    return [
        program,
        f"--config.file={folder / 'prometheus.yaml'}",
        f"--web.config.file={folder / 'web.yaml'}",
        f"--storage.tsdb.path={folder / 'data'}",
        "--storage.tsdb.retention.time=15d",
        f"--web.listen-address=127.0.0.1:{port}",
        "--log.level=warn",
    ]


def main(arguments: list[str]) -> None:
    """Write the configuration and become Prometheus."""
    parser = argparse.ArgumentParser(prog="python -m dashboards.prometheus", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("YIMEN_DATA", "var")))
    parser.add_argument("--ray-targets", type=Path, help=f"Ray's {RAY_TARGETS}")
    parser.add_argument("--proxy", action="append", default=[], help="host:port of a web proxy")
    parser.add_argument("--kiosk", action="append", default=[], help="host:port of a kiosk")
    parser.add_argument("--port", type=int, default=9090)
    parser.add_argument("--seconds", type=int, default=SCRAPE_SECONDS, help="between two scrapes")
    chosen = parser.parse_args(arguments)
    os.umask(0o077)  # nobody else reads what is kept of the figures, nor the password
    program = shutil.which("prometheus")
    if program is None:
        sys.exit("The program prometheus is missing: apt-get install prometheus")
    if chosen.ray_targets:
        targets = Targets(
            ray=chosen.ray_targets.absolute(),
            proxies=tuple(chosen.proxy),
            kiosks=tuple(chosen.kiosk),
        )
    else:
        try:
            targets = read_targets(chosen.data.absolute())
        except NothingRuns as error:
            sys.exit(str(error))
    folder = chosen.data.absolute() / "prometheus"
    write(folder / "prometheus.yaml", configuration(targets, seconds=chosen.seconds))
    secret = folder / "password"
    write(folder / "web.yaml", users(password_in(secret)))
    print(
        f"Prometheus: http://127.0.0.1:{chosen.port}, sign in as {NAME} with what {secret} holds",
        flush=True,
    )
    os.execv(program, command(program, folder, chosen.port))


if __name__ == "__main__":
    main(sys.argv[1:])
