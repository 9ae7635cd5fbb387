"""The roles of those who handle cases."""

WINDOW_CLERK = "window_clerk"  # 窗口人员: takes in, accepts, requests corrections, delivers
REVIEWER = "reviewer"  # 审查人员: gives opinions on stages of the unit
APPROVER = "approver"  # 审批人: decides
