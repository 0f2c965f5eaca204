"""Nothing that points at a person escapes the export or the deletion."""

from accounts import personal_data
from accounts.models import User


def models_about_people() -> set[type]:
    found = {User}
    for relation in User._meta.get_fields(include_hidden=True):
        points_here = relation.auto_created and not relation.concrete
        if points_here and not relation.related_model._meta.auto_created:
            found.add(relation.related_model)
    return found


def covered(entries) -> set[type]:
    return {model for entry in entries for model in entry.models}


def test_every_model_about_people_is_exported():
    assert models_about_people() - covered(personal_data.exporters()) == set()


def test_every_model_about_people_has_a_fate_on_deletion():
    assert models_about_people() - covered(personal_data.erasers()) == set()


def test_every_eraser_does_something_or_says_what_stays():
    for entry in personal_data.erasers():
        assert entry.erase or entry.keeps, entry.name
