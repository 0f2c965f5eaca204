"""The body field: migrations without blocks lose nothing."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from cms.blocks import BodyBlock
from cms.fields import BodyField
from cms.models import StandardPage


def test_migration_of_the_field_names_no_blocks():
    _name, path, args, options = BodyField(BodyBlock(), blank=True).deconstruct()
    assert path == "cms.fields.BodyField"
    assert args == []
    assert options == {"blank": True}


@pytest.mark.django_db
def test_historical_model_reads_and_writes_blocks_it_does_not_know():
    loader = MigrationExecutor(connection).loader
    historical = loader.project_state(loader.graph.leaf_nodes("cms")).apps
    old_page = historical.get_model("cms", "StandardPage")
    assert old_page is not apps.get_model("cms", "StandardPage")
    page = StandardPage.objects.get(slug="help", locale__language_code="en")
    before = list(page.body.raw_data)
    row = old_page.objects.get(pk=page.pk)
    assert [block["type"] for block in row.body[:2]] == ["heading", "text"]
    row.body[0]["value"]["text"] = "Start"
    row.save()
    page.refresh_from_db()
    assert page.body[0].value["text"] == "Start"
    assert list(page.body.raw_data)[1:] == before[1:]
