"""How people reach the big-data platform."""

from actors.systems.data_platform.roles import ROLES
from serve_apps.front.face import Entry, Face
from serve_apps.systems.data_platform import (
    gateway,
    lineage,
    openlineage,
    policies,
    requests,
    workspace,
)

FACE = Face(
    routers=(lineage.router, requests.router),
    api=(openlineage.api, gateway.api),
    lists=(
        workspace.LIST,
        policies.RULES_LIST,
        policies.ALARMS_LIST,
        requests.LIST,
        requests.SERVICES_LIST,
    ),
    records=(workspace.RECORD, policies.RULE, policies.ALARM, requests.RECORD, requests.SERVICE),
    before=requests.BEFORE,
    entries=(
        Entry(word="entries.shared_datasets", href=workspace.AT, roles=ROLES, rank=48),
        Entry(word="entries.data_alarms", href=policies.ALARMS_AT, roles=ROLES, rank=49),
        Entry(word="entries.data_requests", href=requests.AT, roles=ROLES, rank=49),
        Entry(word="entries.data_services", href=requests.SERVICES_AT, roles=ROLES, rank=49),
    ),
)
