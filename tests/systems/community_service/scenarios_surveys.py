"""What is done with surveys: every command of them."""

from actors.systems.community_service.survey import records as r
from actors.testing import Scenario
from tests.systems.community_service.station import AGENT, WINDOW
from tests.systems.community_service.surveys import DRAFT, HEAD, drafted, opened, published, said

CHANGE = r.ChangeDraft(
    place=DRAFT.place, title="开门时间", about=DRAFT.about, once="household",
    questions=DRAFT.questions[:1],
)  # fmt: skip

SCENARIOS: dict[str, Scenario] = {
    "a survey is answered, on paper too, closes and is reported": opened(2)
    .when(r.EnterPaper(who="p" * 20, answers=said(2, text="多开一天")), by=AGENT)
    .at("2026-05-01 09:00")
    .when(r.PublishResults(summary="周六上午开门。"), by=HEAD)
    .then_shown(phase="reported", answers=3, papers=1, who=()),
    "a draft is changed and dropped": drafted()
    .when(CHANGE, by=WINDOW)
    .when(r.DropDraft(), by=WINDOW)
    .then_shown(phase="dropped", title="开门时间", once="household"),
    "a survey ends before its day": published()
    .when(r.EndSurvey(reason="已有安排"), by=HEAD)
    .then(alarms={})
    .then_shown(phase="closed", reason="已有安排"),
}
