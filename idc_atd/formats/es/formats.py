"""Numbers as Mexico writes them: 11,290 and 42.8. Django's Spanish writes them as Spain does."""

DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
