import pytest
from django import forms
from django.utils import translation

from countries.forms import CountryField, country_choices

pytestmark = pytest.mark.django_db


class CountryChoiceForm(forms.Form):
    country = CountryField()


def test_country_choices_are_named_and_sorted_in_the_active_language():
    with translation.override("fr"):
        choices = country_choices()

    assert choices[:3] == [("AF", "Afghanistan"), ("ZA", "Afrique du Sud"), ("AL", "Albanie")]
    assert len(choices) == 249


def test_country_field_lists_all_countries_in_one_query(django_assert_num_queries):
    with translation.override("en"), django_assert_num_queries(1):
        page = CountryChoiceForm().as_p()

    assert page.count("<option") == 250
    assert page.index("Åland Islands") < page.index("Albania")


def test_country_field_gives_the_country():
    form = CountryChoiceForm({"country": "KE"})

    assert form.is_valid()
    assert form.cleaned_data["country"].pk == "KE"


@pytest.mark.parametrize("value", ["", "ke", "QZ", "KEN", "KE\x00"])
def test_country_field_refuses_what_is_no_country(value):
    assert not CountryChoiceForm({"country": value}).is_valid()
