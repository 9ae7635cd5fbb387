"""`yimen down`: end a platform that runs in the background."""

import os
import signal
import time

from rich.console import Console

from serve_apps.cli.runfile import RunFile
from storage.settings import read_settings

PATIENCE_SECONDS = 120.0


def run() -> int:
    """Ask the platform of this data folder to end and wait until it has; return 0 when it has."""
    console = Console()
    run_file = RunFile(read_settings().data)
    process = run_file.read().get("pid") if run_file.held() else None
    if process is None:
        console.print("Yimen is not running here.")
        return 0
    os.kill(int(process), signal.SIGTERM)
    os.kill(int(process), signal.SIGCONT)  # one that stands still hears nothing
    deadline = time.monotonic() + PATIENCE_SECONDS
    with console.status("Letting it finish what it has begun"):
        while run_file.held():
            if time.monotonic() > deadline:
                console.print(
                    f"Process {process} has not ended after {PATIENCE_SECONDS:g} s; "
                    f"its log is {run_file.log}"
                )
                return 1
            time.sleep(0.2)
    console.print("Yimen has ended. Its data stays.")
    return 0
