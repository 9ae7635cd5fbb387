"""Surveys as residents meet them (问卷调查): what is open to them, and what came of others."""

from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import RedirectResponse, Response

from actors.blocks.organisation.units import Organisation
from actors.kernel.errors import Reason, Refusal
from actors.kernel.identity import PLATFORM
from actors.systems.community_service.survey.drafting import serves
from actors.systems.community_service.survey.records import SURVEY, AnswerSurvey, Survey
from actors.systems.community_service.survey.results import Result, results
from actors.systems.community_service.survey.terms import SurveyTerms
from serve_apps.front.bodies import command_id
from serve_apps.front.language import language_of, translations
from serve_apps.front.policies import AnyVisitor, signed_in_resident
from serve_apps.front.rendering import page
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.pages.charts import Drawing, Row, Series, stacked_bars
from serve_apps.pages.faults import Faults
from serve_apps.pages.records import Records
from serve_apps.systems.community_service.asking.answered import (
    Typed,
    answers_of,
    controls,
    faults_in,
    typed_in,
)
from serve_apps.systems.community_service.asking.who import digest, own_entries, own_entry

router = APIRouter(prefix="/surveys", include_in_schema=False)
Own = Annotated[Visitor, Depends(signed_in_resident)]
Id = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
MOST = 50  # results on one page, the latest
_OPEN = 500  # that are looked at for those of one's own place
UNKNOWN = Refusal(Reason("survey.unknown"), kind="unknown")


@router.get("")
async def show_surveys(request: Request, visitor: AnyVisitor, services: Wired) -> Response:
    """Show a resident what is open to him, and everybody of what the results are published.

    Raises:
        Overloaded, Unavailable: see `Sender.send`.
        PyMongoError: the database does not answer.
    """
    surveys, organisation = services[Records].database["surveys"], services.library[Organisation]
    latest = [("updated_at", -1), ("_id", -1)]
    units = {each.unit for each in await own_entries(services, visitor)}
    open_now: list[Any] = []
    if units:
        found = await surveys.find({"state": "open"}).sort(latest).limit(_OPEN).to_list()
        open_now = [
            row for row in found if any(serves(unit, row["place"], organisation) for unit in units)
        ]
    reported = await surveys.find({"state": "reported"}).sort(latest).limit(MOST).to_list()
    context = {"open": open_now, "reported": reported, "entered": bool(units)}
    return page(request, "community_service/surveys.html", context)


@router.get("/{id}")
async def show_survey(request: Request, visitor: Own, services: Wired, id: Id) -> Response:
    """Show a resident the questions of a survey that is open, or lead to its results.

    Raises:
        Refusal: it is not open to residents.
        Overloaded, Unavailable: see `Sender.send`.
        PyMongoError: the database does not answer.
    """
    state = await _seen(services, visitor, id)
    if state.phase == "reported":
        return RedirectResponse(f"/surveys/{id}/results", 303)
    try:
        await own_entry(services, visitor, state)
    except Refusal as refused:
        return _form(request, id, state, {}, refused.reasons, able=False)
    return _form(request, id, state, {})


@router.post("/{id}")
async def answer(request: Request, visitor: Own, services: Wired, id: Id) -> Response:
    """Take the answers; show the form again with every fault. The record does not name whoever
    answers: the platform sends them, with a keyed digest.

    Raises:
        Refusal: it is not open to residents.
        Overloaded, Unavailable: see `Sender.send`.
        PyMongoError: the database does not answer.
    """
    state = await _seen(services, visitor, id)
    typed = typed_in((await request.form()).multi_items())
    key = (*typed.get("key", ()), "")[0][:64] or uuid4().hex
    try:
        entry = await own_entry(services, visitor, state)
        who = digest(services, id, state, entry)
        wish = AnswerSurvey(who=who, answers=answers_of(state.questions, typed))
        once = command_id(SURVEY, key, wish)
        await services.sender.send(f"{SURVEY}:{id}", wish, id=once, by=PLATFORM)
    except Refusal as refused:
        if refused.kind not in ("invalid", "not_now"):
            raise
        return _form(request, id, state, typed, refused.reasons, key=key)
    return page(request, "community_service/survey_thanks.html", {"survey": state})


@router.get("/{id}/results")
async def show_results(request: Request, visitor: AnyVisitor, services: Wired, id: Id) -> Response:
    """Show the counts as bars and in tables, small ones hidden: to the unit once the survey is
    closed, to everybody once they are published.

    Raises:
        Refusal: they are not for the visitor.
        Overloaded, Unavailable: see `Sender.show`.
    """
    state = await _seen(services, visitor, id, "results")
    language = language_of(request)
    least = services.library[SurveyTerms].least
    _ = translations(language).gettext
    context = {
        "survey": state,
        "least": least,
        "results": [(each, _drawn(each, _("选项"), _("答卷数"))) for each in results(state, least)],
    }
    return page(request, "community_service/survey_results.html", context)


async def _seen(services: Services, visitor: Visitor, id: str, field: str = "questions") -> Survey:
    """Return the survey, if the visitor is shown `field` of it.

    Raises:
        Refusal: he is not, or there is none.
    """
    state: Survey = (await services.sender.show(f"{SURVEY}:{id}")).state
    rules = services.kinds[SURVEY].rules
    assert rules is not None
    if not state.phase or not rules.permitted("read", visitor.identity, state).shows(field):
        raise UNKNOWN
    return state


def _form(
    request: Request,
    id: str,
    state: Survey,
    typed: Typed,
    reasons: tuple[Reason, ...] = (),
    *,
    key: str = "",
    able: bool = True,
) -> Response:
    faults = faults_in(reasons, state.questions, language_of(request)) if reasons else Faults()
    context = {
        "id": id,
        "survey": state,
        "controls": controls(state.questions, typed, faults) if able else (),
        "errors": faults.summary if able else (),
        "hindered": () if able else [said for _, said in faults.summary],
        "key": key or uuid4().hex,
    }
    status = 422 if reasons and able else 200
    return page(request, "community_service/survey_form.html", context, status=status)


def _drawn(result: Result, axis: str, series: str) -> Drawing | None:
    """Return the bars of what is shown of a question, None where nothing is."""
    titles = _titles(result)
    known = [
        Row(title, (count,))
        for title, count in zip(titles, result.counts, strict=True)
        if count is not None
    ]
    return stacked_bars(result.question.text, axis, [Series(series, "1")], known) if known else None


def _titles(result: Result) -> tuple[str, ...]:
    points = range(1, len(result.counts) + 1)
    return result.question.choices or tuple(str(point) for point in points)
