"""Answers that people send by e-mail to letters about requests."""

from negotiations.replying.receiving import receive, take

__all__ = ["receive", "take"]
