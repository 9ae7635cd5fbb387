"""A real Prometheus over a running platform.

`python -m dashboards.prometheus` writes a scrape configuration for the platform of the data folder
and runs Debian's `prometheus` with it until it is stopped.
"""

import argparse
import os
import shutil
import sys
from pathlib import Path
from typing import Any

import yaml

SCRAPE_SECONDS = 5


def configuration(
    *, ray_targets: str, haproxy_port: int, kiosk_ports: tuple[int, ...], seconds: int
) -> dict[str, Any]:
    """Return a Prometheus configuration.

    Args:
        ray_targets: the service discovery file that Ray keeps up to date as nodes come and go.
        haproxy_port: where the proxy of the web channel offers its figures.
        kiosk_ports: where kiosk agents of this machine offer theirs.
        seconds: from one scrape to the next.
    """
    local = [f"127.0.0.1:{port}" for port in kiosk_ports]
    return {
        "global": {"scrape_interval": f"{seconds}s", "scrape_timeout": f"{min(seconds, 10)}s"},
        "scrape_configs": [
            {"job_name": "ray", "file_sd_configs": [{"files": [ray_targets]}]},
            {
                "job_name": "web",
                "static_configs": [{"targets": [f"127.0.0.1:{haproxy_port}"]}],
            },
            {"job_name": "edge", "static_configs": [{"targets": local}]},
        ],
    }


def write(path: Path, document: dict[str, Any]) -> None:
    """Write `document` as YAML, with a first line that says where it came from."""
    head = "# Made by `python -m dashboards.prometheus`; changes are lost at its next start.\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(head + yaml.safe_dump(document, sort_keys=False), "utf-8")


def main(arguments: list[str]) -> None:
    """Write the configuration and become Prometheus."""
    parser = argparse.ArgumentParser(prog="python -m dashboards.prometheus", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("YIMEN_DATA", "var")))
    parser.add_argument("--ray-folder", type=Path, required=True, help="Ray's temporary folder")
    parser.add_argument("--haproxy-port", type=int, default=9101)
    parser.add_argument("--kiosk-port", type=int, action="append", default=[])
    parser.add_argument("--port", type=int, default=9090)
    parser.add_argument("--seconds", type=int, default=SCRAPE_SECONDS)
    chosen = parser.parse_args(arguments)
    program = shutil.which("prometheus")
    if program is None:
        sys.exit("The program prometheus is missing: apt-get install prometheus")
    folder = chosen.data.absolute() / "prometheus"
    file = folder / "prometheus.yaml"
    document = configuration(
        ray_targets=str(chosen.ray_folder / "prom_metrics_service_discovery.json"),
        haproxy_port=chosen.haproxy_port,
        kiosk_ports=tuple(chosen.kiosk_port),
        seconds=chosen.seconds,
    )
    write(file, document)
    os.execv(
        program,
        [
            program,
            f"--config.file={file}",
            f"--storage.tsdb.path={folder / 'data'}",
            f"--web.listen-address=127.0.0.1:{chosen.port}",
        ],
    )


if __name__ == "__main__":
    main(sys.argv[1:])
