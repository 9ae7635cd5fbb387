"""Datasets as catalogues of others describe them: DCAT-AP, schema.org, Data Package, Croissant."""
