"""The role of those who run the platform."""

OPERATOR = "operator"  # 平台运维: hosts, kiosks, calendars; sees no personal data
