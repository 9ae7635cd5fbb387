"""What supervision's list of cards leaves to the list of cases, and who sees it."""

from datetime import UTC, datetime

from actors.blocks.access.access import Access
from actors.blocks.clocks.watching import of_another_kind
from actors.kernel.identity import Identity
from actors.systems.supervision.view import WATCHED
from tests import loaded

SUPERVISOR = Identity("staff:jian", ("supervisor",), "supervision_centre")
OTHERS = (
    Identity("staff:an", ("reviewer",), "water_bureau"),
    Identity("person:chen", ("applicant",)),
)


def test_watchers_of_cases_have_no_row_here() -> None:
    at = datetime(2026, 3, 2, 1, tzinfo=UTC)
    commit = {"kind": "watcher", "key": "watcher:7f3a", "ev": [], "at": at}

    assert not of_another_kind(commit)
    assert WATCHED.rows(commit) == ()


def test_supervisors_alone_see_them() -> None:
    access = loaded.library()[Access]

    assert access.permit(SUPERVISOR, "watcher.read", {"unit": "water_bureau"}).allowed
    for by in OTHERS:
        assert not access.permit(by, "watcher.read", {"unit": "water_bureau"}).allowed


def test_before_the_limit_nothing_is_over() -> None:
    at = datetime(2026, 3, 2, 1, tzinfo=UTC)

    def told(level: str, days_over: int) -> dict[str, object]:
        raised = {"type": "LevelRaised", "clock": "npc_reply", "days_over": days_over}
        event = {**raised, "fell_due_at": at, "highest": level}
        commit = {"kind": "watcher", "key": "watcher:handling.7f3a", "ev": [event], "at": at}
        (id,) = WATCHED.rows(commit)
        return WATCHED.fold(None, id, commit)

    assert told("warning", -2)["days_over"] == 0
    assert told("red", 3)["days_over"] == 3
