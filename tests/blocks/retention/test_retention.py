"""Records are kept as long as their class says, and destroyed by two persons; what is restricted is
stored and protected, nothing else (PIPL 19, 47)."""

import asyncio
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from actors.blocks.access.access import Access
from actors.blocks.cases.facts import facts
from actors.blocks.cases.kind import case_kind
from actors.blocks.cases.state import Applicant, CaseState
from actors.blocks.factor_resets.reset import ResetLapsed, ResetProposed
from actors.blocks.messages.letter import LetterDied, LetterWritten
from actors.blocks.retention.classes import RetentionClass, RetentionClasses, read_classes
from actors.blocks.retention.destruction import AgreeToDestruction, RejectDestruction
from actors.blocks.retention.due import beside, due_of
from actors.blocks.retention.shell import daily
from actors.kernel.identity import PLATFORM, Identity
from actors.kernel.kind import EntityKind
from actors.kernel.restricting import Restrict, Restricted
from actors.kernel.system import Installed
from actors.kernel.turn import Command, Event
from actors.kernel.words import Title
from actors.kinds import all_views
from actors.systems.npc_motions.clue_records import ClueState, ReceiveClue, clue_id
from actors.systems.npc_motions.conversation_records import (
    ConversationBegun,
    ConversationClosed,
    ConversationState,
)
from actors.testing import Scenario
from storage.clock import FixedClock
from tests import loaded
from tests.blocks.cases.city import LIBRARY, RESIDENT_A, application
from tests.blocks.retention.scenarios import (
    AGREED,
    CASE,
    CLOSED,
    DESTRUCTION,
    ENDING,
    KE,
    PROPOSED,
    RUAN,
    SCENARIOS,
    WISH,
)

CLASSES = loaded.library()[RetentionClasses]
TEN = RetentionClass(name="ten", title=Title(zh="十年", en="Ten"), years=10, basis="示例")


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_destruction_goes_its_way(name: str) -> None:
    SCENARIOS[name].run()


def test_years_end_with_their_day_and_the_archive_wins() -> None:
    now = datetime(2036, 3, 2, 4, 0, tzinfo=UTC)

    assert TEN.closed_before(now) == datetime(2026, 3, 1, 16, 0, tzinfo=UTC)
    assert replace(TEN, years=0).closed_before(now) is None
    assert replace(TEN, archive=True).closed_before(now) is None
    leap = datetime(2036, 2, 29, 4, 0, tzinfo=UTC)
    assert TEN.closed_before(leap) == datetime(2026, 2, 27, 16, 0, tzinfo=UTC)


def test_who_proposes_does_not_agree() -> None:
    PROPOSED.when(AgreeToDestruction(), by=RUAN).then_refused("destruction.second_person").run()
    PROPOSED.when(RejectDestruction(reason="收回"), by=RUAN).run()


@pytest.mark.parametrize(
    "who", [Identity("staff:wen", ("approver",), "government_services"), RESIDENT_A]
)
def test_nobody_but_officers_of_retention_proposes_or_agrees(who: Identity) -> None:
    CLOSED.on(DESTRUCTION).when(WISH, by=who).then_refused("destruction.forbidden").run()
    PROPOSED.when(AgreeToDestruction(), by=who).then_refused("destruction.unknown").run()


def test_whoever_can_prove_more_does_so_first() -> None:
    by = replace(KE, assurance="high")

    PROPOSED.when(AgreeToDestruction(), by=by).then_refused("access.proof_needed").run()


@pytest.mark.parametrize("name", ["archive", "nothing"])
def test_what_is_archived_or_of_no_class_is_never_proposed(name: str) -> None:
    wish = replace(WISH, retention_class=name)

    CLOSED.on(DESTRUCTION).when(wish, by=RUAN).then_refused(
        "destruction.never", "/retention_class"
    ).run()


@pytest.mark.parametrize("subject", ["mailbox:person~an", "account:an", "breach:1", "x"])
def test_what_goes_with_another_or_is_of_another_class_is_not_proposed(subject: str) -> None:
    wish = replace(WISH, subjects=(CASE, subject))

    CLOSED.on(DESTRUCTION).when(wish, by=RUAN).then_refused(
        "destruction.not_kept", "/subjects/1"
    ).run()


TOLD = datetime(2026, 3, 2, tzinfo=UTC)
EARLIER = {  # of each kind that has a time of its own: what happened to it, and then its being over
    "clue": ReceiveClue(channel="wechat", external_id="m-1", text="逢雨必涝", told_at=TOLD),
    "conversation": ConversationBegun(
        at=TOLD, citizen="an", deputy="d", congress="c", term=1, account="dai", subject="路灯"
    ),
    "factor_reset": ResetProposed(at=TOLD, by="staff:a", unit="u", account="an", identified="card"),
    "letter": LetterWritten(
        at=TOLD, mailbox="m", channel="mail", to="a@b.cn", of="service", template="case.Accepted"
    ),
}
OVER = {
    "conversation": ConversationClosed(at=TOLD, by="person:an"),
    "factor_reset": ResetLapsed(at=TOLD),
    "letter": LetterDied(at=TOLD, why="retry", code="550"),
}


def restricting(kind: str, before: datetime) -> Scenario:
    """Return an entity of `kind` that is over, and is to be restricted if it was before an
    instant."""
    scenario = Scenario.of(loaded.kinds()[kind]).on(f"{kind}:{KEYS.get(kind, '1')}")
    begun = EARLIER[kind]
    scenario = (
        scenario.when(begun, by=PLATFORM)
        if isinstance(begun, Command)
        else scenario.given(begun, OVER[kind])
    )
    return scenario.when(Restrict(basis="1", closed_before=before), by=PLATFORM)


KEYS = {"clue": clue_id("wechat", "m-1")}


@pytest.mark.parametrize("kind", EARLIER)
def test_what_two_agreed_on_is_closed_for_writes_until_it_goes(kind: str) -> None:
    scenario = restricting(kind, TOLD + timedelta(days=1)).then(events=(Restricted,))
    rules = loaded.kinds()[kind].rules
    assert rules is not None
    for offer in rules.offers:
        command = offer.example or offer.command
        if isinstance(command, Command):
            by = PLATFORM if offer.of == "platform" else KE
            scenario = scenario.when(command, by=by).then_refused("record.restricted")

    scenario.run()


@pytest.mark.parametrize("kind", EARLIER)
def test_what_is_not_over_that_long_is_not_restricted(kind: str) -> None:
    restricting(kind, TOLD).then(events=()).run()


@pytest.mark.parametrize("kind", ["conversation", "factor_reset", "letter"])
def test_what_is_under_way_is_not_restricted(kind: str) -> None:
    begun = EARLIER[kind]
    assert isinstance(begun, Event)
    scenario = Scenario.of(loaded.kinds()[kind]).given(begun)

    scenario.when(Restrict(basis="1", closed_before=TOLD + timedelta(days=900)), by=PLATFORM).then(
        events=()
    ).run()


def test_nobody_but_the_platform_restricts() -> None:
    wish = Restrict(basis="1", closed_before=TOLD)

    Scenario.of(loaded.kinds()["clue"]).when(wish, by=KE).then_refused("record.restricted").run()


def test_what_is_restricted_is_offered_and_shown_to_nobody() -> None:
    rules = loaded.kinds()["conversation"].rules
    assert rules is not None
    state = ConversationState(phase="closed", citizen="an", restricted="1")
    citizen = Identity("person:an", ("resident",))

    assert rules.permitted("read", citizen, replace(state, restricted="")).allowed
    assert not rules.permitted("read", citizen, state).allowed
    assert not rules.may_know(citizen, state)
    assert rules.allowed(citizen, state) == ()


def test_nothing_waits_for_people_at_what_is_restricted() -> None:
    work = loaded.kinds()["clue"].work
    assert work is not None
    state = ClueState(phase="received", told_at=TOLD, received_at=TOLD, region="440604000000")

    assert work(state).tasks
    assert work(replace(state, restricted="1")).tasks == ()


@pytest.mark.parametrize("kind", ENDING)
def test_no_list_has_a_row_of_what_is_restricted(kind: str) -> None:
    commit = {
        "kind": kind, "key": f"{kind}:1", "seq": 3, "at": TOLD,
        "ev": [{"type": "Restricted", "at": TOLD, "basis": "1"}],
    }  # fmt: skip
    views = [v for v in all_views(loaded.library()) if v.kinds[0] == kind]

    for view in views:
        if not view.keeps_restricted:
            assert not view.whole or view.fold({"_id": "1"}, "1", commit) is None, view.name
            assert view.whole or view.rows(commit) == (), view.name
            assert view.whole or view.parts or view.name in ("watched", "unclaimed_cases")
        else:  # rows of the first two say what they are; of the third, no tasks and nobody
            assert view.name in ("accounts", "cases", "work")


def test_every_kind_that_holds_data_of_people_is_kept_by_a_class_or_with_another() -> None:
    library, kinds = loaded.library(), loaded.kinds()
    kept = library[Installed].kept()
    usual = next(f.default for f in fields(EntityKind) if f.name == "concerns")
    people = {name for name, kind in kinds.items() if kind.concerns is not usual}
    views = {view.name: view for view in all_views(library)}

    assert people <= kept.keys()
    works = {  # of nobody who gets a copy, but the first names cases, and who counted their papers
        "dispatch",
        "leave_request",  # why somebody of the staff was away
    }
    others = kept.keys() - people - works
    assert all(kept[name].part_of[0] or kept[name].goes_with for name in others)
    for each in kept.values():
        ends = CLASSES.find(each.retention)
        goes = each.goes_with in kept or each.item or each.part_of[0]
        assert goes or ends is not None, each.kind
        if each.view and (each.item or (ends and ends.ends)):
            firsts = {index.fields[0] for index in views[each.view].indexes}
            assert firsts & {each.since, *each.where}, f"{each.kind}: no index serves it"


def test_what_is_due_is_told_by_class_and_kind() -> None:
    now, library = datetime(2036, 3, 2, 4, 0, tzinfo=UTC), loaded.library()
    by_kind = {each.kind: each for found in CLASSES.classes for each in due_of(library, found, now)}

    assert by_kind.keys() == {
        "case", "clue", "conversation", "entrustment", "factor_reset", "account", "letter",
        "terminal_entry", "rating", "follow_up", "complaint", "voice", "resident", "care_plan",
        "dispatch", "leave_request",
    }  # fmt: skip
    assert by_kind["account"].where == {
        "kind": "resident",
        "disabled": True,
        "disabled_at": {"$lt": datetime(2026, 3, 1, 16, 0, tzinfo=UTC)},
        "restricted": {"$ne": True},
    }
    assert set(beside(library, "account:an")) == {
        "mailbox:person~an",
        "mandates:an",
        "own_copy:an",
        "saved_filters:an",
        "visitor:an",
    }
    assert set(beside(library, "case:1")) == {"watcher:1", "handover:1"}


def test_a_case_that_is_not_closed_that_long_stays_as_it_is() -> None:
    too_early = CLOSED.at("2029-03-02 09:00").on(DESTRUCTION).when(WISH, by=RUAN)

    too_early.when(AgreeToDestruction(), by=KE).then_shown(restricted=()).on(CASE).then_shown(
        restricted=""
    ).run()


def test_an_open_case_is_never_restricted() -> None:
    wish = Restrict(basis="1", closed_before=datetime(2036, 1, 1, tzinfo=UTC))
    scenario = Scenario.of(case_kind(LIBRARY)).at("2026-03-02 10:00")

    scenario.when(application(), by=RESIDENT_A).when(wish, by=PLATFORM).then(events=()).run()


ACTIONS = ("case.read", "case.follow", "case.know", "case.rate", "case.withdraw")


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize(
    ("by", "purpose"),
    [
        (RESIDENT_A, "own"),
        (Identity("staff:s", ("supervisor",), "discipline_inspection"), "supervision"),
        (Identity("staff:c", ("window_clerk",), "government_services"), "handling"),
    ],
)
def test_what_is_restricted_is_there_for_nobody_else(
    action: str, by: Identity, purpose: str
) -> None:
    applicant = Applicant(
        kind="natural", name="张三", id_type="resident_id", id_number="1", account="a1"
    )
    state = CaseState(
        id="1", phase="withdrawn", unit="government_services", applicant=applicant, restricted="d"
    )
    access = loaded.library()[Access]

    assert not access.permit(by, action, facts(state, None), purpose).allowed
    assert access.permit(KE, "case.read", facts(state, None), "retention").allowed
    usual = replace(state, restricted="")
    assert not access.permit(KE, "case.read", facts(usual, None), "retention").allowed


def test_the_record_that_remains_names_no_person() -> None:
    AGREED.then_shown(
        phase="agreed",
        retention_class="short",
        subjects=(CASE,),
        proposed_by=RUAN.id,
        second=KE.id,
        basis=next(each.basis for each in CLASSES.classes if each.name == "short"),
    ).run()


def test_a_class_without_a_basis_is_not_loaded(tmp_path: Path) -> None:
    text = '[[classes]]\nname = "a"\ntitle = {zh = "甲", en = "A"}\nyears = -1\nbasis = " "\n'
    (tmp_path / "classes.toml").write_text(text + text, "utf-8")

    _, mistakes = read_classes(tmp_path)
    assert {mistake.place for mistake in mistakes} == {
        "classes",
        *(f"classes[{n}].{key}" for n in (0, 1) for key in ("years", "basis")),
    }


async def test_what_has_run_out_is_looked_at_once_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, days = FixedClock(datetime(2026, 3, 2, 4, 0, tzinfo=UTC)), list[datetime]()

    async def tell(_database: Any, _sender: Any, _library: Any, now: datetime) -> int:
        days.append(now)
        return 0

    monkeypatch.setattr(daily, "tell", tell)
    monkeypatch.setattr(daily, "LOOK", 0.0)
    nobody: Any = None
    work = asyncio.create_task(daily.keep_telling(nobody, nobody, nobody, clock))
    for _ in range(5):
        await asyncio.sleep(0)
    clock.set(datetime(2026, 3, 3, 4, 0, tzinfo=UTC))
    for _ in range(5):
        await asyncio.sleep(0)
    work.cancel()

    assert [each.day for each in days] == [2, 3]
