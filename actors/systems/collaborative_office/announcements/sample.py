"""Announcements of the sample city's health commission, each at another step."""

from collections.abc import Iterator
from datetime import date

from actors.kernel.turn import Command
from actors.systems.collaborative_office.announcements import commands as c

_UNTIL = date(2030, 12, 31)
_DRAFTER, _HEAD = "office_handler_health", "office_leader_health"


def announcements() -> Iterator[tuple[str, list[tuple[str, Command]]]]:
    """Yield the id of each, and what was asked of it by which account, in order."""
    wishes = (
        ("关于开展消防安全自查的通知", "请各科室于本周内完成自查。", True),
        ("办公区停水通知", "本周六上午检修供水管道，届时停水。", False),
        ("关于报送培训需求的通知", "请于月底前报送明年培训需求。", False),
        ("职工食堂征求意见", "请就菜单提出意见。", False),
    )
    for n, (title, body, must_read) in enumerate(wishes, start=1):
        draft = c.DraftAnnouncement(
            title=title, body=body, audience=("health",), expires_on=_UNTIL, must_read=must_read
        )
        steps: list[tuple[str, Command]] = [
            (_DRAFTER, draft),
            (_DRAFTER, c.HandInAnnouncement()),
            (_HEAD, c.ApproveAnnouncement()),
            (_DRAFTER, c.PublishAnnouncement()),
            ("office_checker_health", c.ConfirmReading()),
        ]
        yield f"sample-announcement{n}", steps[: (5, 4, 2, 1)[n - 1]]
