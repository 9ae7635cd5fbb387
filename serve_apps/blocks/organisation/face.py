"""The pages of administrators: units, staff, roles, windows, calendars, dictionaries, and
every change of them."""

from actors.blocks.organisation.roles import ADMINISTRATOR
from serve_apps.blocks.organisation import changing, codes, importing, pages, publishing, residents
from serve_apps.blocks.organisation.administration import Administration
from serve_apps.blocks.organisation.publications import Publications
from serve_apps.blocks.organisation.staff import STAFF
from serve_apps.front.face import Entry, Face

FACE = Face(
    routers=(
        pages.router,
        codes.router,
        changing.router,
        importing.router,
        residents.router,
        publishing.router,
    ),
    api=(codes.api,),
    services=(
        lambda wiring: Administration(wiring.sender, wiring.library),
        lambda wiring: Publications(wiring.database),
    ),
    lists=(STAFF,),
    entries=(Entry(word="entries.administration", href="/admin", roles=(ADMINISTRATOR,), rank=33),),
)
