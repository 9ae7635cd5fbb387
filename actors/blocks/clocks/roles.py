"""The role of those who supervise limits."""

SUPERVISOR = "supervisor"  # 监察人员: sees cards, voids
