"""How people reach the big-data platform."""

from actors.systems.data_platform.roles import ROLES
from serve_apps.front.face import Entry, Face
from serve_apps.systems.data_platform import lineage, openlineage, policies, workspace

FACE = Face(
    routers=(lineage.router,),
    api=(openlineage.api,),
    lists=(workspace.LIST, policies.RULES_LIST, policies.ALARMS_LIST),
    records=(workspace.RECORD, policies.RULE, policies.ALARM),
    entries=(
        Entry(word="entries.shared_datasets", href=workspace.AT, roles=ROLES, rank=48),
        Entry(word="entries.data_alarms", href=policies.ALARMS_AT, roles=ROLES, rank=49),
    ),
)
