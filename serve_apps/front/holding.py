"""What is kept of a person in one place (个人信息存放处), as that person is handed a copy of it.

A face declares its own: whoever stores something of people says here how they get it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from actors.kernel.library import Library


@dataclass(frozen=True)
class Telling:
    """What a record is told by: the library, and the language of its sentences."""

    library: Library
    language: Literal["zh", "en"]


@dataclass(frozen=True)
class HeldFile:
    """A stored file that belongs to a record: its digest, and the name that it had."""

    sha256: str
    name: str
    media_type: str


Told = Callable[[Mapping[str, Any], Any, Telling], Mapping[str, Any]]
"""(row, state, how) -> the record, of what JSON has. The row is {} where no collection leads to it,
the state None where no entity is asked. Nobody else's data is in it: who worked on it in an office
is told by unit and post; of other people, what the person himself wrote."""


@dataclass(frozen=True, kw_only=True)
class Holding:
    """Records of one sort that concern a person.

    Attributes:
        name: unique; its title is the word `holdings.<name>`, that of each part of a record
            `holding_fields.<part>`.
        of: the kinds whose data on people it hands over.
        kind: the kind that is asked for each record, "" where the row says all.
        collection: whose rows are the records, "" where there is one entity for each account.
        field: of a row, that names the account.
        named: from the account, what `field` holds, or the id of the entity.
        told: makes the record.
        files: of a state, what of the stored files belongs to it.
    """

    name: str
    of: tuple[str, ...] = ()
    kind: str = ""
    collection: str = ""
    field: str = ""
    named: Callable[[str], str] = str
    told: Told
    files: Callable[[Any], Iterable[HeldFile]] = lambda state: ()
