"""Pictures of what is offered, drawn here: parts are numbered, so that they need no language."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

WIDTH, HEIGHT = 960, 540
# Drawn larger and reduced: Pillow does not smooth edges by itself.
SCALE = 2
GROUND, MAIN, SECOND, INK = "#f2f0e9", "#0a5b5b", "#e2b35d", "#57534a"


def draw_picture(shape: str, values: Sequence[float]) -> bytes:
    """A PNG of WIDTH × HEIGHT: `values` drawn as one of SHAPES."""
    image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), GROUND)
    SHAPES[shape](ImageDraw.Draw(image), [float(value) for value in values])
    buffer = io.BytesIO()
    image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS).quantize(32).save(buffer, "PNG")
    return buffer.getvalue()


def _box(*shares: float) -> list[float]:
    edges = (WIDTH * SCALE, HEIGHT * SCALE)
    return [share * edges[place % 2] for place, share in enumerate(shares)]


def _write(pen: ImageDraw.ImageDraw, at: tuple[float, float], text: str, colour: str) -> None:
    font = ImageFont.load_default(size=HEIGHT * SCALE * 0.08)
    x, y = _box(*at)
    pen.text((x, y), text, font=font, fill=colour, anchor="mm")


def _number(value: float) -> str:
    return f"{value:g}"


def _chain(pen: ImageDraw.ImageDraw, values: list[float]) -> None:
    """Steps of a process from left to right, numbered; a negative one is where something leaves."""
    step = 0.9 / len(values)
    for place, value in enumerate(values):
        left = 0.05 + place * step
        right, middle = left + step * 0.68, left + step * 0.34
        colour = SECOND if value < 0 else MAIN
        pen.rounded_rectangle(_box(left, 0.34, right, 0.66), radius=30, fill=colour)
        _write(pen, (middle, 0.5), _number(abs(value)), GROUND if value > 0 else INK)
        if place < len(values) - 1:
            pen.line(_box(right + 0.01, 0.5, left + step - 0.02, 0.5), fill=INK, width=8)
            pen.polygon(
                _box(left + step - 0.03, 0.47, left + step - 0.005, 0.5, left + step - 0.03, 0.53),
                fill=INK,
            )


def _bars(pen: ImageDraw.ImageDraw, values: list[float]) -> None:
    """A bar for each value with the figure above it; the last one is the offer's own."""
    step, highest = 0.8 / len(values), max(values)
    for place, value in enumerate(values):
        left, top = 0.1 + place * step, 0.86 - 0.66 * value / highest
        own = place == len(values) - 1
        pen.rectangle(_box(left + step * 0.15, top, left + step * 0.85, 0.86),
                      fill=MAIN if own else SECOND)  # fmt: skip
        _write(pen, (left + step / 2, top - 0.06), _number(value), INK)
    pen.line(_box(0.08, 0.86, 0.92, 0.86), fill=INK, width=8)


def _curve(pen: ImageDraw.ImageDraw, values: list[float]) -> None:
    """Values at equal distances, joined by a line; the first and the last with their figure."""
    lowest, span = min(0.0, *values), max(values) - min(0.0, *values)
    points = [
        (0.12 + 0.76 * place / (len(values) - 1), 0.84 - 0.62 * (value - lowest) / span)
        for place, value in enumerate(values)
    ]
    pen.line(_box(0.1, 0.12, 0.1, 0.86, 0.92, 0.86), fill=INK, width=8)
    pen.line(_box(*[share for point in points for share in point]), fill=MAIN, width=14)
    for place in (0, -1):
        x, y = points[place]
        pen.circle(_box(x, y), 18, fill=SECOND)
        _write(pen, (x, y - 0.08), _number(values[place]), INK)


def _layers(pen: ImageDraw.ImageDraw, values: list[float]) -> None:
    """Layers of a section from the top down, as thick as their values, numbered."""
    top, share = 0.1, 0.8 / sum(values)
    for place, value in enumerate(values, start=1):
        bottom = top + value * share
        pen.rectangle(_box(0.2, top, 0.8, bottom - 0.01), fill=SECOND if place % 2 else MAIN)
        _write(pen, (0.86, (top + bottom) / 2), str(place), INK)
        top = bottom


SHAPES: dict[str, Callable[[ImageDraw.ImageDraw, list[float]], None]] = {
    "bars": _bars,
    "chain": _chain,
    "curve": _curve,
    "layers": _layers,
}
