"""The role that every account of a person or a firm has."""

RESIDENT = "resident"  # 办事群众
