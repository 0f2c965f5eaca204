"""Public listings by the ten thousand, made from real records and a seed: the same every time.

Each takes the title of one record, most of its sentences, and some of two others of the same
collection, so that the words are as common and as rare as they are in life. The rows are written
as an import with `publish` would leave them, only faster.
"""

from __future__ import annotations

import datetime as dt
import random
import re
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from countries.models import Country
from marketplace.enums import FacetScheme, LicenceKind, ListingKind, ListingType
from marketplace.models import Facet, LicenceTerms, Listing
from marketplace.vocabulary.sdg import TARGETS
from marketplace.vocabulary.technology_fields import FIELDS
from marketplace.vocabulary.themes import THEMES
from partners import isic
from partners.enums import EvidenceKind, OrganisationKind, VerificationStatus
from partners.models import Organisation, Verification
from search.analysis import STOP_WORDS
from tools.convert import COLLECTIONS

SEED = 2016
AT_ONCE = 1000
ORGANISATIONS, COUNTRIES = 200, 40
NEED, OFFER = ListingKind.NEED, ListingKind.OFFER
LONGEST_TITLE, LONGEST_SUMMARY, LONGEST_TEXT = 120, 300, 4000
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_WORD = re.compile(r"[a-z]{4,}")


@dataclass(frozen=True)
class Original:
    """What is taken of a real record; `others` are of the same collection."""

    kind: str
    title: str
    sentences: tuple[str, ...]
    others: Sequence[Original]


def originals(folder: Path) -> list[Original]:
    """Raises FileNotFoundError where the records are not."""
    found: list[Original] = []
    for name in sorted(COLLECTIONS):
        collection: list[Original] = []
        for record in COLLECTIONS[name].records(folder):
            sentences = tuple(filter(None, _SENTENCE.split(record.get("description", ""))))
            title = " ".join(record["title"].split())[:LONGEST_TITLE]
            if sentences and title:
                collection.append(Original(record["kind"], title, sentences, collection))
        found += collection
    return found


def titles_to_ask(records: Sequence[Original], count: int) -> list[str]:
    """Two to four words of real titles, as somebody would look for them."""
    chance = random.Random(SEED + 1)  # noqa: S311 - nothing secret
    found: list[str] = []
    while len(found) < count:
        words = _WORD.findall(chance.choice(records).title.lower())
        words = [word for word in words if word not in STOP_WORDS]
        if len(words) >= 2:
            at = chance.randrange(len(words) - 1)
            found.append(" ".join(words[at : at + chance.randint(2, 4)]))
    return found


def fill(records: Sequence[Original], count: int) -> None:
    """Write `count` public listings of `ORGANISATIONS` verified organisations."""
    _write(records, _organisations(), range(count))


def fill_market(records: Sequence[Original], *, needs: int, offers: int) -> None:
    """As `fill`, with so many of each kind."""
    makers = _organisations()
    for kind, numbers in ((NEED, range(needs)), (OFFER, range(needs, needs + offers))):
        _write([record for record in records if record.kind == kind], makers, numbers)


def _write(
    records: Sequence[Original], makers: Sequence[Organisation], numbers: Sequence[int]
) -> None:
    made = _listings(records, makers, numbers)
    while batch := list(islice(made, AT_ONCE)):
        with transaction.atomic():
            Listing.objects.bulk_create([listing for listing, _parts in batch])
            parts = [part for _listing, all_parts in batch for part in all_parts]
            for model in (Facet, LicenceTerms):
                model.objects.bulk_create([one for one in parts if isinstance(one, model)])


def _organisations() -> list[Organisation]:
    chance = random.Random(SEED)  # noqa: S311 - nothing secret
    operator = User.objects.create(email="bench@bench.example", is_superuser=True)
    now = timezone.now()
    countries = list(Country.objects.order_by("pk"))
    countries = chance.sample(countries, COUNTRIES)
    made = [
        Organisation(
            name=f"Institute {number}", slug=f"institute-{number}", language="en",
            kind=chance.choice(OrganisationKind.values), country=_early(countries, chance),
        )
        for number in range(ORGANISATIONS)
    ]  # fmt: skip
    Organisation.objects.bulk_create(made)
    Verification.objects.bulk_create(
        Verification(
            organisation=one, status=VerificationStatus.GRANTED, note="bench",
            evidence_kind=EvidenceKind.IDENTIFIER, requested_by=operator, decided_by=operator,
            decided_at=now, expires_on=now.date() + dt.timedelta(days=365),
        )
        for one in made
    )  # fmt: skip
    return made


def _listings(
    records: Sequence[Original], makers: Sequence[Organisation], numbers: Sequence[int]
) -> Iterator[tuple[Listing, list[Any]]]:
    chance = random.Random(SEED)  # noqa: S311 - nothing secret
    author = User.objects.get(email="bench@bench.example")
    now = timezone.now()
    for number in numbers:
        record = chance.choice(records)
        text = _text(record, chance)
        published = now - dt.timedelta(minutes=chance.randrange(500 * 24 * 60))
        listing = Listing(
            # In the order of their making, as those of an import.
            id=uuid.UUID(int=(number << 80) | 0x7000_8000_0000_0000_0000),
            kind=record.kind,
            type=_early(ListingType.OF_KIND[ListingKind(record.kind)], chance),
            organisation=_early(makers, chance),
            author=author,
            language="en",
            title=record.title,
            summary=text[:LONGEST_SUMMARY],
            description=text,
            readiness=chance.choice((None, *range(1, 10))),
            status="published",
            live=True,
            first_published_at=published,
            last_published_at=published,
            expires_on=now.date() + dt.timedelta(days=chance.randrange(1, 365)),
        )
        yield listing, _parts(listing, chance)


def _text(record: Original, chance: random.Random) -> str:
    own = [sentence for sentence in record.sentences if chance.random() < 0.7]
    for other in chance.choices(record.others, k=2):
        own += chance.choices(other.sentences, k=max(len(record.sentences) // 6, 1))
    return " ".join(own or record.sentences)[:LONGEST_TEXT]


def _parts(listing: Listing, chance: random.Random) -> list[Any]:
    codes = (
        (FacetScheme.THEME, THEMES.codes, 2),
        (FacetScheme.FIELD, FIELDS.codes, 2),
        (FacetScheme.DIVISION, tuple(isic.DIVISIONS), 1),
        (FacetScheme.SDG, TARGETS.codes, 3),
    )
    parts: list[Any] = [
        Facet(listing=listing, scheme=scheme, code=code)
        for scheme, every, most in codes
        for code in {_early(every, chance) for _one in range(chance.randint(0, most))}
    ]
    if listing.kind == ListingKind.OFFER:
        kinds = [_early(LicenceKind.values, chance)]
        parts.append(LicenceTerms(listing=listing, kinds=kinds, territory_scope="worldwide"))
    return parts


def _early(choices: Any, chance: random.Random) -> Any:
    """One of them, the first ones far more often than the last."""
    return choices[int(len(choices) * chance.random() ** 2)]
