"""What must be set before Serve starts, and what is read of the environment."""

from pathlib import Path

import pytest

from serve_apps.front.front_door import (
    FLAGS,
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
