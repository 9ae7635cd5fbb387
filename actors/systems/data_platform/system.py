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
from actors.systems.data_platform.sample import plan
from actors.systems.data_platform.views import DATASETS_VIEW, LINEAGE_VIEW

SYSTEM = System(
    name="data_platform",
    title=Title(zh="政府大数据综合应用管理平台", en="Big-data platform"),
    uses=("access", "clocks", "forms", "messages", "open_data", "organisation", "tasks"),
    clocks=(CLOCK,),
    roles=tuple(Role(name=role) for role in ROLES),
    kinds=(dataset_kind, requests.request_kind),
    tasked=(SHARED_DATASET, DATA_REQUEST),
    guarded={SHARED_DATASET: GUARDED, DATA_REQUEST: requests.GUARDED},
    views=(DATASETS_VIEW, LINEAGE_VIEW, REQUESTS_VIEW),
    sample=plan,
)
