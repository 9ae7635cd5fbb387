"""What each event makes of a survey."""

from typing import assert_never

from msgspec.structs import replace

from actors.systems.community_service.survey import records as r


def evolve(state: r.Survey, event: r.SurveyEvent) -> r.Survey:
    """Return the survey after `event`."""
    match event:
        case r.SurveyDrafted(unit=unit):
            return _worded(replace(state, phase="draft", unit=unit), event)
        case r.DraftChanged():
            return _worded(state, event)
        case r.DraftDropped():
            return replace(state, phase="dropped")
        case r.SurveyPublished(opens=opens, closes=closes):
            tallies = tuple(_none(each) for each in state.questions)
            return replace(state, phase="published", opens=opens, closes=closes, tallies=tallies)
        case r.SurveyOpened():
            return replace(state, phase="open")
        case r.SurveyAnswered():
            return _counted(state, event)
        case r.SurveyClosed(at=at, reason=reason):
            # Who answered is of no use any more; texts are told apart from when they came.
            texts = tuple(sorted(state.texts, key=lambda each: (each.question, each.text)))
            return replace(state, phase="closed", closed_at=at, reason=reason, who=(), texts=texts)
        case r.ResultsPublished(summary=summary):
            return replace(state, phase="reported", summary=summary)
        case _:
            assert_never(event)


def _worded(state: r.Survey, event: r.SurveyDrafted | r.DraftChanged) -> r.Survey:
    wording = {name: getattr(event.wording, name) for name in r.Wording.__struct_fields__}
    return replace(state, author=event.by, drafted_at=event.at, **wording)


def _none(question: r.Question) -> r.Tally:
    points = {"scale": r.SCALE, "text": 0}.get(question.sort, len(question.choices))
    return r.Tally(answered=0, counts=(0,) * points)


def _counted(state: r.Survey, event: r.SurveyAnswered) -> r.Survey:
    tallies = list(state.tallies)
    for each in event.answers:
        before = tallies[each.question - 1]
        counts = tuple(
            count + (place in each.choices) for place, count in enumerate(before.counts, 1)
        )
        tallies[each.question - 1] = r.Tally(answered=before.answered + 1, counts=counts)
    said = (r.Said(question=a.question, text=a.text) for a in event.answers if a.text)
    return replace(
        state,
        who=(*state.who, event.who),
        answers=state.answers + 1,
        papers=state.papers + event.paper,
        tallies=tuple(tallies),
        texts=(*state.texts, *said),
    )
