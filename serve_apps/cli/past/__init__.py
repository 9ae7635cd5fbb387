"""Past cases, made by running them through the real engine with a virtual clock."""
