"""基层公共服务: Community services."""
