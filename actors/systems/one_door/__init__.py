"""一门式政务服务: One-door services."""
