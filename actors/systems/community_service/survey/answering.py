"""Answers to a survey: what of them is in order."""

from collections.abc import Iterable, Iterator

from actors.blocks.forms import normalise
from actors.kernel.deadlines import local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Turn
from actors.systems.community_service.survey import records as r

Turning = Turn[r.Survey]
_TWICE = {"person": "survey.answered_before", "household": "survey.household_answered"}


def answer(turn: Turning, who: str, answers: Iterable[r.Answer], *, paper: bool) -> None:
    """Count the answers of somebody who has not answered yet.

    Raises:
        Refusal: the last day is over, he or his household has answered, or something is not in
            order: every fault by its question ("/q1").
    """
    state = turn.state
    if state.closes is None or local_day(turn.now) > state.closes:
        raise Refusal(Reason("survey.over"), kind="not_now")
    if who in state.who:
        raise Refusal(Reason(_TWICE[state.once]), kind="not_now")
    if state.answers >= r.MOST_ANSWERS:
        raise Refusal(Reason("survey.full"), kind="not_now")
    given = tuple(_plain(each) for each in answers)
    if faults := tuple(faults_of(state, given)):
        raise Refusal(*faults)
    said = tuple(each for each in given if each.choices or each.text)
    turn.emit(r.SurveyAnswered(at=turn.now, who=who, answers=said, paper=paper))


def faults_of(state: r.Survey, answers: tuple[r.Answer, ...]) -> Iterator[Reason]:
    """Yield everything that is not in order, each by its question."""
    told = {each.question: each for each in answers}
    if len(told) < len(answers) or not told.keys() <= set(range(1, len(state.questions) + 1)):
        yield Reason("survey.no_question")
        return
    if not any(each.choices or each.text for each in answers):
        yield Reason("survey.nothing_said")
    for place, question in enumerate(state.questions, 1):
        found = told.get(place, r.Answer(question=place))
        if code := _fault(question, found, len(state.texts)):
            yield Reason(code, f"/q{place}")


def _fault(question: r.Question, said: r.Answer, texts: int) -> str:
    """Return the code of what is wrong with an answer, "" if nothing is."""
    if not (said.choices or said.text):
        return "" if question.optional else "form.required"
    if question.sort == "text":
        if said.choices:
            return "form.type"
        return "survey.texts_full" if texts >= r.MOST_TEXTS else ""
    points = r.SCALE if question.sort == "scale" else len(question.choices)
    chosen = said.choices
    if said.text or len(set(chosen)) < len(chosen) or not set(chosen) <= set(range(1, points + 1)):
        return "form.choice"
    return "survey.only_one" if question.sort != "several" and len(chosen) > 1 else ""


def _plain(answer: r.Answer) -> r.Answer:
    return r.Answer(
        question=answer.question, choices=answer.choices, text=normalise.plain_text(answer.text)
    )
