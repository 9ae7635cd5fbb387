"""The roles that look after security (三员分立, GB/T 22239-2019: separation of administrators).

The system administrator (系统管理员) is the organisation's. Whoever is one of the three is nothing
else.
"""

SECURITY_ADMINISTRATOR = "security_administrator"  # 安全管理员: looks at events, and what to do
AUDIT_ADMINISTRATOR = "audit_administrator"  # 审计管理员: looks at what the other two did
