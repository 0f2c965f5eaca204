"""Forms as every page draws them."""

import re

import pytest
from django import forms
from django.template.loader import render_to_string

from core.showcase import ShowcaseForm


class Upload(forms.Form):
    file = forms.FileField()


def ids(html: str) -> list[str]:
    return re.findall(r'\sid="([^"]+)"', html)


def test_form_without_data_shows_no_errors():
    html = str(ShowcaseForm())
    assert "error-summary" not in html
    assert "field-invalid" not in html


def test_form_with_errors_leads_from_the_summary_to_each_control():
    html = str(ShowcaseForm({"size": "x"}))
    targets = re.findall(r'href="#([^"]+)"', html)
    assert targets == ["id_name", "id_country", "id_size_0", "id_agree"]
    assert set(targets) <= set(ids(html))


def test_form_with_errors_gives_the_focus_to_the_summary():
    assert 'tabindex="-1" autofocus' in str(Upload({}))


def test_form_has_no_id_twice():
    for form in (ShowcaseForm(), ShowcaseForm({})):
        found = ids(str(form))
        assert len(found) == len(set(found))


def test_every_description_of_a_control_exists():
    html = str(ShowcaseForm({"size": "x"}))
    described = {
        i for group in re.findall(r'aria-describedby="([^"]+)"', html) for i in group.split()
    }
    assert described
    assert described <= set(ids(html))


def test_invalid_control_says_so():
    assert re.search(r'<input[^>]*name="name"[^>]*aria-invalid="true"', str(ShowcaseForm({})))


def test_what_was_typed_is_kept_and_escaped():
    html = str(ShowcaseForm({"summary": '<script>"'}))
    assert "&lt;script&gt;&quot;" in html
    assert "<script>" not in html


@pytest.mark.parametrize(("form", "multipart"), [(Upload(), True), (forms.Form(), False)])
def test_form_sends_files_only_if_it_has_a_file_field(rf, form, multipart):
    html = render_to_string(
        "components/form.html", {"form": form, "submit": "Send"}, request=rf.get("/")
    )
    assert ('enctype="multipart/form-data"' in html) is multipart
    assert "csrfmiddlewaretoken" in html
