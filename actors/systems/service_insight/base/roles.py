"""The roles of the libraries (角色), each held in a unit."""

SUPPLIER = "register_supplier"  # 基础库供数员: a unit's program, or who sees to it
STEWARD = "master_data_steward"  # 主数据管理员, in the unit that the policy names
THEME_OWNER = "theme_owner"  # 专题数据管理员: makes and fills the theme sets of the unit
THEME_USER = "data_application_owner"  # 数据应用负责人: asks by the views of the unit
ROLES = (SUPPLIER, STEWARD, THEME_OWNER, THEME_USER)
