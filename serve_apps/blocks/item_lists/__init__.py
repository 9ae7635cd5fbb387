"""How people and programs reach implementation lists."""
