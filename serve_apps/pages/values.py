"""Values of states, rows and events as people read them, told by their type and their name."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import msgspec
from babel.dates import format_date, format_datetime

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.organisation.terms import terms_of
from actors.blocks.organisation.units import Organisation
from actors.kernel.deadlines import CHINA
from actors.kernel.errors import Refusal
from actors.kernel.library import Library
from actors.kernel.system import Installed
from actors.kernel.words import Title
from serve_apps.front.language import Language, translations
from serve_apps.front.words import known_word
from serve_apps.pages.divisions import division_title

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_SOMEBODY = re.compile(r"(staff|person):[a-z][a-z0-9_-]{0,39}")
_DIVISION = re.compile(r"\d{6}(\d{3}){0,2}")  # 行政区划代码, with town and village
_DIGEST = re.compile(r"[0-9a-f]{64}")  # of a text or a file: says nothing to people
_PATTERNS = {"zh": "yyyy年M月d日", "en": "d MMMM yyyy"}
_MOMENTS = {"zh": "yyyy年M月d日 HH:mm", "en": "d MMMM yyyy, HH:mm"}
_LOCALES = {"zh": "zh_Hans_CN", "en": "en_GB"}
_UNITS = ("unit", "units", "_unit", "_units")
PHASES = ("state", "phase", "status")  # what a field is called that holds the state of its entity


class Values:
    """Writes values of the kind `kind` in `language`; `library` knows the names of units."""

    def __init__(self, kind: str, library: Library, language: Language) -> None:
        self._kind = kind
        self._library = library
        self._organisation = library[Organisation]
        self._called = {
            field: called
            for owner in library[Installed].owners
            if kind in owner.guarded
            for field, called in owner.called.items()
        }
        self._language: Language = language
        self._ = translations(language).gettext

    def label(self, name: str) -> str:
        """Return what the field `name` is called; one without a word keeps its name."""
        return known_word(f"{self._kind}.fields.{name}", self._language) or name

    def state(self, name: str) -> str:
        """Return what the state `name` is called."""
        return known_word(f"{self._kind}.states.{name}", self._language) or name

    def text(self, name: str, value: object) -> str:
        """Return `value` of the field `name` as a sentence would have it; "" for nothing."""
        match value:
            case None | "":
                return ""
            case bool():
                return self._("是") if value else self._("否")
            case int():
                return f"{value / 100:,.2f}" if name.endswith("_fen") else f"{value}"
            case float():
                return f"{value:g}"
            case datetime():
                return self._moment(value)
            case date():
                return self._day(value)
            case str():
                return self._name(name, value)
            case msgspec.Struct():
                return self._parts(msgspec.structs.asdict(value))
            case Mapping():
                if set(value) == {"zh", "en"}:
                    return str(value[self._language])
                return self._parts(value)
            case list() | tuple() | set() | frozenset():
                ordered = sorted(value, key=str) if isinstance(value, set | frozenset) else value
                return self._("、").join(filter(None, (self.text(name, each) for each in ordered)))
            case _:
                return str(value)

    def lines(self, name: str, value: object) -> str | tuple[str, ...]:
        """Return `value` as `text` does, or each of several values that have parts by itself."""
        if isinstance(value, list | tuple) and any(
            isinstance(each, msgspec.Struct | Mapping) for each in value
        ):
            return tuple(filter(None, (self.text(name, each) for each in value)))
        return self.text(name, value)

    def _parts(self, parts: Mapping[str, Any]) -> str:
        if set(parts) == {"zh", "en"}:
            return str(parts[self._language])
        texts = (self._part(name, value) for name, value in parts.items() if name != "type")
        return " · ".join(filter(None, texts))

    def _part(self, name: str, value: Any) -> str:
        """Return one part of several that stand beside each other without their names: yes and no
        would say nothing there."""
        if isinstance(value, bool):
            return known_word(f"{self._kind}.fields.{name}", self._language) if value else ""
        return self.text(name, value)

    def _name(self, name: str, value: str) -> str:
        if name.endswith(_UNITS) or "_" in value:
            title = self._organisation.title(value)
            if title:
                return title[self._language]
        if name.endswith("place") and _DIVISION.fullmatch(value):
            return division_title(value, self._language)
        if name == "item" and (title := self._item(value)) is not None:
            return title[self._language]
        term = terms_of(self._library, name).get(value)
        if term is not None:
            return term[self._language]
        for path in (f"{self._kind}.choices.{name}", f"choices.{name}"):
            if chosen := known_word(f"{path}.{value}", self._language):
                return chosen
        if name in PHASES:
            return self.state(value)
        if name in ("role", "roles") and (role := known_word(f"roles.{value}", self._language)):
            return role
        if _SOMEBODY.fullmatch(value):
            return acted(value, self._library, self._language)
        if _DIGEST.fullmatch(value):
            return ""
        if _DAY.fullmatch(value):
            return self._day(date.fromisoformat(value))
        found = self._called[name](value) if name in self._called else None
        if found is None:
            return value
        path, facts = found
        told = {each: self._name(each, said) for each, said in facts.items()}
        return known_word(path, self._language).format(**told)

    def _item(self, code: str) -> Title | None:
        """Return the title of the service item with this code, None if there is none."""
        if Catalogue not in self._library:
            return None
        try:
            return self._library[Catalogue].item(code).title
        except Refusal:
            return None

    def _day(self, on: date) -> str:
        return format_date(on, _PATTERNS[self._language], locale=_LOCALES[self._language])

    def _moment(self, at: datetime) -> str:
        pattern, locale = _MOMENTS[self._language], _LOCALES[self._language]
        return format_datetime(at, pattern, tzinfo=CHINA, locale=locale)


def at_path(row: Mapping[str, Any], path: str) -> Any:
    """Return what stands in `row` at `path`, "applicant.account"; None if nothing does."""
    value: Any = row
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def deputising(name: str, absent: str, language: Language) -> str:
    """Return that `name` acted in the place of `absent`: "X 代 Y"."""
    _ = translations(language).gettext
    return f"{name} {_('代')} {absent}"


def acted(by: str, library: Library, language: Language, kind: str = "") -> str:
    """Return who acted, by post and not by name: the unit of a member of staff, the machine, or
    that it was somebody of the public, called `<kind>.person` where that is said."""
    _ = translations(language).gettext
    sort, _colon, account = by.partition(":")
    match sort:
        case "staff":
            member = library[Organisation].staff.get(account)
            title = library[Organisation].title(member.unit) if member else None
            if member is None or title is None:
                return _("工作人员")
            roles = (known_word(f"roles.{role}", language) for role in member.roles)
            return f"{title[language]} {_('、').join(filter(None, roles))}".strip()
        case "person":
            return known_word(f"{kind}.person", language) or _("申请人")
        case "terminal":
            return _("自助终端")
        case _:
            return _("平台自动")
