"""权限: Who may do and see what, by policies beside each system."""

from actors.kernel.system import System
from actors.kernel.words import Title

SYSTEM = System(name="access", title=Title(zh="权限", en="Access"), always=True)
