"""政府统一数据开放平台: data of units for everybody, each release measured and approved."""

from actors.kernel.system import Role, System
from actors.kernel.words import Title
from actors.systems.open_data.dataset.kind import GUARDED, dataset_kind
from actors.systems.open_data.dataset.terms import OPEN_DATASET
from actors.systems.open_data.roles import ROLES
from actors.systems.open_data.sample.plan import plan
from actors.systems.open_data.views import PUBLISHED_VIEW, WORKED_ON_VIEW

SYSTEM = System(
    name="open_data",
    title=Title(zh="政府统一数据开放平台", en="Open data"),
    uses=("access", "forms", "jobs", "organisation", "tables", "tasks"),
    roles=tuple(Role(name=role) for role in ROLES),
    kinds=(dataset_kind,),
    tasked=(OPEN_DATASET,),
    guarded={OPEN_DATASET: GUARDED},
    views=(WORKED_ON_VIEW, PUBLISHED_VIEW),
    sample=plan,
    alongside=("actors.systems.open_data.shell.running:keep_open",),
)
