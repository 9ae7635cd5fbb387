"""The designer of items: for administrators."""

from actors.blocks.designs.commands import SubmitDesign
from actors.blocks.organisation.roles import ADMINISTRATOR
from serve_apps.blocks.designs import comparing, pages, previewing, sharing
from serve_apps.blocks.designs.asking import ACTING
from serve_apps.blocks.designs.listing import Designs
from serve_apps.blocks.designs.looked import AT
from serve_apps.blocks.designs.running import OpenCases, with_running
from serve_apps.blocks.designs.sharing import Signing
from serve_apps.front.face import Entry, Face, Preparation, RecordAddress

FACE = Face(
    routers=(sharing.router, comparing.router, previewing.router, pages.router),
    api=(sharing.api,),
    before=(Preparation(command=SubmitDesign, prepare=with_running),),
    services=(OpenCases, Designs, Signing),
    parts=(ACTING,),
    records=(RecordAddress(kind="item_design", staff=f"{AT}/{{id}}"),),
    entries=(Entry(word="entries.item_designs", href=AT, roles=(ADMINISTRATOR,), rank=34),),
)
