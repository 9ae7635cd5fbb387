"""The roles that this system declares (角色), each held in a unit."""

STEWARD = "data_steward"  # 供数员 of a unit
REVIEWER = "level_reviewer"  # 定级审核员, in the unit that the profile names
APPROVER = "data_approver"  # 数据审批人, there too
USER = "data_user"  # 用数人 of a unit
ROLES = (STEWARD, REVIEWER, APPROVER, USER)
