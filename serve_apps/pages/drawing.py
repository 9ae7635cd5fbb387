"""The form of a command as controls of a page, with what was typed and what was wrong with it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from actors.blocks.forms import normalise
from actors.blocks.forms.asked import Asked, CommandForm
from actors.blocks.forms.sent import Entries, groups_in
from actors.kernel.deadlines import CHINA
from actors.kernel.errors import Reason
from serve_apps.front.language import Language, translations
from serve_apps.front.words import known_word, sentence
from serve_apps.pages.control_names import chosen, control_name, groups_drawn, way
from serve_apps.pages.controls import Control, Drawn, Layout, each_of
from serve_apps.pages.picking import Found
from serve_apps.pages.uploads import FILE

_FEW = 5  # choices that are all shown at once
_ANY_DAY = "2000-01-01"
_NO_ENTRIES: Entries = {}
_NOTHING_FOUND: Mapping[str, Found] = {}
_PLAIN = Layout()


class Drawing:
    """Draws the form of a command; `prefix` keeps the ids of forms on one page apart."""

    def __init__(
        self,
        form: CommandForm,
        language: Language,
        prefix: str,
        *,
        entries: Entries = _NO_ENTRIES,
        reasons: Iterable[Reason] = (),
        layout: Layout = _PLAIN,
        found: Mapping[str, Found] = _NOTHING_FOUND,
        more: str = "",
    ) -> None:
        """`found` is what can be picked, by the names of controls, `more` the name of a field of
        groups that shall have one more."""
        self._form = form
        self._language: Language = language
        self._ = translations(language).gettext
        self._prefix = prefix
        self._entries = entries
        self._layout = layout
        self._found = found
        self._fresh = {*layout.fresh, *(FILE[1:] if layout.file else ())}
        self._more = more
        self._moved: dict[str, str] = {}
        self._said: dict[str, str] = {}
        self._reasons = tuple(reasons)
        for reason in self._reasons:
            name = control_name(reason.field)
            if name:
                self._said.setdefault(name, sentence(reason.code, language, reason.facts))

    def draw(self) -> Drawn:
        """Return the form, with every fault beside its control and in the summary."""
        controls = tuple(
            self._control(field, field.name) for field in self._form.fields if self._is_asked(field)
        )
        drawn = {each.name: each for each in each_of(controls)}
        summary: list[tuple[str, str]] = []
        told: set[str] = set()
        for reason in self._reasons:
            name = control_name(reason.field)
            name = self._moved.get(name, name)
            text = sentence(reason.code, self._language, reason.facts)
            control = drawn.get(name)
            if control is None:
                summary.append(("", text))
            elif name not in told:
                told.add(name)
                summary.append((control.id, self._titled(control.label, control.error)))
        return Drawn(controls, tuple(summary))

    def _is_asked(self, field: Asked) -> bool:
        """Tell whether there is a question: not of what goes with the form, nor where there is
        nothing to choose."""
        if field.name in self._layout.fixed:
            return False
        offered = self._layout.offered.get(field.name)
        return field.required or offered is None or bool(offered)

    def _titled(self, label: str, said: str) -> str:
        return f"{label}{translations(self._language).gettext('：')}{said}"

    def _control(self, field: Asked, name: str) -> Control:
        common: dict[str, Any] = {
            "id": f"{self._prefix}-{name}",
            "name": name,
            "label": known_word(f"{self._form.kind}.fields.{field.name}", self._language)
            or field.name,
            "required": field.required,
            "error": self._said.get(name, ""),
        }
        hint = self._layout.hints.get(field.name) or known_word(
            f"{self._form.kind}.hints.{field.name}", self._language
        )
        if hint:
            common["hint"] = hint
        if field.sort == "group":
            parts = tuple(self._control(each, f"{name}.{each.name}") for each in field.parts)
            return Control("group", **common, parts=parts)
        if field.sort == "groups" and field.name in self._layout.listed:
            return Control("listed", **common, rows=tuple(self._listed(field, name)))
        if field.sort == "groups":
            rows = tuple(
                tuple(self._control(each, f"{name}.{at}.{each.name}") for each in field.parts)
                for at in range(groups_drawn(self._entries, name, self._more))
            )
            return Control("groups", **common, rows=rows)
        typed = self._entries.get(name, ())
        common["value"], common["values"] = typed[-1] if typed else "", typed
        if way(name) in self._fresh:
            return Control("hidden", **common)
        if self._layout.file and name == FILE[0]:
            common["label"] = known_word(f"{self._form.kind}.fields.file", self._language)
            return Control("file", **common)
        if name in self._layout.digests:
            return Control("file", **common)
        found = self._found.get(name)
        return self._picked(field, common, found) if found else self._plain(field, common)

    def _picked(self, field: Asked, common: dict[str, Any], found: Found) -> Control:
        common["values"] = chosen(self._entries, common["name"])
        few = len(found.choices) <= _FEW
        none = [] if field.several or field.required else [("", self._("不选"))]
        if found.text is not None or not found.choices:
            choices = [*none, *found.choices] if found.choices else []
            return Control("pick", **common, choices=choices, found=found, several=field.several)
        if field.several:
            return Control("checks", **common, choices=found.choices)
        choices = [*none, *found.choices] if few else found.choices
        return Control("radios" if few else "select", **common, choices=choices)

    def _listed(self, field: Asked, name: str) -> Iterable[tuple[Control, ...]]:
        """Yield a group for each choice of the part that is known before. Those in which something
        was said stand close together in the entries, and reasons name them by their place there."""
        known = self._layout.listed[field.name]
        asked = [part for part in field.parts if part.name != known]
        places = {
            self._entries.get(f"{name}.{at}.{known}", ("",))[-1]: f"{name}.{at}"
            for at in range(groups_in(self._entries, name))
        }
        for at, (value, title) in enumerate(self._layout.offered.get(f"{name}.{known}", ())):
            here, there = f"{name}.{at}", places.get(value, "")
            row = [Control("hidden", "", f"{here}.{known}", "", False, value)]
            for part in asked:
                drawn = self._control(part, f"{there}.{part.name}")
                moved = f"{here}.{part.name}"
                row.append(
                    replace(
                        drawn,
                        id=f"{self._prefix}-{moved}",
                        name=moved,
                        label=title if len(asked) == 1 else f"{title} {drawn.label}",
                        required=None,
                        error=drawn.error or self._said.get(f"{there}.{known}", ""),
                    )
                )
                if there:
                    self._moved |= {drawn.name: moved, f"{there}.{known}": moved}
            yield tuple(row)

    def _plain(self, field: Asked, common: dict[str, Any]) -> Control:
        _ = translations(self._language).gettext
        choices = self._choices(field, common["name"])
        if not choices and way(common["name"]) in self._layout.offered:
            return Control("pick", **common, found=Found(()), several=field.several)
        if len(choices) == 1 and field.required and not field.several and not common["value"]:
            common["value"] = choices[0][0]
        match field.sort:
            case "yes_no":
                both = ("true", _("是")), ("false", _("否"))
                if field.presumed and "." not in common["name"]:  # of a group it would be an entry
                    common["value"] = common["value"] or field.presumed
                    common["required"] = None
                return Control("radios", **common, choices=both)
            case "choices" | "lines" if choices:
                return Control("checks", **common, choices=choices)
            case _ if choices:
                few = len(choices) <= _FEW
                return Control("radios" if few else "select", **common, choices=choices)
            case "long_text":
                return Control("area", **common)
            case "lines":
                return Control("area", **{"hint": _("每行一项"), **common})
            case "number":
                return Control(
                    "number", **common, kind="numeric" if field.type is int else "decimal"
                )
            case "yuan":
                return Control("number", **{"hint": _("单位：元"), **common}, kind="decimal")
            case "day":
                return Control("day", **common, kind=_day_kind(common["value"]))
            case "moment":
                kind, said = _moment(common["values"])
                hint = _("北京时间") if kind == "date" else _("北京时间，例如 2026-03-05 14:30")
                return Control("moment", **{"hint": hint, **common, "values": said}, kind=kind)
            case _:
                return Control("text", **common)

    def _choices(self, field: Asked, name: str) -> Sequence[tuple[str, str]]:
        if way(name) in self._layout.offered:
            return self._layout.offered[way(name)]
        path = f"{self._form.kind}.choices.{field.name}"
        return [
            (value, known_word(f"{path}.{value}", self._language) or value)
            for value in field.choices
        ]


def _day_kind(typed: str) -> str:
    """Return the type of the control of a day: browsers show nothing but days as they write them
    themselves, and what was typed another way must not be lost."""
    on = normalise.day(typed)
    return "date" if not typed or (on is not None and on.isoformat() == typed) else "text"


def _moment(typed: tuple[str, ...]) -> tuple[str, tuple[str, str]]:
    """Return the type of the controls of a moment, like that of a day, and what stands in both: the
    day and the time of day."""
    day, _, clock = " ".join(typed).replace("T", " ").partition(" ")
    on, at = normalise.day(day), normalise.moment(f"{_ANY_DAY} {clock}", CHINA)
    if (day.strip() and on is None) or at is None:
        return "text", (day.strip(), clock.strip())
    return "date", (on.isoformat() if on else "", f"{at:%H:%M}" if clock.strip() else "")
