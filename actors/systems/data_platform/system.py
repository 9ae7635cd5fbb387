"""政府大数据综合应用管理平台: data of units, how grave they are, what they are made of."""

from actors.kernel.system import Role, System
from actors.kernel.words import Title
from actors.systems.data_platform.dataset.kind import GUARDED, dataset_kind
from actors.systems.data_platform.dataset.terms import SHARED_DATASET
from actors.systems.data_platform.request import kind as requests
from actors.systems.data_platform.request.terms import DATA_REQUEST
from actors.systems.data_platform.request.view import REQUESTS_VIEW
from actors.systems.data_platform.request.work import CLOCK
from actors.systems.data_platform.roles import ROLES
from actors.systems.data_platform.rules.alarm.kind import GUARDED as alarm_guarded
from actors.systems.data_platform.rules.alarm.kind import alarm_kind
from actors.systems.data_platform.rules.rule.kind import GUARDED as rule_guarded
from actors.systems.data_platform.rules.rule.kind import rule_kind
from actors.systems.data_platform.rules.terms import DATA_ALARM, DATA_RULE
from actors.systems.data_platform.rules.views import ALARMS_VIEW, RULES_VIEW
from actors.systems.data_platform.sample import plan
from actors.systems.data_platform.service.kind import GUARDED as service_guarded
from actors.systems.data_platform.service.kind import service_kind
from actors.systems.data_platform.service.meter import METER, METERS_VIEW
from actors.systems.data_platform.service.records import DATA_SERVICE
from actors.systems.data_platform.service.view import SERVICES_VIEW
from actors.systems.data_platform.source.kind import GUARDED as source_guarded
from actors.systems.data_platform.source.kind import source_kind
from actors.systems.data_platform.source.sample import plan as collected
from actors.systems.data_platform.source.terms import DATA_SOURCE
from actors.systems.data_platform.source.view import SOURCES_VIEW
from actors.systems.data_platform.views import DATASETS_VIEW, LINEAGE_VIEW

SYSTEM = System(
    name="data_platform",
    title=Title(zh="政府大数据综合应用管理平台", en="Big-data platform"),
    uses=(
        "access",
        "calls",
        "clocks",
        "forms",
        "jobs",
        "messages",
        "open_data",
        "organisation",
        "reads",
        "tables",
        "tasks",
    ),
    clocks=(CLOCK,),
    purposes=("data_sharing",),
    roles=tuple(Role(name=role) for role in ROLES),
    kinds=(
        dataset_kind,
        source_kind,
        rule_kind,
        alarm_kind,
        requests.request_kind,
        service_kind,
        METER,
    ),
    tasked=(SHARED_DATASET, DATA_SOURCE, DATA_RULE, DATA_ALARM, DATA_REQUEST, DATA_SERVICE),
    guarded={
        SHARED_DATASET: GUARDED,
        DATA_SOURCE: source_guarded,
        DATA_RULE: rule_guarded,
        DATA_ALARM: alarm_guarded,
        DATA_REQUEST: requests.GUARDED,
        DATA_SERVICE: service_guarded,
    },
    views=(
        DATASETS_VIEW,
        LINEAGE_VIEW,
        SOURCES_VIEW,
        RULES_VIEW,
        ALARMS_VIEW,
        REQUESTS_VIEW,
        SERVICES_VIEW,
        METERS_VIEW,
    ),
    sample=lambda library: (*plan(library), *collected(library)),
    alongside=(
        "actors.systems.data_platform.shell.running:collect",
        "actors.systems.data_platform.rules.shell.following:follow_rules",
        "actors.systems.data_platform.rules.shell.rehearsing:rehearse_rules",
    ),
)
