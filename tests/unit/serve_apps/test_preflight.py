"""What is missing is said in one sentence each, before anything starts."""

import socket
from pathlib import Path

import pytest

from serve_apps.cli import preflight
from serve_apps.cli.preflight import Package, package_faults, port_faults, room_faults


@pytest.mark.parametrize(
    "package",
    [
        Package("tool", "to work", program="no-such-program"),
        Package("fonts", "to read", file="/no/such/file"),
        Package("module", "to think", module="no_such_module"),
        Package("library", "to link", library="nosuchlibrary"),
    ],
    ids=lambda package: package.name,
)
def test_a_missing_package_is_named_with_its_purpose_and_the_way_to_get_it(
    package: Package,
) -> None:
    (fault,) = package_faults([package])

    assert f"apt-get install {package.name}" in fault
    assert package.what_for in fault


def test_what_is_there_is_no_fault() -> None:
    present = [Package("sh", "", program="sh"), Package("json", "", module="json")]

    assert package_faults(present) == []


def test_a_port_in_use_is_named_with_the_setting_that_moves_it() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        (fault,) = port_faults([(port, "web channel", "YIMEN_HTTP_PORT")])

    assert fault.startswith(f"Port {port} (web channel) is in use")
    assert "YIMEN_HTTP_PORT" in fault


def test_too_little_memory_and_disk_are_named_with_what_is_needed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(preflight, "MEMORY_GIB", 1e6)
    monkeypatch.setattr(preflight, "DISK_GIB", 1e6)

    memory, disk = room_faults(tmp_path / "not" / "yet")

    assert "Too little memory" in memory
    assert f"Too little disk under {tmp_path}" in disk
