"""Wrong tries keep out who made them, never the owner."""

from datetime import timedelta

from actors.blocks.accounts.commands import Evidence, OpenSession, RecordFailure
from actors.blocks.accounts.state import AccountState
from actors.blocks.accounts.tries import (
    OF_ONE_ADDRESS,
    OF_ONE_DEVICE,
    OF_STRANGERS,
    WINDOW,
    of_device,
    wait,
)
from actors.blocks.messages.mailbox import PutNotice
from tests.blocks.accounts.driven import NOON, Account
from tests.blocks.accounts.driven import account as account

DEVICE = of_device("own")
HERE, THERE = "network-1", "network-2"


def tried(account: Account, source: str, times: int) -> None:
    for _ in range(times):
        account.when(RecordFailure(source=source))


def opening(source: str) -> OpenSession:
    return OpenSession(session=f"s-{source}", credential=1, at=NOON, source=source)


def test_who_has_tried_in_vain_five_times_waits_for_a_quarter_of_an_hour(account: Account) -> None:
    tried(account, HERE, OF_ONE_ADDRESS)

    assert wait(account.state, HERE, account.now) == WINDOW
    assert account.refused(opening(HERE)) == "sign_in.failed"
    account.now = NOON + WINDOW
    account.when(opening(HERE))


def test_nobody_else_waits_for_what_one_network_did(account: Account) -> None:
    tried(account, HERE, OF_ONE_ADDRESS)

    account.when(opening(THERE))
    account.when(opening(DEVICE))

    assert len(account.state.sessions) == 2


def test_a_device_of_the_owner_enters_whatever_strangers_do(account: Account) -> None:
    for number in range(OF_STRANGERS):
        tried(account, f"bot-{number}", 1)

    assert account.refused(opening(THERE)) == "sign_in.failed"
    account.when(opening(DEVICE))


def test_a_network_that_is_not_known_is_no_one_stranger(account: Account) -> None:
    tried(account, "", OF_ONE_ADDRESS)
    assert not wait(account.state, "", account.now)

    tried(account, "", OF_STRANGERS - OF_ONE_ADDRESS)
    assert wait(account.state, "", account.now) and not wait(account.state, DEVICE, account.now)


def test_a_device_that_is_tried_on_too_often_waits_and_keeps_nobody_else_out(
    account: Account,
) -> None:
    tried(account, DEVICE, OF_ONE_DEVICE)

    assert account.refused(opening(DEVICE)) == "sign_in.failed"
    account.when(opening(HERE))


def test_tries_while_waiting_are_not_counted_and_do_not_lengthen_it(account: Account) -> None:
    tried(account, HERE, OF_ONE_ADDRESS)
    account.now = NOON + timedelta(minutes=10)
    tried(account, HERE, 3)

    assert wait(account.state, HERE, account.now) == timedelta(minutes=5)


def test_signing_in_forgets_the_wrong_tries_from_there_alone(account: Account) -> None:
    tried(account, HERE, 4)
    tried(account, THERE, OF_ONE_ADDRESS)
    account.when(opening(HERE))
    tried(account, HERE, 4)

    assert not wait(account.state, HERE, account.now)
    assert wait(account.state, THERE, account.now)


def test_what_a_key_has_signed_is_not_guessed_and_waits_for_nothing(account: Account) -> None:
    tried(account, HERE, OF_ONE_ADDRESS)
    signed = Evidence(proofs=("passkey",), passkey="unknown")
    wish = OpenSession(session="s", credential=1, at=NOON, source=HERE, evidence=signed)

    assert account.refused(wish) == "sign_in.failed"  # for there is no such key
    assert not account.state.sessions


def test_the_owner_is_told_of_wrong_tries_on_devices_that_are_not_his(account: Account) -> None:
    tried(account, DEVICE, 5)
    told: list[dict[str, object]] = []
    for number in range(12):
        account.when(RecordFailure(source=f"bot-{number}"))
        told += [message.command for message in account.messages]

    assert [each["facts"] for each in told] == [{"count": "3"}, {"count": "10"}]
    assert {each["template"] for each in told} == {"account.WrongTries"}
    assert {each["type"] for each in told} == {PutNotice.__name__}


def test_what_is_remembered_of_tries_does_not_grow(account: Account) -> None:
    for number in range(400):
        account.now = NOON + number * timedelta(minutes=2)
        tried(account, f"bot-{number}", 1)

    assert len(account.state.wrong) == 64
    account.now += timedelta(hours=25)
    tried(account, HERE, 1)
    assert len(account.state.wrong) == 1


def test_wrong_tries_at_an_account_that_does_not_exist_leave_nothing() -> None:
    nobody = Account(AccountState(id="nobody"))
    nobody.when(RecordFailure(source=HERE))

    assert nobody.events == []
