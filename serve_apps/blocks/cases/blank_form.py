"""The form of an item on paper (空白申请表): what is asked on pages, to be filled in by hand."""

from collections import OrderedDict
from collections.abc import Iterator

from fastapi import APIRouter
from fastapi.responses import Response

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.items import ServiceItem
from actors.blocks.documents.template import Papers
from actors.blocks.forms.layout import Field
from actors.blocks.organisation.units import Organisation
from actors.kernel.errors import Reason, Refusal
from serve_apps.blocks.documents.previews import Previews
from serve_apps.front.policies import AnyVisitor
from serve_apps.front.wiring import Wired, Wiring

router = APIRouter(include_in_schema=False)
TEMPLATE = "blank_form"
KEPT = 32  # forms of one process, the last that were asked for
_SPACE, _LINE, _BOX = "\u3000", "________", "\u25a1"


class BlankForms:
    """The forms that this process has made last, by item and version: they are the same for all."""

    def __init__(self, _: Wiring) -> None:
        self._made: OrderedDict[tuple[str, int], bytes] = OrderedDict()

    def find(self, item: ServiceItem) -> bytes | None:
        """Return the form if it was made lately."""
        return self._made.get((item.code, item.version))

    def keep(self, item: ServiceItem, pdf: bytes) -> None:
        """Keep a form; the one that was kept first makes room."""
        self._made[item.code, item.version] = pdf
        while len(self._made) > KEPT:
            self._made.popitem(last=False)


@router.get("/items/{code}/form.pdf")
async def show_blank_form(_: AnyVisitor, services: Wired, code: str) -> Response:
    """Send the form of an item as a PDF to be filled in by hand.

    Raises:
        Refusal: there is no such item, or papers are not made here.
        Overloaded: too many papers are being made to be looked at.
    """
    item = services.library[Catalogue].item(code)
    template = services.library[Papers].template(TEMPLATE)
    if template is None:
        raise Refusal(Reason("document.unknown"), kind="unknown")
    kept = services[BlankForms]
    pdf = kept.find(item)
    if pdf is None:
        made = await services[Previews].make(
            template,
            dict(facts_of(item)),
            organ=services.library[Organisation].known(item.unit).title.zh,
            number="",
            at=services.clock.now(),
            marked=False,
        )
        pdf = made.pdf
        kept.keep(item, pdf)
    name = f"attachment; filename={item.code}.pdf"
    return Response(pdf, media_type="application/pdf", headers={"content-disposition": name})


def facts_of(item: ServiceItem) -> Iterator[tuple[str, object]]:
    """Yield what the form on paper says; it is Chinese, as papers of organs are."""
    yield "item", item.title.zh
    yield "item_code", item.code
    yield "applicant", [[name, _LINE] for name in _APPLICANT]
    fields = (field for section in item.sections for field in section.fields)
    yield "asked", [[_label(field), _room(field)] for field in fields]
    yield "materials", [material.title.zh for material in item.materials]


_APPLICANT = (
    "姓名或者名称",
    "身份证件号码或者统一社会信用代码",
    "代理人姓名和证件号码（有代理人的）",
)


def _label(field: Field) -> str:
    return f"{field.title.zh}（{field.hint.zh}）" if field.hint else field.title.zh


def _room(field: Field) -> str:
    match field.widget:
        case "choice":
            return _SPACE.join(f"{_BOX} {title.zh}" for _, title in field.choices)
        case "yes_no":
            return f"{_BOX} 是{_SPACE}{_BOX} 否"
        case "date":
            return f"____年{_SPACE}__月{_SPACE}__日"
        case "long_text":
            return "\n".join([_LINE * 4] * 3)
        case _:
            return _LINE
