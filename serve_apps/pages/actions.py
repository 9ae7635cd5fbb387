"""What can be done with an entity now (可以办理): its commands as forms, drawn for a page."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from actors.blocks.forms.asked import CommandForm
from actors.kernel.offer import Offer, Rules
from serve_apps.front.language import Language
from serve_apps.front.problem import path_name
from serve_apps.front.words import sentence, word
from serve_apps.pages.acting import Acting
from serve_apps.pages.asking import Action, Asking, Ready, Tried
from serve_apps.pages.choosing import layout_of
from serve_apps.pages.controls import Drawn
from serve_apps.pages.drawing import Drawing


def actions_of(
    acting: Acting,
    asking: Asking,
    rules: Rules[Any],
    id: str,
    tried: Tried | None = None,
    ready: Mapping[str, Ready] | None = None,
) -> list[Action]:
    """Return what may be done now, each with its form; and what was `tried`, though it may be
    so no more, so that what was typed is not lost. `id` is that of the entity, `ready` what
    `ready_for` returned, for forms that need the database."""
    prepared = ready or {}
    allowed = rules.allowed(asking.by, asking.state)
    forms = acting.forms(rules)
    hindered = rules.hindered(asking.by, asking.state) if acting.hindered else {}
    hindered = {name: codes for name, codes in hindered.items() if name in acting.hindered}
    drawn: list[Action] = []
    for offer in acting.offers(rules):
        name = offer.command.__name__
        here = tried if tried is not None and tried.command == path_name(name) else None
        if name not in allowed and here is None:
            if name in hindered:
                drawn.append(_hindered(acting, offer, hindered[name], asking.language))
            continue
        each = replace(asking, command=name)
        if name in acting.elsewhere:
            drawn.append(_link(acting, each, offer, id))
        else:
            form = forms[path_name(name)][1]
            each = replace(each, ready=prepared.get(path_name(name), Ready()))
            drawn += _drawn(acting, each, offer, form, open=name in allowed, tried=here)
    return drawn


def _drawn(
    acting: Acting, asking: Asking, offer: Offer[Any], form: CommandForm, *, open: bool,
    tried: Tried | None,
) -> Iterator[Action]:  # fmt: skip
    """Yield the forms of one command: one, or one for each choice of a field apart."""
    field = next((each.name for each in form.fields if each.name in acting.apart), "")
    if not field:
        yield from _one(acting, asking, offer, form, (), open=open, tried=tried)
        return
    chosen = tried.entries.get(field, ("",))[-1] if tried else ""
    choices = dict(_choices(acting, asking, field)) if open else {}
    for value, title in choices.items():
        each = replace(asking, of=value)
        here = tried if chosen == value else None
        fixed = (field, value, title)
        yield from _one(acting, each, offer, form, fixed, open=True, tried=here)
    if tried and chosen not in choices:
        each, fixed = replace(asking, of=chosen), (field, chosen, "")
        yield from _one(acting, each, offer, form, fixed, open=False, tried=tried)


def _one(
    acting: Acting, asking: Asking, offer: Offer[Any], form: CommandForm, fixed: tuple[str, ...], *,
    open: bool, tried: Tried | None,
) -> Iterator[Action]:  # fmt: skip
    name = path_name(asking.command)
    id = f"{name}-{asking.of}" if fixed else name
    drawing = Drawing(
        form,
        asking.language,
        id,
        entries=tried.entries if tried else asking.ready.entries,
        reasons=tried.reasons if tried else (),
        layout=layout_of(acting, asking, form, fixed[:1]),
        found=asking.ready.found,
        more=tried.more if tried else "",
    )
    title = word(f"{acting.kind}.commands.{asking.command}", asking.language)
    yield Action(
        name=name,
        id=id,
        title=" · ".join(filter(None, (title, *fixed[2:]))),
        grave=offer.grave,
        open=open,
        tried=tried is not None,
        form=drawing.draw(),
        fixed=((fixed[0], fixed[1]),) if fixed else (),
    )


def _link(acting: Acting, asking: Asking, offer: Offer[Any], id: str) -> Action:
    title = word(f"{acting.kind}.commands.{asking.command}", asking.language)
    name = path_name(asking.command)
    href = acting.elsewhere[asking.command].format(id=id)
    return Action(
        name=name, id=name, title=title, grave=offer.grave, open=True, tried=False,
        form=Drawn(()), href=href,
    )  # fmt: skip


def _hindered(
    acting: Acting, offer: Offer[Any], codes: Iterable[str], language: Language
) -> Action:
    command = offer.command.__name__
    title = word(f"{acting.kind}.commands.{command}", language)
    name = path_name(command)
    return Action(
        name=name, id=name, title=title, grave=offer.grave, open=False, tried=False,
        form=Drawn(()), because=tuple(sentence(code, language, {}) for code in codes),
    )  # fmt: skip


def _choices(acting: Acting, asking: Asking, name: str) -> tuple[tuple[str, str], ...] | None:
    choices = acting.choices.get(f"{asking.command}.{name}") or acting.choices.get(name)
    return None if choices is None else tuple(choices(asking))


def summary_of(
    actions: Iterable[Action], tried: Tried | None, language: Language
) -> tuple[tuple[str, str], ...]:
    """Return what was wrong with what was `tried`, each with the id of its control; "" for what
    concerns none, or one that is not shown."""
    if tried is None:
        return ()
    for action in actions:
        if action.tried:
            return action.form.summary
    return tuple(("", sentence(each.code, language, each.facts)) for each in tried.reasons)
