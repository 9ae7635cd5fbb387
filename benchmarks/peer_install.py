"""What the peers need: an environment of their own in var/peers, made on first use."""

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "var" / "peers"
PYTHON = FOLDER / "venv" / "bin" / "python"
LOCK = Path(__file__).parent / "peers.txt"
RESTATE = "@restatedev/restate-server@1.7.12"
RESTATE_SERVER = FOLDER / "node_modules/@restatedev/restate-server-linux-x64/bin/restate-server"
POSTGRESQL = Path("/usr/lib/postgresql/15/bin")


class Missing(Exception):
    """Something has to be installed by hand first; the message says what and how."""


def ensure(tell: Callable[[str], None]) -> None:
    """Install into var/peers what is not there yet; `tell` hears what.

    Raises:
        Missing: a package of the system is not installed, or an installation failed.
    """
    if not (POSTGRESQL / "initdb").exists():
        raise Missing("PostgreSQL 15 is not installed: apt-get install postgresql-15")
    if shutil.which("npm") is None:
        raise Missing("npm is not installed: apt-get install npm")
    wanted = hashlib.sha256(LOCK.read_bytes() + RESTATE.encode()).hexdigest()
    stamp = FOLDER / "installed"
    if stamp.exists() and stamp.read_text("utf-8") == wanted:
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    tell(f"installing DBOS, the Restate SDK and hypercorn into {FOLDER / 'venv'} with pip")
    _run(sys.executable, "-m", "venv", "--clear", str(FOLDER / "venv"))
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    _run(*pip, "--no-deps", "--require-hashes", "-r", str(LOCK))
    tell(f"installing {RESTATE} into {FOLDER} with npm")
    npm = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--no-save"]
    _run(*npm, "--prefix", str(FOLDER), RESTATE)
    if not RESTATE_SERVER.exists():
        raise Missing("npm brought no Restate server for this machine; it has to be Linux on x64")
    stamp.write_text(wanted, "utf-8")


def _run(*command: str) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True, text=True)
    except subprocess.CalledProcessError as error:
        raise Missing(f"{' '.join(command[:4])} … failed:\n{error.stderr.strip()}") from error
