"""政府统一数据开放平台: data of units for everybody, each release measured and approved."""

from actors.kernel.system import System
from actors.kernel.words import Title

SYSTEM = System(name="open_data", title=Title(zh="政府统一数据开放平台", en="Open data"))
