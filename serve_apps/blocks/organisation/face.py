"""The pages of administrators: units, staff, roles, windows, and every change of them."""

from serve_apps.blocks.organisation import changing, pages
from serve_apps.blocks.organisation.administration import Administration
from serve_apps.front.face import Face

FACE = Face(
    routers=(pages.router, changing.router),
    services=(lambda wiring: Administration(wiring.sender, wiring.library),),
)
