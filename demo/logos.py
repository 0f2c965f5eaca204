"""Logos of invented organisations, drawn here: a shape or two in the colours of the site."""

from __future__ import annotations

import io
from itertools import pairwise
from math import cos, pi, sin
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from PIL import Image, ImageChops, ImageDraw, ImageFont

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

SIZE = 240
# Drawn larger and reduced: Pillow does not smooth edges by itself.
SCALE = 3
EDGE = SIZE * SCALE

# Ground, main colour, second colour: those of static/css/tokens.css and their neighbours.
PALETTES = (
    ("#f2f0e9", "#0a5b5b", "#875200"),
    ("#0a5b5b", "#fbfaf6", "#e2b35d"),
    ("#f6e3a8", "#875200", "#0a5b5b"),
    ("#27662f", "#fbfaf6", "#f6e3a8"),
    ("#fbfaf6", "#2a4fd0", "#0a5b5b"),
    ("#063f40", "#72c6bf", "#fbfaf6"),
    ("#f2f0e9", "#57534a", "#0a5b5b"),
)


def draw_logo(shape: str, letters: str, rng: Random) -> ContentFile:
    """A PNG of `shape` (one of SHAPES) with one to three Latin `letters` below it, if any."""
    ground, main, second = rng.choice(PALETTES)
    image = Image.new("RGB", (EDGE, EDGE), ground)
    pen = ImageDraw.Draw(image)
    SHAPES[shape](pen, main, second)
    if letters:
        _write(pen, letters, ground, main)
    else:
        image = ImageChops.offset(image, 0, int(EDGE * 0.14))  # to the middle
    image = image.resize((SIZE, SIZE), Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    image.quantize(64).save(buffer, "PNG")
    return ContentFile(buffer.getvalue(), name="logo.png")


def _write(pen: ImageDraw.ImageDraw, letters: str, ground: str, main: str) -> None:
    font = ImageFont.load_default(size=EDGE * 0.2)
    pen.rectangle(_box(0, 0.68, 1, 1), fill=main)
    pen.text((EDGE * 0.5, EDGE * 0.84), letters, font=font, fill=ground, anchor="mm")


def _box(*shares: float) -> list[float]:
    return [share * EDGE for share in shares]


def _points(*pairs: tuple[float, float]) -> list[tuple[float, float]]:
    return [(x * EDGE, y * EDGE) for x, y in pairs]


def _wave(pen: ImageDraw.ImageDraw, main: str, second: str) -> None:
    for row, colour in enumerate((main, second, main)):
        height = 0.2 + 0.16 * row
        line = [(x / 60, height + 0.045 * sin(x / 60 * 4 * pi)) for x in range(61)]
        for start, end in pairwise(_points(*line)):
            pen.line([start, end], fill=colour, width=int(EDGE * 0.06))
            pen.circle(end, EDGE * 0.03, fill=colour)


def _sun(pen: ImageDraw.ImageDraw, main: str, second: str) -> None:
    for ray in range(12):
        x, y = cos(ray * pi / 6), sin(ray * pi / 6)
        ends = _points((0.5 + 0.22 * x, 0.36 + 0.22 * y), (0.5 + 0.31 * x, 0.36 + 0.31 * y))
        pen.line(ends, fill=second, width=int(EDGE * 0.035))
    pen.ellipse(_box(0.34, 0.2, 0.66, 0.52), fill=main)


def _leaf(pen: ImageDraw.ImageDraw, main: str, second: str) -> None:
    outline = [(t / 40, (t / 40) * (1 - t / 40)) for t in range(41)]
    upper = [(0.2 + 0.6 * x, 0.6 - 0.5 * x - 0.75 * bulge) for x, bulge in outline]
    lower = [(0.2 + 0.6 * x, 0.6 - 0.5 * x + 0.75 * bulge) for x, bulge in reversed(outline)]
    pen.polygon(_points(*upper, *lower), fill=main)
    pen.line(_points((0.14, 0.65), (0.66, 0.22)), fill=second, width=int(EDGE * 0.03))


def _grid(pen: ImageDraw.ImageDraw, main: str, second: str) -> None:
    for column in range(3):
        for row in range(3):
            left, top = 0.24 + 0.18 * column, 0.1 + 0.18 * row
            colour = second if column == row else main
            pen.rectangle(_box(left, top, left + 0.14, top + 0.14), fill=colour)


def _peak(pen: ImageDraw.ImageDraw, main: str, second: str) -> None:
    pen.polygon(_points((0.1, 0.62), (0.42, 0.12), (0.74, 0.62)), fill=main)
    pen.polygon(_points((0.5, 0.62), (0.7, 0.32), (0.9, 0.62)), fill=second)


def _drop(pen: ImageDraw.ImageDraw, main: str, second: str) -> None:
    pen.ellipse(_box(0.32, 0.26, 0.68, 0.62), fill=main)
    pen.polygon(_points((0.5, 0.06), (0.66, 0.36), (0.34, 0.36)), fill=main)
    pen.arc(_box(0.38, 0.32, 0.62, 0.56), 20, 110, fill=second, width=int(EDGE * 0.03))


def _ring(pen: ImageDraw.ImageDraw, main: str, second: str) -> None:
    pen.arc(_box(0.26, 0.12, 0.74, 0.6), 30, 300, fill=main, width=int(EDGE * 0.09))
    pen.arc(_box(0.26, 0.12, 0.74, 0.6), 312, 378, fill=second, width=int(EDGE * 0.09))


def _disc(pen: ImageDraw.ImageDraw, main: str, second: str) -> None:
    pen.ellipse(_box(0.24, 0.1, 0.76, 0.62), fill=main)
    pen.rectangle(_box(0.46, 0.2, 0.54, 0.52), fill=second)


def _bars(pen: ImageDraw.ImageDraw, main: str, second: str) -> None:
    for number, height in enumerate((0.24, 0.36, 0.48)):
        left = 0.22 + 0.2 * number
        colour = second if number == 1 else main
        pen.rectangle(_box(left, 0.62 - height, left + 0.15, 0.62), fill=colour)


def _layers(pen: ImageDraw.ImageDraw, main: str, second: str) -> None:
    for number, colour in enumerate((main, second, main)):
        top = 0.34 - 0.11 * number
        corners = ((0.5, top), (0.8, top + 0.14), (0.5, top + 0.28), (0.2, top + 0.14))
        pen.polygon(_points(*corners), fill=colour)


SHAPES: dict[str, Callable[[ImageDraw.ImageDraw, str, str], None]] = {
    "bars": _bars,
    "disc": _disc,
    "drop": _drop,
    "grid": _grid,
    "layers": _layers,
    "leaf": _leaf,
    "peak": _peak,
    "ring": _ring,
    "sun": _sun,
    "wave": _wave,
}
