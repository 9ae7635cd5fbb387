"""How people reach the big-data platform."""

from actors.systems.data_platform.roles import ROLES
from serve_apps.front.face import Entry, Face
from serve_apps.systems.data_platform import lineage, openlineage, workspace

FACE = Face(
    routers=(lineage.router,),
    api=(openlineage.api,),
    lists=(workspace.LIST,),
    records=(workspace.RECORD,),
    entries=(Entry(word="entries.shared_datasets", href=workspace.AT, roles=ROLES, rank=48),),
)
