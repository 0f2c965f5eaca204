import re

import pytest
from django.conf import settings
from django.template import Context, Template
from django.urls import reverse

# Nobody writes these: a form draws them. Each with what it looks like.
DRAWN_BY_FORMS = {
    "error_summary": '<div class="error-summary"',
    "form_fields": '<div class="field-group"',
    "form_field": '<div class="field field-invalid"',
}

pytestmark = pytest.mark.django_db


def test_example_shows_what_it_draws_and_how_it_is_written():
    source = "{% load showcase %}{% example %}\n  <b>{{ word }}</b>{% if word %}!{% endif %}\n{% endexample %}"
    html = Template(source).render(Context({"word": "pump"}))
    assert "<b>pump</b>!" in html
    assert "&lt;b&gt;{{ word }}&lt;/b&gt;{% if word %}!{% endif %}" in html


def test_components_page_shows_every_component(client):
    html = client.get(reverse("show_components")).content.decode()
    named = set(re.findall(r"components/([a-z_]+)\.html", html))
    every = {path.stem for path in (settings.BASE_DIR / "templates" / "components").iterdir()}
    assert every - named == set(DRAWN_BY_FORMS)
    for mark in DRAWN_BY_FORMS.values():
        assert mark in html
    assert 'role="status"><svg' in html.split('class="messages"')[1]
    assert 'class="pagination"' in html
    assert "noindex" in html


def test_components_page_shows_what_a_refused_form_says(client):
    html = client.get(reverse("show_components")).content.decode()
    assert "An organisation of this name exists in this country already." in html


def test_components_page_has_no_id_twice(client):
    html = client.get(reverse("show_components")).content.decode()
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert [i for i in set(ids) if ids.count(i) > 1] == []


def test_components_page_weighs_little_and_asks_nobody_else(client):
    html = client.get(reverse("show_components")).content.decode()
    assert len(html.encode()) < 100_000
    assert re.findall(r'(?:src|href)="(?:https?:)?//(?!testserver)', html) == []
