"""The pages of the reviewers' desk, as a browser uses them."""

from __future__ import annotations

from django.urls import reverse

from marketplace.models import Listing
from tests.marketplace.listings import (
    waiting,
)

NAMESPACE = "wagtailsnippets_marketplace_listing"


def at(name: str, *args) -> str:
    return reverse(f"{NAMESPACE}:{name}", args=args)


def text(response) -> str:
    return response.content.decode()


def decision(listing: Listing, action: str) -> str:
    return at("workflow_action", listing.pk, action, waiting(listing).pk)


def form_of(response) -> dict[str, str]:
    """Every field of the editor as a browser would send it back."""
    form = response.context["form"]
    data = {}
    for part in [form, *_forms_inside(form)]:
        for field in part:
            value = field.value()
            if value is None or value is False:
                continue
            data[field.html_name] = value if isinstance(value, list) else str(value)
    latest = Listing.objects.get(pk=form.instance.pk).latest_revision
    data["loaded_revision_id"] = str(latest.pk)
    data["loaded_revision_created_at"] = latest.created_at.isoformat()
    return data


def _forms_inside(form):
    for formset in form.formsets.values():
        yield formset.management_form
        yield from formset.forms


def said(client) -> str:
    return text(client.get(reverse("wagtailadmin_home")))


def is_missing(response) -> bool:
    """No such address; the site then tries it as a page of the reader's language."""
    return response.status_code == 404 or response.get("Location", "").startswith("/en/admin/")
