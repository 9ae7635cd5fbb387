"""What a password must be, by the profile of its account, and when it is too old."""

from datetime import timedelta
from pathlib import Path

import pytest

from actors.blocks import accounts
from actors.blocks.accounts.common_passwords import read_common
from actors.blocks.accounts.passwords import faults_of, has_expired
from actors.blocks.accounts.state import AccountState, Person
from tests.blocks.accounts.driven import NOON

FOLDER = Path(accounts.__file__).parent
COMMON, MISTAKES = read_common(FOLDER)
STAFF = AccountState(id="window_wen", kind="staff", display="温婉仪", password_at=NOON)
PERSON = Person(name="陈嘉慧", id_number="440602199005060028", phone="13800138000")
RESIDENT = AccountState(id="chen_jiahui", kind="resident", display="陈**", person=PERSON)
KNOWN = ("yimen", "佛山市", "Foshan")
DAYS = timedelta(days=90)


def faults(password: str, owner: AccountState) -> list[str]:
    return [reason.code for reason in faults_of(password, owner, COMMON, KNOWN)]


@pytest.mark.parametrize(
    ("password", "owner", "codes"),
    [
        ("correct horse battery", RESIDENT, []),
        ("correct horse battery", STAFF, ["password.sorts"]),
        ("Correct-horse-7", STAFF, []),
        ("Kp3-", RESIDENT, ["password.length", "password.common"]),
        ("Kp3-mV", RESIDENT, ["password.length"]),
        ("kpm-vtrr", STAFF, ["password.length", "password.sorts"]),
        ("correct horse battery " * 8, RESIDENT, ["password.length", "password.common"]),
    ],
)
def test_passwords_are_judged_by_the_profile_of_the_account(
    password: str, owner: AccountState, codes: list[str]
) -> None:
    assert faults(password, owner) == codes


@pytest.mark.parametrize(
    "password",
    [
        "1qaz2wsx3edc4rfv",  # in the list
        "Sunshine-2026!!",  # one of the list, with what everybody adds
        "password1234",
        "aaaaaaaaaaaa",
        "abababcabababc",
        "hunde-hunde-hunde-",  # one piece again and again
        "abcdefghijklmn",
        "987654321098"[::-1],
    ],
)
def test_what_is_tried_first_is_no_password(password: str) -> None:
    assert "password.common" in faults(password, RESIDENT)


@pytest.mark.parametrize(
    ("password", "owner"),
    [
        ("Kp3-chen_jiahui-mV", RESIDENT),
        ("Kp3-JIAHUI-mVtrr", RESIDENT),
        ("my name is 陈嘉慧", RESIDENT),
        ("Kp3-13800138000-mV", RESIDENT),
        ("Kp3-19900506-mVtr", RESIDENT),
        ("Kp3-温婉仪-mVtrrxx", STAFF),
        ("Kp3-Yimen-mVtrrx", STAFF),
        ("Kp3-foshan-mVtrrx", STAFF),
        ("佛山市的密码很长很长很长", RESIDENT),
    ],
)
def test_what_is_known_of_its_owner_does_not_stand_in_a_password(
    password: str, owner: AccountState
) -> None:
    assert "password.known" in faults(password, owner)


def test_the_list_says_where_it_is_from_and_is_as_long_as_it_should_be() -> None:
    head = (FOLDER / "common_passwords.txt").read_text("utf-8")[:600]

    assert not MISTAKES and len(COMMON) >= 10_000
    assert "MIT licence" in head and "zxcvbn" in head
    assert all(word == word.lower() for word in COMMON)


def test_a_list_that_was_cut_off_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "common_passwords.txt").write_text("# from nowhere\n123456\n", "utf-8")

    assert read_common(tmp_path)[1]


def test_passwords_of_staff_grow_old_and_those_of_residents_do_not() -> None:
    resident = AccountState(id="chen", kind="resident", password_at=NOON)

    assert not has_expired(STAFF, NOON + DAYS - timedelta(seconds=1), DAYS)
    assert has_expired(STAFF, NOON + DAYS, DAYS)
    assert not has_expired(resident, NOON + 9 * DAYS, DAYS)
    assert not has_expired(STAFF, NOON + 9 * DAYS, timedelta())
