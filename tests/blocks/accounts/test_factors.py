"""Second factors: each code once, keys that count, and what is lost without them."""

from datetime import timedelta
from typing import Any

import pytest

from actors.blocks.accounts.commands import (
    Activate,
    AddPasskey,
    CloseOthers,
    Evidence,
    OfferActivation,
    OpenSession,
    Prove,
    Recover,
    RemoveAuthenticator,
    RemovePasskey,
    RenewRecoveryCodes,
    SetAuthenticator,
)
from actors.blocks.accounts.proving import PASSKEYS
from actors.blocks.accounts.state import Passkey, Proof
from tests.blocks.accounts.driven import NOON, OWNER, STRANGER, Account
from tests.blocks.accounts.driven import account as account

KEY = Passkey(id="k1", key="public", name="电脑", added_at=NOON, count=5)
SET = SetAuthenticator(session="s1", at=NOON, secret="sealed", step=100, recovery=("a", "b"))
SIGNED = Evidence(proofs=("passkey",), passkey="k1", count=6)


@pytest.fixture
def guarded(account: Account) -> Account:
    """An account with an authenticator and a passkey, signed in at s1."""
    account.opened("s1")
    account.when(SET, OWNER)
    account.when(AddPasskey(session="s1", at=NOON, passkey=KEY), OWNER)
    return account


def code(step: int, *also: Proof) -> Evidence:
    return Evidence(proofs=(*also, "authenticator"), step=step)


def opening(evidence: Evidence) -> OpenSession:
    return OpenSession(session="s2", credential=1, at=NOON, evidence=evidence)


def test_a_password_alone_does_not_open_what_an_authenticator_guards(guarded: Account) -> None:
    assert guarded.refused(opening(Evidence())) == "sign_in.code_needed"

    guarded.when(opening(code(101, "password")))

    assert guarded.state.sessions[-1].proofs == ("password", "authenticator")
    assert guarded.state.sessions[-1].is_strong


def test_a_code_is_used_once_and_none_before_it_afterwards(guarded: Account) -> None:
    guarded.when(opening(code(103, "password")))

    for step in (103, 102, 100):
        assert guarded.refused(opening(code(step, "password"))) == "sign_in.failed"


def test_the_code_that_set_it_up_opens_nothing(guarded: Account) -> None:
    assert guarded.refused(opening(code(100, "password"))) == "sign_in.failed"


def test_a_recovery_code_is_used_once(guarded: Account) -> None:
    by_paper = Evidence(proofs=("password", "recovery"), recovery="a")
    guarded.when(opening(by_paper))

    assert guarded.refused(opening(by_paper)) == "sign_in.failed"
    assert guarded.state.authenticator and guarded.state.authenticator.recovery == ("b",)


def test_renewed_recovery_codes_make_the_old_ones_void(guarded: Account) -> None:
    guarded.when(RenewRecoveryCodes(recovery=("c",)), OWNER)

    old = Evidence(proofs=("password", "recovery"), recovery="b")
    assert guarded.refused(opening(old)) == "sign_in.failed"


def test_there_are_no_recovery_codes_without_what_they_stand_in_for(account: Account) -> None:
    assert account.refused(RenewRecoveryCodes(recovery=("c",)), OWNER) == (
        "account.no_authenticator"
    )


def test_a_passkey_opens_a_session_without_a_password(guarded: Account) -> None:
    guarded.when(opening(SIGNED))

    passkey = guarded.state.passkey("k1")
    assert passkey and (passkey.count, passkey.used_at) == (6, guarded.now)
    assert guarded.state.sessions[-1].is_strong


@pytest.mark.parametrize("count", [0, 4, 5])
def test_a_key_that_says_an_old_number_was_copied(guarded: Account, count: int) -> None:
    copied = Evidence(proofs=("passkey",), passkey="k1", count=count)

    assert guarded.refused(opening(copied)) == "sign_in.failed"


def test_a_key_that_does_not_count_is_believed_every_time(account: Account) -> None:
    account.opened("s1")
    synced = Passkey(id="k2", key="public", name="手机", added_at=NOON)
    account.when(AddPasskey(session="s1", at=NOON, passkey=synced), OWNER)
    signed = Evidence(proofs=("passkey",), passkey="k2")

    account.when(opening(signed))
    account.when(opening(signed))


def test_a_key_that_was_removed_opens_nothing(guarded: Account) -> None:
    guarded.when(RemovePasskey(passkey="k1"), OWNER)
    guarded.when(RemovePasskey(passkey="k1"), OWNER)

    assert guarded.events == []
    assert guarded.refused(opening(SIGNED)) == "sign_in.failed"


@pytest.mark.parametrize(
    ("passkey", "code"),
    [
        (KEY, "account.passkey_exists"),
        (Passkey(id="k2", key="public", name="", added_at=NOON), "account.passkey_name"),
        (Passkey(id="k2", key="public", name="x" * 41, added_at=NOON), "account.passkey_name"),
    ],
)
def test_a_key_is_added_once_and_has_a_name(guarded: Account, passkey: Passkey, code: str) -> None:
    wish = AddPasskey(session="s1", at=NOON, passkey=passkey)

    assert guarded.refused(wish, OWNER) == code


def test_there_are_only_so_many_keys(account: Account) -> None:
    for number in range(PASSKEYS):
        passkey = Passkey(id=str(number), key="public", name="钥匙", added_at=NOON)
        account.when(AddPasskey(session="s1", at=NOON, passkey=passkey), OWNER)

    one_more = AddPasskey(session="s1", at=NOON, passkey=KEY)
    assert account.refused(one_more, OWNER) == "account.passkeys_full"


def test_what_is_proved_in_an_open_session_counts_there_from_then_on(guarded: Account) -> None:
    later = NOON + timedelta(hours=1)
    guarded.when(Prove(session="s1", at=later, evidence=code(200)))

    session = guarded.state.session("s1")
    assert session and session.proved_at == later and "authenticator" in session.proofs
    again = Prove(session="s1", at=later, evidence=code(200))
    assert guarded.refused(again) == "sign_in.failed"
    over = Prove(session="gone", at=later, evidence=code(201))
    assert guarded.refused(over) == "sign_in.failed"


def test_setting_up_a_second_factor_proves_it_in_that_session_alone(account: Account) -> None:
    account.opened("s1").opened("s2")
    account.when(SET, OWNER)

    assert [session.is_strong for session in account.state.sessions] == [True, False]


def test_a_code_of_the_office_is_not_enough_where_there_is_an_authenticator(
    guarded: Account,
) -> None:
    guarded.when(OfferActivation(code_hash="code"))
    alone = Activate(code_hash="code", password_hash="new")
    assert guarded.refused(alone) == "activation.second_needed"

    guarded.when(Activate(code_hash="code", password_hash="new", evidence=code(200)))

    assert guarded.state.password_hash == "new" and guarded.state.sessions == ()
    used = OpenSession(
        session="s3",
        credential=2,
        at=NOON,
        evidence=Evidence(proofs=("activation", "authenticator"), used=True),
    )
    guarded.when(used)
    assert guarded.state.sessions[-1].is_strong


def test_a_code_for_who_has_lost_the_second_factors_is_enough_and_ends_these(
    guarded: Account,
) -> None:
    guarded.when(OfferActivation(code_hash="code", factors_lost=True))
    assert guarded.state.authenticator is not None  # until it is used
    guarded.when(Activate(code_hash="code", password_hash="new"))

    assert guarded.state.authenticator is None and guarded.state.passkeys == ()
    assert guarded.state.password_hash == "new" and guarded.state.sessions == ()
    told = [message.command["template"] for message in guarded.messages]
    assert told == ["account.AuthenticatorRemoved", "account.PasskeyRemoved"]


def test_two_codes_recover_an_account_and_one_does_not(guarded: Account) -> None:
    for evidence in (code(200), Evidence(proofs=("recovery",), recovery="a")):
        alone = Recover(password_hash="new", evidence=evidence)
        assert guarded.refused(alone) == "sign_in.failed"
    both = Evidence(proofs=("authenticator", "recovery"), step=200, recovery="a")

    guarded.when(Recover(password_hash="new", evidence=both))

    assert guarded.state.password_hash == "new" and guarded.state.sessions == ()
    assert guarded.refused(Recover(password_hash="x", evidence=both)) == "sign_in.failed"


def test_all_other_sessions_end_at_the_owners_wish(guarded: Account) -> None:
    guarded.when(opening(SIGNED))
    guarded.when(CloseOthers(session="s2"), OWNER)

    assert [session.key for session in guarded.state.sessions] == ["s2"]


@pytest.mark.parametrize(
    "command",
    [
        SET,
        AddPasskey(session="s1", at=NOON, passkey=KEY),
        RemoveAuthenticator(),
        RemovePasskey(passkey="k1"),
        RenewRecoveryCodes(recovery=()),
        CloseOthers(session="s1"),
    ],
)
def test_nobody_but_the_owner_changes_what_he_proves_himself_by(
    guarded: Account, command: Any
) -> None:
    assert guarded.refused(command, STRANGER) == "access.forbidden"


@pytest.mark.parametrize(
    "command",
    [
        Prove(session="s1", at=NOON, evidence=SIGNED),
        Recover(password_hash="new", evidence=SIGNED),
        opening(SIGNED),
    ],
)
def test_nobody_but_the_platform_says_what_was_proved(guarded: Account, command: Any) -> None:
    assert guarded.refused(command, OWNER) == "access.forbidden"
