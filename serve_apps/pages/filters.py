"""The filters of a list: each reads its part of an address, and tells what it leaves."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal, Protocol

from actors.blocks.forms import normalise
from actors.blocks.organisation.units import Organisation
from actors.kernel.deadlines import CHINA
from actors.kernel.library import Library
from serve_apps.front.language import Language, translations
from serve_apps.front.rendering import day_text
from serve_apps.front.words import known_word
from storage.mongo import Document

Sent = Mapping[str, str]


@dataclass(frozen=True)
class Control:
    """A control of the form of filters; `error` is what is wrong with what was typed."""

    look: Literal["select", "day"]
    name: str
    label: str
    value: str = ""
    choices: Sequence[tuple[str, str]] = ()
    error: str = ""


@dataclass(frozen=True)
class Active:
    """A filter that is set: its words, and the names of what to leave out to be rid of it."""

    text: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Reading:
    """What a filter makes of an address."""

    controls: tuple[Control, ...]
    where: Document | None = None
    active: Active | None = None


class Filter(Protocol):
    """One filter of a list. `field` is the path in the row, and must lead an index of the view."""

    @property
    def field(self) -> str:
        """The path in the row."""
        ...

    def read(self, kind: str, sent: Sent, library: Library, language: Language) -> Reading:
        """Return what `sent`, the parameters of an address, means."""
        ...

    def words(self, kind: str) -> Iterable[str]:
        """Return the paths of the words that it needs."""
        ...


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One of `values`. They are called `<kind>.choices.<field>.<value>`, or as `said` says: the
    path of a group of words, "motion.states"."""

    field: str
    values: tuple[str, ...]
    said: str = ""

    def read(self, kind: str, sent: Sent, library: Library, language: Language) -> Reading:
        """See `Filter`; what is no choice is none."""
        choices = [(value, known_word(self._word(kind, value), language)) for value in self.values]
        return _one_of(self.field, kind, choices, sent, language)

    def words(self, kind: str) -> Iterable[str]:
        """See `Filter`."""
        return f"{kind}.fields.{self.field}", *(self._word(kind, value) for value in self.values)

    def _word(self, kind: str, value: str) -> str:
        return f"{self.said or f'{kind}.choices.{self.field}'}.{value}"


@dataclass(frozen=True, kw_only=True)
class OfUnit:
    """Of one unit (单位)."""

    field: str

    def read(self, kind: str, sent: Sent, library: Library, language: Language) -> Reading:
        """See `Filter`."""
        units = library[Organisation].units.values()
        choices = sorted(((unit.code, unit.title[language]) for unit in units), key=lambda c: c[1])
        return _one_of(self.field, kind, choices, sent, language)

    def words(self, kind: str) -> Iterable[str]:
        """See `Filter`."""
        return (f"{kind}.fields.{self.field}",)


@dataclass(frozen=True, kw_only=True)
class Days:
    """On the local days from one to another, both included. `moments`: rows have instants, not days
    ("2026-03-05")."""

    field: str
    moments: bool = True

    def read(self, kind: str, sent: Sent, library: Library, language: Language) -> Reading:
        """See `Filter`. What is no day is said beside it, and leaves nothing out."""
        _ = translations(language).gettext
        label = _label(kind, self.field, language)
        names = f"{self.field}.from", f"{self.field}.until"
        titles = _("%(field)s（起）") % {"field": label}, _("%(field)s（止）") % {"field": label}
        typed = [sent.get(name, "").strip() for name in names]
        days = [normalise.day(text) for text in typed]
        wrong = known_word("refusals.form.format", language)
        controls = tuple(
            Control("day", name, title, on.isoformat() if on else text, (), "" if on else wrong)
            if text
            else Control("day", name, title)
            for name, title, text, on in zip(names, titles, typed, days, strict=True)
        )
        since, until = days
        if since is None and until is None:
            return Reading(controls)
        bounds: Document = {}
        if since is not None:
            bounds["$gte"] = self._begin(since)
        if until is not None:
            bounds["$lt"] = self._begin(until + timedelta(days=1))
        first, last = day_text(since, language), day_text(until, language)
        text = f"{first} – {last}" if first and last else ""
        text = text or (
            _("%(day)s起") % {"day": first} if first else _("%(day)s止") % {"day": last}
        )
        return Reading(controls, {self.field: bounds}, Active(f"{label}{_('：')}{text}", names))

    def words(self, kind: str) -> Iterable[str]:
        """See `Filter`."""
        return (f"{kind}.fields.{self.field}",)

    def _begin(self, on: date) -> Any:
        return datetime.combine(on, time(), CHINA) if self.moments else on.isoformat()


def _one_of(
    field: str, kind: str, choices: Sequence[tuple[str, str]], sent: Sent, language: Language
) -> Reading:
    _ = translations(language).gettext
    label = _label(kind, field, language)
    titles = dict(choices)
    value = sent.get(field, "")
    if value not in titles:
        return Reading((Control("select", field, label, "", choices),))
    control = Control("select", field, label, value, choices)
    active = Active(f"{label}{_('：')}{titles[value]}", (field,))
    return Reading((control,), {field: value}, active)


def _label(kind: str, field: str, language: Language) -> str:
    return known_word(f"{kind}.fields.{field}", language) or field
