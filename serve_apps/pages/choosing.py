"""What the forms of an entity choose from: what there is, and what the database has for them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from actors.blocks.forms.asked import Asked, CommandForm
from actors.blocks.forms.sent import FIND, Entries, entries_of
from actors.blocks.forms.written import entries_from
from actors.kernel.deadlines import CHINA
from actors.kernel.offer import Rules
from serve_apps.pages.acting import Acting, sourced
from serve_apps.pages.asking import Asking, Ready, Tried
from serve_apps.pages.control_names import chosen, places, way
from serve_apps.pages.controls import Control, Layout
from serve_apps.pages.drawing import Drawing
from serve_apps.pages.picking import MOST, Choosing, Found, among
from serve_apps.pages.records import Records


async def ready_for(
    acting: Acting, asking: Asking, rules: Rules[Any], tried: Tried | None = None
) -> Mapping[str, Ready]:
    """Return what the database has for the forms of what may be done now, and of what was
    `tried`, by their names in addresses.

    Raises:
        PyMongoError: it does not answer.
    """
    allowed = rules.allowed(asking.by, asking.state)
    made: dict[str, Ready] = {}
    for name, (offer, form) in acting.forms(rules).items():
        here = tried if tried is not None and tried.command == name else None
        if offer.command.__name__ in allowed or here is not None:
            each = replace(asking, command=offer.command.__name__)
            made[name] = await ready_in(acting, each, form, here)
    return made


async def found_in(
    acting: Acting, asking: Asking, form: CommandForm, control: str, sent: Sequence[tuple[str, str]]
) -> Control | None:
    """Return the `control` of a form with what can be picked in it, None if there is none.

    Raises:
        PyMongoError: the database does not answer.
    """
    entries = entries_of(form, sent)
    asked = dict(places(form.fields, entries)).get(control)
    each = replace(asking, command=form.command.__name__)
    found = await _found(acting, each, form, asked, control, entries) if asked else None
    layout = layout_of(acting, each, form, ())
    drawing = Drawing(
        form,
        asking.language,
        "",
        entries=entries,
        layout=layout,
        found={control: found} if found else {},
    )
    return drawing.draw().control(control)


async def ready_in(
    acting: Acting, asking: Asking, form: CommandForm, tried: Tried | None = None
) -> Ready:
    """Return what the database has for one form, or for the part of it that `form` is.

    Raises:
        PyMongoError: it does not answer.
    """
    entries, more = (tried.entries, tried.more) if tried else ({}, "")
    if tried is None and asking.command in acting.filled:
        entries = entries_from(form.fields, await acting.filled[asking.command](asking), CHINA)
    found = {
        place: found
        for place, asked in places(form.fields, entries, more)
        if (found := await _found(acting, asking, form, asked, place, entries)) is not None
    }
    return Ready(entries, found)


async def _found(
    acting: Acting, asking: Asking, form: CommandForm, asked: Asked, place: str, entries: Entries
) -> Found | None:
    """Return what can be picked for a field, None where nothing has to be looked for."""
    text = "".join(entries.get(place + FIND, ())[-1:])
    picked = chosen(entries, place)
    pick = sourced(acting.picks, form, way(place))
    if pick is not None:
        records = asking.services[Records]
        at = Choosing(records, asking.by, asking.language, asking.state)
        return await pick.found(at, text, picked)
    source = sourced(acting.choices, form, way(place))
    if source is None or not asked.several:
        return None
    listed = tuple(source(asking))
    return among(listed, text, picked) if len(listed) > MOST else None


def layout_of(acting: Acting, asking: Asking, form: CommandForm, fixed: tuple[str, ...]) -> Layout:
    """Return what a form chooses from and how it is asked, without the fields `fixed`."""
    paths = [each for each in form.paths() if each not in fixed]
    sources = ((each, sourced(acting.choices, form, each)) for each in paths)
    names = {each.rpartition(".")[2] for each in paths} | {f.name for f in form.fields}
    hints = ((name, acting.hints.get(f"{asking.command}.{name}")) for name in names)
    return Layout(
        offered={each: tuple(source(asking)) for each, source in sources if source},
        hints={name: hint(asking) for name, hint in hints if hint is not None},
        listed=acting.listed,
        fixed=fixed,
        fresh=acting.made_up(form),
        file=asking.command in acting.uploads,
        digests=acting.digests(asking.command),
    )
