"""使用: how often datasets are downloaded and called, by day, and by nobody in particular."""
