"""窗口出件: the issuing desk."""
