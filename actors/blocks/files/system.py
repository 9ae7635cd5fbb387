"""附件: Files that people hand in, kept by the digest of their content."""

from actors.kernel.system import System
from actors.kernel.words import Title

SYSTEM = System(name="files", title=Title(zh="附件", en="Files"))
