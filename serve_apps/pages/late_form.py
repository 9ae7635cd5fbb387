"""A form that came when its session had ended, or needs more proof of who sends it: the way back to
it, by signing in or proving that."""

from collections.abc import Mapping
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from actors.blocks.accounts.state import AccountState
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.forms.layout import Field
from actors.kernel.library import Library
from serve_apps.front.csrf import SAFE_METHODS, tag_of
from serve_apps.front.language import Language, language_of, translations
from serve_apps.front.late_forms import Entries, LateForm, entries_of, seal
from serve_apps.front.rendering import page
from serve_apps.front.wiring import services_of
from serve_apps.front.words import known_word
from serve_apps.pages.answers import PREFIX, row_title, shown
from serve_apps.pages.parts import SummaryRow

_UNSEEN = frozenset({"key", "back", "then", "task"})  # fields that nobody has typed
_WORDS = {  # controls of choice: where the words of their values stand
    "opinion": "opinions",
    "outcome": "case.states",
    "procedure": "procedures",
    "method": "deliveries",
    "purpose": "purposes",
}


def show_late(request: Request, late: LateForm) -> Response:
    """Ask to sign in again, with the entries sealed in the page; or, if the same account has signed
    in elsewhere meanwhile, to look at them and send them again."""
    if request.state.visitor.kind:
        return show_again(request, late.entries)
    context = {"next": "", "account": "", "late": late.sealed(), "lost": late.entries.lost}
    return page(request, "sign_in.html", context, status=401)


async def ask_for_proof(request: Request) -> Response:
    """Ask the visitor to prove once more who he is, and keep what he typed."""
    if request.method in SAFE_METHODS:
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"/prove?next={quote(request.url.path + query)}", 303)
    services, visitor = services_of(request), request.state.visitor
    entries = await entries_of(request.state.sent)
    tag = tag_of(services.secrets.signing_key, visitor.account)
    late = seal(services.secrets.signing_key, entries, tag)
    state: AccountState = (await services.sender.show(f"account:{visitor.account}")).state
    context = {"next": "", "late": late, "lost": entries.lost, "account": state}
    return page(request, "account/prove.html", context, status=403)


def show_again(request: Request, entries: Entries | None, *, proved: bool = False) -> Response:
    """Show what was typed, to be sent again; None tells that it was typed by another account.
    `proved` tells that it is since its author has proved who he is."""
    language = language_of(request)
    library = services_of(request).library
    rows = entry_rows(entries, library, language) if entries else []
    context = {"entries": entries, "rows": rows, "what": _what(entries, language)}
    return page(request, "late_form.html", {**context, "proved": proved})


def entry_rows(entries: Entries, library: Library, language: Language) -> list[SummaryRow]:
    """Return what was typed, each with its title as far as it is known without the form."""
    say = translations(language).gettext
    fields = _fields(library)
    rows: list[SummaryRow] = []
    for name, value in entries.fields:
        if name in _UNSEEN or not value:
            continue
        title = say("填写的内容")
        if name.startswith(PREFIX) and (found := _field(fields, name, language)):
            title, field = found
            answer = {"true": True, "false": False}.get(value, value)
            text = shown(field, answer, language, say("是"), say("否"))
        else:
            text = known_word(f"{_WORDS[name]}.{value}", language) if name in _WORDS else value
        rows.append(SummaryRow(title, text or value))
    return rows


def _field(fields: Mapping[str, Field], name: str, language: str) -> tuple[str, Field] | None:
    """Return the field of a control with its title: of one in a row, of its column."""
    first, _, rest = name.removeprefix(PREFIX).partition(".")
    field = fields.get(first.rpartition("/")[2])
    number, _, column = rest.partition(".")
    if field is None or not field.columns or not number.isdecimal():
        return field and (field.title[language], field)
    found = next((each for each in field.columns if each.name == column), None)
    row = row_title(field, int(number) + 1, language)
    return found and (f"{row} {found.title[language]}", found)


def _fields(library: Library) -> dict[str, Field]:
    """Return the fields of all items by name."""
    sections = [section for item in library[Catalogue].items.values() for section in item.sections]
    return {field.name: field for section in sections for field in section.fields}


def _what(entries: Entries | None, language: Language) -> str:
    """Return what the form would have done, as far as its address is that of a command."""
    last = entries.address.partition("?")[0].rpartition("/")[2] if entries else ""
    command = "".join(map(str.capitalize, last.split("_")))
    return known_word(f"case.commands.{command}", language)
