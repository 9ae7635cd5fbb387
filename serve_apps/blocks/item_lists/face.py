"""Implementation lists: the page of administrators, and the document for programs."""

from actors.blocks.organisation.roles import ADMINISTRATOR
from serve_apps.blocks.item_lists import api, pages
from serve_apps.front.face import Entry, Face

FACE = Face(
    routers=(pages.router,),
    api=(api.router,),
    entries=(
        Entry(word="entries.item_list", href="/admin/item-list", roles=(ADMINISTRATOR,), rank=41),
    ),
)
