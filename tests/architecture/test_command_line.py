"""What commands load: of what most of them do without, nothing, since that takes seconds."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
# Of `up`, all that answers before anything starts.
OFTEN = ("archive", "case", "clock", "down", "hosts", "seal", "status", "up", "verify")
HEAVY = {"fastapi", "ray", "pydantic", "cedarpy", "lxml", "openpyxl"}


def loaded_by(*modules: str) -> set[str]:
    """Return the packages that a fresh process has loaded after it imported `modules`."""
    program = f"import json, sys, {', '.join(modules)}; print(json.dumps(list(sys.modules)))"
    ran = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return {name.partition(".")[0] for name in json.loads(ran.stdout)}


def test_the_command_line_itself_loads_nothing_heavy() -> None:
    found = loaded_by("serve_apps.cli.main")

    assert "typer" in found
    assert not found & {*HEAVY, "pymongo", "rich"}


def test_commands_that_are_asked_for_often_load_neither_ray_nor_what_is_installed() -> None:
    found = loaded_by(*(f"serve_apps.cli.{name}" for name in OFTEN))

    assert {"rich", "pymongo"} <= found
    assert not found & HEAVY
