"""What lets a listing and its parts live in drafts (Wagtail revisions) before they are rows."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel, get_all_child_relations


class DraftTree(ClusterableModel):
    """Reads its parts back from a draft with the keys they were given there.

    Modelcluster looks every foreign key up while it reads, the one to this row among them; a
    listing that was never saved would lose its parts without a word. It also compares keys as
    text, by which publishing would delete and insert every part anew.
    """

    class Meta:
        abstract = True

    @classmethod
    def from_serializable_data(
        cls, data: dict[str, Any], check_fks: bool = True, strict_fks: bool = False
    ) -> Any:
        data = dict(data)
        for relation in get_all_child_relations(cls):
            name, key = relation.get_accessor_name(), relation.related_model._meta.pk
            if name in data:
                data[name] = [
                    {**row, relation.field.name: None, "pk": key.to_python(row["pk"])}
                    for row in data[name]
                ]
        return super().from_serializable_data(data, check_fks, strict_fks)


class Part(models.Model):
    """Part of one listing, drafted and published with it.

    The key is random: a part has it from its first draft on, and keeps it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sort_order = models.PositiveIntegerField(default=0, editable=False)
    # What modelcluster orders drafted parts by.
    sort_order_field: ClassVar[str] = "sort_order"

    wagtail_reference_index_ignore = True

    class Meta:
        abstract = True
        ordering: ClassVar[list[str]] = ["sort_order", "id"]


class OnlyPart(models.Model):
    """A part of which a listing has one or none."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    class Meta:
        abstract = True


def part_of(related_name: str, **options: Any) -> ParentalKey:
    """The key by which a part belongs to its listing."""
    return ParentalKey(
        "marketplace.Listing",
        verbose_name=_("listing"),
        on_delete=models.CASCADE,
        related_name=related_name,
        **options,
    )
