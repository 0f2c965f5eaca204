"""Records as rows of a table: one column for each value, named by its path."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from marketplace.exchange.fields import FACET_BY_NAME, IDENTITY, LISTING, SOURCE_PART, Kind, Part
from marketplace.exchange.fields import PARTS as OUTER_PARTS
from marketplace.exchange.texts import join_list, split_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PARTS = {part.name: part for part in (*OUTER_PARTS, SOURCE_PART)}
PLAIN = (*IDENTITY, *(column.name for column in LISTING))
LISTS = frozenset({Kind.CODES, Kind.COUNTRIES})
MOST_REPEATED = 200
_NUMBER = re.compile(r"[1-9][0-9]{0,2}")


def flatten(record: dict[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    """(column, cell) for everything in a record as `records.written` gives it."""
    for name, value in record.items():
        here = f"{path}{name}"
        if isinstance(value, dict):
            yield from flatten(value, f"{here}.")
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            for number, one in enumerate(value, 1):
                yield from flatten(one, f"{here}.{number}.")
        elif isinstance(value, list):
            yield here, join_list([str(one) for one in value])
        else:
            yield here, _cell(value)


def _cell(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def is_column(name: str) -> bool:
    """Whether a record can hold what stands in a column of that name."""
    head, _dot, rest = name.partition(".")
    if not rest:
        return head in PLAIN or head in FACET_BY_NAME
    part = PARTS.get(head)
    return part is not None and _leads_somewhere(part, rest)


def _leads_somewhere(part: Part, path: str) -> bool:
    if part.many:
        number, _dot, path = path.partition(".")
        if not _NUMBER.fullmatch(number) or int(number) > MOST_REPEATED:
            return False
    name, _dot, rest = path.partition(".")
    if not rest:
        return part.column(name) is not None
    inner = part.part(name)
    return inner is not None and _leads_somewhere(inner, rest)


def column_names() -> list[str]:
    """Every column, of repeated parts the first."""
    names = [*PLAIN, *FACET_BY_NAME]
    for part in PARTS.values():
        names += _names_of(part, "")
    return names


def _names_of(part: Part, before: str) -> list[str]:
    path = f"{before}{part.name}.{'1.' if part.many else ''}"
    names = [f"{path}{column.name}" for column in part.columns]
    for inner in part.inside:
        names += _names_of(inner, path)
    return names


def in_order(names: Iterable[str]) -> list[str]:
    """Columns in the order of the documents, repeated parts by their number."""
    return sorted(names, key=_place)


def _place(name: str) -> list[int]:
    head, _dot, rest = name.partition(".")
    top = [*PLAIN, *FACET_BY_NAME, *PARTS]
    return [top.index(head), *(_place_inside(PARTS[head], rest) if rest else ())]


def _place_inside(part: Part, path: str) -> list[int]:
    place = []
    if part.many:
        number, _dot, path = path.partition(".")
        place.append(int(number))
    name, _dot, rest = path.partition(".")
    names = [column.name for column in part.columns] + [inner.name for inner in part.inside]
    place.append(names.index(name))
    inner = part.part(name)
    return [*place, *(_place_inside(inner, rest) if inner and rest else ())]


class Unflattener:
    """Rows of a table with these columns as records; every name has passed `is_column`."""

    def __init__(self, columns: list[str]) -> None:
        self.paths = [
            ([int(step) if step.isdigit() else step for step in name.split(".")], _is_list(name))
            for name in columns
        ]

    def record(self, cells: list[str]) -> dict[str, Any]:
        """An empty cell empties its field; a part whose cells are all empty is an empty part."""
        tree: dict[Any, Any] = {}
        for (path, is_list), cell in zip(self.paths, cells, strict=False):
            node = tree
            for step in path[:-1]:
                node = node.setdefault(step, {})
            if cell:
                node[path[-1]] = split_list(cell) if is_list else cell
            elif len(path) == 1:
                node[path[-1]] = [] if is_list else ""
        return {name: _without_numbers(value) for name, value in tree.items()}


def _is_list(name: str) -> bool:
    head, *steps = name.split(".")
    if not steps:
        return head in FACET_BY_NAME
    part = PARTS[head]
    names = [step for step in steps if not step.isdigit()]
    for step in names[:-1]:
        part = part.part(step) or part
    column = part.column(names[-1])
    return column is not None and column.kind in LISTS


def _without_numbers(node: Any) -> Any:
    if not isinstance(node, dict):
        return node
    inner = {name: _without_numbers(value) for name, value in node.items()}
    if inner and all(isinstance(name, int) for name in inner):
        return [inner[number] for number in sorted(inner)]
    return inner
