"""政务服务大数据库: one case understood whole; names that other systems compare theirs with."""

from actors.kernel.system import System
from actors.kernel.words import Title

SYSTEM = System(
    name="service_insight",
    title=Title(zh="政务服务大数据库", en="Service database"),
    uses=("cases", "clocks", "designs", "forms", "organisation", "reads"),
)
