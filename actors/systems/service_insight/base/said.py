"""What a source says of a person (供数内容), and when: the versions of one record."""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Literal

import msgspec

from actors.blocks.forms import normalise
from actors.kernel.errors import Reason
from actors.kernel.identifiers import Divisions, birth_date, check, person_name

Attribute = Literal["name", "id_number", "birth_date", "mobile", "address", "division"]
Line = Annotated[str, msgspec.Meta(max_length=200)]
Name = Annotated[str, msgspec.Meta(max_length=60)]


class Said(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a source says of somebody; "" where it says nothing. `birth_date` is a local date,
    `division` the code of where he lives, of the county or below (GB/T 2260)."""

    name: Name = ""
    id_number: Annotated[str, msgspec.Meta(max_length=40)] = ""
    birth_date: Annotated[str, msgspec.Meta(max_length=40)] = ""
    mobile: Annotated[str, msgspec.Meta(max_length=40)] = ""
    address: Line = ""
    division: Annotated[str, msgspec.Meta(max_length=40)] = ""

    @property
    def born(self) -> str:
        """The birth date, also where the identity number alone says it; "" if unknown."""
        return self.birth_date or _born(self.id_number)


_CHECKS = {"id_number": "resident_id", "mobile": "mobile", "division": "division"}
ATTRIBUTES: tuple[Attribute, ...] = Said.__struct_fields__  # type: ignore[assignment]


class Version(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a record said with its number `seq` at its source: `digest` is that of the payload,
    `observed_on` the local day on which it was so, from and to when it holds, both included, and
    when it was taken in here."""

    seq: int
    digest: str
    observed_on: date
    valid_from: date | None = None
    valid_to: date | None = None
    said: Said
    recorded_at: datetime


def tidy(said: Said) -> Said:
    """Return what was said in the one form in which it is kept and compared."""
    born = normalise.day(said.birth_date) if said.birth_date.strip() else None
    return Said(
        name=normalise.person_name(said.name),
        id_number=normalise.identifier(said.id_number),
        birth_date=born.isoformat() if born else normalise.plain_text(said.birth_date),
        mobile=normalise.identifier(said.mobile, "mobile"),
        address=normalise.plain_text(said.address),
        division=normalise.identifier(said.division),
    )


def faults(said: Said, *, today: date, divisions: Divisions, field: str = "") -> tuple[Reason, ...]:
    """Return everything that is wrong with what was said, once it is `tidy`. Nobody is entered
    without a name; who has no number needs a birth date, so that there is something to find him
    by."""
    wrong: list[Reason] = []
    if not said.name:
        wrong.append(Reason("form.required", f"{field}/name"))
    for name in ATTRIBUTES:
        wrong += value_faults(
            name, getattr(said, name), today=today, divisions=divisions, field=f"{field}/{name}"
        )
    if not said.id_number and not said.birth_date:
        wrong.append(Reason("source_record.nothing_to_find_by", f"{field}/birth_date"))
    both = said.id_number and normalise.day(said.birth_date)
    if both and _born(said.id_number) != said.birth_date:
        wrong.append(Reason("source_record.other_birth_date", f"{field}/birth_date"))
    return tuple(wrong)


def value_faults(
    attribute: Attribute, value: str, *, today: date, divisions: Divisions, field: str
) -> tuple[Reason, ...]:
    """Return what is wrong with one value, once it is `tidy`; nothing with none."""
    if not value:
        return ()
    match attribute:
        case "name":
            return person_name(value, field=field).errors
        case "id_number" | "mobile" | "division":
            found = check(_CHECKS[attribute], value, today=today, divisions=divisions, field=field)
            return found.errors
        case "birth_date":
            born = normalise.day(value)
            if born is None:
                return (Reason("form.format", field),)
            return (Reason("source_record.born_in_future", field),) if born > today else ()
        case "address":
            return ()


def _born(id_number: str) -> str:
    born = birth_date(id_number)
    return born.isoformat() if born else ""


def digest(said: Said, observed_on: date, valid_from: date | None, valid_to: date | None) -> str:
    """Return the digest of a payload, by which one that comes again is known. It goes nowhere but
    into the hidden part of a record: plain digests of numbers can be enumerated."""
    told = [msgspec.to_builtins(said), observed_on, valid_from, valid_to]
    return hashlib.sha256(msgspec.json.encode(told, order="sorted")).hexdigest()


def with_version(versions: Iterable[Version], version: Version) -> tuple[Version, ...]:
    """Return `versions` with one more, by their numbers; the number that is there stays what it
    is."""
    known = {each.seq: each for each in (version, *versions)}
    return tuple(known[seq] for seq in sorted(known))


def standing(versions: Iterable[Version], on: date) -> Version | None:
    """Return what a record says on `on`: the highest number that was observed by then, if it holds
    on that day."""
    observed = [each for each in versions if each.observed_on <= on]
    latest = max(observed, key=lambda each: each.seq, default=None)
    if latest is None or (latest.valid_from and on < latest.valid_from):
        return None
    return None if latest.valid_to and latest.valid_to < on else latest
