"""Questions, suggestions and hot-line orders: answered in time, given back within hours, rated."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from actors.blocks.organisation.units import Organisation, StaffMember
from actors.kernel.calendar import Calendar
from actors.kernel.identity import PLATFORM, Identity
from actors.kernel.turn import Command, Message, Turn
from actors.systems.community_service.sample import voices as sample
from actors.systems.community_service.views.voices import VOICES
from actors.systems.community_service.voice import records as r
from actors.systems.community_service.voice.kind import voice_kind
from actors.systems.community_service.voice.limits import VoiceLimits
from actors.systems.community_service.voice.places import answerer, passer, passing_on, serving
from actors.systems.community_service.voice.watching import watched, work
from tests.blocks.cases.commits import commit, fold
from tests.blocks.cases.kit import at
from tests.systems.community_service.station import (
    AGENT,
    LIBRARY,
    RESIDENT_A,
    RESIDENT_B,
    TOWN,
    VILLAGE,
    WINDOW,
)
from tests.systems.community_service.voices import (
    ANSWER,
    ASKED,
    BACK,
    HEAD,
    TOWN_HEAD,
    anonymous,
    asked,
    asking,
)

pytestmark = pytest.mark.feature("GRASS-05")
HALL = Identity("staff:hall_clerk", ("window_clerk",), "government_services")
NOW = at("2026-04-24 10:00")
LATE = r.ExtendVoice(reason="须现场核实")


@pytest.mark.parametrize("day", ["2026-04-24", "2026-04-25"])  # a Friday; a Saturday
def test_a_wrong_addressee_gives_it_back_until_the_same_hour_of_the_next_day(day: str) -> None:
    ten = at(f"{day} 10:00") + timedelta(days=1)
    given = asked(f"{day} 10:00")

    given.at(ten).when(BACK, by=AGENT).then_shown(phase="returned", desk=TOWN).run()
    late = given.at(ten + timedelta(seconds=1)).when(BACK, by=AGENT)
    late.then_refused("voice.return_late", facts={"hours": "24"}).run()


def test_the_unit_of_the_place_answers_within_five_working_days_and_five_more_once() -> None:
    given = asked().then_shown(unit=VILLAGE, due=date(2026, 5, 6), phase="assigned")

    later = given.when(LATE, by=HEAD).then_shown(due=date(2026, 5, 12), extended=True)
    later.when(LATE, by=HEAD).then_refused("voice.extended_once").run()
    given.when(LATE, by=AGENT).then_refused("voice.forbidden").run()
    given.at("2026-05-07 00:30").when(LATE, by=HEAD).then_refused("voice.extension_late").run()


def test_what_came_back_is_passed_on_and_never_due_earlier_than_was_told() -> None:
    back = asked().when(BACK, by=AGENT)
    wish = r.AssignVoice(unit="housing_construction")

    back.when(wish, by=AGENT).then_refused("voice.forbidden").run()
    back.when(r.AssignVoice(unit=VILLAGE), by=WINDOW).then_refused("voice.same_unit").run()
    back.when(r.AssignVoice(unit="nowhere"), by=WINDOW).then_refused("voice.no_unit").run()
    back.when(wish, by=HALL).then_refused("voice.unknown").run()
    for desk in (WINDOW, TOWN_HEAD):
        passed = back.at("2026-04-27 09:00").when(wish, by=desk)
        passed.then_shown(unit=wish.unit, due=date(2026, 5, 7), desk="", phase="assigned").run()
    back.when(LATE, by=HEAD).then_refused("voice.not_now").run()


def test_who_asked_is_told_and_rates_and_a_bad_rating_by_name_is_called_within_a_day() -> None:
    told = asked().when(ANSWER, by=AGENT).then_shown(phase="answered")
    rated = told.when(r.RateVoice(stars=2, comment="没有说清", call=True), by=RESIDENT_A)
    again = rated.when(r.RateVoice(stars=5), by=RESIDENT_A)
    again.then_refused("voice.rated_once").run()
    told.when(r.RateVoice(stars=1), by=RESIDENT_B).then_refused("voice.unknown").run()
    told.when(r.RateVoice(stars=1), by=AGENT).then_refused("voice.forbidden").run()

    named = kept(r.RateVoice(stars=2, call=True))
    assert (named["named"]["name"], named["account"], named["service"]["unit"]) == (
        ASKED.name, "he_yuexian", VILLAGE,
    )  # fmt: skip
    assert kept(r.RateVoice(stars=2)).get("named") is None


def kept(wish: r.RateVoice) -> dict[str, Any]:
    """Return what the block of ratings is given to keep; of a bad rating by name it has the unit
    speak with the rater within a working day."""
    kind, state = voice_kind(LIBRARY), r.Voice()
    sent: list[Message] = []
    for by, command in ((RESIDENT_A, ASKED), (AGENT, ANSWER), (RESIDENT_A, wish)):
        turn = Turn("voice:1", state, kind.evolve, now=NOW, by=by, command_id="c")
        kind.decide(turn, command)
        state, sent = turn.state, turn.messages
    (told,) = [each for each in sent if each.key.startswith("rating:")]
    return told.command


def test_without_an_account_one_asks_and_rates_by_the_receipt_and_names_nobody() -> None:
    asking().when(replace(ASKED, name="", phone=""), by=PLATFORM).then_shown(account="").run()
    told = anonymous().when(ANSWER, by=AGENT)
    told.when(r.RateVoice(stars=4), by=PLATFORM).then_shown(rated=True).run()
    asked().when(ANSWER, by=AGENT).when(r.RateVoice(stars=4), by=PLATFORM).then_refused(
        "voice.unknown"
    ).run()
    unnamed = asking().when(replace(ASKED, name=""), by=PLATFORM).when(ANSWER, by=AGENT)
    unnamed.when(r.RateVoice(stars=1, call=True), by=PLATFORM).then_refused("voice.no_name").run()


def test_a_clerk_enters_what_came_by_telephone_and_orders_of_the_hot_line() -> None:
    order = replace(ASKED, sort="hot_line", order="12345-7", publish=False)

    asking().when(order, by=AGENT).then_shown(came="telephone", account="", sort="hot_line").run()
    asking().when(order, by=PLATFORM).then_refused("voice.hot_line_by_clerks", "/sort").run()
    asking().when(replace(ASKED, place="999999"), by=AGENT).then_refused("voice.no_place").run()
    asking().when(replace(ASKED, text="  "), by=AGENT).then_refused("form.required", "/text").run()
    asking().when(ASKED, by=HEAD).then_refused("voice.forbidden").run()


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("何月仙问周六能否办理", "voice.personal"),
        ("请拨 138 0000 0003", "voice.personal"),
        ("证件 44060219380815002X", "voice.personal"),
        ("请拨 １３８００００００３３", "voice.personal"),
        ("请拨 138\u200b0000\u200b0003", "voice.personal"),
        ("请拨 +86 138-0000-0033", "voice.personal"),
        ("何 月仙问周六能否办理", "voice.personal"),
        ("何\u2060月仙问周六能否办理", "voice.personal"),
        ("证件 440602 1938 0815 0020", "voice.personal"),
        ("证件 440602380815002", "voice.personal"),
        (" ", "form.required"),
    ],
)
def test_what_is_published_names_nobody(said: str, code: str) -> None:
    answered = asked().when(ANSWER, by=AGENT)

    answered.when(r.PublishVoice(question=said, answer="可以"), by=AGENT).then_refused(code).run()


def test_what_whoever_asked_did_not_let_be_published_is_not() -> None:
    wish = r.PublishVoice(question="周六能办吗？", answer="上午可以。")
    closed = asking().when(replace(ASKED, publish=False), by=RESIDENT_A).when(ANSWER, by=AGENT)

    closed.when(wish, by=AGENT).then_refused("voice.not_to_be_published").run()
    asked().when(ANSWER, by=AGENT).when(wish, by=AGENT).then_shown(published=True).run()


@pytest.mark.parametrize(
    "said",
    [
        "2026-05-06 至 2026-05-07 办理",
        "请致电 0757-83281234",
        "来件 GQ2026042412345678 已答复",
        "13:00-15:00、16:00-17:30 办理",
    ],
)
def test_days_hours_and_telephones_of_offices_are_published(said: str) -> None:
    wish = r.PublishVoice(question="何时办理？", answer=said)

    asked().when(ANSWER, by=AGENT).when(wish, by=AGENT).then_shown(published=True).run()


@pytest.mark.parametrize(
    ("wish", "by", "field"),
    [
        (r.AnswerVoice(text=" \n"), AGENT, "/text"),
        (r.ReturnVoice(reason=" "), AGENT, "/reason"),
        (r.ExtendVoice(reason="\u3000"), HEAD, "/reason"),
    ],
)
def test_blanks_say_nothing(wish: Command, by: Identity, field: str) -> None:
    asked().when(wish, by=by).then_refused("form.required", field).run()


@pytest.mark.parametrize(
    "typed", ["138 0013 8000", "+86 138-0013-8000", "１３８００１３８０００", "(138)00138000"]
)
def test_a_mobile_telephone_is_kept_as_text_messages_go_to_it(typed: str) -> None:
    told = replace(ASKED, phone=typed)

    assert phone_of(told) == "13800138000"
    assert phone_of(replace(ASKED, phone=" 0757-8328 1234 ")) == "0757-8328 1234"
    assert msgspec.convert(msgspec.to_builtins(told), r.RaiseVoice).phone == typed


def phone_of(wish: r.RaiseVoice) -> str:
    kind = voice_kind(LIBRARY)
    turn = Turn("voice:1", r.Voice(), kind.evolve, now=NOW, by=PLATFORM, command_id="c")
    kind.decide(turn, wish)
    return turn.state.phone


def test_what_a_unit_gives_back_waits_where_somebody_passes_it_on() -> None:
    units = LIBRARY[Organisation]
    nobody = replace_staff(units, lambda each: each.unit != TOWN)

    assert (passing_on(VILLAGE, units), passer(TOWN, units)) == (TOWN, "window_clerk")
    assert passing_on(TOWN, units) == passing_on(VILLAGE, nobody) != ""
    for unit in (TOWN, "civil_affairs", "government_services"):
        desk = passing_on(unit, units)
        role = passer(desk, units)
        assert any(each.holds(role, desk) for each in units.staff.values()), (unit, desk, role)
    assert passing_on(VILLAGE, replace_staff(units, lambda each: False)) == ""


def replace_staff(units: Organisation, kept: Callable[[StaffMember], bool]) -> Organisation:
    staff = {code: each for code, each in units.staff.items() if kept(each)}
    return Organisation(units=units.units, places=units.places, staff=staff)


def test_a_clock_runs_until_the_answer_with_cards_and_a_task_waits() -> None:
    limits, calendar, units = LIBRARY[VoiceLimits], LIBRARY[Calendar], LIBRARY[Organisation]
    state = r.Voice(
        phase="assigned", sort="question", number="GQ1", unit=VILLAGE, raised_at=NOW,
        assigned_at=NOW, due=date(2026, 4, 30),
    )  # fmt: skip
    seen = watched(state, limits, calendar)
    assert seen is not None
    (clock,) = seen.clocks

    assert [(mark.level, mark.on) for mark in clock.marks] == [
        ("warning", date(2026, 4, 29)),
        ("yellow", date(2026, 5, 1)),
        ("red", date(2026, 5, 7)),
    ]
    assert [(t.name, t.role, t.unit) for t in work(state, units).tasks] == [
        ("answer", "village_clerk", VILLAGE)
    ]
    returned = replace(state, phase="returned", desk=TOWN)
    assert [(t.name, t.role, t.unit) for t in work(returned, units).tasks] == [
        ("assign", "window_clerk", TOWN)
    ]
    answered = replace(state, phase="answered", answered_at=NOW)
    assert work(answered, units).tasks == ()
    ended = watched(answered, limits, calendar)
    assert ended is not None and ended.closed and ended.clocks[0].stopped_at == NOW


def test_a_place_is_answered_for_by_its_unit_or_the_one_above() -> None:
    units = LIBRARY[Organisation]

    assert serving("440604012202", units) == VILLAGE
    assert serving("440604012", units) == TOWN
    assert serving("440600", units) == "government_services"
    assert serving("000000", units) is None
    assert answerer("municipal_government", units) == "approver"


def test_rows_hold_nothing_that_somebody_wrote_but_what_is_published() -> None:
    raised = {
        "type": "VoiceRaised", "at": NOW, "by": RESIDENT_A.id, "number": "GQ1", "sort": "question",
        "topic": "services", "place": "440604012202", "title": "甲", "text": "乙", "came": "web",
        "account": "he_yuexian", "unit": VILLAGE, "due": "2026-04-30", "name": "何月仙",
    }  # fmt: skip
    answered = {"type": "VoiceAnswered", "at": NOW, "by": AGENT.id, "text": "丙"}
    public = {"type": "VoicePublished", "at": NOW, "by": AGENT.id, "question": "丁", "answer": "戊"}
    commits = [commit("voice:1", n, ev=[e]) for n, e in enumerate((raised, answered, public), 1)]
    (row,) = fold(VOICES, *commits).values()

    assert (row["state"], row["month"], row["first_unit"]) == ("answered", "2026-04", VILLAGE)
    assert row["public"] == {"question": "丁", "answer": "戊"}
    assert not [said for said in ("甲", "乙", "丙", "何月仙") if said in str(row)]


def test_the_sample_city_has_voices_in_every_state() -> None:
    steps = [(act.key, type(act.command).__name__) for act in sample.plan(LIBRARY)]

    assert len({key for key, _ in steps}) == 6
    assert {name for _, name in steps} >= {
        "RaiseVoice", "ReturnVoice", "ExtendVoice", "AnswerVoice", "PublishVoice", "RateVoice",
    }  # fmt: skip
