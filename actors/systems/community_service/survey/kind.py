"""The kind "survey" (问卷调查): a unit asks residents of its place; each answers once, and nobody
learns who said what (GRASS-05)."""

from dataclasses import replace
from datetime import date

from actors.blocks.access.access import Access
from actors.blocks.organisation.units import Organisation
from actors.kernel.errors import Reason, Refusal
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Offer
from actors.kernel.offered_kind import offered_kind
from actors.kernel.turn import Turn
from actors.kernel.words import Title
from actors.kernel.work import Task, Work
from actors.systems.community_service.survey import drafting as d
from actors.systems.community_service.survey import records as r
from actors.systems.community_service.survey.answering import answer
from actors.systems.community_service.survey.evolve import evolve
from actors.systems.community_service.survey.terms import SurveyTerms

GUARDED = Guarded(
    actions=("draft", "publish", "conclude", "enter", "read"),
    facts={"state": "text", "unit": "text", "author": "text"},
    fields=(
        "state", "unit", "place", "title", "about", "once", "questions", "opens", "closes",
        "answers", "papers", "results", "texts", "closed_at", "reason", "summary",
    ),
)  # fmt: skip
HEAD = "approver"  # 负责人
_WORDS = r.Wording(
    place="440604012202",
    title="便民服务时间调查",
    about="了解居民希望便民服务站何时开门。",
    once="person",
    questions=(
        r.Question(sort="one", text="您希望周六开门吗？", choices=("希望", "不需要")),
        r.Question(sort="text", text="还有什么建议？", optional=True),
    ),
)
_EXAMPLE = {name: getattr(_WORDS, name) for name in r.Wording.__struct_fields__}
OFFERS: tuple[Offer[r.Survey], ...] = (
    Offer(
        command=r.DraftSurvey,
        action="draft",
        begins=True,
        long=("about",),
        example=r.DraftSurvey(**_EXAMPLE),
    ),
    Offer(
        command=r.ChangeDraft,
        action="draft",
        states=("draft",),
        long=("about",),
        example=r.ChangeDraft(**_EXAMPLE),
    ),
    Offer(
        command=r.PublishSurvey,
        action="publish",
        states=("draft",),
        example=r.PublishSurvey(opens=date(2026, 12, 7), closes=date(2026, 12, 20)),
    ),
    Offer(
        command=r.DropDraft,
        action="draft",
        states=("draft",),
        grave=True,
        example=r.DropDraft(),
    ),
    Offer(
        command=r.EndSurvey,
        action="conclude",
        states=("published", "open"),
        grave=True,
        example=r.EndSurvey(reason="调查事项已有安排"),
    ),
    Offer(
        command=r.PublishResults,
        action="conclude",
        states=("closed",),
        long=("summary",),
        example=r.PublishResults(summary="多数居民希望周六上午开门，自下月起试行。"),
    ),
    # Who answers is found by the platform: pages and programs have no word for it.
    Offer(command=r.EnterPaper, action="enter", states=("open",), of="platform"),
    Offer(command=r.AnswerSurvey, states=("open",), of="platform"),
    Offer(command=r.OpenSurvey, states=("published",), of="platform"),
    Offer(command=r.CloseSurvey, states=("open",), of="platform"),
)
NOTHING = Work(title=Title(zh="", en=""))
_TITLE = Title(zh="居民问卷", en="Survey of residents")
_WAITS = {
    "draft": ("publish", Title(zh="审核发布问卷", en="Check and publish a survey")),
    "closed": ("report", Title(zh="公布问卷结果", en="Publish the results of a survey")),
}


def survey_kind(library: Library) -> EntityKind[r.Survey]:
    """Return the kind "survey", by the terms and the units of `library`."""

    def draft(turn: Turn[r.Survey], command: r.DraftSurvey) -> None:
        said = d.wording(turn, command, library[Organisation])
        by = turn.by
        turn.emit(r.SurveyDrafted(at=turn.now, by=by.id, unit=by.unit, wording=said))

    def change(turn: Turn[r.Survey], command: r.ChangeDraft) -> None:
        said = d.wording(turn, command, library[Organisation])
        turn.emit(r.DraftChanged(at=turn.now, by=turn.by.id, wording=said))

    def enter(turn: Turn[r.Survey], command: r.EnterPaper) -> None:
        if not d.serves(turn.by.unit, turn.state.place, library[Organisation]):
            raise Refusal(Reason("survey.forbidden"), kind="forbidden")
        answer(turn, command.who, command.answers, paper=True)

    kind = offered_kind(
        library[Access],
        name=r.SURVEY,
        plural="surveys",
        state=r.Survey,
        events=r.SurveyEvent,
        offers=OFFERS,
        handlers={
            r.DraftSurvey: draft,
            r.ChangeDraft: change,
            r.DropDraft: lambda turn, command: turn.emit(
                r.DraftDropped(at=turn.now, by=turn.by.id)
            ),
            r.PublishSurvey: lambda turn, command: d.publish(turn, command, library[SurveyTerms]),
            r.OpenSurvey: lambda turn, command: turn.emit(r.SurveyOpened(at=turn.now)),
            r.AnswerSurvey: lambda turn, command: answer(
                turn, command.who, command.answers, paper=False
            ),
            r.EnterPaper: enter,
            r.CloseSurvey: lambda turn, command: turn.emit(r.SurveyClosed(at=turn.now)),
            r.EndSurvey: d.end,
            r.PublishResults: d.publish_results,
        },
        evolve=evolve,
        facts=facts,
        shown=("phase", "unit", "place", "title", "once", "opens", "closes", "answers", "papers"),
    )
    return replace(kind, work=work)


def facts(state: r.Survey) -> Facts:
    """Return what policies know of a survey."""
    return {"state": state.phase, "unit": state.unit, "author": state.author}


def work(state: r.Survey) -> Work:
    """Return what waits for the head of the unit: a draft, or results."""
    since = state.closed_at if state.phase == "closed" else state.drafted_at
    if state.phase not in _WAITS or since is None:
        return NOTHING
    name, title = _WAITS[state.phase]
    task = Task(name=name, title=title, unit=state.unit, role=HEAD, since=since, claimable=False)
    return Work(title=_TITLE, system="community_service", tasks=(task,))
