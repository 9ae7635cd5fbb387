"""The deputies of the sample: who they are, and how they were entered."""

import tomllib
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Literal

import msgspec

from actors.kernel.identity import Identity
from actors.kernel.system import Act
from actors.systems.npc_motions import deputy_records as d
from actors.systems.npc_motions.deputy_roster import deputy_key

CONGRESS, TERM = "foshan", 16
ELECTED = date(2022, 1, 10)


class Person(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A deputy of the sample, as `deputies.toml` has one."""

    account: str
    name: str
    delegation: str
    gender: Literal["female", "male"]
    occupation: str
    constituency: str
    committee_member: bool = False

    @property
    def identity(self) -> Identity:
        """The deputy as who acts."""
        return Identity(f"person:{self.account}", ("resident", "deputy"), self.delegation)


@cache
def deputies() -> tuple[Person, ...]:
    """Return the deputies of the sample, by delegations; the first of each is its head."""
    return msgspec.convert(read("deputies"), tuple[Person, ...])


def entered(staff: Callable[..., Identity], opened: datetime) -> Iterator[tuple[datetime, Act]]:
    """Yield how the work body entered and described each of them, before the instant `opened`."""
    began = opened - timedelta(days=30)
    for person in deputies():
        key = deputy_key(CONGRESS, TERM, person.account)
        register = d.RegisterDeputy(
            account=person.account,
            name=person.name,
            congress=CONGRESS,
            term=TERM,
            delegation=person.delegation,
            since=ELECTED,
            committee_member=person.committee_member,
        )
        yield began, Act(key=key, command=register, by=staff("work_body"))
    for person in deputies():
        portrait = d.Portrait(
            gender=person.gender,
            occupation=person.occupation,
            constituency=person.constituency,
        )
        described = d.Describe(portrait=portrait)
        key = deputy_key(CONGRESS, TERM, person.account)
        yield began, Act(key=key, command=described, by=staff("work_body"))


def read(name: str) -> Any:
    """Return what `<name>.toml` beside this file has under its name."""
    return tomllib.loads(Path(__file__).with_name(f"{name}.toml").read_text("utf-8"))[name]
