"""How the list of the city's item-standardisation system is had."""
