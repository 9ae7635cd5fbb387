"""Reasons of a refusal as people read them: once in the summary, once beside the field."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from actors.blocks.cases.items import ServiceItem
from actors.kernel.errors import Reason
from serve_apps.front.language import Language
from serve_apps.front.words import sentence
from serve_apps.pages.answers import title_at


@dataclass(frozen=True)
class Faults:
    """What is wrong with a form: `summary` has (id of the control, sentence) in order, `beside`
    the same sentences by the name of the control."""

    summary: tuple[tuple[str, str], ...] = ()
    beside: Mapping[str, str] = field(default_factory=dict[str, str])

    def __bool__(self) -> bool:
        return bool(self.summary)


def tell(
    reasons: Iterable[Reason],
    language: Language,
    *,
    item: ServiceItem | None = None,
    names: Mapping[str, str] | None = None,
) -> Faults:
    """Return `reasons` in `language`, each with the title of its field.

    The name of a control is its JSON pointer with dots: "/form/area" is "form.area". `names` gives
    titles of controls that are not fields of `item`'s form.
    """
    specs = item.materials if item else ()
    titles = {f"materials.{one.name}": one.title[language] for one in specs} | dict(names or {})
    summary: list[tuple[str, str]] = []
    beside: dict[str, str] = {}
    for reason in reasons:
        name = control_name(reason.field)
        said = sentence(reason.code, language, reason.facts)
        title = titles.get(name) or (title_at(item, name, language) if item else None)
        if title and not reason.code.startswith("item.check"):
            said = f"{title}{'：' if language == 'zh' else ': '}{said}"
        if name in beside:
            continue  # one sentence a field; the next shows when this one is mended
        if title:
            beside[name] = said
        summary.append((name if title else "", said))
    return Faults(tuple(summary), beside)


def control_name(pointer: str) -> str:
    """Return the name of the control for a JSON pointer; "" for the whole form. Of a material, that
    is the one control for all its files."""
    parts = pointer.removeprefix("/").split("/")
    parts = parts if parts[0] == "form" else parts[:2]
    return ".".join(part.replace("~1", "/").replace("~0", "~") for part in parts)
