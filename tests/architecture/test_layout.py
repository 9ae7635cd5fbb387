"""The folder list is the architecture: nothing stands beside it but what tools insist on."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
REQUIRED = {
    "actors", "serve_apps", "storage", "edge", "dashboards", "benchmarks", "tests",
    "cluster.yaml", "README.md",
}  # fmt: skip
TOOLS = {"pyproject.toml", "requirements.lock", "Makefile", "LICENSE", ".gitignore", ".ci"}


# What the platform is made of: virtual actors, their store, the channels, records, forms, kiosks.
DESIGN = {
    "ray", "pymongo", "fastapi", "jinja2", "uvicorn", "msgspec", "jsonschema", "aiohttp",
    "pyserial", "cedarpy", "cryptography", "prometheus-client",
}  # fmt: skip


def text_of(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def tracked() -> list[str]:
    listing = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return listing.stdout.splitlines()


@pytest.mark.feature("PLAT-05")
def test_the_root_holds_the_architecture_and_nothing_else() -> None:
    top = {path.split("/")[0] for path in tracked()}

    assert top <= REQUIRED | TOOLS
    assert top >= REQUIRED


def test_the_lock_file_names_no_server() -> None:
    assert "://" not in (ROOT / "requirements.lock").read_text("utf-8")


def test_no_file_is_named_after_nothing() -> None:
    empty_names = {"utils.py", "helpers.py", "common.py", "manager.py", "base.py", "misc.py"}

    assert not {path for path in tracked() if path.rsplit("/", 1)[-1] in empty_names}


@pytest.mark.feature("PLAT-05")
def test_the_packages_of_the_design_are_locked() -> None:
    locked = set(re.findall(r"^([a-z0-9-]+)==", text_of("requirements.lock"), re.MULTILINE))

    assert locked >= DESIGN


@pytest.mark.feature("PLAT-05")
def test_motor_is_where_it_is_compared_with_and_nowhere_else_and_that_has_its_reason() -> None:
    importing = re.compile(r"^\s*(import|from) motor\b", re.MULTILINE)
    using = {path for path in tracked() if path.endswith(".py") and importing.search(text_of(path))}
    decisions = text_of("storage/README.md").partition("## Decisions")[2]

    assert all(path.startswith("benchmarks/") for path in using)
    assert re.search(r"Motor is retired", decisions)
