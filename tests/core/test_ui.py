from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.utils import timezone, translation

from core.templatetags import ui


def draw(source: str, **values: object) -> str:
    return Template("{% load ui %}" + source).render(Context(values))


def test_icon_is_decorative_without_label():
    html = draw('{% icon "search" %}')
    assert 'aria-hidden="true"' in html
    assert "icons.svg#search" in html
    assert "role" not in html


def test_icon_with_label_is_an_image_of_that_name():
    html = draw("{% icon 'lock' label=label %}", label='<"seal">')
    assert 'role="img" aria-label="&lt;&quot;seal&quot;&gt;"' in html
    assert "aria-hidden" not in html


@pytest.mark.parametrize(("name", "mirrors"), [("arrow-forward", True), ("search", False)])
def test_icon_mirrors_only_where_it_has_a_direction(name, mirrors):
    assert ("icon-mirrors" in ui.icon(name)) is mirrors


def test_kind_is_told_by_class_and_word():
    assert draw('{% kind "need" %}') == '<span class="kind kind-need">Need</span>'
    assert draw('{% kind "offer" %}') == '<span class="kind kind-offer">Offer</span>'


def test_state_carries_sign_and_word_and_escapes_both():
    html = draw("{% state 'pending' label note=note %}", label="<b>", note="<i>")
    assert "state-warn" in html
    assert "icons.svg#state-half" in html
    assert "&lt;b&gt;" in html
    assert "&lt;i&gt;" in html


def test_state_of_unknown_name_is_a_mistake_of_the_template():
    with pytest.raises(KeyError):
        ui.state("splendid", "Splendid")


@pytest.mark.parametrize(
    ("days", "left"),
    [
        (0, "today"),
        (1, "1 day left"),
        (10, "10 days left"),
        (-1, "1 day late"),
        (-2, "2 days late"),
    ],
)
def test_due_says_the_day_and_how_long_is_left(days, left):
    day = timezone.localdate() + timedelta(days=days)
    html = ui.due(day)
    assert f'datetime="{day.isoformat()}"' in html
    assert f"({left})" in html


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "3 March 2026"),
        ("fr", "3 mars 2026"),
        ("es", "3 de marzo de 2026"),
        ("ar", "3 مارس، 2026"),
        ("ru", "3 марта 2026 г."),
        ("zh-hans", "2026年3月3日"),
    ],
)
def test_dates_follow_the_language(language, written):
    day = date(2026, 3, 3)
    with translation.override(language):
        assert ui.day(day) == written
        assert written in ui.verified(since=day)
        assert f">{written}</time>" in ui.due(day)


@pytest.mark.parametrize(
    ("code", "attributes"),
    [
        ("ar", 'lang="ar" dir="rtl"'),
        ("zh-hans", 'lang="zh-Hans" dir="ltr"'),
        ("", 'dir="auto"'),
        (None, 'dir="auto"'),
    ],
)
def test_lang_attrs_name_language_and_direction(code, attributes):
    assert ui.lang_attrs(code) == attributes


@pytest.mark.parametrize(("code", "direction"), [("ar", "rtl"), ("fr", "ltr"), ("", "auto")])
def test_dir_of_language(code, direction):
    assert ui.dir_of(code) == direction


@pytest.mark.parametrize(
    ("language", "number", "money", "percent"),
    [
        ("en", "1,250,000.5", "€1,250,000.50", "86%"),
        ("fr", "1 250 000,5", "1 250 000,50 €", "86 %"),
        ("es", "1.250.000,5", "1.250.000,50 €", "86 %"),
        ("ru", "1 250 000,5", "1 250 000,50 €", "86 %"),
        ("zh-hans", "1,250,000.5", "€1,250,000.50", "86%"),
    ],
)
def test_numbers_follow_the_language(language, number, money, percent):
    with translation.override(language):
        given = (
            ui.number(Decimal("1250000.5")),
            ui.money(Decimal("1250000.5"), "EUR"),
            ui.percent(Decimal("0.864")),
        )
    plain = [text.replace("\xa0", " ").replace("\u202f", " ") for text in given]
    assert plain == [number, money, percent]


def test_arabic_money_carries_its_currency_and_figures():
    with translation.override("ar"):
        assert "1,250.50" in ui.money(Decimal("1250.5"), "EUR")


def test_csrf_input_works_inside_an_isolated_include(rf):
    context = SimpleNamespace(request=rf.get("/"))
    html = ui.csrf_input(context)
    assert 'name="csrfmiddlewaretoken"' in html
    assert 'value=""' not in html


def test_fact_rows_draw_each_value_by_itself_and_as_text():
    html = draw(
        "{% fact_rows rows %}", rows=[("Size", ["<b>"]), ("Site", [ui.icon("search"), "b"])]
    )
    assert "<div><dt>Size</dt><dd>&lt;b&gt;</dd></div>" in html
    assert "<dt>Site</dt><dd><svg" in html
    assert "<dd>b</dd>" in html
