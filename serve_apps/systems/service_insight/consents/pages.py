"""One's own consents, and who used which of one's own data, when, for what case (SDB-17)."""

from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from actors.blocks.cases.catalogue import Catalogue
from actors.kernel.library import Library
from actors.systems.service_insight.base.entry.records import REGISTER_ENTRY
from actors.systems.service_insight.base.record.records import SOURCE_RECORD
from actors.systems.service_insight.consents.consent import DATA_CONSENT, DataConsent
from serve_apps.blocks.reads.telling import told
from serve_apps.front.faces import address_of
from serve_apps.front.language import Language, language_of
from serve_apps.front.policies import signed_in_resident
from serve_apps.front.rendering import page
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.pages.lists import Column, ListPage, Sorting
from serve_apps.pages.panels import Panel, Shows
from serve_apps.pages.record import RecordPage
from serve_apps.pages.records import Records

router = APIRouter(include_in_schema=False)
Own = Annotated[Visitor, Depends(signed_in_resident)]
CONSENTS_AT, USES_AT = "/my/data-consents", "/my/data-uses"
_MOST = 100


def _title(library: Library, code: str, language: Language) -> str:
    items = library[Catalogue].current_items()
    return next((each.title[language] for each in items if each.code == code), code)


def _uses(services: Services, state: DataConsent) -> list[dict[str, Any]]:
    return [
        {
            "at": each.at,
            "title": partial(_title, services.library, each.item),
            "href": address_of(f"case:{each.case}", "resident"),
            "attributes": each.attributes,
            "consent": "",
        }
        for each in reversed(state.uses)
    ]


async def _told(
    services: Services, visitor: Visitor, id: str, state: DataConsent, shows: Shows
) -> Mapping[str, Any] | None:
    return {"uses": _uses(services, state)} if shows("uses") else None


@router.get(USES_AT)
async def show_uses(request: Request, visitor: Own, services: Wired) -> Response:
    """Show a resident every use of his base entry: into which application, by which consent; and
    who looked at the entry or at records of it.

    Raises:
        Overloaded, Unavailable: see `Sender.show`.
        PyMongoError: the database does not answer.
    """
    database, language = services[Records].database, language_of(request)
    own = database["data_consents"].find({"account": visitor.represents}, {"_id": 1})
    uses: list[dict[str, Any]] = []
    for row in await own.sort("updated_at", -1).limit(_MOST).to_list():
        state: DataConsent = (await services.sender.show(f"{DATA_CONSENT}:{row['_id']}")).state
        consent = f"{CONSENTS_AT}/{row['_id']}"
        uses += [each | {"consent": consent} for each in _uses(services, state)]
    uses.sort(key=lambda each: each["at"], reverse=True)
    subjects = {"$regex": rf"^({REGISTER_ENTRY}|{SOURCE_RECORD})\."}
    where = {"about": visitor.represents, "subject": subjects}
    rows = await database["access_log"].find(where).sort("at", -1).limit(_MOST).to_list()
    context = {"used": uses[:_MOST], "readings": told(rows, services.library, language)}
    return page(request, "insight/data_uses.html", context)


LIST = ListPage(
    name="my_data_consents",
    view="data_consents",
    at=CONSENTS_AT,
    record=f"{CONSENTS_AT}/{{id}}",
    columns=(
        Column(field="purpose"),
        Column(field="attributes"),
        Column(field="until"),
        Column(field="times", look="number"),
        Column(field="state", look="state"),
    ),
    orders=(Sorting(name="latest", fields=("updated_at",), descending=True),),
    own="account",
    above="insight/consents_above.html",
    policy=signed_in_resident,
)
RECORD = RecordPage(
    kind=DATA_CONSENT,
    at=CONSENTS_AT,
    heading="purpose",
    good=("given", "used"),
    bad=("withdrawn",),
    told=("given_at", "times"),
    purposes=(),
    untold=("ConsentUsed",),  # told by a table, with applications
    panels=(Panel(template="insight/consent_panel.html", made=_told),),
    policy=signed_in_resident,
)
