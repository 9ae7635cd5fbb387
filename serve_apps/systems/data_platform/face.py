"""How people reach the big-data platform."""

from actors.systems.data_platform.roles import ROLES
from serve_apps.front.face import Entry, Face
from serve_apps.systems.data_platform import lineage, openlineage, policies, sources, workspace

FACE = Face(
    routers=(lineage.router, sources.router),
    api=(openlineage.api, sources.api),
    services=(sources.settings_here,),
    lists=(workspace.LIST, sources.LIST, policies.RULES_LIST, policies.ALARMS_LIST),
    records=(workspace.RECORD, sources.RECORD, policies.RULE, policies.ALARM),
    entries=(
        Entry(word="entries.shared_datasets", href=workspace.AT, roles=ROLES, rank=48),
        Entry(word="entries.data_sources", href=sources.AT, roles=ROLES, rank=49),
        Entry(word="entries.data_alarms", href=policies.ALARMS_AT, roles=ROLES, rank=50),
        Entry(word="entries.data_rules", href=policies.RULES_AT, roles=ROLES, rank=51),
    ),
)
