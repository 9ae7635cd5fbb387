"""The draft as those see it who will use it: the pages themselves, over the library as it would be.

Nothing that is typed here is kept. The officer's pages show a case that was played on the virtual
clock; what can be done with it is shown and leads nowhere.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Request
from fastapi.responses import RedirectResponse, Response

from actors.blocks.cases.applicants import form_faults
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.flow import LEAD
from actors.blocks.cases.items import ServiceItem
from actors.blocks.cases.roles import WINDOW_CLERK
from actors.blocks.cases.state import CaseState
from actors.blocks.designs.content import next_version, read_content
from actors.blocks.organisation.units import Organisation
from actors.kernel.deadlines import local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.library import Library
from actors.testing.files import staff_in
from actors.testing.trials import sample_case, with_draft
from serve_apps.blocks.cases.desk_page import Looking, drawn
from serve_apps.blocks.cases.drafts import Draft, within
from serve_apps.blocks.cases.flow_diagram import draw
from serve_apps.blocks.cases.statements import told
from serve_apps.blocks.designs.looked import AT, Looked, look
from serve_apps.blocks.designs.pages import Administrator, Code
from serve_apps.blocks.terminals.offered import kiosk_items
from serve_apps.front.language import translations
from serve_apps.front.rendering import page
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.pages.answers import read_section
from serve_apps.pages.faults import Faults, tell

router = APIRouter(include_in_schema=False)
Who = Literal["resident", "agent", "clerk", "reviewer", "phone", "terminal"]
WHO: tuple[Who, ...] = ("resident", "agent", "clerk", "reviewer", "phone", "terminal")
Number = Annotated[int, Path(ge=0, le=200)]
GUIDE, START = 0, 1
"""Pages of an applicant by their numbers: the guide, what is told before, and then the form."""


class Preview:
    """The draft in force, as far as it can be read."""

    def __init__(self, looked: Looked, item: ServiceItem, library: Library) -> None:
        self.looked = looked
        self.item = item
        self.library = library

    def context(self, request: Request, as_who: Who, number: int) -> dict[str, Any]:
        """Return what every page of a preview is made of."""
        looked, item = self.looked, self.item
        pages = 2 + len(item.sections) if as_who in ("resident", "agent", "phone") else 1
        at = f"{looked.at}/preview/{as_who}"
        return {
            "item": item,
            "address": str(request.url),
            "preview": {
                "code": looked.code,
                "at": looked.at,
                "who": as_who,
                "whos": WHO,
                "number": number,
                "pages": pages,
                "before": f"{at}/{number - 1}" if number else "",
                "after": f"{at}/{number + 1}" if number + 1 < pages else "",
            },
        }


@router.get(f"{AT}/{{code}}/preview/{{as_who}}")
async def begin(_: Administrator, code: Code, as_who: Who) -> Response:
    """Lead to the first page of a preview."""
    return RedirectResponse(f"{AT}/{code}/preview/{as_who}/0", 303)


@router.get(f"{AT}/{{code}}/preview/{{as_who}}/{{number}}")
async def show(
    request: Request,
    visitor: Administrator,
    services: Wired,
    code: Code,
    as_who: Who,
    number: Number,
) -> Response:
    """Show one page of a preview.

    Raises:
        Refusal: the draft cannot be read yet.
    """
    preview = await _preview(request, visitor, services, code)
    if preview is None:
        return await _unready(request, visitor, services, code)
    context = preview.context(request, as_who, number)
    if as_who in ("clerk", "reviewer"):
        return await _desk(request, services, preview, context, as_who)
    if as_who == "terminal":
        offered = {each.code for each in kiosk_items(preview.library).items}
        context |= {"offered": preview.item.code in offered, "answers": preview.item.example}
        return page(request, "designs/preview_terminal.html", context)
    if number == GUIDE:
        return _guide(request, preview, context)
    if number == START:
        return _start(request, preview, context)
    return _section(request, services, preview, context, number, preview.item.example, Faults())


@router.post(f"{AT}/{{code}}/preview/{{as_who}}/{{number}}")
async def answer(
    request: Request,
    visitor: Administrator,
    services: Wired,
    code: Code,
    as_who: Who,
    number: Number,
) -> Response:
    """Check one page of the form as it would be checked, and go on."""
    preview = await _preview(request, visitor, services, code)
    here = f"{AT}/{code}/preview/{as_who}"
    if preview is None or not 2 <= number < 2 + len(preview.item.sections):
        return RedirectResponse(f"{here}/0", 303)
    item, section = preview.item, preview.item.sections[number - 2]
    sent = {key: value for key, value in (await request.form()).items() if isinstance(value, str)}
    form = preview.library[Catalogue].form(item)
    read = read_section(item, section, sent)
    answers = form.clean({**item.example, **dict.fromkeys(read, ""), **read})
    schema = _faults(preview, services, answers)
    wrong = within(section, schema)
    if wrong:
        said = tell(wrong, preview.looked.language, item=item)
        context = preview.context(request, as_who, number)
        return _section(
            request, services, preview, context, number, {**item.example, **read}, said, 422
        )
    after = number + 1 if number + 1 < 2 + len(item.sections) else 0
    return RedirectResponse(f"{here}/{after}", 303)


def _faults(preview: Preview, services: Services, answers: Mapping[str, Any]) -> tuple[Reason, ...]:
    on = local_day(services.clock.now())
    return form_faults(dict(answers), None, preview.item, preview.library, on)


async def _preview(
    request: Request, visitor: Visitor, services: Services, code: str
) -> Preview | None:
    looked = await look(request, services, visitor, code)
    library = looked.library
    item = looked.item()
    if looked.state.content:
        version = next_version(code, library)
        item, mistakes = read_content(looked.state.content, code, version, library)
        if mistakes:
            return None
    return Preview(looked, item, with_draft(library, item)) if item else None


async def _unready(request: Request, visitor: Visitor, services: Services, code: str) -> Response:
    looked = await look(request, services, visitor, code)
    return page(request, "designs/preview_unready.html", looked.context([]), status=409)


def _guide(request: Request, preview: Preview, context: dict[str, Any]) -> Response:
    item, language = preview.item, preview.looked.language
    _ = translations(language).gettext
    last = [_("出证送达") if item.result else _("办结")]
    context |= {
        "unit": preview.library[Organisation].known(item.unit),
        "closed": (),
        "taken_over": (),
        "addressed": True,
        "retired": False,
        "successors": (),
        "plan": None,
        "blank_form": False,
        "diagram": draw(item.flow, item.unit, language, [_("申报"), _("受理")], last),
    }
    return page(request, "designs/preview_guide.html", context)


def _start(request: Request, preview: Preview, context: dict[str, Any]) -> Response:
    item, library, language = preview.item, preview.library, preview.looked.language
    context |= {
        "key": "",
        "applicant": None,
        "statement": told(item.statement, item, library, language) if item.statement else None,
        "changed": False,
        "knows": False,
        "begun": (),
    }
    return page(request, "designs/preview_start.html", context)


def _section(
    request: Request,
    services: Services,
    preview: Preview,
    context: dict[str, Any],
    number: int,
    answers: Mapping[str, Any],
    faults: Faults,
    status: int = 200,
) -> Response:
    item, at = preview.item, number - 2
    if at >= len(item.sections):
        raise Refusal(Reason("item_design.unknown"), kind="unknown")
    shown = dict(answers)
    context |= {
        "draft": Draft("preview", 0, CaseState(id="preview"), item, shown, ()),
        "section": item.sections[at],
        "number": at + 1,
        "pages": len(item.sections) + bool(item.materials) + 1,
        "back": "",
        "answers": shown,
        "more": "",
        "sources": {},
        "year": local_day(services.clock.now()).year,
        "errors": faults.summary,
        "beside": faults.beside,
    }
    return page(request, "designs/preview_section.html", context, status=status)


async def _desk(
    request: Request,
    services: Services,
    preview: Preview,
    context: dict[str, Any],
    as_who: Literal["clerk", "reviewer"],
) -> Response:
    item, library = preview.item, preview.library
    try:
        case = await sample_case(item, library, accepted=as_who == "reviewer")
        by = _officer(item, library, as_who)
    except (Refusal, KeyError) as error:
        context |= preview.looked.context([])
        context["why"] = str(error)
        return page(request, "designs/preview_unready.html", context, status=409)
    drafted = replace(services, library=library)
    officer = Visitor(identity=by, account=by.id.partition(":")[2], kind="staff")
    context |= await drawn(request, drafted, officer, case, Looking(("handling",)))
    return page(request, "designs/preview_case.html", context)


def _officer(item: ServiceItem, library: Library, as_who: str) -> Any:
    if as_who == "clerk":
        return staff_in(library, item.unit, WINDOW_CLERK)
    stage = item.flow.stages[0]
    work = stage.branches[0] if stage.branches else stage
    unit = item.unit if work.unit == LEAD else work.unit
    return staff_in(library, unit, work.role)
