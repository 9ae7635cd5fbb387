"""The roles of the base library (角色), each held in a unit."""

SUPPLIER = "register_supplier"  # 基础库供数员: a unit's program, or who sees to it
STEWARD = "master_data_steward"  # 主数据管理员, in the unit that the policy names
ROLES = (SUPPLIER, STEWARD)
