"""Nobody reads what operators see without signing in."""

import configparser
import shutil
import stat
import subprocess
from pathlib import Path

from dashboards.prometheus import ALERTS, command, write
from dashboards.sign_in import NAME, hashed, password_in, users

GRAFANA = ALERTS.with_name("grafana.ini")


def test_the_password_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    file = tmp_path / "prometheus" / "password"

    first = password_in(file)

    assert password_in(file) == first
    assert len(first) >= 20
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_two_passwords_of_one_text_are_kept_as_two_texts() -> None:
    one, other = hashed("open sesame"), hashed("open sesame")

    assert one != other
    assert one.startswith("$2b$10$") and len(one) == len(other) == 60


def test_prometheus_accepts_the_sign_in_and_is_started_with_it(tmp_path: Path) -> None:
    file = tmp_path / "web.yaml"
    write(file, users("open sesame"))
    promtool = shutil.which("promtool")
    assert promtool is not None

    result = subprocess.run(
        [promtool, "check", "web-config", str(file)], capture_output=True, text=True, check=False
    )

    assert result.returncode == 0, result.stderr
    assert NAME in file.read_text("utf-8") and "open sesame" not in file.read_text("utf-8")
    assert f"--web.config.file={file}" in command("prometheus", tmp_path, 9090)


def test_grafana_lets_nobody_look_who_has_no_account() -> None:
    settings = configparser.ConfigParser()
    settings.read_string(GRAFANA.read_text("utf-8"))

    assert not settings.getboolean("auth.anonymous", "enabled")
    assert not settings.getboolean("users", "allow_sign_up")
    assert not settings.getboolean("public_dashboards", "enabled")
    assert not settings.getboolean("snapshots", "enabled")
