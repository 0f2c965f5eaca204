"""The pages that are measured: where they are, that they are made anew, what they ask and send."""

from __future__ import annotations

import gzip
import http.client
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, models, transaction
from django.db.models import Count
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from bench.load import HOST
from bench.rounds import EMPTY, HEADERS
from cms.models import HomePage
from countries.models import Country
from demo.loading import SEED
from marketplace.enums import ListingKind, ListingStatus
from marketplace.models import Listing
from partners import isic
from partners.enums import IdentifierScheme, NameKind, VerificationStatus
from partners.models import (
    Organisation,
    OrganisationDivision,
    OrganisationIdentifier,
    OrganisationName,
    Verification,
)
from tests.factories import ListingFactory, OrganisationFactory, VerificationFactory
from tests.full_listings import full_offer

MARK = "changed by the bench"


def paths() -> dict[str, str]:
    return {
        "home": "/en/",
        "organisation": chosen().get_absolute_url(),
        "listing": usual_listing().get_absolute_url(),
        "fullest listing": fullest_listing().get_absolute_url(),
        "offers": "/en/offers/",
    }


def usual_listing() -> Listing:
    """The one in the middle of the public offers, by how much they show."""
    offers = _by_fullness()
    return offers[len(offers) // 2]


def fullest_listing() -> Listing:
    return _by_fullness()[0]


def _by_fullness() -> list[Listing]:
    """Public offers written in English, as the page is; those first with the most parts of the kinds that a page shows in tables."""
    parts = ("rights_statuses", "advantages", "know_how", "royalty_tiers", "facets")
    counts = {f"n_{part}": Count(part, distinct=True) for part in parts}
    offers = Listing.objects.public().filter(kind=ListingKind.OFFER, language="en")
    offers = offers.annotate(**counts)
    return list(offers.order_by(*(f"-n_{part}" for part in parts), "pk"))


def newest_offer() -> Listing:
    offers = Listing.objects.public().filter(kind=ListingKind.OFFER)
    return offers.order_by("-first_published_at", "pk")[0]


def chosen() -> Organisation:
    """The one with the most to show: offers and needs, names, identifiers, lines of business."""
    fullest = Organisation.objects.verified().exclude(description="")
    parts = ("listings", "names", "identifiers", "divisions")
    counts = {f"n_{part}": Count(part, distinct=True) for part in parts}
    return fullest.annotate(**counts).order_by(*(f"-n_{part}" for part in parts), "slug")[0]


def data_size() -> dict[str, object]:
    tables = (Organisation, Listing, User, HomePage, Country)
    sizes = {table._meta.model_name: table.objects.count() for table in tables}
    return {"seed": SEED, "rows": sizes, "organisation": chosen().slug}


# --- What is sent ---------------------------------------------------------------------------------


def fetch(port: int, path: str) -> tuple[int, str]:
    """Bytes on the wire of the body, and the text."""
    asked = http.client.HTTPConnection(HOST, port, timeout=20)
    asked.request("GET", path, headers=HEADERS)
    answer = asked.getresponse()
    body = answer.read()
    asked.close()
    if answer.status != 200:
        raise RuntimeError(f"{path} is answered with {answer.status}")
    packed = answer.getheader("Content-Encoding") == "gzip"
    return len(body), (gzip.decompress(body) if packed else body).decode()


def bytes_sent(port: int) -> dict[str, int]:
    return {name: fetch(port, path)[0] for name, path in {"empty": EMPTY, **paths()}.items()}


def made_anew(port: int) -> dict[str, bool]:
    """Whether a change in the database is in the very next answer, and gone in the one after."""
    home = HomePage.objects.filter(locale__language_code="en")
    rows = {
        "home": (home, "introduction"),
        "organisation": (Organisation.objects.filter(pk=chosen().pk), "city"),
        "listing": (Listing.objects.filter(pk=usual_listing().pk), "summary"),
        "fullest listing": (Listing.objects.filter(pk=fullest_listing().pk), "summary"),
        "offers": (Listing.objects.filter(pk=newest_offer().pk), "title"),
    }
    fresh = {}
    for name, path in paths().items():
        with _changed(*rows[name]):
            seen = MARK in fetch(port, path)[1]
        fresh[name] = seen and MARK not in fetch(port, path)[1]
    return fresh


@contextmanager
def _changed(rows: models.QuerySet, field: str) -> Iterator[None]:
    before = rows.values_list(field, flat=True).get()
    rows.update(**{field: MARK})
    try:
        yield
    finally:
        rows.update(**{field: before})


# --- What is asked --------------------------------------------------------------------------------


def queries(few: int = 3, many: int = 30) -> dict[str, list[int]]:
    """Queries of an anonymous visit with `few` and with `many` rows of everything on the page."""
    counted: dict[str, list[int]] = {name: [] for name in paths()}
    for rows in (few, many):
        with transaction.atomic():
            path = {
                "home": _fill_home(rows),
                "organisation": _fill_organisation(rows),
                "listing": _fill_listing(rows),
                "fullest listing": _fill_listing(rows),
                "offers": "/en/offers/",
            }
            for name, numbers in counted.items():
                numbers.append(_queries(path[name]))
            transaction.set_rollback(True)
    return counted


def _queries(path: str) -> int:
    client = Client(headers={"host": "localhost"})
    client.get(path)  # what is done once per process is not the page's
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} is answered with {answer.status_code}")
    return len(asked)


def _fill_home(rows: int) -> str:
    granted = Verification.objects.filter(status=VerificationStatus.GRANTED)
    granted.update(status=VerificationStatus.WITHDRAWN)
    for _ in range(rows):
        organisation = _organisation()
        for kind in ListingKind:
            _listing(organisation, kind)
    return "/en/"


def _fill_organisation(rows: int) -> str:
    organisation = _organisation()
    for number, code in zip(range(rows), isic.DIVISIONS, strict=False):
        OrganisationDivision.objects.create(organisation=organisation, code=code)
        OrganisationName.objects.create(
            organisation=organisation, kind=NameKind.ALIAS, value=f"Name {number}"
        )
        OrganisationIdentifier.objects.create(
            organisation=organisation, scheme=IdentifierScheme.NATIONAL, value=f"C.{number}"
        )
        _listing(organisation, ListingKind.OFFER)
    return organisation.get_absolute_url()


def _fill_listing(rows: int) -> str:
    """A full offer with statuses in that many countries."""
    countries = tuple(Country.objects.order_by("pk").values_list("pk", flat=True)[:rows])
    organisation = _organisation()
    author = User.objects.first()
    return full_offer(
        organisation=organisation, author=author, countries=countries
    ).get_absolute_url()


def _organisation() -> Organisation:
    anybody = User.objects.first()
    organisation = OrganisationFactory()
    VerificationFactory(organisation=organisation, requested_by=anybody, decided_by=anybody)
    return organisation


def _listing(organisation: Organisation, kind: str) -> None:
    ListingFactory(
        organisation=organisation,
        author=User.objects.first(),
        kind=kind,
        status=ListingStatus.PUBLISHED,
    )
