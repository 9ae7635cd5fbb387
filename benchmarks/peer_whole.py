"""Our side of `bench peers` over HTTP: the whole platform, in a tree of processes of its own.

Prints, as one line, where it listens and what may be asked there; runs until its standard input
ends. Its step is an officer's claim of a review, or giving it back.
"""

import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from benchmarks.database import database_of_its_own
from benchmarks.whole_platform import open_platform, ray_of_its_own
from serve_apps.deploy import close_doors

HOSTS = 1
REPLICAS = 1


def main() -> None:
    """Start everything, say so, and wait."""
    with (
        tempfile.TemporaryDirectory(prefix="yimen-peer-") as name,
        database_of_its_own(Path(name)) as storage,
        ray_of_its_own(Path(name)),
    ):
        count = int(sys.argv[1])
        open_ = open_platform(Path(name), storage, HOSTS, REPLICAS, count, lambda line: None)
        print(json.dumps(asdict(open_)), flush=True)
        sys.stdin.read()
        close_doors()


if __name__ == "__main__":
    main()
