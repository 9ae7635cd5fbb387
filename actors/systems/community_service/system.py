"""基层公共服务综合平台: services that begin at the village and the town."""

from actors.kernel.system import System
from actors.kernel.words import Title
from actors.systems.community_service import rules

SYSTEM = System(
    name="community_service",
    title=Title(zh="基层公共服务", en="Community services"),
    uses=("cases", "mandates"),
    rules={
        "eighty_when_the_allowance_begins": rules.eighty_when_the_allowance_begins,
        "the_birth_date_is_that_of_the_id": rules.the_birth_date_is_that_of_the_id,
    },
)
