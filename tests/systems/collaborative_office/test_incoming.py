"""An incoming document goes the way of 党政机关公文处理工作条例 Art. 24, and no other."""

import asyncio
from datetime import date

import pytest
from msgspec.structs import replace

from actors.kernel.identity import Identity
from actors.kernel.turn import Command
from actors.systems.collaborative_office.incoming import commands as i
from actors.systems.collaborative_office.incoming.kind import GUARDED, facts
from actors.systems.collaborative_office.incoming.state import IncomingState, Reader
from actors.systems.collaborative_office.incoming.view import INCOMING
from actors.systems.collaborative_office.incoming.work import watched
from actors.testing import Scenario
from tests.rows import Keeping, folded
from tests.systems.collaborative_office import office as o
from tests.systems.collaborative_office import receiver as r

FIRST, SECOND = r.LEADER, r.CHECKER  # who reads it


def refused(scenario: Scenario, code: str, field: str | None = None) -> None:
    scenario.then_refused(f"incoming_document.{code}", field).run()


@pytest.mark.feature("OA-01")
def test_each_step_follows_the_one_before() -> None:
    for scenario, phase in (
        (r.delivered(), "delivered"),
        (r.signed_for(), "signed_for"),
        (r.registered(), "registered"),
        (r.proposed(), "proposed"),
        (r.handling(), "handling"),
        (r.circulating(), "circulating"),
        (r.answered(), "answered"),
        (r.archived(), "archived"),
    ):
        scenario.then_shown(phase=phase).run()


@pytest.mark.feature("OA-01")
@pytest.mark.parametrize(
    ("before", "command", "by"),
    [
        (r.delivered(), i.SignFor(), o.REGISTRY),
        (r.delivered(), i.RegisterIncoming(), r.REGISTRY),
        (r.signed_for(), i.ProposeHandling(proposal="拟办"), r.CHECKER),
        (r.registered(), i.ProposeHandling(proposal="拟办"), r.REGISTRY),
        (r.registered(), r.INSTRUCT, r.LEADER),
        (r.proposed(), r.INSTRUCT, r.CHECKER),
        (r.proposed(), r.CIRCULATE, r.REGISTRY),
        (r.handling(), i.AnswerDocument(result="已办"), r.REGISTRY),
        (r.handling(), i.ArchiveIncoming(), r.REGISTRY),
        (r.handling(), r.CIRCULATE, r.HANDLER),
        (r.circulating(), i.AnswerDocument(result="已办"), r.HANDLER),
        (r.circulating(), i.FinishReading(), r.HANDLER),
        (r.archived(), i.SendIncomingBack(to="handling", reason="漏办"), r.REGISTRY),
    ],
)
def test_whose_turn_it_is_not_may_not(before: Scenario, command: Command, by: Identity) -> None:
    with pytest.raises(AssertionError, match=r"incoming_document\.(unknown|forbidden|not_now)"):
        before.when(command, by=by).then_refused("").run()


@pytest.mark.feature("OA-02")
def test_what_comes_in_has_a_book_of_its_own() -> None:
    r.registered().then_shown(received_number="佛卫收〔2026〕1号", number=r.NUMBER).run()


@pytest.mark.feature("OA-06")
def test_an_instruction_reaches_the_clerk_and_the_units_that_are_named() -> None:
    state = IncomingState(phase="proposed", since=o.MORNING, organ="municipal_government")
    leader = Identity("staff:leader", ("office_signer",), "municipal_government")
    wish = replace(r.INSTRUCT, assisting=("market_supervision",))

    turn = o.turn_of(state, wish, leader, r.KEY)
    assert {each.key for each in turn.messages if each.key.startswith("mailbox:")} == {
        "mailbox:unit~office_registry~municipal_government",
        "mailbox:unit~office_handler~health",
        "mailbox:unit~office_handler~market_supervision",
    }


@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        ({"lead": "market_supervision"}, "nobody_handles", "/lead"),
        ({"assisting": ("housing_construction",)}, "nobody_handles", "/assisting"),
        ({"due": date(2026, 9, 23)}, "day_over", "/due"),
        ({"due": date.max}, "day_too_far", "/due"),
        ({"instruction": " "}, "nothing_said", "/instruction"),
    ],
)
def test_what_is_no_instruction(changed: dict[str, object], code: str, field: str) -> None:
    refused(r.proposed().when(replace(r.INSTRUCT, **changed), by=r.LEADER), code, field)


def test_an_urgent_one_has_a_day_and_others_as_long_as_the_place_says() -> None:
    urgent = r.proposed(r.alone(urgency="most_urgent"))
    endless = replace(r.INSTRUCT, due=None)

    refused(urgent.when(endless, by=r.LEADER), "urgent_without_day", "/due")
    r.handling(endless).then_shown(due=date(2026, 10, 22)).run()


@pytest.mark.feature("OA-03")
@pytest.mark.parametrize(
    ("before", "command", "by"),
    [
        (r.delivered(), i.RefusePackage(reason="密级：机密"), r.REGISTRY),
        (r.registered(), i.ProposeHandling(proposal="密级：机密"), r.CHECKER),
        (r.proposed(), replace(r.INSTRUCT, instruction="密级：机密"), r.LEADER),
        (r.handling(), i.AnswerDocument(result="密级：机密"), r.HANDLER),
        (r.circulating(), i.FinishReading(note="密级：机密"), FIRST),
    ],
)
def test_no_text_bears_a_mark(before: Scenario, command: Command, by: Identity) -> None:
    before.when(command, by=by).then_refused("official_document.secrecy_mark").run()


@pytest.mark.feature("OA-05")
def test_a_reader_has_three_states_and_no_opinion_is_lost() -> None:
    one = (
        r.circulating().when(i.NoteRead(), by=FIRST).when(i.FinishReading(note="拟同意"), by=SECOND)
    )

    read = [
        Reader(by=FIRST.id, round=1, reading="read_pending", at=o.MORNING_AT_NINE),
        Reader(by=SECOND.id, round=1, reading="done", at=o.MORNING_AT_NINE, note="拟同意"),
    ]
    one.then_shown(phase="circulating", readers=tuple(read)).run()
    refused(one.when(i.NoteRead(), by=FIRST), "read_already")
    both = one.when(i.FinishReading(note="同意"), by=FIRST)
    read[0] = replace(read[0], reading="done", note="同意")
    both.then_shown(phase="handling", readers=tuple(read)).run()


@pytest.mark.feature("OA-05")
def test_who_has_not_read_it_is_recalled_and_the_others_are_not() -> None:
    one = r.circulating().when(i.NoteRead(), by=FIRST)
    all_of_them = i.RecallReaders(readers=r.CIRCULATE.readers)
    account = SECOND.id.removeprefix("staff:")

    refused(one.when(all_of_them, by=r.REGISTRY), "read_already", "/readers")
    spared = one.when(i.RecallReaders(readers=(account,)), by=r.REGISTRY)
    spared.then_shown(phase="circulating", circulated=(FIRST.id,)).run()
    r.circulating().when(all_of_them, by=r.REGISTRY).then_shown(phase="handling").run()


@pytest.mark.feature("OA-05", "OA-08")
def test_a_reader_that_does_not_answer_keeps_nothing_for_ever() -> None:
    back = i.SendIncomingBack(to="handling", reason="传阅人出差")
    one = r.circulating().when(i.NoteRead(), by=FIRST)

    one.when(back, by=r.REGISTRY).then_shown(phase="handling", reading=()).run()


@pytest.mark.parametrize(
    ("readers", "code"),
    [
        (("office_signer",), "reader_elsewhere"),
        (("office_leader_health",) * 2, "reader_twice"),
    ],
)
def test_readers_work_here_and_are_named_once(readers: tuple[str, ...], code: str) -> None:
    wish = replace(r.CIRCULATE, readers=readers)
    refused(r.handling().when(wish, by=r.REGISTRY), code, "/readers")


def test_what_is_urgent_important_or_late_is_urged() -> None:
    urge = i.UrgeHandling(note="请于本周办结")
    important = replace(r.INSTRUCT, important=True)

    refused(r.handling().when(urge, by=r.REGISTRY), "not_pressing")
    for pressing in (
        r.handling(important),
        r.handling().at("2026-10-21 09:00"),
        r.handling(before=r.alone(urgency="urgent")),
        r.circulating(),
    ):
        pressing.when(urge, by=r.REGISTRY).run()


@pytest.mark.feature("OA-08")
def test_it_goes_back_within_the_organ_and_its_time_stands_still() -> None:
    back = r.handling().when(
        i.SendIncomingBack(to="registered", reason="承办单位有误"), by=r.HANDLER
    )

    back.then_shown(phase="registered", lead="", instruction="").run()
    for wish, before, by in (
        (i.SendIncomingBack(to="handling", reason="x"), r.handling(), r.HANDLER),
        (i.SendIncomingBack(to="proposed", reason="x"), r.proposed(), r.LEADER),
    ):
        before.when(wish, by=by).then_refused("official_document.not_earlier", "/to").run()


@pytest.mark.feature("OA-05")
@pytest.mark.parametrize(
    "scenario",
    [
        r.delivered(),
        r.circulating()
        .when(i.NoteRead(), by=FIRST)
        .when(i.RecallReaders(readers=("office_checker_health",)), by=r.REGISTRY),
        r.handling().when(i.SendIncomingBack(to="proposed", reason="x"), by=r.HANDLER),
        r.archived(),
    ],
)
def test_lists_know_what_the_rules_know(scenario: Scenario) -> None:
    world = Keeping(scenario)
    asyncio.run(scenario.run_in(world))
    row = folded(INCOMING, world.commits)[0][r.KEY.partition(":")[2]]
    known = facts(asyncio.run(world.state(r.KEY)))

    assert {
        name: frozenset(row[name]) if kind == "texts" else row[name]
        for name, kind in GUARDED.facts.items()
    } == known


def test_the_last_day_is_yellow_and_the_next_one_red() -> None:
    state = IncomingState(
        phase="handling", organ="health", lead="health", due=r.DUE, instructed_at=o.MORNING
    )

    subject = watched(state)
    assert subject is not None and not subject.closed
    (clock,) = subject.clocks
    assert [(mark.level, mark.on.day) for mark in clock.marks] == [("yellow", 20), ("red", 21)]
    done = watched(replace(state, phase="archived", stopped_at=o.MORNING))
    assert done is not None and done.closed
    assert watched(IncomingState(phase="registered")) is None


def test_who_may_read_what() -> None:
    rules = o.KINDS["incoming_document"].rules
    assert rules is not None

    def readers(state: IncomingState, field: str = "body") -> list[bool]:
        return [
            rules.permitted("read", by, state, "handling").shows(field)
            for by in (r.REGISTRY, r.CHECKER, r.LEADER, r.HANDLER, o.SIGNER, o.REGISTRY)
        ]

    here = IncomingState(phase="delivered", since=o.MORNING, organ="health")
    nobody = [False] * 6
    assert readers(here) == nobody
    assert readers(here, "title") == [True, *nobody[1:]]
    assert readers(replace(here, phase="recalled")) == nobody
    checked = replace(here, phase="registered", members=(r.REGISTRY.id,))
    assert readers(checked) == [True, True, False, False, False, False]
    led = replace(
        here,
        phase="circulating",
        lead="health",
        round=1,
        readers=(
            Reader(by=r.LEADER.id, round=1, at=o.MORNING),
            Reader(by=r.CHECKER.id, round=1, reading="recalled", at=o.MORNING),
        ),
    )
    assert readers(led) == [True, False, True, True, False, False]
