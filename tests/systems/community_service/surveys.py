"""Surveys in the tests of these services: who asks, and how far it is."""

from datetime import date

from actors.kernel.identity import PLATFORM, Identity
from actors.systems.community_service.survey import records as r
from actors.systems.community_service.survey.kind import survey_kind
from actors.testing import Scenario
from tests.systems.community_service.station import LIBRARY, TOWN, WINDOW

HEAD = Identity("staff:zumiao_head", ("approver",), TOWN)
QUESTIONS = (
    r.Question(sort="one", text="您希望周六开门吗？", choices=("希望", "不需要", "无所谓")),
    r.Question(sort="several", text="常办哪些事？", choices=("社保", "救助", "证明")),
    r.Question(sort="scale", text="对服务满意吗？"),
    r.Question(sort="text", text="还有什么建议？", optional=True),
)
DRAFT = r.DraftSurvey(
    place="440604012", title="便民服务时间", about="了解开门时间。", once="person",
    questions=QUESTIONS,
)  # fmt: skip
PUBLISH = r.PublishSurvey(opens=date(2026, 4, 27), closes=date(2026, 4, 30))


def said(one: int = 1, point: int = 5, text: str = "") -> tuple[r.Answer, ...]:
    """Return answers to the four questions."""
    written = (r.Answer(question=4, text=text),) if text else ()
    return (
        r.Answer(question=1, choices=(one,)),
        r.Answer(question=2, choices=(1, 3)),
        r.Answer(question=3, choices=(point,)),
        *written,
    )


def answering(n: int, answers: tuple[r.Answer, ...] | None = None) -> r.AnswerSurvey:
    """Return the answers of the `n`th somebody."""
    return r.AnswerSurvey(who=f"{n:020}", answers=said() if answers is None else answers)


def drafting() -> Scenario:
    """Nobody has asked anything yet; it is Friday 24 April."""
    return Scenario.of(survey_kind(LIBRARY)).at("2026-04-24 09:00")


def drafted(by: Identity = WINDOW) -> Scenario:
    """A clerk of the town has written a survey."""
    return drafting().when(DRAFT, by=by)


def published() -> Scenario:
    """The head has it open from Monday to Thursday."""
    return drafted().when(PUBLISH, by=HEAD)


def opened(answers: int = 0) -> Scenario:
    """It is Monday, and so many have answered alike."""
    found = published().at("2026-04-27 09:00")
    for n in range(answers):
        found = found.when(answering(n), by=PLATFORM)
    return found
