"""What it costs to tell saved searches of new listings, against asking the engine for each search.

`python -m bench.alerts [--searches N] [--listings N] [--sample N]`. Listings and searches are made
from real records and a seed, in a database of their own. The baseline of the same run is the plain
way: every saved search is put to the search engine, as its page would be; it is measured on a
sample, and writes nothing down. Exits with 1 where ours is not at least TARGET times faster for one
new listing. How it is for all of them together is told: there the plain way asks but once, and what
ours costs is to write the finds.
"""

from __future__ import annotations

import argparse
import random
import sys
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import django
from django.db.models import Count
from django.utils import timezone

from bench.apart import go_inside
from tools.convert import data_folder, require_data

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.corpus import Original
    from bench.cost import Cost

SEED = 2016
TARGET = 20
SEARCHES_EACH = 20
# In which something is chosen: of every four searches three are narrowed by one or two of them.
NARROWED_BY = ("kind", "theme", "field", "sector", "sdg", "country")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.alerts", description=__doc__)
    parser.add_argument("--searches", type=int, default=5_000)
    parser.add_argument("--listings", type=int, default=200)
    parser.add_argument("--sample", type=int, default=100, help="searches put to the engine")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    require_data()
    return measure(options) if options.inside else go_inside("bench.alerts")


def measure(options: argparse.Namespace) -> int:
    django.setup()
    # Only now can the product be imported.
    from alerts import announcing, indexing  # noqa: PLC0415
    from alerts.models import Announcement, Find, SavedSearch, SearchKey  # noqa: PLC0415
    from bench import corpus  # noqa: PLC0415
    from bench.cost import cost_of  # noqa: PLC0415

    chance = random.Random(SEED)  # noqa: S311 - nothing secret
    records = corpus.originals(data_folder())
    fill_listings(records, options.listings)
    fill_searches(corpus.titles_to_ask(records, options.searches), chance)
    keeping = cost_of(indexing.refresh)
    keys = SearchKey.objects.count()
    print(f"{options.searches:,} saved searches, {options.listings:,} new listings")
    print(f"keeping     {options.searches / keeping.seconds:,.0f} searches a second, "
          f"{keys / options.searches:.1f} keys each")  # fmt: skip
    one = cost_of(lambda: announcing.announce_some(1))
    print(f"one         {one.seconds * 1000:,.0f} ms, {one.queries} queries, "
          f"{Find.objects.count():,} finds")  # fmt: skip
    all_ = cost_of(announcing.announce.func)
    if Announcement.objects.filter(done_at=None).exists():
        raise SystemExit("not all was announced")
    print(f"all others  {all_.seconds:,.2f} s, {all_.queries} queries, "
          f"{all_.seconds / max(options.listings - 1, 1) * 1000:,.1f} ms a listing, "
          f"{Find.objects.count():,} finds")  # fmt: skip
    tell_letter()
    sample = chance.sample(range(options.searches), min(options.sample, options.searches))
    searches = list(SavedSearch.objects.order_by("pk"))
    plain = cost_of(lambda: put_to_engine([searches[number] for number in sample]))
    return tell(options, one, all_, plain.seconds / len(sample))


def tell_letter() -> None:
    """Of the person with the most finds, on a day when all are due; the one before warms up."""
    from alerts import digests  # noqa: PLC0415
    from alerts.models import Find  # noqa: PLC0415
    from bench.cost import cost_of  # noqa: PLC0415

    by_person = Find.objects.values_list("search__person").annotate(finds=Count("pk"))
    *others, (person, finds) = reversed(by_person.order_by("-finds")[:2])
    later = timezone.now() + timedelta(days=8)
    for other, _finds in others:
        digests.send(other, later)
    letter = cost_of(lambda: digests.send(person, later))
    print(f"letter      {letter.seconds:,.2f} s, {letter.queries} queries, {finds:,} finds")


def tell(options: argparse.Namespace, one: Cost, all_: Cost, each: float) -> int:
    plain = each * options.searches
    print(f"plain way   {each * 1000:.1f} ms a search: {plain:,.0f} s for all of them, "
          "for one listing as for many")  # fmt: skip
    ratios = plain / one.seconds, plain / (one.seconds + all_.seconds)
    passed = ratios[0] >= TARGET
    print(f"ratio       {ratios[1]:,.1f} for all, {ratios[0]:,.0f} for one listing   "
          f"target {TARGET}   {'PASS' if passed else 'BELOW'}")  # fmt: skip
    return 0 if passed else 1


def put_to_engine(searches: list[Any]) -> None:
    from search.engines import engine  # noqa: PLC0415
    from search.query import SearchQuery  # noqa: PLC0415

    for search in searches:
        query = SearchQuery.from_json(search.query)
        engine("embedded").search(query, per_page=20, with_facets=False)


# --- What is measured on ------------------------------------------------------------------------


def fill_listings(records: Sequence[Original], number: int) -> None:
    """Public, indexed, and waiting to be announced."""
    from django.core.management import call_command  # noqa: PLC0415

    from alerts.models import Announcement  # noqa: PLC0415
    from bench import corpus  # noqa: PLC0415
    from marketplace.models import Listing  # noqa: PLC0415

    corpus.fill(records, number)
    now = timezone.now()
    keys = Listing.objects.values_list("pk", flat=True)
    Announcement.objects.bulk_create(
        Announcement(listing_id=key, noted_at=now, listed_at=now) for key in keys
    )
    call_command("rebuild_index", verbosity=0)


def fill_searches(words: Sequence[str], chance: random.Random) -> None:
    from accounts.models import User  # noqa: PLC0415
    from alerts.models import SavedSearch  # noqa: PLC0415
    from bench.search_one import popular  # noqa: PLC0415

    values = {code: popular(code) for code in NARROWED_BY}
    people = User.objects.bulk_create(
        User(email=f"person{at}@bench.example", name=f"Person {at}")
        for at in range(-(-len(words) // SEARCHES_EACH))
    )
    before = timezone.now() - timedelta(days=1)
    SavedSearch.objects.bulk_create(
        (
            SavedSearch(
                person=people[at // SEARCHES_EACH], name=f"Search {at}",
                query=query_of(typed, values, chance), created_at=before,
                frequency=chance.choice(("instant", "daily", "weekly")),
            )
            for at, typed in enumerate(words)
        ),
        batch_size=2000,
    )  # fmt: skip


def query_of(
    typed: str, values: dict[str, list[str]], chance: random.Random
) -> dict[str, str | list[str]]:
    """Some with a phrase, a minus or a star; of ten one has filters and no words."""
    words = typed.split()
    if chance.random() < 0.05:
        words = [f'"{" ".join(words[:2])}"', *words[2:]]
    if chance.random() < 0.05:
        words.append(f"-{words[-1][:4]}*")
    if chance.random() < 0.03:
        words[0] = f"{words[0][:5]}*"
    query: dict[str, str | list[str]] = {"q": " ".join(words)} if chance.random() < 0.9 else {}
    if not query or chance.random() < 0.75:
        for code in chance.sample(NARROWED_BY, chance.randint(1, 2)):
            query[code] = chance.sample(values[code], min(2, len(values[code])))
    return query


if __name__ == "__main__":
    sys.exit(main())
