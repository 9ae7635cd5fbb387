"""The folder list is the architecture: nothing stands beside it but what tools insist on."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
REQUIRED = {
    "actors", "serve_apps", "storage", "edge", "dashboards", "benchmarks", "tests",
    "cluster.yaml", "README.md",
}  # fmt: skip
TOOLS = {"pyproject.toml", "requirements.lock", "Makefile", "LICENSE", ".gitignore", ".ci"}


def tracked() -> list[str]:
    listing = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return listing.stdout.splitlines()


def test_the_root_holds_the_architecture_and_nothing_else() -> None:
    top = {path.split("/")[0] for path in tracked()}

    assert top <= REQUIRED | TOOLS
    assert top >= REQUIRED


def test_the_lock_file_names_no_server() -> None:
    assert "://" not in (ROOT / "requirements.lock").read_text("utf-8")


def test_no_file_is_named_after_nothing() -> None:
    empty_names = {"utils.py", "helpers.py", "common.py", "manager.py", "base.py", "misc.py"}

    assert not {path for path in tracked() if path.rsplit("/", 1)[-1] in empty_names}
