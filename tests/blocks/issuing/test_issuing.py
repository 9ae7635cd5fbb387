"""窗口出件: a result is handed out against identity, or posted; nobody forgets it on its shelf."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from actors.blocks.issuing.handover import read_rules
from actors.blocks.issuing.kind import handover_kind
from actors.blocks.issuing.records import (
    Handover,
    NoteHandedOver,
    NoteParcel,
    Recipient,
    SignOut,
)
from actors.blocks.issuing.view import view
from actors.kernel.identity import PLATFORM, Identity
from actors.kernel.turn import Turn
from tests import loaded
from tests.blocks.cases.commits import commit, fold
from tests.blocks.issuing.scenarios import (
    AGENTS_NUMBER,
    BEGIN,
    CLERK,
    NOTHING,
    NUMBER,
    OWN,
    POSTED,
    RECEIVE,
    SCENARIOS,
    SHELVED,
)

pytestmark = pytest.mark.feature("HALL-15", "HALL-44")
AGENT = SignOut(
    identified="typed",
    id_number=AGENTS_NUMBER,
    collector="agent",
    name="李四",
    authority="paper",
)


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_result_goes_its_way(name: str) -> None:
    SCENARIOS[name].run()


def test_the_number_is_one_and_the_applicants() -> None:
    SHELVED.when(replace(OWN, id_number="440604199103070018"), by=CLERK).then_refused(
        "resident_id.check_digit", "/id_number"
    ).run()
    SHELVED.when(replace(OWN, id_number=AGENTS_NUMBER), by=CLERK).then_refused(
        "handover.not_the_applicant", "/id_number"
    ).run()
    SHELVED.when(replace(OWN, id_number=f" {NUMBER[:6]} {NUMBER[6:]}"), by=CLERK).then_shown(
        phase="handed"
    ).run()


def test_an_agent_has_a_name_and_an_authority() -> None:
    SHELVED.when(replace(AGENT, authority=""), by=CLERK).then_refused(
        "handover.authority_needed", "/authority"
    ).run()
    SHELVED.when(replace(AGENT, name=" "), by=CLERK).then_refused("form.required", "/name").run()
    SHELVED.when(AGENT, by=CLERK).then_shown(agent_number=AGENTS_NUMBER, collector="agent").run()


def test_a_company_sends_somebody() -> None:
    company = Recipient(kind="legal", name="某公司", id_number="91440600MA4UQ8L94X", account="c1")
    begun = NOTHING.when(replace(BEGIN, recipient=company), by=PLATFORM)

    begun.when(OWN, by=CLERK).then_refused("handover.company_sends_somebody", "/collector").run()
    begun.when(AGENT, by=CLERK).then_shown(phase="handed").run()


@pytest.mark.parametrize(
    "who",
    [
        Identity("person:a1", ("resident",)),
        Identity("staff:housing_clerk", ("window_clerk",), "housing_construction"),
        Identity("staff:market_approver", ("approver",), "market_supervision"),
    ],
)
def test_others_hand_nothing_over(who: Identity) -> None:
    refused = "handover.forbidden" if "approver" in who.roles else "handover.unknown"
    SHELVED.when(OWN, by=who).then_refused(refused).run()


def test_what_was_handed_over_is_not_handed_over_again() -> None:
    SHELVED.when(OWN, by=CLERK).when(OWN, by=CLERK).then_refused("handover.not_now").run()
    POSTED.when(OWN, by=CLERK).then_refused("handover.not_now").run()


def test_it_is_fetched_within_five_working_days_or_reminded_of_three_times() -> None:
    SHELVED.then(alarms={"fetch": "2026-03-10 00:00"}).run()
    SHELVED.after(days=8).then_shown(reminders=1).run()
    SHELVED.when(OWN, by=CLERK).after(days=60).then_shown(reminders=0).run()


def test_the_case_is_told_when_it_is_handed_over() -> None:
    kind = handover_kind(loaded.library())
    now, state = datetime(2026, 3, 2, 1, tzinfo=UTC), Handover()
    told: list[str] = []
    for wish, by in ((BEGIN, PLATFORM), (RECEIVE, CLERK), (AGENT, CLERK)):
        turn = Turn("handover:7f3a", state, kind.evolve, now=now, by=by, command_id="c")
        kind.decide(turn, wish)
        state = turn.state
        told += [str(sent.command) for sent in turn.messages if sent.key == "case:7f3a"]

    note = {"type": NoteHandedOver.__name__, "method": "window", "collector": "agent"}
    assert told == [str(note)]


def test_a_parcel_is_noted_once_it_was_sent() -> None:
    SHELVED.when(NoteParcel(outcome="delivered"), by=CLERK).then_refused("handover.not_now").run()


def test_rows_name_nobody() -> None:
    at = datetime(2026, 3, 2, 1, tzinfo=UTC)
    begun = {
        "type": "HandoverBegun", "at": at, "number": "4406", "item": "SPJY-01",
        "title": {"zh": "许可", "en": "Licence"}, "unit": "market_supervision",
        "recipient": {"kind": "natural", "name": "张三", "id_number": NUMBER, "account": "a1"},
    }  # fmt: skip
    shelved = {"type": "ResultReceived", "at": at, "by": CLERK.id, "shelf": "A-03"}
    reminded = {"type": "FetchReminded", "at": at, "n": 1}
    signed = {"type": "SignedOut", "at": at, "by": CLERK.id, "name": "李四",
              "id_number": AGENTS_NUMBER}  # fmt: skip
    commits = [
        commit("handover:1", n, ev=[each])
        for n, each in enumerate((begun, shelved, reminded, signed), 1)
    ]

    (unfetched,) = fold(view(), *commits[:3]).values()
    (handed,) = fold(view(), *commits).values()
    assert (unfetched["standing"], unfetched["phase"]) == ("unfetched", "shelved")
    assert (handed["standing"], handed["handed_at"]) == ("handed", at)
    for row in (unfetched, handed):
        assert not {"张三", "李四", NUMBER, AGENTS_NUMBER} & set(map(str, row.values()))


def test_reminders_that_never_come_are_not_loaded(tmp_path: Path) -> None:
    (tmp_path / "fetching.toml").write_text("first_days = 0\nagain_days = 1\nmost = 1\n", "utf-8")

    _, mistakes = read_rules(tmp_path)
    assert len(mistakes) == 1
