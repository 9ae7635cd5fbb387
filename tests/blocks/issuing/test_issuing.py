"""窗口出件: a result is handed out against identity, or posted; nobody forgets it on its shelf."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from actors.blocks.issuing.handover import read_rules
from actors.blocks.issuing.kind import handover_kind
from actors.blocks.issuing.records import (
    Handover,
    HandoverBegun,
    NoteHandedOver,
    NoteParcel,
    ParcelNoted,
    Recipient,
    ResultReceived,
    SendParcel,
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
    ORDER,
    ORDERED,
    OWN,
    POSTED,
    RECEIVE,
    SCENARIOS,
    SHELVED,
    TAKEN,
    carried,
)

pytestmark = pytest.mark.feature("HALL-15", "HALL-44")
NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
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


def test_what_the_carrier_says_comes_in_any_order_and_doubled() -> None:
    early = ORDERED.when(carried("done"), by=PLATFORM).then_shown(phase="handed", method="post")
    for said in (carried("accepted"), carried("done"), carried("failed", "returned")):
        early = early.when(said, by=PLATFORM).then(events=())
    early.run()
    TAKEN.when(carried("accepted"), by=PLATFORM).then(events=()).run()


def test_a_parcel_that_comes_back_is_at_the_desk_again_and_reminded_of() -> None:
    back = TAKEN.when(carried("failed", "returned"), by=PLATFORM)

    back.then_shown(phase="shelved", returned=True, carried="returned").run()
    back.when(carried("failed", "returned"), by=PLATFORM).then(events=()).run()
    back.after(days=60).then_shown(reminders=3).run()
    again = back.when(ORDER, by=CLERK).when(carried("failed", "lost", n=1), by=PLATFORM)
    again.then(events=()).then_shown(phase="ordered", orders=2).run()  # of the order before


def test_a_lost_parcel_that_turns_up_is_delivered() -> None:
    lost = TAKEN.when(carried("failed", "lost"), by=PLATFORM)

    lost.when(carried("done"), by=PLATFORM).then_shown(phase="handed", carried="delivered").run()


def test_what_the_carrier_does_not_take_never_left_the_desk() -> None:
    for reason in ("refused", "given_up"):
        refused = ORDERED.when(carried("failed", reason), by=PLATFORM)
        refused.then_shown(phase="shelved", carried="refused", carrier_reason=reason).run()


def test_a_carrier_that_says_nothing_leaves_it_to_the_desk() -> None:
    silent = ORDERED.when(carried("unknown"), by=PLATFORM).then(events=())
    silent = silent.when(carried("dead"), by=PLATFORM).then_shown(phase="ordered", silent=True)

    silent.when(SendParcel(carrier="ems", parcel="1234567890123"), by=CLERK).then_shown(
        phase="posted", silent=False
    ).run()


def test_rows_say_where_a_parcel_is() -> None:
    def row(**event: object) -> str:
        begun = HandoverBegun(at=NOW, **{n: getattr(BEGIN, n) for n in BEGIN.__struct_fields__})
        events = (begun, ResultReceived(at=NOW, by="a", shelf="A"))
        told = ParcelNoted(at=NOW, by="platform", **event)  # type: ignore[arg-type]
        return fold(view(), commit("handover:c1", 1, *events, told))["c1"]["standing"]

    assert row(outcome="returned") == "returned"
    assert row(outcome="lost") == "lost"
    assert row(outcome="refused") == "shelved"
    assert row(outcome="delivered") == "handed"
