"""What it costs to tell saved searches of new listings, against asking the engine for each search.

`python -m bench.alerts [--searches N] [--listings N] [--sample N]`. Everything is made from a seed in
a database of its own. The baseline of the same run is the plain way: every saved search is put to
the search engine, as its page would be; it is measured on a sample. Exits with 1 where ours is not
at least TARGET times faster.
"""

from __future__ import annotations

import argparse
import random
import sys
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import django

from bench.apart import go_inside

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.cost import Cost

SEED = 2016
TARGET = 20
SEARCHES_EACH = 20
VOCABULARY = 6000
SYLLABLES = [a + b for a in "bdfghklmnprstvz" for b in ("a", "e", "i", "o", "u", "ar", "en")]
THEMES = ("robotics", "new_materials", "biotechnology", "nanotechnology")
COUNTRIES = ("KE", "UG", "TZ", "IN", "BR", "FR", "DE", "CN", "US", "ZA")
REGIONS = ("002", "150", "142", "019")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.alerts", description=__doc__)
    parser.add_argument("--searches", type=int, default=5_000)
    parser.add_argument("--listings", type=int, default=200)
    parser.add_argument("--sample", type=int, default=100, help="searches put to the engine")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    return measure(options) if options.inside else go_inside("bench.alerts")


def measure(options: argparse.Namespace) -> int:
    django.setup()
    # Only now can the product be imported.
    from alerts import announcing, indexing  # noqa: PLC0415
    from alerts.models import Announcement, Find, SavedSearch, SearchKey  # noqa: PLC0415
    from bench.cost import cost_of  # noqa: PLC0415

    chance = random.Random(SEED)  # noqa: S311 - nothing secret
    words = vocabulary(chance)
    fill_listings(options.listings, chance, words)
    fill_searches(options.searches, chance, words)
    keeping = cost_of(indexing.refresh)
    keys = SearchKey.objects.count()
    print(f"{options.searches:,} saved searches, {options.listings:,} new listings")
    print(f"keeping     {options.searches / keeping.seconds:,.0f} searches a second, "
          f"{keys / options.searches:.1f} keys each")  # fmt: skip
    one = cost_of(lambda: announcing.announce_some(1))
    print(f"one         {one.seconds * 1000:,.0f} ms, {one.queries} queries, "
          f"{Find.objects.count():,} finds")  # fmt: skip
    all_ = cost_of(lambda: [*iter(lambda: announcing.announce_some(), 0)])
    if Announcement.objects.filter(done_at=None).exists():
        raise SystemExit("not all was announced")
    print(f"all others  {all_.seconds:,.2f} s, {all_.queries} queries, "
          f"{all_.seconds / max(options.listings - 1, 1) * 1000:,.1f} ms a listing, "
          f"{Find.objects.count():,} finds")  # fmt: skip
    sample = chance.sample(range(options.searches), min(options.sample, options.searches))
    searches = list(SavedSearch.objects.order_by("pk"))
    plain = cost_of(lambda: put_to_engine([searches[number] for number in sample]))
    return tell(options, one, all_, plain.seconds / len(sample))


def tell(options: argparse.Namespace, one: Cost, all_: Cost, each: float) -> int:
    plain = each * options.searches
    print(f"plain way   {each * 1000:.1f} ms a search: {plain:,.0f} s for all of them, "
          "for one listing as for many")  # fmt: skip
    ratios = plain / one.seconds, plain / (one.seconds + all_.seconds)
    passed = min(ratios) >= TARGET
    print(f"ratio       {ratios[0]:,.0f} for one listing, {ratios[1]:,.0f} for all   "
          f"target {TARGET}   {'PASS' if passed else 'BELOW'}")  # fmt: skip
    return 0 if passed else 1


def put_to_engine(searches: list[Any]) -> None:
    from search.engines import engine  # noqa: PLC0415
    from search.query import SearchQuery  # noqa: PLC0415

    for search in searches:
        query = SearchQuery.from_json(search.query)
        engine("embedded").search(query, per_page=20, with_facets=False)


# --- What is measured on ------------------------------------------------------------------------


def vocabulary(chance: random.Random) -> list[str]:
    made = ["".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))) for _ in range(VOCABULARY)]
    return list(dict.fromkeys(made))


def drawn(words: list[str], chance: random.Random, skew: float) -> str:
    """Common words often, most of them seldom."""
    return words[int(len(words) * chance.random() ** skew)]


def records(number: int, chance: random.Random, words: list[str]) -> Iterator[dict[str, Any]]:
    from bench.records import SOURCE  # noqa: PLC0415

    for at in range(number):
        yield {
            "kind": "need" if at % 3 == 0 else "offer",
            "title": " ".join(drawn(words, chance, 2) for _ in range(7)).capitalize(),
            "description": " ".join(drawn(words, chance, 3) for _ in range(180)),
            "language": "en",
            "themes": [chance.choice(THEMES)],
            "licence_terms": {"kinds": ["non_exclusive"], "territory_scope": "worldwide"},
            "source": {"name": SOURCE, "external_id": str(at)},
        }


def fill_listings(number: int, chance: random.Random, words: list[str]) -> None:
    """Of institutions in ten countries; published, indexed, and waiting to be announced."""
    from django.core.management import call_command  # noqa: PLC0415

    from accounts.models import User  # noqa: PLC0415
    from bench.importing import written  # noqa: PLC0415
    from countries.models import Country  # noqa: PLC0415
    from marketplace.actions.importing import import_records  # noqa: PLC0415
    from marketplace.exchange.reading import read  # noqa: PLC0415
    from partners.actions.stand_ins import stand_for  # noqa: PLC0415

    operator = User.objects.create(email="bench@bench.example", is_superuser=True)
    rows = list(records(number, chance, words))
    for place, code in enumerate(COUNTRIES):
        country = Country.objects.get(pk=code)
        organisation = stand_for(f"Register {code}", country=country, by=operator)
        path = written(rows[place :: len(COUNTRIES)])
        with path.open("rb") as stream:
            import_records(
                read(stream, path.name), organisation=organisation, by=operator, publish=True,
                as_operator=True,
            )  # fmt: skip
    call_command("rebuild_index", verbosity=0)


def fill_searches(number: int, chance: random.Random, words: list[str]) -> None:
    from django.utils import timezone  # noqa: PLC0415

    from accounts.models import User  # noqa: PLC0415
    from alerts.models import SavedSearch  # noqa: PLC0415

    people = User.objects.bulk_create(
        User(email=f"person{at}@bench.example", name=f"Person {at}")
        for at in range(-(-number // SEARCHES_EACH))
    )
    before = timezone.now() - timedelta(days=1)
    SavedSearch.objects.bulk_create(
        (
            SavedSearch(
                person=people[at // SEARCHES_EACH], name=f"Search {at}", query=query,
                frequency=chance.choice(("instant", "daily", "weekly")), created_at=before,
            )
            for at, query in enumerate(queries(number, chance, words))
        ),
        batch_size=2000,
    )  # fmt: skip


def queries(number: int, chance: random.Random, words: list[str]) -> Iterator[dict[str, Any]]:
    """Nine of ten with words, two of three with filters."""
    for _ in range(number):
        query: dict[str, Any] = {}
        if chance.random() < 0.9:
            typed = [drawn(words, chance, 1.5) for _ in range(chance.choice((1, 2, 2, 3, 3, 4, 6)))]
            if chance.random() < 0.05:
                typed = [f'"{" ".join(typed[:2])}"', *typed[2:]]
            if chance.random() < 0.05:
                typed.append(f"-{drawn(words, chance, 2)}")
            if chance.random() < 0.03:
                typed[0] = f"{typed[0][:5]}*"
            query["q"] = " ".join(typed)
        if not query or chance.random() < 0.66:
            code, values = chance.choice(
                [("kind", ("offer", "need")), ("theme", THEMES), ("country", COUNTRIES),
                 ("region", REGIONS)]
            )  # fmt: skip
            query[code] = [chance.choice(values)]
        yield query


if __name__ == "__main__":
    sys.exit(main())
