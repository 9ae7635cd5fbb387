"""Surveys of a town of the sample city: one whose results are published, one that is open."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256

from actors.blocks.organisation.units import Organisation
from actors.kernel.deadlines import local_day
from actors.kernel.identity import PLATFORM, Identity
from actors.kernel.library import Library
from actors.kernel.system import Act
from actors.kernel.turn import Command
from actors.systems.community_service.sample.offers import holder
from actors.systems.community_service.survey import records as r

_UNIT, _PLACE = "zumiao_subdistrict", "440604012"
_MINUTE, _DAY = timedelta(minutes=1), timedelta(days=1)
_HOURS = r.DraftSurvey(
    place=_PLACE,
    title="便民服务站开门时间",
    about="了解居民希望便民服务站在哪些时间开门。",
    once="household",
    questions=(
        r.Question(
            sort="one", text="您最希望增加哪个时间？", choices=("周六上午", "工作日晚上", "不需要")
        ),
        r.Question(sort="scale", text="您对便民服务站满意吗？"),
    ),
)
_MEALS = r.DraftSurvey(
    place=_PLACE,
    title="长者助餐意见",
    about="了解居民对长者助餐点的需要，用于安排明年的助餐点。",
    once="person",
    questions=(
        r.Question(
            sort="several",
            text="家里谁需要助餐？",
            choices=("独居长者", "高龄长者", "行动不便的长者", "暂不需要"),
        ),
        r.Question(sort="text", text="您对助餐点还有什么建议？", optional=True),
    ),
)
_SAID = ((1, 5), (1, 4), (1, 5), (1, 4), (1, 5), (1, 4), (2, 4), (2, 5), (2, 4), (2, 5), (2, 5))


def lived(library: Library, now: datetime) -> Iterator[tuple[datetime, Act]]:
    """Yield what a town has asked before `now`, and what was answered."""
    organisation = library[Organisation]
    clerk = holder(organisation, _UNIT, "window_clerk")
    head = holder(organisation, _UNIT, "approver")
    if clerk is None or head is None or clerk == head:
        return
    yield from _asked(1, now - 39 * _DAY, _HOURS, 13, clerk, head)
    for n, (one, point) in enumerate(_SAID):
        said = r.Answer(question=1, choices=(one,)), r.Answer(question=2, choices=(point,))
        who = sha256(f"sample/{n}".encode()).hexdigest()[:20]
        wish = r.AnswerSurvey(who=who, answers=said)
        yield now - 38 * _DAY + n * _MINUTE, _act(1, wish, PLATFORM)
    results = r.PublishResults(summary="多数居民希望周六上午开门，自下月起试行。")
    yield now - 20 * _DAY, _act(1, results, head)
    yield from _asked(2, now - 5 * _DAY, _MEALS, 30, clerk, head)


def _asked(
    n: int, at: datetime, wish: r.DraftSurvey, days: int, clerk: Identity, head: Identity
) -> Iterator[tuple[datetime, Act]]:
    yield at, _act(n, wish, clerk)
    first = local_day(at + _MINUTE)
    published = r.PublishSurvey(opens=first, closes=first + days * _DAY)
    yield at + _MINUTE, _act(n, published, head)


def _act(n: int, wish: Command, by: Identity) -> Act:
    return Act(key=f"{r.SURVEY}:{n:032x}", command=wish, by=by)
