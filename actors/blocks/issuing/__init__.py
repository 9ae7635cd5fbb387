"""窗口出件: The issuing desk."""
