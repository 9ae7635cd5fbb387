"""数据需求: what people would have opened, moderated, voted for, answered by units."""
