"""What forms of both kinds of documents choose from, and fill in."""

from collections.abc import Iterable
from uuid import uuid4

from actors.blocks.organisation.units import Organisation
from actors.blocks.reads.record import RecordAccess
from actors.systems.collaborative_office.profile import profile
from serve_apps.front.disclosing import ledger_of
from serve_apps.front.words import known_word
from serve_apps.pages.asking import Asking

Titled = Iterable[tuple[str, str]]


def units(asking: Asking, codes: Iterable[str] | None = None) -> Titled:
    """Return the units with these codes, or every one, by name."""
    there = asking.services.library[Organisation].units
    found = there.values() if codes is None else (there[code] for code in codes)
    return sorted(
        ((unit.code, unit.title[asking.language]) for unit in found), key=lambda each: each[1]
    )


def every_unit(asking: Asking) -> Titled:
    """Return every unit, by name."""
    return units(asking)


def genres(asking: Asking) -> Titled:
    """Return the kinds of documents (文种) of the profile."""
    return [
        (code, known_word(f"choices.genre.{code}", asking.language) or name)
        for code, name in profile().kinds.items()
    ]


def staff(asking: Asking, accounts: Iterable[str]) -> Titled:
    """Return members of staff, by name, with what they do."""
    language, found = asking.language, list[tuple[str, str]]()
    there = asking.services.library[Organisation].staff
    for account in accounts:
        member = there[account]
        posts = (known_word(f"roles.{role}", language) for role in member.roles)
        found.append((account, " · ".join(filter(None, (member.name[language], *posts)))))
    return found


async def recorded(asking: Asking, kind: str) -> None:
    """Have it on record that the text of a document is read in a form.

    Raises:
        Overloaded, Unavailable: it is not known to be recorded.
    """
    record = RecordAccess(purpose="handling", about="", full=True)
    ledger = ledger_of(kind, asking.state.id)
    await asking.services.sender.send(ledger, record, id=uuid4().hex, by=asking.by)
