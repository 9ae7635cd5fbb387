"""Lines of the log name the case and the request, and nobody."""

import subprocess
import sys

import pytest
import structlog
from structlog.testing import capture_logs

from actors.blocks.cases.commands import Withdraw
from actors.kernel.errors import Reason, Refusal, Unavailable
from actors.kernel.identity import PLATFORM, Identity
from actors.kernel.ports import Receipt, Shown
from actors.kernel.turn import Command
from actors.runtime.logs import covered_key, hide_ids, name_entity, show_ids_of
from serve_apps.front.command_log import LoggedSender
from tests import loaded


class Answering:
    """A way to entities that always gives the same answer."""

    def __init__(self, answer: Receipt | Exception) -> None:
        self._answer = answer

    async def send(
        self, key: str, command: Command, *, id: str, by: Identity, timeout: float = 10.0
    ) -> Receipt:
        if isinstance(self._answer, Exception):
            raise self._answer
        return self._answer

    async def show(self, key: str, *, timeout: float = 10.0) -> Shown:
        raise NotImplementedError


@pytest.fixture(scope="module", autouse=True)
def _all_kinds_are_known() -> None:
    show_ids_of(loaded.kinds().values())


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("key", "case:7f3a"),
        ("key", "watcher:7f3a"),
        ("commit", "case:7f3a/0000000004"),
        ("message", "case:7f3a/0000000004/1"),
    ],
)
def test_an_event_about_an_entity_of_a_case_names_the_case(field: str, value: str) -> None:
    assert name_entity(None, "info", {field: value})["case"] == "7f3a"


def test_an_event_about_something_else_names_that_and_no_case() -> None:
    event = name_entity(None, "info", {"key": "terminal:kiosk-1"})

    assert event["terminal"] == "kiosk-1"
    assert "case" not in event


@pytest.mark.parametrize("key", ["account:chen_jiahui", "watcher:handling.7f3a", "projector"])
def test_an_event_gets_no_field_of_an_id_that_may_name_somebody(key: str) -> None:
    assert name_entity(None, "info", {"key": key}) == {"key": key}


@pytest.mark.parametrize("kind", ["account", "access", "cadre", "unheard_of"])
def test_an_id_that_may_name_somebody_is_no_part_of_the_log(kind: str) -> None:
    event = hide_ids(None, "info", {"key": f"{kind}:chen_jiahui/0000000002"})

    assert "chen" not in event["key"]
    assert event["key"].startswith(f"{kind}:#")
    assert event["key"].endswith("/0000000002")


def test_a_kind_says_itself_that_its_ids_name_nobody() -> None:
    for key in ("case:7f3a", "case:7f3a/0000000002", "terminal:kiosk-1", "waiting_room:hall"):
        assert covered_key(key) == key
    assert "chen" not in covered_key("account:chen")
    assert covered_key("projector") == "projector"


def test_one_account_is_recognised_from_line_to_line() -> None:
    keys = {hide_ids(None, "info", {"key": "account:chen"})["key"] for _ in range(2)}

    assert len(keys) == 1


async def test_a_command_of_a_case_is_logged_without_what_it_carries() -> None:
    sender = LoggedSender(Answering(Receipt("case:7f3a", 4)))

    with (
        capture_logs(processors=[structlog.contextvars.merge_contextvars]) as lines,
        structlog.contextvars.bound_contextvars(trace="t1"),
    ):
        await sender.send("case:7f3a", Withdraw(reason="张三"), id="1", by=PLATFORM)

    [line] = lines
    assert line["event"] == "command.done"
    assert (line["key"], line["command"], line["trace"]) == ("case:7f3a", "Withdraw", "t1")
    assert "张三" not in str(line)


async def test_a_refused_command_is_logged_with_the_rules_that_refused_it() -> None:
    refusal = Refusal(Reason("case.not_now", "/form/张三"), kind="not_now")

    with capture_logs() as lines, pytest.raises(Refusal):
        await LoggedSender(Answering(refusal)).send("case:1", Withdraw(), id="1", by=PLATFORM)

    assert lines[0]["reasons"] == ["case.not_now"]
    assert "张三" not in str(lines)


async def test_a_command_that_failed_is_logged_as_a_warning() -> None:
    sender = LoggedSender(Answering(Unavailable("no answer")))

    with capture_logs() as lines, pytest.raises(Unavailable):
        await sender.send("case:1", Withdraw(), id="1", by=PLATFORM)

    assert (lines[0]["event"], lines[0]["log_level"]) == ("command.failed", "warning")


async def test_commands_of_accounts_are_not_logged() -> None:
    with capture_logs() as lines:
        await LoggedSender(Answering(Receipt("account:a", 1))).send(
            "account:a", Withdraw(), id="1", by=PLATFORM
        )

    assert lines == []


def test_a_log_that_cannot_be_written_stops_nobody() -> None:
    script = (
        "import sys; from actors.runtime.logs import configure_logs\n"
        "sys.__stderr__ = open('/dev/full', 'w')\n"
        "configure_logs()\n"
        "import structlog\n"
        "structlog.get_logger().error('beat.unrecorded')\n"
        "sys.__stderr__.close = lambda: None\n"
        "print('goes on')\n"
    )

    ran = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=30
    )

    assert ran.stdout == "goes on\n", ran.stderr
