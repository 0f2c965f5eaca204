"""Rules of the house that no linter knows."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import ForeignKey, ManyToManyField

ROOT = Path(settings.BASE_DIR)
# From the ground up; an app may refer to those before it.
LADDER = [
    "core", "accounts", "audit", "countries", "partners", "marketplace", "negotiations", "search",
    "alerts", "matching", "cms", "demo",
]  # fmt: skip
SOURCES = [
    path
    for folder in [*LADDER, "config", "scripts", "bench", "tests"]
    for path in sorted((ROOT / folder).rglob("*.py"))
    if "migrations" not in path.parts
]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
STYLES = sorted((ROOT / "static").rglob("*.css"))

MAX_FILE, MAX_FUNCTION, MAX_FIELDS = 400, 40, 20


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_no_file_is_longer_than_a_long_file():
    long = {name(p): n for p in SOURCES if (n := len(p.read_text().splitlines())) > MAX_FILE}
    assert long == {}


def test_no_function_is_longer_than_a_long_function():
    long = {
        f"{name(path)}:{node.name}": node.end_lineno - node.lineno + 1
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno - node.lineno + 1 > MAX_FUNCTION
    }
    assert long == {}


def test_no_file_is_a_drawer_for_odds_and_ends():
    assert [name(p) for p in SOURCES if p.stem in {"utils", "helpers", "misc", "common"}] == []


def own_fields(model) -> list:
    """Without those that Wagtail's mixins bring (docs/adr/0010)."""
    brought = {
        field.name
        for base in model.__mro__
        if base.__module__.startswith("wagtail.") and hasattr(base, "_meta") and base is not model
        for field in base._meta.local_fields
    }
    return [field for field in model._meta.local_fields if field.name not in brought]


def test_no_model_is_a_god_table():
    large = {
        model.__name__: len(own_fields(model))
        for label in LADDER
        for model in apps.get_app_config(label).get_models()
        if len(own_fields(model)) > MAX_FIELDS
    }
    assert large == {}


def test_no_field_of_ours_passes_for_one_of_wagtail():
    listing = apps.get_model("marketplace", "Listing")
    names = {field.name for field in own_fields(listing)}
    assert {"title", "status", "expires_on"} <= names
    assert {"live", "locked", "latest_revision"} & names == set()


def test_foreign_keys_point_down_the_ladder():
    upward = [
        f"{label}.{model.__name__}.{field.name} -> {target}"
        for rank, label in enumerate(LADDER)
        for model in apps.get_app_config(label).get_models()
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey | ManyToManyField)
        and (target := field.related_model._meta.app_label) in LADDER
        and LADDER.index(target) > rank
    ]
    assert upward == []


def test_actions_know_nothing_of_http():
    knowing = [
        f"{name(path)}:{node.lineno}"
        for path in SOURCES
        if "actions" in path.parts or path.name == "actions.py"
        for node in ast.walk(ast.parse(path.read_text()))
        if (
            isinstance(node, ast.ImportFrom)
            and (node.module or "").startswith(("django.http", "django.contrib.messages"))
        )
        or (isinstance(node, ast.arg) and node.arg == "request")
    ]
    assert [k for k in knowing if not k.startswith("tests/")] == []


def test_views_never_start_from_all_rows():
    starting = [
        f"{name(path)}:{number}"
        for path in SOURCES
        if "views" in path.parts or path.name in {"views.py", "wagtail_views.py"}
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if "objects.all()" in line and not name(path).startswith("tests/")
    ]
    assert starting == []


def test_components_are_given_only_what_they_name():
    loose = [
        f"{name(path)}: {tag}"
        for path in TEMPLATES
        if "components" not in path.parts
        for tag in re.findall(r"{% include [\"']components/[^%]*%}", path.read_text())
        if " only" not in tag
    ]
    assert loose == []


def test_texts_are_marked_by_names_that_the_extraction_knows():
    aliases = {
        (name(path), found)
        for path in SOURCES
        for found in re.findall(r"import p?n?gettext\w* as (\w+)", path.read_text())
        if found != "_"
    }
    assert aliases == set()


def test_texts_inside_f_strings_are_marked_outside():
    """The extraction does not read f-strings: such a text would be English in every language."""
    unread = [
        f"{name(path)}:{call.lineno}"
        for path in SOURCES
        for string in ast.walk(ast.parse(path.read_text()))
        if isinstance(string, ast.JoinedStr)
        for call in ast.walk(string)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and re.fullmatch(r"_|say|n?p?n?gettext\w*", call.func.id)
        and isinstance(call.args[0], ast.Constant)
    ]
    assert unread == []


def test_translated_blocks_are_trimmed():
    untrimmed = [
        f"{name(path)}: {tag}"
        for path in [*TEMPLATES, *sorted((ROOT / "templates").rglob("*.txt"))]
        for tag in re.findall(r"{% blocktranslate[^%]*%}", path.read_text())
        if "trimmed" not in tag
    ]
    assert untrimmed == []


def test_every_page_says_its_language_and_direction():
    silent = [
        name(path)
        for path in TEMPLATES
        for tag in re.findall(r"<html[^>]*>", path.read_text())
        if "lang=" not in tag or "dir=" not in tag
    ]
    assert silent == []


def test_nothing_is_inline_in_pages():
    inline = [
        f"{name(path)}: {found}"
        for path in TEMPLATES
        if "emails" not in path.parts and "wagtailadmin" not in path.parts
        for found in re.findall(
            r"<script(?![^>]*\bsrc=)(?![^>]*application/(?:ld\+)?json)[^>]*>"
            r"|<style|\sstyle=|\son[a-z]+=[\"']",
            path.read_text(),
        )
    ]
    assert inline == []


@pytest.mark.parametrize("path", STYLES, ids=lambda p: p.name)
def test_styles_know_no_left_and_right(path):
    text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S)
    physical = re.findall(
        r"(?:^|[;{\s])((?:margin|padding|border)-(?:left|right|top|bottom)[\w-]*"
        r"|left|right|top|bottom|float)\s*:|text-align:\s*(?:left|right)",
        text,
    )
    assert physical == []
