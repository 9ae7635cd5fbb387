"""The roles that this system declares (角色), each held in a unit."""

STEWARD = "open_steward"  # 数据专员 of a unit
HEAD = "open_head"  # 单位负责人 for open data
REVIEWER = "open_reviewer"  # 平台审核员, in the unit that the profile names
ROLES = (STEWARD, HEAD, REVIEWER)
