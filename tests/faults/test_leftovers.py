"""A run that ends with SIGKILL clears nothing away; the next one does."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.chaos.leftovers import alive, end, once_more, own_folder, users
from benchmarks.chaos.network import Network
from benchmarks.machine import free_port

ROOT = Path(__file__).parents[2]
PREFIX = f"yimen-left-{os.getpid()}-"
ON_A_NETWORK = """
import sys
from pathlib import Path
from benchmarks.chaos.mongo_set import MongoSet
from benchmarks.chaos.network import Network
with Network(1) as network:
    [mongod] = MongoSet(Path(sys.argv[1]), [27017], network=network).members
    mongod.start()
    print(mongod.pid, flush=True)
    input()
"""
IN_A_FOLDER = """
import sys
from benchmarks.chaos.leftovers import own_folder
from benchmarks.chaos.mongo_set import MongoSet
with own_folder(sys.argv[1]) as folder:
    [mongod] = MongoSet(folder, [int(sys.argv[2])]).members
    mongod.start()
    print(mongod.pid, flush=True)
    input()
"""


@contextmanager
def run(script: str, *words: object) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Run `script` in a process; yield it and the pid of the mongod that it has started."""
    process = subprocess.Popen(
        [sys.executable, "-c", script, *map(str, words)],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    with process:
        try:
            yield process, int(process.stdout.readline())
        finally:
            process.kill()


def networks() -> set[str]:
    """Return the process ids that bridges carry."""
    told = subprocess.run(["ip", "-json", "link", "show", "type", "bridge"], stdout=subprocess.PIPE)
    return {link["group"] for link in json.loads(told.stdout) if link}


def folders() -> set[str]:
    """Return the process ids that the folders of these tests carry."""
    return {path.name.split("-")[3] for path in Path("/tmp").glob(f"{PREFIX}*")}


def test_what_a_dead_run_left_on_the_network_goes_and_a_living_one_keeps_its_own(
    tmp_path: Path,
) -> None:
    with (
        run(ON_A_NETWORK, tmp_path / "living") as (living, kept),
        run(ON_A_NETWORK, tmp_path / "dead") as (dead, left),
    ):
        dead.kill()
        dead.wait(30)
        assert alive(left) and str(dead.pid) in networks()

        with Network(1):
            assert not alive(left)
            assert networks() >= {str(living.pid), str(os.getpid())}
            assert str(dead.pid) not in networks()
            assert alive(living.pid) and alive(kept)

    with Network(1):  # of both nothing is left
        assert not alive(kept)
        assert str(living.pid) not in networks()


def test_what_a_dead_run_left_in_its_folder_goes_and_a_living_one_keeps_its_own() -> None:
    with (
        run(IN_A_FOLDER, PREFIX, free_port()) as (living, kept),
        run(IN_A_FOLDER, PREFIX, free_port()) as (dead, left),
    ):
        dead.kill()
        dead.wait(30)
        assert alive(left) and str(dead.pid) in folders()

        with own_folder(PREFIX):
            assert not alive(left)
            assert folders() == {str(living.pid), str(os.getpid())}
            assert alive(living.pid) and alive(kept)

    with own_folder(PREFIX):
        assert not alive(kept)
    assert not folders()


def test_what_did_not_come_up_is_ended_before_it_is_begun_anew(tmp_path: Path) -> None:
    begun: list[subprocess.Popen[bytes]] = []

    def start() -> int:
        begun.append(subprocess.Popen(["tail", "-f", "/dev/null", f"{tmp_path}/socket"]))
        while begun[-1].pid not in users(tmp_path):  # it is begun before its words can be read
            time.sleep(0.01)
        if len(begun) == 1:
            raise TimeoutError
        return len(begun)

    try:
        assert once_more(start, tmp_path) == 2
        assert [alive(each.pid) for each in begun] == [False, True]
    finally:
        end(each.pid for each in begun)
