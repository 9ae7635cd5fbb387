"""The organisation in words: people, units, changes, and what a change makes different."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from actors.blocks.accounts.state import Capacity
from actors.blocks.organisation.changes import AnyChange, subject
from actors.blocks.organisation.chronicle import Chronicle, concerned
from actors.blocks.organisation.units import Organisation
from actors.kernel.library import Library
from serve_apps.front.language import Language, translations
from serve_apps.front.words import word


@dataclass(frozen=True)
class Difference:
    """How one unit or person is from `day` on: as it `was` to be, and as it `becomes`."""

    day: date
    title: str
    was: tuple[str, ...]
    becomes: tuple[str, ...]


@dataclass(frozen=True)
class Told:
    """One change as lists show it. `undo` "" when it cannot be undone any more."""

    number: int
    what: str
    about: str
    href: str
    effective: date
    reason: str
    facts: tuple[str, ...]
    undo: str = ""


class Teller:
    """Says things in one language."""

    def __init__(self, library: Library, chronicle: Chronicle, language: Language) -> None:
        self._first = library.shipped[Organisation]
        self._chronicle = chronicle
        self.language: Language = language
        self.say = translations(language).gettext

    def person(self, account: str) -> str:
        """Return somebody's name, or the account of who is not known."""
        name = self._chronicle.members.get(account)
        return name[self.language] if name else account

    def unit(self, code: str, on: date) -> str:
        """Return a unit's name on a day; one that is not there then keeps its code."""
        found = self._chronicle.tree(on).units.get(code) or self._first.units.get(code)
        place = self._first.places.get(code)
        if found:
            return found.title[self.language]
        return place.title[self.language] if place else code

    def role(self, name: str) -> str:
        """Return a role's name."""
        return word(f"roles.{name}", self.language)

    def field(self, name: str) -> str:
        """Return the label of a field."""
        return word(f"organisation.fields.{name}", self.language)

    def line(self, label: str, value: str) -> str:
        """Return "label: value" as the language writes it."""
        return f"{label}{'：' if self.language == 'zh' else ': '}{value}"

    def capacity(self, one: Capacity, on: date) -> str:
        """Return in what somebody acts: unit, roles, and for whom."""
        joined = ("、" if self.language == "zh" else ", ").join(map(self.role, one.roles))
        said = f"{self.unit(one.unit, on)} · {joined}"
        return (
            f"{self.say('代')} {self.person(one.acting_for)} · {said}" if one.acting_for else said
        )

    def deputising(self, name: str, of: str) -> str:
        """Return "X 代 Y"."""
        return f"{name} {self.say('代')} {of}"

    def truth(self, value: bool) -> str:
        """Return yes or no."""
        return self.say("是") if value else self.say("否")

    def changes(self, changes: Iterable[AnyChange], today: date) -> list[Told]:
        """Return `changes`, the latest first, and which of them can be undone: the last of its
        subject, until the day on which it takes effect is over."""
        changes = tuple(changes)
        last = {subject(each): each.number for each in changes}
        told = [self._change(each, each.number == last[subject(each)], today) for each in changes]
        return told[::-1]

    def _change(self, each: AnyChange, last: bool, today: date) -> Told:
        kind, _, name = subject(each).partition(":")
        undo = f"/admin/changes/undo?subject={kind}:{name}&number={each.number}"
        return Told(
            number=each.number,
            what=word(f"organisation.events.{type(each).__name__}", self.language),
            about=self.unit(name, each.effective) if kind == "unit" else self.person(name),
            href=f"/admin/{'units' if kind == 'unit' else 'staff'}/{name}",
            effective=each.effective,
            reason=each.reason,
            facts=tuple(self._facts(each)),
            undo=undo if last and each.effective >= today else "",
        )

    def _facts(self, each: Any) -> Iterable[str]:
        """Yield what a change says beside its subject, its day and its reason."""
        for name in (
            "title",
            "name",
            "place",
            "superior",
            "successor",
            "integrated",
            "role",
            "scope",
        ):
            value = getattr(each, name, None)
            if value not in (None, ""):
                yield self.line(self.field(name), self._value(name, value, each.effective))
        for name in ("deputy", "until"):
            value = getattr(each, name, None)
            if value not in (None, ""):
                yield self.line(self.field(name), self._value(name, value, each.effective))

    def _value(self, name: str, value: Any, on: date) -> str:
        match name:
            case "title" | "name":
                return str(value[self.language])
            case "role":
                return self.role(value)
            case "deputy":
                return self.person(value)
            case "integrated":
                return self.truth(value)
            case "until":
                return f"{value:%Y-%m-%d}"
            case _:
                return self.unit(value, on)


def differences(
    library: Library, before: Chronicle, after: Chronicle, today: date, language: Language
) -> list[Difference]:
    """Return what is different with `after` from what would be with `before`, day by day from
    `today`: each unit and person once for every time that it comes out another way."""
    old, new = Teller(library, before, language), Teller(library, after, language)
    found: list[Difference] = []
    shown: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
    people = concerned((*before.changes, *after.changes))
    for day in sorted({*before.days(today), *after.days(today)}):
        pairs = {
            code: (_unit(old, before, code, day), _unit(new, after, code, day))
            for code in {*before.tree(day).units, *after.tree(day).units}
        }
        pairs |= {
            account: (_person(old, before, account, day), _person(new, after, account, day))
            for account in people
        }
        for name in sorted(pairs):
            was, becomes = pairs[name]
            if (was != becomes or name in shown) and shown.get(name) != pairs[name]:
                shown[name] = pairs[name]
                title = new.person(name) if name in people else new.unit(name, day)
                found.append(Difference(day, title, was, becomes))
    return found


def _unit(teller: Teller, chronicle: Chronicle, code: str, day: date) -> tuple[str, ...]:
    unit = chronicle.tree(day).units.get(code)
    if unit is None:
        return ()
    return (
        teller.unit(code, day),
        teller.line(
            teller.field("superior"), teller.unit(unit.superior, day) if unit.superior else "—"
        ),
        teller.line(teller.field("integrated"), teller.truth(unit.integrated_window)),
    )


def _person(teller: Teller, chronicle: Chronicle, account: str, day: date) -> tuple[str, ...]:
    lines = [teller.capacity(one, day) for one in chronicle.capacities(account, day)]
    if chronicle.posts.disabled(account, day):
        lines.append(word("organisation.standing.disabled", teller.language))
    elif chronicle.posts.away(account, day):
        lines.append(word("organisation.standing.away", teller.language))
    return tuple(lines)
