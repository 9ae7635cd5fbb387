"""A survey before and after it is answered: its wording, its days, its end."""

from datetime import timedelta

from actors.blocks.forms import normalise
from actors.blocks.organisation.units import Organisation
from actors.kernel.deadlines import end_of_day, local_day, start_of_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Turn
from actors.systems.community_service.survey import records as r
from actors.systems.community_service.survey.terms import SurveyTerms

Turning = Turn[r.Survey]
_CHOSEN = ("one", "several")


def within(place: str, other: str, organisation: Organisation) -> bool:
    """Tell whether the division `place` is `other`, or lies in it."""
    met: set[str] = set()
    while place in organisation.places and place not in met:
        if place == other:
            return True
        met.add(place)
        place = organisation.places[place].superior
    return False


def serves(unit: str, place: str, organisation: Organisation) -> bool:
    """Tell whether the division that the unit serves lies in `place`."""
    found = organisation.units.get(unit) or organisation.former.get(unit)
    return found is not None and within(found.place, place, organisation)


def wording(turn: Turning, command: r.Wording, organisation: Organisation) -> r.Wording:
    """Return what a survey says, as it is kept.

    Raises:
        Refusal: the place is not the unit's own, nor below it, or something is missing or said
            twice: every fault.
    """
    unit = organisation.units.get(turn.by.unit)
    wrong: list[Reason] = []
    if unit is None or not within(command.place, unit.place, organisation):
        wrong.append(Reason("survey.not_ours", "/place"))
    title, about = normalise.plain_text(command.title), normalise.plain_text(command.about)
    said = {"title": title, "about": about}
    wrong += [Reason("form.required", f"/{name}") for name, text in said.items() if not text]
    questions: list[r.Question] = []
    for at, each in enumerate(command.questions):
        question = r.Question(
            sort=each.sort,
            text=normalise.plain_text(each.text),
            choices=tuple(normalise.plain_text(choice) for choice in each.choices),
            optional=each.optional,
        )
        wrong += _of_question(question, f"/questions/{at}")
        questions.append(question)
    if wrong:
        raise Refusal(*wrong)
    return r.Wording(
        place=command.place, title=title, about=about, once=command.once, questions=tuple(questions)
    )


def _of_question(question: r.Question, at: str) -> list[Reason]:
    wrong: list[Reason] = []
    if not question.text:
        wrong.append(Reason("form.required", f"{at}/text"))
    choices, chosen = question.choices, question.sort in _CHOSEN
    if chosen and len(choices) < 2:
        wrong.append(Reason("survey.few_choices", f"{at}/choices"))
    if choices and not chosen:
        wrong.append(Reason("survey.no_choices", f"{at}/choices"))
    if "" in choices or len(set(choices)) < len(choices):
        wrong.append(Reason("survey.choice_twice", f"{at}/choices"))
    return wrong


def publish(turn: Turning, command: r.PublishSurvey, terms: SurveyTerms) -> None:
    """Have it open from its first day to its last.

    Raises:
        Refusal: the first day is over, the last before it, or too late: every fault.
    """
    today, opens, closes = local_day(turn.now), command.opens, command.closes
    wrong: list[Reason] = []
    if not today <= opens <= today + timedelta(days=366):
        wrong.append(Reason("survey.opens_late", "/opens"))
    elif not opens <= closes < opens + timedelta(days=terms.longest_days):
        facts = {"days": str(terms.longest_days)}
        wrong.append(Reason("survey.closes_late", "/closes", facts))
    if wrong:
        raise Refusal(*wrong)
    turn.emit(r.SurveyPublished(at=turn.now, by=turn.by.id, opens=opens, closes=closes))
    if opens == today:
        turn.emit(r.SurveyOpened(at=turn.now))
    else:
        turn.remind("open", start_of_day(opens), r.OpenSurvey())
    turn.remind("close", end_of_day(closes), r.CloseSurvey())


def end(turn: Turning, command: r.EndSurvey) -> None:
    """Close it before its last day.

    Raises:
        Refusal: no reason is given.
    """
    reason = normalise.plain_text(command.reason)
    if not reason:
        raise Refusal(Reason("form.required", "/reason"))
    turn.forget("open")
    turn.forget("close")
    turn.emit(r.SurveyClosed(at=turn.now, reason=reason))


def publish_results(turn: Turning, command: r.PublishResults) -> None:
    """Publish the counts with a summary.

    Raises:
        Refusal: nothing was written but blanks.
    """
    summary = normalise.plain_text(command.summary)
    if not summary:
        raise Refusal(Reason("form.required", "/summary"))
    turn.emit(r.ResultsPublished(at=turn.now, by=turn.by.id, summary=summary))
