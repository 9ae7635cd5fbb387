"""How people reach the big-data platform."""

from actors.systems.data_platform.roles import ROLES
from serve_apps.front.face import Entry, Face
from serve_apps.systems.data_platform import (
    gateway,
    lineage,
    openlineage,
    policies,
    requests,
    sources,
    workspace,
)

FACE = Face(
    routers=(lineage.router, sources.router, requests.router),
    api=(openlineage.api, sources.api, gateway.api),
    services=(sources.settings_here,),
    before=requests.BEFORE,
    lists=(
        workspace.LIST,
        sources.LIST,
        policies.RULES_LIST,
        policies.ALARMS_LIST,
        requests.LIST,
        requests.SERVICES_LIST,
    ),
    records=(
        workspace.RECORD,
        sources.RECORD,
        policies.RULE,
        policies.ALARM,
        requests.RECORD,
        requests.SERVICE,
    ),
    entries=(
        Entry(word="entries.shared_datasets", href=workspace.AT, roles=ROLES, rank=48),
        Entry(word="entries.data_sources", href=sources.AT, roles=ROLES, rank=49),
        Entry(word="entries.data_alarms", href=policies.ALARMS_AT, roles=ROLES, rank=50),
        Entry(word="entries.data_rules", href=policies.RULES_AT, roles=ROLES, rank=51),
        Entry(word="entries.data_requests", href=requests.AT, roles=ROLES, rank=52),
        Entry(word="entries.data_services", href=requests.SERVICES_AT, roles=ROLES, rank=53),
    ),
)
