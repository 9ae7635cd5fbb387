"""订阅: who wants to know what becomes of a dataset, and how so many are told."""
