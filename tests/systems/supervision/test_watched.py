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
