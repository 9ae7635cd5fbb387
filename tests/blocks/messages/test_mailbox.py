"""Notices reach whom they are for, and nobody else; each reader has read what he has read."""

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from actors.blocks.access.access import Access
from actors.blocks.messages.address import addresses_of, owner_of, seat_of, to_role
from actors.blocks.messages.kind import facts, mailbox_kind
from actors.blocks.messages.mailbox import (
    FACTS,
    LONGEST,
    MarkRead,
    NoticePut,
    NoticesRead,
    PutNotice,
    evolve,
)
from actors.blocks.messages.mailbox_state import KEPT, READERS, MailboxState, notice_id
from actors.blocks.messages.notify import notify
from actors.blocks.messages.view import view
from actors.kernel.identity import PLATFORM, Identity
from actors.kernel.kind import EntityKind
from actors.kernel.turn import Command, Event, Turn
from actors.testing import Scenario
from tests.blocks.cases.city import LIBRARY
from tests.blocks.cases.commits import at, commit, fold

NINE = datetime(2026, 3, 2, 1, tzinfo=UTC)
AN = Identity("person:an", ("resident",))
LI = Identity("staff:li", ("reviewer", "approver"), "health")
WU = Identity("staff:wu", ("reviewer",), "health")
ELSEWHERE = Identity("staff:wen", ("reviewer",), "construction")
ROLE = to_role("reviewer", "health")
NOTICE = PutNotice(template="case.Corrected", about="case:7f3a")
KIND = mailbox_kind(LIBRARY)


def mailbox(address: str, notices: int = 3) -> Scenario:
    scenario = Scenario.of(KIND).on(f"mailbox:{address}")
    for _ in range(notices):
        scenario = scenario.when(NOTICE, by=PLATFORM)
    return scenario


@pytest.mark.parametrize(
    ("address", "reader"), [("person~an", AN), ("staff~li", LI), (ROLE, LI), (ROLE, WU)]
)
def test_whom_a_notice_is_for_reads_it(address: str, reader: Identity) -> None:
    read = mailbox(address).when(MarkRead(notices=(1, 3)), by=reader)

    read.then(events=[NoticesRead(at=NINE, by=reader.id, notices=(1, 3))]).run()


@pytest.mark.parametrize(
    ("address", "stranger"),
    [("person~an", LI), ("staff~li", AN), ("staff~li", WU), (ROLE, ELSEWHERE), (ROLE, AN)],
)
def test_to_everybody_else_there_is_no_such_mailbox(address: str, stranger: Identity) -> None:
    read = mailbox(address).when(MarkRead(notices=(1,)), by=stranger)

    read.then_refused("mailbox.unknown").run()


@pytest.mark.parametrize("address", ["person~an", "staff~li", ROLE])
@pytest.mark.parametrize("by", [AN, LI, WU, ELSEWHERE])
def test_addresses_that_somebody_reads_are_those_that_policies_open(
    address: str, by: Identity
) -> None:
    verdict = LIBRARY[Access].permit(by, "mailbox.read", facts(address))

    assert verdict.allowed is (address in addresses_of(by))


def test_a_role_without_a_unit_reads_its_own_mailbox_only() -> None:
    assert addresses_of(AN) == ("person~an",)
    assert (seat_of(ROLE), owner_of(ROLE)) == ("reviewer@health", "")
    assert (seat_of("staff~li"), owner_of("staff~li")) == ("", "staff:li")


def test_nobody_but_the_platform_puts_a_notice() -> None:
    Scenario.of(KIND).on("mailbox:staff~li").when(NOTICE, by=LI).then_refused(
        "mailbox.forbidden"
    ).run()


def test_each_reader_of_a_role_has_read_for_himself_and_once() -> None:
    read = mailbox(ROLE).when(MarkRead(notices=(1, 2)), by=LI)
    read = read.when(MarkRead(notices=(2, 1, 9)), by=LI).then(events=[])
    read = read.when(MarkRead(notices=(2, 3)), by=WU)

    read.then_shown(read={"staff:li": (1, 2), "staff:wu": (2, 3)}).run()


@pytest.mark.parametrize(
    "told", [{"number": "x" * (LONGEST + 1)}, {f"f{n}": "" for n in range(FACTS + 1)}]
)
def test_a_notice_is_no_letter(told: dict[str, str]) -> None:
    put = mailbox("staff~li", 0).when(msgspec.structs.replace(NOTICE, facts=told), by=PLATFORM)

    put.then_refused("mailbox.too_long", "/facts").run()


def test_a_mailbox_is_bounded_whatever_comes() -> None:
    state = MailboxState(id=ROLE)
    for n in range(1, KEPT + 101):
        state = evolve(state, put_at(n))
        state = evolve(state, NoticesRead(at=NINE, by=f"staff:{n}", notices=(n,)))
        state = evolve(state, NoticesRead(at=NINE, by="staff:li", notices=(n,)))

    assert (state.first, len(state.read)) == (101, READERS)
    assert state.read["staff:li"] == tuple(range(101, KEPT + 101))
    assert "staff:1" not in state.read and f"staff:{KEPT + 100}" in state.read


def put_at(n: int, **more: Any) -> NoticePut:
    return NoticePut(at=at(2), n=n, template="case.Corrected", about="case:7f3a", **more)


def test_the_view_has_a_row_for_each_notice_with_who_has_read_it() -> None:
    rows = fold(
        view(),
        commit(f"mailbox:{ROLE}", 1, put_at(1, facts={"number": "J1"}, urgency="urgent")),
        commit(f"mailbox:{ROLE}", 2, put_at(2)),
        commit(f"mailbox:{ROLE}", 3, NoticesRead(at=at(3), by="staff:li", notices=(1,))),
        commit(f"mailbox:{ROLE}", 4, NoticesRead(at=at(3), by="staff:wu", notices=(1, 2))),
    )

    assert rows[notice_id(ROLE, 1)] == {
        "_id": "unit~reviewer~health#00000001", "mailbox": ROLE, "n": 1, "at": at(2),
        "template": "case.Corrected", "facts": {"number": "J1"}, "urgency": "urgent",
        "about": "case:7f3a", "read_by": ["staff:li", "staff:wu"], "seq": 4,
    }  # fmt: skip
    assert rows[notice_id(ROLE, 2)]["read_by"] == ["staff:wu"]


def test_the_view_lets_go_what_the_mailbox_does() -> None:
    puts = [commit("mailbox:staff~li", n, put_at(n)) for n in range(1, KEPT + 4)]
    late = commit("mailbox:staff~li", KEPT + 4, NoticesRead(at=at(3), by="staff:li", notices=(4,)))
    rows = fold(view(), *puts, late)

    assert len(rows) == KEPT
    assert min(rows) == notice_id("staff~li", 4)


class Tell(Command, frozen=True):
    to: str


class Done(Event, frozen=True):
    pass


def test_an_entity_notifies_somebody_about_itself() -> None:
    def decide(turn: Turn[MailboxState], command: Tell) -> None:
        turn.emit(Done())
        notify(turn, command.to, "paper.Assigned", {"number": "J20260001"}, "urgent")

    paper = EntityKind(
        name="paper", state=MailboxState, initial=lambda key: MailboxState(id=key),
        commands=Tell, events=Done, decide=decide, evolve=lambda state, event: state,
    )  # fmt: skip
    told = Scenario.of(paper, KIND).on("paper:7").when(Tell(ROLE), by=PLATFORM)

    told.on(f"mailbox:{ROLE}").then(
        events=[
            NoticePut(
                at=NINE, n=1, template="paper.Assigned", facts={"number": "J20260001"},
                urgency="urgent", about="paper:7",
            )
        ]
    ).run()  # fmt: skip
