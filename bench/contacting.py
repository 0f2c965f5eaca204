"""What requests cost where there are many: an inbox, a thread, and the reminders.

`python -m bench.contacting [--inbox N] [--messages N] [--open N]`. Everything is made from a seed in
a database of its own. The baseline of the same run is the same page with FEW rows, by processor
time and by statements; the reminders are also put beside one plain question by the index. Exits
with 1 where something sends more statements than with few rows, or costs more than MOST times as much.
"""

from __future__ import annotations

import argparse
import io
import sys
from typing import TYPE_CHECKING, Any

import django

from bench.apart import go_inside

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.correspondence import House
    from bench.cost import Cost
    from negotiations.models import ContactRequest

FEW, TIMES = 10, 15
MOST = 2.0
ASKERS = 500
DUE = 100
# Those that look at every row, whatever they show, are told and not judged.
VIEWS = {
    "inbox": ("", True),
    "its last page": ("?page=last", False),
    "waiting": ("?only=due", False),
    "with news": ("?only=unread", False),
    "by words": ("?q=recipient", False),
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.contacting", description=__doc__)
    parser.add_argument("--inbox", type=int, default=10_000)
    parser.add_argument("--messages", type=int, default=1_000)
    parser.add_argument("--open", type=int, default=100_000, help="requests that wait")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    return measure(options) if options.inside else go_inside("bench.contacting")


def measure(options: argparse.Namespace) -> int:
    django.setup()
    # Only now can the product be imported.
    from django.core.management import call_command  # noqa: PLC0415

    from bench import correspondence  # noqa: PLC0415

    call_command("collectstatic", interactive=False, verbosity=0)
    askers = correspondence.houses("asker", ASKERS)
    print("milliseconds of processor time, with few rows and with many", flush=True)
    passed = [
        reminders(askers, options.open),
        *boxes(askers, options.inbox),
        thread(askers, options.messages),
    ]
    return 0 if all(passed) else 1


def boxes(askers: list[House], many: int) -> list[bool]:
    from bench.correspondence import houses, offers, requests  # noqa: PLC0415

    quiet, busy = houses("recipient", 2)
    requests(askers, offers(quiet, 1), FEW)
    requests(askers, offers(busy, -(-many // ASKERS) + 1), many)
    verdicts = []
    for name, (query, is_judged) in VIEWS.items():
        few, lots = (page(house, f"/en/requests/{query}") for house in (quiet, busy))
        verdicts.append(tell(f"{name}, {many:,}", few, lots, is_judged=is_judged))
    return verdicts


def thread(askers: list[House], many: int) -> bool:
    """One of each length, read by the recipient."""
    from bench.correspondence import houses, intentions, offers, requests, talk  # noqa: PLC0415

    (house,) = houses("correspondent", 1)
    rows = requests(askers, offers(house, 1), 2, states=["accepted"])
    intentions(rows)
    costs = []
    for row, length in zip(rows, (FEW, many), strict=True):
        talk(row, house.person, length)
        costs.append(page(house, f"/en/requests/{row.pk}/"))
    return tell(f"thread, {many:,}", *costs)


def page(house: House, address: str) -> Cost:
    from django.test import Client  # noqa: PLC0415

    from bench.cost import usual_cost  # noqa: PLC0415

    client = Client(headers={"host": "localhost"})
    client.force_login(house.person)

    def visit() -> None:
        answer = client.get(address)
        if answer.status_code != 200:
            raise SystemExit(f"{address} is answered with {answer.status_code}")

    return usual_cost(visit, TIMES)


def tell(name: str, few: Cost, many: Cost, *, is_judged: bool = True) -> bool:
    ratio = many.cpu / few.cpu
    is_constant = many.queries <= few.queries
    passed = is_constant and (not is_judged or ratio <= MOST)
    target = f"target {MOST:.1f}   {'PASS' if passed else 'ABOVE'}" if is_judged else ""
    print(
        f"{name:<22} {few.cpu * 1000:>6.1f} {many.cpu * 1000:>7.1f}   ratio {ratio:>5.2f}   "
        f"{few.queries} and {many.queries} queries   {target}",
        flush=True,
    )
    return passed


def reminders(askers: list[House], many: int) -> bool:
    """The command with few that wait and with many: none is due, then DUE are."""
    from bench.correspondence import houses, offers, requests  # noqa: PLC0415
    from bench.cost import usual_cost  # noqa: PLC0415

    asked = houses("asked", 50)
    each = -(-many // (ASKERS * len(asked))) + 1  # some for those that come before
    listings = [offer for house in asked for offer in offers(house, each)]
    chasing(due=requests(askers, listings[:1], 1, states=["submitted"]))
    few = (chasing(), chasing(due=requests(askers, listings[1:2], DUE, states=["submitted"])))
    requests(askers, listings[2:-1], many - 2 * DUE, states=["submitted"])
    due = requests(askers, listings[-1:], DUE, states=["submitted"])
    lots = (chasing(), chasing(due=due))
    passed = tell(f"none due of {many:,}", few[0], lots[0])
    passed &= tell(f"{DUE} due of {many:,}", few[1], lots[1])
    plain = usual_cost(_plain_question, TIMES)
    print(f"{'plain question':<22} {plain.cpu * 1000:>6.2f}   ratio of none due to it "
          f"{lots[0].cpu / plain.cpu:.1f}")  # fmt: skip
    return passed


def chasing(due: Sequence[ContactRequest] = ()) -> Cost:
    """What the command costs while exactly these are due."""
    from django.core.management import call_command  # noqa: PLC0415

    from bench.cost import cost_of, usual_cost  # noqa: PLC0415
    from negotiations.models import ContactRequest  # noqa: PLC0415

    out = io.StringIO()

    def chase() -> None:
        call_command("chase_requests", stdout=out)

    if not due:
        cost = usual_cost(chase, TIMES)
    else:
        keys = [row.pk for row in due]
        ContactRequest.objects.filter(pk__in=keys).update(next_step_at=due[0].sent_at)
        cost = cost_of(chase)
    if not out.getvalue().endswith(f"closed {len(due)}.\n"):
        raise SystemExit(f"not {len(due)} were done: {out.getvalue()}")
    return cost


def _plain_question() -> Any:
    from django.db import connection  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM negotiations_contactrequest WHERE next_step_at <= %s", [timezone.now()]
        )
        return cursor.fetchall()


if __name__ == "__main__":
    sys.exit(main())
