"""Moments in Arabic, of which Django says nothing: else they come out with the month first."""

DATETIME_FORMAT = "j F، Y، H:i"
SHORT_DATETIME_FORMAT = "j F، Y، H:i"
