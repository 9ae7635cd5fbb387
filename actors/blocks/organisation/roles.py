"""The role of those who keep the organisation in order."""

ADMINISTRATOR = "administrator"  # 系统管理员: units, staff, roles, calendars; decides no case
