"""The administrators' page of templates: which there are, and a specimen of each."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from actors.blocks.documents.template import Papers
from actors.blocks.organisation.roles import ADMINISTRATOR
from actors.blocks.organisation.units import Organisation
from actors.kernel.errors import Reason, Refusal
from serve_apps.blocks.documents.previews import Previews
from serve_apps.front.policies import staff_with
from serve_apps.front.rendering import page
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Wired

router = APIRouter(include_in_schema=False)
Administrator = Annotated[Visitor, Depends(staff_with(ADMINISTRATOR))]
_SANDBOX = {"content-security-policy": "sandbox", "content-disposition": "inline"}


@router.get("/papers/templates")
async def show_templates(request: Request, visitor: Administrator, services: Wired) -> Response:
    """Show every template in its latest version."""
    context = {"templates": services.library[Papers].current()}
    return page(request, "papers/templates.html", context)


@router.get("/papers/templates/{name}")
async def show_specimen(visitor: Administrator, services: Wired, name: str) -> Response:
    """Send a specimen of a template, made from its sample.

    Raises:
        Refusal: there is no such template, or it cannot be made.
        Overloaded: too many look at specimens already.
    """
    template = services.library[Papers].template(name)
    if template is None:
        raise Refusal(Reason("document.unknown"), kind="unknown")
    unit = services.library[Organisation].units.get(visitor.identity.unit)
    made = await services[Previews].make(
        template,
        dict(template.sample),
        organ=unit.title.zh if unit else services.library[Organisation].city.zh,
        number="",
        at=services.clock.now(),
    )
    return specimen(made.pdf)


def specimen(pdf: bytes) -> Response:
    """Return the answer that shows a specimen in the browser."""
    return Response(pdf, media_type="application/pdf", headers=_SANDBOX)
