"""Accounts: who may act, and what keeps others out."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from actors.blocks.accounts.commands import (
    ChangePassword,
    ChangeRoles,
    ChooseCapacity,
    CloseSession,
    Disable,
    Enable,
    EndSessions,
    OpenSession,
    RecordUse,
    Register,
)
from actors.blocks.accounts.proving import SESSIONS
from actors.blocks.accounts.state import Capacity, Person
from actors.kernel.identity import Identity
from tests.blocks.accounts.driven import NOON, OWNER, STRANGER, WEN, Account
from tests.blocks.accounts.driven import account as account


def test_an_account_is_registered_once(account: Account) -> None:
    assert account.refused(WEN) == "account.exists"


def test_only_the_platform_registers_accounts() -> None:
    assert Account().refused(WEN, OWNER) == "access.forbidden"


def test_staff_without_unit_and_residents_without_person_are_refused() -> None:
    nobody = Register(kind="resident", display="陈**", password_hash="x")
    clerk = Register(kind="staff", display="温", roles=("window_clerk",), password_hash="x")

    assert Account().refused(nobody) == "account.resident_needs_person"
    assert Account().refused(clerk) == "account.staff_needs_role_and_unit"


def test_an_account_of_a_kind_that_nobody_has_declared_is_refused() -> None:
    robot = Register(kind="robot", display="R", roles=("window_clerk",), password_hash="x")

    assert Account().refused(robot) == "account.unknown_kind"


def test_staff_do_not_hold_the_roles_of_another_kind_of_account() -> None:
    resident = replace(WEN, roles=("resident",))

    assert Account().refused(resident) == "account.unknown_role"


def test_a_resident_holds_the_residents_role_and_no_other() -> None:
    account = Account()
    person = Person(name="陈嘉慧", id_number="440602199005060028")
    account.when(
        Register(
            kind="resident", display="陈**", roles=("approver",), person=person, password_hash="x"
        )
    )

    assert account.state.roles == ("resident",)


def test_a_password_that_was_changed_meanwhile_opens_no_session(account: Account) -> None:
    account.opened()
    account.when(ChangePassword(session="s1", credential=1, password_hash="second"), OWNER)

    old = OpenSession(session="s2", credential=1, at=NOON)
    assert account.refused(old) == "sign_in.failed"


def test_changing_the_password_ends_all_other_sessions(account: Account) -> None:
    account.opened("s1").opened("s2").opened("s3")

    account.when(ChangePassword(session="s2", credential=1, password_hash="second"), OWNER)

    assert [session.key for session in account.state.sessions] == ["s2"]


def test_nobody_closes_or_uses_a_session_of_somebody_else(account: Account) -> None:
    account.opened()
    stranger = Identity("staff:other", ("window_clerk",), "health")

    assert account.refused(CloseSession(session="s1"), stranger) == "access.forbidden"
    assert account.refused(RecordUse(session="s1", at=NOON), stranger) == "access.forbidden"


def test_one_session_too_many_displaces_the_longest_unused(account: Account) -> None:
    for number in range(SESSIONS):
        account.now = NOON + timedelta(minutes=number)
        account.opened(f"s{number}")
    account.when(RecordUse(session="s0", at=account.now), OWNER)
    account.opened("last")

    keys = {session.key for session in account.state.sessions}
    assert len(keys) == SESSIONS
    assert "s1" not in keys and {"s0", "last"} <= keys


def test_closing_a_session_that_is_closed_changes_nothing(account: Account) -> None:
    account.when(CloseSession(session="gone"), OWNER)

    assert account.events == []


HALL = Capacity("government_services", ("window_clerk",))
MARKET = Capacity("market_supervision", ("approver",), "market_approver", "刘振华")


def test_an_account_acts_in_what_it_was_registered_with_until_it_is_told(account: Account) -> None:
    assert account.state.acts() == (HALL,)

    account.when(ChangeRoles(told=7, capacities=(MARKET, HALL)))

    assert account.state.acts() == (MARKET, HALL)
    assert (account.state.unit, account.state.roles) == ("market_supervision", ("approver",))


def test_changed_roles_end_every_session(account: Account) -> None:
    account.opened("s1").opened("s2")

    account.when(ChangeRoles(told=7, capacities=()))

    assert account.state.sessions == () and account.state.acts() == ()


def test_an_earlier_word_that_comes_late_changes_nothing(account: Account) -> None:
    account.when(Disable(told=7))
    account.when(Enable(told=6))
    assert account.state.disabled

    account.when(Enable(told=8))
    assert not account.state.disabled


def test_nobody_signs_in_to_a_disabled_account(account: Account) -> None:
    account.opened()
    account.when(Disable(told=7))

    assert account.state.sessions == ()
    opening = OpenSession(session="s2", credential=account.state.credential, at=NOON)
    assert account.refused(opening) == "sign_in.failed"


def test_a_capacity_is_chosen_for_one_session_from_those_there_are(account: Account) -> None:
    account.when(ChangeRoles(told=7, capacities=(HALL, MARKET)))
    account.opened("s1").opened("s2")

    account.when(ChooseCapacity(session="s1", capacity=MARKET.name), OWNER)

    assert [session.capacity for session in account.state.sessions] == [MARKET.name, ""]
    unknown = ChooseCapacity(session="s1", capacity="health")
    assert account.refused(unknown, OWNER) == "account.unknown_capacity"
    assert account.refused(ChooseCapacity(session="s1", capacity=""), STRANGER) == (
        "access.forbidden"
    )


@pytest.mark.parametrize(
    "command", [ChangeRoles(told=1, capacities=()), Disable(told=1), Enable(told=1), EndSessions()]
)
def test_only_the_platform_tells_accounts_what_they_are(account: Account, command: Any) -> None:
    assert account.refused(command, OWNER) == "access.forbidden"
