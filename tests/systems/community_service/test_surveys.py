"""Surveys: published by a second person, answered once, on paper too, and nobody learns by whom."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from actors.blocks.organisation.units import Organisation
from actors.kernel.deadlines import CHINA
from actors.kernel.identity import PLATFORM, Identity
from actors.kernel.turn import Turn
from actors.systems.community_service.sample import surveys as sample
from actors.systems.community_service.survey import records as r
from actors.systems.community_service.survey.drafting import serves
from actors.systems.community_service.survey.kind import survey_kind, work
from actors.systems.community_service.survey.results import results
from actors.systems.community_service.survey.terms import SurveyTerms
from actors.systems.community_service.views.surveys import SURVEYS
from actors.testing import Scenario
from tests.blocks.cases.commits import commit, fold
from tests.blocks.cases.kit import at
from tests.systems.community_service.scenarios_surveys import SCENARIOS
from tests.systems.community_service.station import AGENT, LIBRARY, RESIDENT_A, TOWN, WINDOW
from tests.systems.community_service.surveys import (
    DRAFT,
    HEAD,
    PUBLISH,
    QUESTIONS,
    answering,
    drafted,
    drafting,
    opened,
    published,
    said,
)

pytestmark = pytest.mark.feature("GRASS-05")
LEAST = LIBRARY[SurveyTerms].least
ELSEWHERE = Identity("staff:guicheng_agent", ("village_clerk",), "guiyuan_community")


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_survey_goes_its_way(name: str) -> None:
    SCENARIOS[name].run()


def test_whoever_wrote_it_last_does_not_publish_it() -> None:
    drafted(HEAD).when(PUBLISH, by=HEAD).then_refused("survey.forbidden").run()
    drafted().when(PUBLISH, by=WINDOW).then_refused("survey.forbidden").run()
    changed = r.ChangeDraft(
        place=DRAFT.place, title="改", about="改", once="person", questions=QUESTIONS
    )
    drafted().when(changed, by=HEAD).when(PUBLISH, by=HEAD).then_refused("survey.forbidden").run()


@pytest.mark.parametrize(
    ("wish", "code", "field"),
    [
        (replace(DRAFT, place="440605"), "survey.not_ours", "/place"),
        (replace(DRAFT, title=" "), "form.required", "/title"),
        (replace(DRAFT, questions=(r.Question(sort="one", text="甲", choices=("是",)),)),
         "survey.few_choices", "/questions/0/choices"),
        (replace(DRAFT, questions=(r.Question(sort="one", text="甲", choices=("是", "是 ")),)),
         "survey.choice_twice", "/questions/0/choices"),
        (replace(DRAFT, questions=(r.Question(sort="text", text="甲", choices=("是", "否")),)),
         "survey.no_choices", "/questions/0/choices"),
    ],
)  # fmt: skip
def test_a_survey_that_cannot_be_answered_is_not_kept(
    wish: r.DraftSurvey, code: str, field: str
) -> None:
    drafting().when(wish, by=WINDOW).then_refused(code, field).run()


@pytest.mark.parametrize(
    ("opens", "closes", "code"),
    [
        (date(2026, 4, 23), date(2026, 4, 30), "survey.opens_late"),
        (date(2026, 4, 27), date(2026, 4, 26), "survey.closes_late"),
        (date(2026, 4, 27), date(2026, 9, 1), "survey.closes_late"),
        (date(2026, 4, 27), date.max, "survey.closes_late"),
    ],
)
def test_the_days_of_a_survey_are_bounded(opens: date, closes: date, code: str) -> None:
    wish = r.PublishSurvey(opens=opens, closes=closes)

    drafted().when(wish, by=HEAD).then_refused(code).run()


def test_it_opens_on_its_first_day_and_closes_after_its_last() -> None:
    published().when(answering(1), by=PLATFORM).then_refused("survey.not_now").run()
    opened().then_shown(phase="open").run()
    last = opened().at("2026-04-30 23:59")
    last.when(answering(1), by=PLATFORM).then_shown(answers=1).run()
    over = opened(1).at("2026-05-01 00:00").then_shown(phase="closed", who=(), answers=1)
    over.when(answering(2), by=PLATFORM).then_refused("survey.not_now").run()
    today = drafted().when(replace(PUBLISH, opens=date(2026, 4, 24)), by=HEAD)
    today.then_shown(phase="open").run()


def test_each_answers_once_on_the_web_or_on_paper() -> None:
    paper = r.EnterPaper(who=answering(0).who, answers=said())

    opened(1).when(paper, by=AGENT).then_refused("survey.answered_before").run()
    twice = opened().when(paper, by=AGENT).then_shown(papers=1)
    twice.when(answering(0), by=PLATFORM).then_refused("survey.answered_before").run()


def test_paper_is_entered_by_clerks_of_the_place_alone() -> None:
    paper = r.EnterPaper(who="p" * 20, answers=said())

    opened().when(paper, by=ELSEWHERE).then_refused("survey.forbidden").run()
    opened().when(paper, by=WINDOW).then_refused("survey.forbidden").run()
    opened().when(answering(1), by=RESIDENT_A).then_refused("survey.forbidden").run()


@pytest.mark.parametrize(
    ("answers", "code", "field"),
    [
        (said()[1:], "form.required", "/q1"),
        ((), "survey.nothing_said", ""),
        ((r.Answer(question=1, choices=(1, 2)), *said()[1:]), "survey.only_one", "/q1"),
        ((r.Answer(question=1, choices=(4,)), *said()[1:]), "form.choice", "/q1"),
        ((r.Answer(question=3, choices=(6,)), *said()[:2]), "form.choice", "/q3"),
        ((r.Answer(question=1, text="希望"), *said()[1:]), "form.choice", "/q1"),
        ((r.Answer(question=4, choices=(1,)), *said()), "form.type", "/q4"),
        ((*said(), said()[0]), "survey.no_question", ""),
        ((*said(), r.Answer(question=5, text="甲")), "survey.no_question", ""),
    ],
)
def test_what_is_answered_fits_the_questions(
    answers: tuple[r.Answer, ...], code: str, field: str
) -> None:
    opened().when(answering(1, answers), by=PLATFORM).then_refused(code, field).run()


def test_small_counts_are_hidden_and_those_that_would_tell_them() -> None:
    def shown(*counts: int, sort: r.Sort = "one", answered: int = 0) -> Any:
        question = r.Question(sort=sort, text="甲", choices=tuple(map(str, counts)))
        tally = r.Tally(answered=answered or sum(counts), counts=counts)
        (found,) = results(r.Survey(questions=(question,), tallies=(tally,)), LEAST)
        return found.answered, found.counts

    assert LEAST == 5
    assert shown(1, 3) == (None, (None, None))
    assert shown(20, 30, 0) == (50, (20, 30, 0))
    assert shown(20, 30, 2) == (52, (None, 30, None))  # one alone is 52 - 20 - 30
    assert shown(20, 30, 2, 1) == (53, (None, 30, None, None))  # together 3, fewer than five
    assert shown(20, 30, 3, 2) == (55, (20, 30, None, None))
    assert shown(9, 3, 6, sort="several", answered=12) == (12, (None, None, 6))


def test_a_scale_has_its_average_where_nothing_is_hidden() -> None:
    question = r.Question(sort="scale", text="甲")

    def average(*counts: int) -> float | None:
        tally = r.Tally(answered=sum(counts), counts=counts)
        (found,) = results(r.Survey(questions=(question,), tallies=(tally,)), LEAST)
        return found.average

    assert average(0, 0, 5, 5, 10) == 4.25
    assert average(1, 0, 5, 5, 10) is None


def test_neither_the_record_nor_the_row_tells_who_answered_or_what() -> None:
    kind = survey_kind(LIBRARY)
    state = r.Survey(phase="open", closes=date(2026, 4, 30), questions=QUESTIONS, tallies=(
        r.Tally(answered=0, counts=(0, 0, 0)), r.Tally(answered=0, counts=(0, 0, 0)),
        r.Tally(answered=0, counts=(0,) * 5), r.Tally(answered=0, counts=()),
    ))  # fmt: skip
    turn = Turn("survey:1", state, kind.evolve, now=at("2026-04-27 09:00"), by=PLATFORM,
                command_id="c")  # fmt: skip
    kind.decide(turn, answering(7, said(text="多开一天 ")))
    (event,) = turn.events

    assert isinstance(event, r.SurveyAnswered) and not hasattr(event, "by")
    assert turn.state.texts == (r.Said(question=4, text="多开一天"),)
    written: dict[str, Any] = {
        "type": "SurveyDrafted", "at": at("2026-04-24 09:00"), "by": WINDOW.id, "unit": TOWN,
        "wording": {
            "place": "440604012", "title": "甲", "about": "乙", "once": "person", "questions": []
        },
    }  # fmt: skip
    answered: dict[str, Any] = {
        "type": "SurveyAnswered", "at": at("2026-04-27 09:00"), "who": "w" * 20,
        "answers": [{"question": 4, "text": "丙"}], "paper": True,
    }  # fmt: skip
    commits = [commit("survey:1", n, ev=[e]) for n, e in enumerate((written, answered), 1)]
    (row,) = fold(SURVEYS, *commits).values()
    assert (row["answers"], row["papers"], row["state"]) == (1, 1, "draft")
    assert "丙" not in str(row) and "w" * 20 not in str(row)
    shown = kind.rules
    assert shown is not None
    done = replace(state, phase="reported", unit=TOWN)
    for by, purpose in ((HEAD, ""), (HEAD, "handling"), (RESIDENT_A, ""), (PLATFORM, "")):
        verdict = shown.permitted("read", by, done, purpose)
        assert not verdict.shows("who") and not verdict.shows("tallies")
        assert verdict.shows("texts") is (by is HEAD and purpose == "handling")


def test_counts_and_texts_are_for_nobody_before_it_is_closed() -> None:
    rules = survey_kind(LIBRARY).rules
    assert rules is not None
    state = r.Survey(phase="open", unit=TOWN)

    for phase, seen in (("open", False), ("closed", True)):
        verdict = rules.permitted("read", HEAD, replace(state, phase=phase), "handling")
        assert verdict.shows("texts") is seen
        assert rules.permitted("read", HEAD, replace(state, phase=phase)).shows("results") is seen
    assert not rules.permitted("read", RESIDENT_A, replace(state, phase="draft")).allowed
    assert not rules.permitted("read", AGENT, replace(state, phase="draft")).allowed


def test_drafts_and_results_wait_for_the_head_of_the_unit() -> None:
    state = r.Survey(phase="draft", unit=TOWN, drafted_at=at("2026-04-24 09:00"))
    closed = replace(state, phase="closed", closed_at=at("2026-05-01 00:00"))

    assert [(t.name, t.unit, t.role) for t in work(state).tasks] == [("publish", TOWN, "approver")]
    assert [t.name for t in work(closed).tasks] == ["report"]
    assert work(replace(state, phase="open")).tasks == ()


def test_a_village_lies_in_its_town_and_city_and_in_no_other() -> None:
    units = LIBRARY[Organisation]

    assert serves(AGENT.unit, "440604012", units) and serves(AGENT.unit, "440600", units)
    assert not serves(ELSEWHERE.unit, "440604012", units)
    assert not serves("nowhere", "440600", units)


def test_the_sample_city_has_a_survey_with_results_and_one_that_is_open() -> None:
    now, keys = at("2026-11-30 10:00"), (f"survey:{1:032x}", f"survey:{2:032x}")
    lived = Scenario.of(survey_kind(LIBRARY))
    for when, act in sample.lived(LIBRARY, now):
        lived = lived.on(act.key).at(f"{when.astimezone(CHINA):%Y-%m-%d %H:%M}")
        lived = lived.when(act.command, by=act.by)

    reported = lived.on(keys[0]).then_shown(phase="reported", answers=11)
    reported.on(keys[1]).then_shown(phase="open").run()
