"""Arabic: Django gives days only, and would say day and hour as in the United States."""

DATETIME_FORMAT = "j F، Y، H:i"
# The marks keep day, month and year in their order.
SHORT_DATETIME_FORMAT = "d\u200f/m\u200f/Y H:i"
