"""商事登记: Business registration."""
