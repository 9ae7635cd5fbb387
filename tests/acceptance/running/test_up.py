"""`yimen up`: the whole platform by one command, and nothing left behind by its end."""

import asyncio
import json
import os
import re
import signal
import socket
import stat
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.acceptance.running.yimen import Yimen, accepted_case, until
from tests.ports import free_port


def log(yimen: Yimen) -> str:
    return (yimen.data / "run" / "platform.log").read_text("utf-8")


def test_one_command_drives_a_case_from_application_to_rating(yimen: Yimen) -> None:
    told = log(yimen)

    steps = re.findall(r"✓ (\S+)", told)
    assert steps == [
        "法人登录", "申报", "受理", "并联审查", "并联审查", "牵头部门决定", "制证", "送达",
        "好差评", "监察可见",
    ]  # fmt: skip
    (number,) = re.findall(r"Case number: (\S+)", told)
    assert len(number) == 43
    shown = yimen("case", "show", number).stdout
    assert "delivered" in shown
    assert "Rated" in shown


def test_the_journal_of_the_case_is_shown_without_personal_data(yimen: Yimen) -> None:
    (number,) = re.findall(r"Case number: (\S+)", log(yimen))
    (key,) = re.findall(r"case:[0-9a-f]{32}", yimen("case", "show", number).stdout)

    shown = yimen("journal", key).stdout

    assert "Submitted" in shown
    assert "item=" in shown
    assert "applicant" not in shown
    assert "91440605MA00DEM22J" not in shown
    assert "138000" not in shown


def test_nobody_else_on_the_machine_reads_what_the_platform_keeps(yimen: Yimen) -> None:
    data = yimen.data
    found = list(data.rglob("*"))

    open_to_others = [
        str(each.relative_to(data))
        for each in found
        if not each.is_symlink() and stat.S_IMODE(each.lstat().st_mode) & 0o077
    ]
    assert len(found) > 10
    assert open_to_others == []


def test_status_says_what_it_is_made_of(yimen: Yimen) -> None:
    state = json.loads(yimen("status", "--json").stdout)

    assert state["healthy"] is True
    assert state["hosts"] == 2
    assert "replica set" in state["database"]
    with urlopen(state["url"], timeout=10) as answer:
        assert "一门" in answer.read().decode()
    with urlopen(state["urls"]["终端屏幕 Kiosk screen"], timeout=10) as answer:
        assert answer.status == 200


@pytest.mark.feature("SUP-14")
def test_the_journal_of_a_running_platform_is_sealed_and_verifies(yimen: Yimen) -> None:
    yimen("seal")

    told = yimen("verify", "--json")

    verdict = json.loads(told.stdout)
    assert told.returncode == 0, verdict
    assert verdict["commits"] > 50
    assert verdict["seals"] >= 1
    assert verdict["unchained"] == 0


def test_a_second_up_says_that_one_runs(yimen: Yimen) -> None:
    result = yimen("up")

    assert result.returncode == 1
    assert "already runs" in result.stdout


def mongod_of(yimen: Yimen) -> int:
    (process,) = [
        pid for pid in yimen.processes()
        if Path(f"/proc/{pid}/exe").resolve().name == "mongod"
    ]  # fmt: skip
    return process


def test_a_database_that_stands_still_is_said_to_and_the_platform_waits(yimen: Yimen) -> None:
    process = mongod_of(yimen)

    os.kill(process, signal.SIGSTOP)
    try:
        until(lambda: yimen.status()["database"] == "does not answer")
    finally:
        os.kill(process, signal.SIGCONT)

    until(lambda: yimen.status()["healthy"])
    assert mongod_of(yimen) == process


def test_a_database_that_is_killed_is_started_again_and_the_hall_goes_on(yimen: Yimen) -> None:
    os.kill(mongod_of(yimen), signal.SIGKILL)

    until(lambda: "was started again" in log(yimen))
    until(lambda: yimen.status()["healthy"])
    (number,) = re.findall(r"Case number: (\S+)", log(yimen))
    assert "delivered" in yimen("case", "show", number).stdout


def test_hosts_are_shown_and_replaced_while_the_hall_goes_on(yimen: Yimen) -> None:
    before = {host["pid"] for host in yimen.status()["host_list"]}

    replaced = yimen("hosts", "replace")
    assert replaced.returncode == 0, replaced.stdout + replaced.stderr

    def all_new() -> bool:
        state = yimen.status()
        return (
            state["healthy"]
            and state["hosts"] == 2
            and not before & {host["pid"] for host in state["host_list"]}
        )

    until(all_new)
    until(lambda: yimen("hosts").stdout.count(" up") == 2)  # one that has gone may be listed yet


def test_a_port_in_use_is_named_before_anything_starts(tmp_path: Path) -> None:
    other = Yimen(tmp_path)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", int(other.environment["YIMEN_HTTP_PORT"])))
        taken.listen()
        result = other("up")

    assert result.returncode == 1
    assert "YIMEN_HTTP_PORT" in result.stdout
    assert not (other.data / "mongodb").exists()


def test_a_wrong_setting_is_named(tmp_path: Path) -> None:
    result = Yimen(tmp_path)("up", YIMEN_HTTP_PORT="door")

    assert result.returncode == 1
    assert "YIMEN_HTTP_PORT" in result.stdout


def test_a_database_that_is_no_replica_set_is_refused(tmp_path: Path) -> None:
    other = Yimen(tmp_path)
    address = f"mongodb://somebody:whoever@127.0.0.1:{free_port()}/?serverSelectionTimeoutMS=500"
    result = other("up", YIMEN_MONGODB_URI=address)

    assert result.returncode == 1
    assert "MongoDB does not answer" in result.stdout


def test_down_and_status_of_nothing_say_so(tmp_path: Path) -> None:
    other = Yimen(tmp_path)

    assert "not running" in other("down").stdout
    assert json.loads(other("status", "--json").stdout) == {
        "healthy": False, "url": "", "hosts": 0, "database": ""
    }  # fmt: skip


@pytest.mark.feature("SUP-03", "SUP-04")
def test_moving_the_clock_on_raises_a_card_on_a_case_that_nobody_decides(yimen: Yimen) -> None:
    number = asyncio.run(accepted_case(yimen))
    assert re.search(r"红黄牌 +│ none", yimen("case", "show", number).stdout)

    moved = yimen("clock", "advance", "20d")
    assert moved.returncode == 0, moved.stdout

    until(lambda: bool(re.search(r"红黄牌 +│ red", yimen("case", "show", number).stdout)))
