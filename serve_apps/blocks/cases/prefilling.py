"""Answers that stand in a form before anybody types (预填): from the account, from licences, from
libraries of facts and from earlier applications, once their owner has agreed; each shows where it
comes from and can be changed."""

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from actors.blocks.cases.application import Prefilled
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.commands import SaveDraft
from actors.blocks.cases.items import ServiceItem
from actors.blocks.cases.state import CaseState
from actors.blocks.forms.conditions import is_filled
from actors.blocks.forms.layout import Field, fields_in
from actors.kernel.deadlines import local_day
from serve_apps.blocks.cases.drafts import Draft, wish
from serve_apps.blocks.cases.from_earlier import earlier_cases
from serve_apps.blocks.cases.from_licences import fits, from_licences
from serve_apps.blocks.cases.known_facts import known_facts
from serve_apps.front.language import Language, translations
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services
from serve_apps.front.words import known_word
from serve_apps.pages.answers import PREFIX, long_day

_OF_ACCOUNT = "applicant:"


def asks_for_known(item: ServiceItem) -> bool:
    """Tell whether anything that the item asks for may be known already."""
    return any(field.known_as or field.on_licence for field in fields_in(item.sections))


async def prefilled(services: Services, visitor: Visitor, case: str, begun: SaveDraft) -> SaveDraft:
    """Return the beginning of the application `case` with what is known of its applicant in it:
    what a licence says goes before what he has said himself.

    Raises:
        Overloaded, Unavailable, PyMongoError: it cannot be looked up.
    """
    item = services.library[Catalogue].item(begun.item, begun.item_version)
    asked = {field.known_as: field for field in fields_in(item.sections) if field.known_as}
    form: dict[str, Any] = {}
    found: list[Prefilled] = []
    for known_as, field in asked.items():
        if known_as.startswith(_OF_ACCOUNT):
            said = getattr(begun.applicant, known_as.removeprefix(_OF_ACCOUNT), "")
            if said:
                form[field.name] = said
                found.append(Prefilled(field=field.name, source="account"))
    said_there, sources = await from_licences(services, visitor, case, begun, item)
    form |= said_there
    found += sources
    account = begun.applicant.account
    left = [name for name, field in asked.items() if field.name not in form]
    known = await known_facts(services, visitor, case, begun.item, left if account else ())
    for known_as, fact in known.items():
        if fits(asked[known_as], fact.value):
            name = asked[known_as].name
            form[name] = fact.value
            found.append(
                Prefilled(
                    field=name, source="library", title=fact.source, on=fact.on, grade=fact.grade
                )
            )
    for state in await earlier_cases(services, visitor.identity, account, "") if account else ():
        for known_as, said in _known(services, state).items():
            field = asked.get(known_as)
            if field is not None and field.name not in form and fits(field, said):
                form[field.name] = said
                found.append(_from(field, state))
    return replace(begun, form=begun.form | form, prefilled=tuple(found))


def without_prefilled(draft: Draft) -> SaveDraft:
    """Return the draft without what stood in it before anybody typed."""
    left_out = {each.field for each in draft.state.prefilled}
    form = {name: said for name, said in draft.state.form.items() if name not in left_out}
    return replace(wish(draft, form=form), prefilled=())


def sources_of(draft: Draft, language: Language) -> Mapping[str, str]:
    """Return where each answer that stood there before comes from, by the name of its control."""
    _ = translations(language).gettext
    told: dict[str, str] = {}
    for each in draft.state.prefilled:
        if draft.answers.get(each.field) != draft.state.form.get(each.field):
            continue
        if each.source == "account":
            told[PREFIX + each.field] = _("取自您的账户，可以更改")
        elif each.source == "licence":
            day = long_day(each.on, language) if each.on else ""
            facts = {"title": each.title, "number": each.number, "day": day}
            said = _("取自证照库：您 %(day)s 起有效的《%(title)s》（%(number)s），可以更改") % facts
            told[PREFIX + each.field] = said
        elif each.source == "library":
            day = long_day(each.on, language) if each.on else ""
            source = known_word(each.title, language) or each.title
            facts = {"source": source, "day": day, "grade": each.grade}
            said = _("取自公共基础数据库：%(source)s，%(day)s的数据，等级 %(grade)s，可以更改")
            told[PREFIX + each.field] = said % facts
        elif each.on is not None:
            facts = {"day": long_day(each.on, language), "number": each.case_number}
            said = _("取自您 %(day)s 提交的办件 %(number)s，可以更改") % facts
            told[PREFIX + each.field] = said
    return told


def _known(services: Services, state: CaseState) -> dict[str, Any]:
    """Return what an earlier application says, by what it is known as; what is told to the account
    counts only from there."""
    item = services.library[Catalogue].item(state.item, state.item_version)
    return {
        field.known_as: state.form[field.name]
        for field in fields_in(item.sections)
        if field.known_as
        and not field.known_as.startswith(_OF_ACCOUNT)
        and is_filled(state.form.get(field.name))
    }


def _from(field: Field, state: CaseState) -> Prefilled:
    on = local_day(state.submitted_at) if state.submitted_at else None
    return Prefilled(field=field.name, source="earlier", case_number=state.number, on=on)
