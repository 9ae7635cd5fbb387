"""安全管理: Security events, and those who look after them."""

from actors.blocks.security.roles import AUDIT_ADMINISTRATOR, SECURITY_ADMINISTRATOR
from actors.kernel.system import Role, System
from actors.kernel.words import Title

SYSTEM = System(
    name="security",
    title=Title(zh="安全管理", en="Security"),
    always=True,
    roles=(
        Role(name=SECURITY_ADMINISTRATOR, scope="platform", alone=True),
        Role(name=AUDIT_ADMINISTRATOR, scope="platform", alone=True),
    ),
)
