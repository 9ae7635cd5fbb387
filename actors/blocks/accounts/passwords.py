"""What a password must be. Two profiles, since two yardsticks contradict each other.

Residents (`ASVS`): length, no composition rules and no rotation (ASVS 5.0 6.2.1, 6.2.5, 6.2.10).
Staff (`MLPS3`): three of four sorts of characters, and changed from time to time (GB/T 22239-2019
8.1.4.1 a). Nobody has one that everybody tries first (6.2.4), or one that holds what is known of
its owner (6.2.11).
"""

import string
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from actors.blocks.accounts.common_passwords import CommonPasswords
from actors.blocks.accounts.state import AccountState
from actors.kernel.errors import Reason

_LEAST_LETTERS = 4  # of a word that is known; shorter ones stand in anything
_LEAST_SIGNS = 5  # different ones
_BIRTH = slice(6, 14)  # where an ID number has the day of birth


@dataclass(frozen=True, kw_only=True)
class Profile:
    """What is asked of the passwords of one sort of account.

    Attributes:
        name: of the yardstick that it follows.
        shortest, longest: characters.
        sorts: of capital letters, small letters, digits and other signs, how many must occur.
        rotates: whether a password must be changed after some time, which a setting says.
    """

    name: str
    shortest: int = 12
    longest: int = 128
    sorts: int = 1
    rotates: bool = False


ASVS = Profile(name="asvs")
MLPS3 = Profile(name="mlps3", sorts=3, rotates=True)


def profile_of(kind: str) -> Profile:
    """Return the profile of accounts of `kind`."""
    return MLPS3 if kind == "staff" else ASVS


def faults_of(
    password: str, owner: AccountState, common: CommonPasswords, known: Iterable[str] = ()
) -> tuple[Reason, ...]:
    """Return every reason why `password` will not do for `owner`; none if it does.

    `known` are words that everybody here knows, such as the name of the city.
    """
    profile = profile_of(owner.kind)
    faults: list[Reason] = []
    if not profile.shortest <= len(password) <= profile.longest:
        facts = {"shortest": str(profile.shortest), "longest": str(profile.longest)}
        faults.append(Reason("password.length", "/new_password", facts))
    if _sorts(password) < profile.sorts:
        faults.append(Reason("password.sorts", "/new_password"))
    if _is_common(password.lower(), common):
        faults.append(Reason("password.common", "/new_password"))
    words = (*_known_of(owner), *(part for word in known for part in _parts(word)))
    if any(word in password.lower() for word in words):
        faults.append(Reason("password.known", "/new_password"))
    return tuple(faults)


def has_expired(account: AccountState, now: datetime, after: timedelta) -> bool:
    """Tell whether the password of `account` is older than `after` at `now`, where its profile has
    passwords changed. One of unknown age has not; `after` of nothing never has."""
    since = account.password_at
    return bool(
        after and profile_of(account.kind).rotates and since is not None and now - since >= after
    )


def _sorts(password: str) -> int:
    lower = any(mark.islower() for mark in password)
    upper = any(mark.isupper() for mark in password)
    digit = any(mark.isdigit() for mark in password)
    other = any(not mark.isalnum() for mark in password)
    return lower + upper + digit + other


def _is_common(password: str, common: CommonPasswords) -> bool:
    """Tell whether it is in the list, also with digits and signs around it, or hardly says
    anything: few different signs, one piece again and again, or a row of neighbours."""
    word = password.strip(string.digits + string.punctuation + " ")
    steps = {(ord(after) - ord(before)) % 10 for before, after in pairwise(password)}  # 9 to 0
    return (
        password in common
        or (len(word) >= _LEAST_LETTERS and word in common)
        or len(set(password)) < _LEAST_SIGNS
        or (password + password).find(password, 1) < len(password)
        or len(steps) == 1
    )


def _known_of(owner: AccountState) -> Iterator[str]:
    """Yield what is known of `owner`: the account's name and its parts, names, numbers."""
    yield from _parts(owner.id)
    if owner.display.isalnum():  # the names of residents are masked
        yield from _parts(owner.display)
    person = owner.person
    if person is not None:
        yield from _parts(person.name)
        yield from (
            number.lower()
            for number in (person.id_number, person.id_number[_BIRTH], person.phone)
            if len(number) >= _LEAST_LETTERS
        )


def _parts(text: str) -> Iterator[str]:
    """Yield `text` and its words, in lower case; letters of an alphabet only if they are some."""
    words = (text, *text.replace("_", " ").replace("-", " ").split())
    for word in words:
        least = _LEAST_LETTERS if word.isascii() else 2
        if len(word) >= least:
            yield word.lower()
