"""A map of equal tiles beside the list of rights by country: an illustration, never the only place.

Every country has the same room, as it has in the list. The drawing is our own: nearness and order
are kept where they can be, shapes and sizes are not, and where a border is disputed it says nothing.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils.safestring import SafeString

from core.templatetags.ui import state
from core.words import label
from marketplace.enums import RightState
from marketplace.reading.rights import SIGNS, Verdict, declared

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from typing import Any

# Codes of ISO 3166-1 from north to south and west to east; dots are water.
GRID = """
.. .. .. .. .. GL .. .. .. IS .. NO SE FI .. .. .. RU .. .. .. .. .. .. .. .. .. ..
.. CA .. .. .. .. .. .. .. .. .. DK .. EE LV .. .. .. KZ .. MN .. .. .. .. .. .. ..
.. US .. .. .. .. .. .. IE GB NL DE PL LT BY .. .. UZ KG .. .. .. .. KP .. JP .. ..
.. MX .. .. BS .. .. .. .. BE LU CZ SK UA MD GE AZ TM TJ .. CN .. .. KR .. .. .. ..
.. GT BZ CU HT DO .. .. .. FR CH LI AT HU RO AM IR AF PK NP BT .. HK TW .. .. .. ..
.. SV HN JM .. KN AG .. PT ES MC SM SI HR RS BG TR IQ .. IN BD MM LA MO .. .. .. ..
.. .. NI .. PR DM LC .. .. AD VA IT BA ME MK GR SY JO KW BH .. TH VN .. PH .. .. ..
.. .. CR PA .. VC BB .. .. .. .. MT .. AL .. CY LB IL SA QA .. .. KH .. .. .. .. ..
.. .. .. .. .. GD TT .. EH MA DZ TN LY EG .. .. PS YE OM AE .. LK .. .. .. PW FM MH
.. .. .. CO VE GY SR CV MR ML BF NE TD SD ER .. .. .. .. .. MV .. MY BN .. .. NR KI
.. .. .. EC BR .. .. SN GM CI GH BJ NG CF SS ET DJ .. .. .. .. .. SG ID TL PG SB TV
.. .. .. PE BO PY .. GW GN LR TG ST CM CD UG KE SO .. .. .. .. .. .. .. .. .. VU WS
.. .. .. CL AR UY .. .. SL .. GQ GA CG RW BI TZ .. SC .. .. .. .. .. AU .. .. FJ TO
.. .. .. .. .. .. .. .. .. .. .. .. AO ZM MW MZ KM .. .. .. .. .. .. .. .. NZ .. CK
.. .. .. .. .. .. .. .. .. .. .. .. NA BW ZW .. MG MU .. .. .. .. .. .. .. .. .. ..
.. .. .. .. .. .. .. .. .. .. .. .. ZA LS SZ .. .. .. .. .. .. .. .. .. .. .. .. ..
"""
TILE, GAP = 18, 2
PLACES = {
    code: (column * (TILE + GAP), row * (TILE + GAP))
    for row, line in enumerate(GRID.split("\n")[1:-1])
    for column, code in enumerate(line.split())
    if code != ".."
}
WIDTH = max(x for x, _y in PLACES.values()) + TILE
HEIGHT = max(y for _x, y in PLACES.values()) + TILE


def tiles(statuses: Iterable[Any], here: str, *, on: date) -> SafeString:
    """The map with each country coloured by the weightiest of `statuses` there, and what that means.

    `here` is the code of the reader's country or "". "" where no status is of a country on the map.
    """
    found: dict[str, Verdict] = {}
    said: dict[Verdict, dict[str, None]] = {}
    for status in statuses:
        if status.country in PLACES:
            verdict = declared(status, on)
            found[status.country] = max(verdict, found.get(status.country, Verdict.NONE))
            said.setdefault(verdict, {})[label(RightState, status.state)] = None
    if not found:
        return SafeString()
    marked = "".join(_tile(code, f"is-{SIGNS[verdict]}") for code, verdict in found.items())
    if here in PLACES:
        marked += _square(*PLACES[here], "is-here")
    legend = " ".join(state(SIGNS[v], " · ".join(said[v])) for v in sorted(said, reverse=True))
    return SafeString(
        f'<figure class="tiles" aria-hidden="true">{_ground()}{marked}</svg>'
        f'<figcaption class="row">{legend}</figcaption></figure>'
    )


@lru_cache(maxsize=1)
def _ground() -> str:
    """The opening of the drawing and, as one shape, the tiles of which nothing is told."""
    blank = "".join(f"M{x} {y}h{TILE}v{TILE}h-{TILE}z" for x, y in PLACES.values())
    return f'<svg viewBox="-2 -2 {WIDTH + 4} {HEIGHT + 4}" direction="ltr"><path d="{blank}"/>'


def _tile(code: str, look: str) -> str:
    x, y = PLACES[code]
    return f'{_square(x, y, look)}<text x="{x + TILE // 2}" y="{y + 13}">{code}</text>'


def _square(x: int, y: int, look: str) -> str:
    return f'<rect x="{x}" y="{y}" width="{TILE}" height="{TILE}" class="{look}"/>'
