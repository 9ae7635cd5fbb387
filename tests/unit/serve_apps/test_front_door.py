"""What must be set before Serve starts, and what is read of the environment."""

import os
import subprocess
from pathlib import Path

import pytest

from serve_apps.front.front_door import (
    FLAGS,
    GUARDED,
    IDLE_SECONDS,
    FrontDoorClosed,
    front_door,
    require_flags,
)
from serve_apps.front.settings import read_settings
from serve_apps.pages.live import HEARTBEAT_SECONDS


@pytest.mark.parametrize("missing", FLAGS)
def test_one_flag_without_the_other_is_refused(missing: str) -> None:
    environment = {name: value for name, value in FLAGS.items() if name != missing}

    with pytest.raises(FrontDoorClosed, match=missing):
        require_flags(environment)


def test_the_environment_of_the_front_door_sets_both_flags() -> None:
    require_flags(front_door(Path("/tmp/door")))


def test_the_proxy_tells_nobody_what_is_asked_for() -> None:
    told = front_door(Path("/tmp/door"))

    assert told["RAY_SERVE_HAPROXY_LOG_TARGET"] == "/nonexistent/log"
    assert told["RAY_SERVE_HAPROXY_METRICS_ENABLED"] == "0"


SERVE_WRITES = """\
global
    stats socket /run/t/admin.sock mode 666 level admin expose-fd listeners
frontend prometheus
    bind :9101
frontend http_frontend
    bind 127.0.0.1:8000
listen stats
  bind *:8404
"""


def started(folder: Path, configuration: str, **variables: str) -> tuple[int, str]:
    """Start what stands in the place of HAProxy as Serve does; return how it ended, and the
    configuration."""
    path = folder / "haproxy.cfg"
    path.write_text(configuration)
    ended = subprocess.run(
        [GUARDED, "-db", "-f", path, "-sf", "1"],
        env={"PATH": os.environ["PATH"], "HAPROXY_PROGRAM": "/bin/true", **variables},
    )
    return ended.returncode, path.read_text()


@pytest.mark.parametrize(
    ("variables", "address"),
    [({}, "127.0.0.1"), ({"YIMEN_METRICS_HOST": "10.20.0.10"}, "10.20.0.10"),
     ({"YIMEN_METRICS_HOST": "fd00::1"}, "[fd00::1]")],
)  # fmt: skip
def test_the_proxy_is_changed_by_its_owner_and_shows_figures_where_it_is_told(
    tmp_path: Path, variables: dict[str, str], address: str
) -> None:
    status, configuration = started(tmp_path, SERVE_WRITES, **variables)

    assert status == 0
    assert configuration == (
        SERVE_WRITES.replace("mode 666", "mode 600")
        .replace("bind :9101", f"bind {address}:9101")
        .replace("bind *:8404", f"bind {address}:8404")
    )
    assert started(tmp_path, configuration, **variables) == (0, configuration)


@pytest.mark.parametrize(
    ("configuration", "variables"),
    [
        (SERVE_WRITES.replace("stats socket", "stats-socket"), {}),
        (SERVE_WRITES.replace("bind *:8404", "bind  *:8404\n bind \t:1"), {}),
        (SERVE_WRITES, {"YIMEN_METRICS_HOST": "x/; s/a/b"}),
    ],
)
def test_the_proxy_does_not_start_with_what_is_not_understood(
    tmp_path: Path, configuration: str, variables: dict[str, str]
) -> None:
    assert started(tmp_path, configuration, **variables)[0] == 1


def test_settings_are_read_from_the_environment_and_faults_named() -> None:
    settings = read_settings({"YIMEN_HTTP_PORT": "8123", "YIMEN_REPLICAS": "3", "YIMEN_HTTPS": "1"})

    assert (settings.port, settings.replicas, settings.most_replicas) == (8123, 3, 3)
    assert settings.https
    assert settings.secrets_file.is_absolute()
    for wrong in ("", "-1", "0", "70000", "x"):
        with pytest.raises(ValueError, match="YIMEN_HTTP_PORT"):
            read_settings({"YIMEN_HTTP_PORT": wrong})


def test_how_well_people_prove_who_they_are_is_read_from_the_environment() -> None:
    by_default = read_settings({})
    strict = read_settings({"YIMEN_TWO_FACTORS": "staff", "YIMEN_PASSWORD_DAYS": "0"})
    placed = read_settings(
        {"YIMEN_PUBLIC_ADDRESS": "https://city.example/", "YIMEN_IDENTITY_SECRET": "hidden"}
    )

    assert (by_default.two_factors, by_default.password_age.days) == ("enrolled", 90)
    assert (strict.two_factors, strict.password_age.days) == ("staff", 0)
    assert placed.public_address == "https://city.example"
    assert placed.identity_secret == "hidden" and "hidden" not in repr(placed)
    with pytest.raises(ValueError, match="YIMEN_TWO_FACTORS"):
        read_settings({"YIMEN_TWO_FACTORS": "all"})


def test_a_peak_never_has_fewer_replicas_than_a_calm_day() -> None:
    settings = read_settings({"YIMEN_REPLICAS": "4", "YIMEN_MOST_REPLICAS": "2"})

    assert settings.most_replicas == 4


def test_a_live_page_is_heard_of_before_the_proxy_takes_its_connection_for_dead() -> None:
    assert HEARTBEAT_SECONDS * 2 < IDLE_SECONDS
