"""The tables of the embedded engine, and what no engine may tell of. All of it can be made again
from the listings.

Nothing here is a foreign key: an index is kept apart from what it is an index of, and a hit is
always looked up among the listings that the reader may see.
"""

from __future__ import annotations

from django.db import models


class Generation(models.Model):
    """One whole index. Beside the one in use another may be being built.

    `average_length` is what the impacts of its postings were made with; `total_length` and
    `documents` say what it would be today. `version` changes with every write.
    """

    class State(models.TextChoices):
        BUILDING = "building"
        CURRENT = "current"
        OLD = "old"

    state = models.CharField(max_length=8, choices=State.choices)
    analysis = models.PositiveIntegerField()
    version = models.BigIntegerField(default=0)
    next_number = models.PositiveIntegerField(default=0)
    documents = models.PositiveIntegerField(default=0)
    total_length = models.BigIntegerField(default=0)
    average_length = models.FloatField()
    languages = models.JSONField(default=list)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["state"],
                condition=models.Q(state="current"),
                name="search_generation_one_current",
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk} ({self.state})"


class Entry(models.Model):
    """A listing in a generation, under a number by which postings and bits speak of it.

    Without a number it is the mark of one that was deleted, so that what was read before does not
    bring it back. `terms` are the keys of its terms; `words` the keys in the order of the texts:
    title, 0, body, 0 for each of `languages`, then those of the labels.
    """

    generation = models.BigIntegerField()
    listing = models.UUIDField()
    number = models.PositiveIntegerField(null=True)
    organisation = models.BigIntegerField(default=0)
    published_at = models.DateTimeField(null=True)
    closes_on = models.DateField(null=True)
    languages = models.CharField(max_length=120, default="")
    tokens = models.TextField(default="")
    length = models.PositiveIntegerField(default=0)
    terms = models.BinaryField(default=b"")
    words = models.BinaryField(default=b"")
    hash = models.CharField(max_length=64, default="")
    version = models.BigIntegerField(default=0)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["generation", "listing"], name="search_entry_listing"),
            models.UniqueConstraint(fields=["generation", "number"], name="search_entry_number"),
        ]
        indexes = [
            models.Index(
                fields=["generation", "-published_at", "number"], name="search_entry_newest"
            ),
            models.Index(fields=["generation", "closes_on", "number"], name="search_entry_closing"),
            models.Index(fields=["generation", "organisation"], name="search_entry_organisation"),
        ]

    def __str__(self) -> str:
        return str(self.listing)


class Term(models.Model):
    """A term, how many listings have it, and one word of a text that became it."""

    generation = models.BigIntegerField()
    text = models.CharField(max_length=64)
    shown = models.CharField(max_length=64)
    frequency = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["generation", "text"], name="search_term_once")
        ]
        indexes = [models.Index(fields=["generation", "shown"], name="search_term_shown")]

    def __str__(self) -> str:
        return self.text


class Posting(models.Model):
    """That a listing has a term, and what this adds to its score (times 100, before idf)."""

    pk = models.CompositePrimaryKey("term", "number")
    term = models.BigIntegerField()
    number = models.PositiveIntegerField()
    impact = models.PositiveSmallIntegerField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.term} in {self.number}"


class Bits(models.Model):
    """Which of 65,536 consecutive numbers carry a token: one bit each, compressed."""

    generation = models.BigIntegerField()
    token = models.CharField(max_length=80)
    chunk = models.PositiveIntegerField()
    bits = models.BinaryField()
    version = models.BigIntegerField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["generation", "token", "chunk"], name="search_bits_once"
            )
        ]
        indexes = [models.Index(fields=["generation", "version"], name="search_bits_version")]

    def __str__(self) -> str:
        return f"{self.token} ({self.chunk})"


class Leaving(models.Model):
    """That a listing was changed and is not public, and that one engine's index does not know yet.

    One for every change, written with it: the task that has made the index follow deletes those
    that were there before it read the rows, and no later one.
    """

    engine = models.CharField(max_length=20)
    listing = models.UUIDField()

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["engine", "listing"], name="search_leaving_engine")]

    def __str__(self) -> str:
        return f"{self.listing} ({self.engine})"
