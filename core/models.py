"""Abstract bases for the models of the other apps."""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn

from django.db import models
from django.utils.translation import gettext_lazy as _


class Timestamped(models.Model):
    """Knows when its row was created and last saved (UTC)."""

    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("last changed"), auto_now=True)

    class Meta:
        abstract = True


class QuickLabels(models.Model):
    """Finds the label of one choice without translating those of all the others."""

    class Meta:
        abstract = True

    def _get_FIELD_display(self, field: Any) -> str:  # noqa: N802 - Django's
        value = getattr(self, field.attname)
        if not hasattr(field, "labels_by_value"):
            field.labels_by_value = dict(field.flatchoices)
        return str(field.labels_by_value.get(value, value))


class AppendOnlyError(TypeError):
    """Somebody tried to change or delete a row that must stay as written."""


class AppendOnlyQuerySet(models.QuerySet):
    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError(f"{self.model.__name__} rows are never changed.")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError(f"{self.model.__name__} rows are never changed.")

    def delete(self) -> NoReturn:
        raise AppendOnlyError(f"{self.model.__name__} rows are never deleted.")


class AppendOnly(models.Model):
    """Rows are written once.

    Raises `AppendOnlyError` on a second save and on deletion, also through the queryset.
    """

    objects: ClassVar[models.Manager] = models.Manager.from_queryset(AppendOnlyQuerySet)()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError(f"{type(self).__name__} rows are never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError(f"{type(self).__name__} rows are never deleted.")
