"""Codes by which somebody sets a password: they work once and for a while."""

import pytest

from actors.blocks.accounts.commands import (
    Activate,
    ChangePassword,
    Disable,
    Enrol,
    OfferActivation,
    OpenSession,
    Register,
)
from actors.blocks.accounts.decide import CODE_LASTS
from actors.blocks.accounts.state import Person
from actors.kernel.turn import Command
from tests.blocks.accounts.driven import NOON, OWNER, Account
from tests.blocks.accounts.driven import account as account

CODE = OfferActivation(code_hash="code")
BY_CODE = Activate(code_hash="code", password_hash="chosen")


def newcomer() -> Account:
    account = Account()
    account.when(Enrol(told=1, display="方宁"))
    return account


def test_a_newcomer_signs_in_with_the_password_that_he_set_by_his_code() -> None:
    account = newcomer()
    assert account.refused(OpenSession(session="s1", credential=1, at=NOON)) == "sign_in.failed"
    account.when(CODE)
    account.when(BY_CODE)

    assert account.state.password_hash == "chosen"
    assert account.opened().state.session("s1") is not None


def test_a_code_works_once(account: Account) -> None:
    account.when(CODE)
    account.when(BY_CODE)

    assert account.refused(BY_CODE) == "activation.failed"


def test_a_code_is_void_after_three_days(account: Account) -> None:
    account.when(CODE)
    account.now = NOON + CODE_LASTS

    assert account.refused(BY_CODE) == "activation.failed"


def test_a_later_code_takes_the_place_of_an_earlier_one(account: Account) -> None:
    account.when(CODE)
    account.when(OfferActivation(code_hash="later"))

    assert account.refused(BY_CODE) == "activation.failed"


def test_a_code_is_void_once_its_owner_has_changed_his_password_himself(account: Account) -> None:
    account.when(CODE)
    account.opened()
    account.when(ChangePassword(session="s1", credential=1, password_hash="second"), OWNER)

    assert account.refused(BY_CODE) == "activation.failed"


def test_a_new_password_by_a_code_ends_every_session(account: Account) -> None:
    account.opened("s1").opened("s2")
    account.when(CODE)
    account.when(BY_CODE)

    assert account.state.sessions == ()


def test_a_code_opens_no_account_that_is_disabled(account: Account) -> None:
    account.when(CODE)
    account.when(Disable(told=1))
    assert account.refused(BY_CODE) == "activation.failed"


@pytest.mark.parametrize("command", [CODE, BY_CODE, Enrol(told=1, display="方宁")])
def test_nobody_but_the_platform_gives_or_uses_codes(account: Account, command: Command) -> None:
    assert account.refused(command, OWNER) == "access.forbidden"


def test_somebody_who_is_entered_anew_has_his_account_back_with_the_name_given_then() -> None:
    account = newcomer()
    account.when(Disable(told=2))
    account.when(Enrol(told=3, display="方宁一"))

    assert not account.state.disabled and account.state.display == "方宁一"


def test_the_account_of_a_resident_becomes_none_of_the_staff() -> None:
    account, person = Account(), Person(name="陈嘉慧", id_number="440602199005060028")
    account.when(Register(kind="resident", display="陈**", person=person, password_hash="x"))

    assert account.refused(Enrol(told=1, display="方宁")) == "account.exists"
