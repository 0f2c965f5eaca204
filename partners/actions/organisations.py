"""Founding an organisation and keeping its profile true."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from audit.recording import record
from core.actions import lock
from core.changes import changed
from core.errors import ActionRefused
from partners import identifiers
from partners.actions import verifications
from partners.actions.guards import lock_for, lock_person
from partners.enums import Role
from partners.models import (
    Membership,
    Organisation,
    OrganisationDivision,
    OrganisationIdentifier,
    OrganisationName,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.core.files.base import File

    from accounts.models import User

MAX_ORGANISATIONS_PER_PERSON = 20
MAX_NAMES = 30
MAX_IDENTIFIERS = 20


@transaction.atomic
def found(organisation: Organisation, *, by: User, divisions: Iterable[str] = ()) -> Organisation:
    """Save a new organisation with `by` as its owner and first contact.

    Raises `ActionRefused`: "account_closed", "too_many" (the person belongs to twenty already).
    """
    by = lock_person(by)
    if by.memberships.count() >= MAX_ORGANISATIONS_PER_PERSON:
        raise ActionRefused(
            _("You belong to %(limit)d organisations, which is the most a person can.")
            % {"limit": MAX_ORGANISATIONS_PER_PERSON},
            code="too_many",
        )
    organisation.slug = free_slug(organisation.name)
    organisation.save()
    _set_divisions(organisation, divisions)
    Membership.objects.create(organisation=organisation, user=by, role=Role.OWNER, contact_rank=1)
    record("organisation.founded", actor=by, about=[organisation])
    return organisation


@transaction.atomic
def revise(
    organisation: Organisation,
    *,
    by: User,
    revision: int,
    changes: Mapping[str, Any],
    divisions: Iterable[str] | None = None,
) -> Organisation:
    """Write `changes` (field name to value) if nobody saved since `revision` was read.

    Raises `ActionRefused` ("changed_meanwhile") otherwise. A logo given as None stays, as ""
    goes.
    """
    organisation = lock_for(organisation, by=by, permission="partners.edit_organisation")
    if organisation.revision != revision:
        raise ActionRefused(
            _(
                "Somebody else changed this profile while you were writing. Compare, then save again."
            ),
            code="changed_meanwhile",
        )
    before = organisation.facts_to_verify()
    for name, value in changes.items():
        setattr(organisation, name, value)
    organisation.revision += 1
    organisation.save(update_fields=[*changes, "revision", "updated_at"])
    if divisions is not None:
        _set_divisions(organisation, divisions)
    changed("partners.organisation", [organisation.pk])
    record("organisation.revised", actor=by, about=[organisation], data={"fields": sorted(changes)})
    verifications.mark_if_outdated(organisation, before=before, by=by)
    return organisation


@transaction.atomic
def set_logo(organisation: Organisation, *, by: User, logo: File | None) -> None:
    """Replace the logo by a checked image, or remove it."""
    organisation = lock_for(organisation, by=by, permission="partners.edit_organisation")
    old = organisation.logo.name
    if logo:
        organisation.logo.save(logo.name or "logo.png", logo, save=False)
    else:
        organisation.logo = ""
    organisation.save(update_fields=["logo", "updated_at"])
    if old:
        storage = organisation.logo.storage
        transaction.on_commit(lambda: storage.delete(old))
    record("organisation.logo_changed", actor=by, about=[organisation])


@transaction.atomic
def add_name(
    organisation: Organisation, *, by: User, kind: str, value: str, language: str
) -> OrganisationName:
    """Add a further name. Raises `ActionRefused` ("too_many" or "known")."""
    organisation = lock_for(organisation, by=by, permission="partners.edit_organisation")
    _refuse_above(organisation.names.count(), MAX_NAMES)
    name, created = OrganisationName.objects.get_or_create(
        organisation=organisation, kind=kind, value=value, language=language
    )
    if not created:
        raise ActionRefused(_("This name is there already."), code="known")
    record("organisation.name_added", actor=by, about=[organisation], data={"name": name.value})
    return name


@transaction.atomic
def remove_name(name: OrganisationName, *, by: User) -> None:
    """Remove a further name; the main name is changed by `revise`."""
    organisation = lock_for(name.organisation, by=by, permission="partners.edit_organisation")
    name = lock(name)
    record("organisation.name_removed", actor=by, about=[organisation], data={"name": name.value})
    name.delete()


@transaction.atomic
def add_identifier(
    organisation: Organisation, *, by: User, scheme: str, value: str
) -> OrganisationIdentifier:
    """Add an identifier in normal form.

    Raises `ActionRefused` ("too_many", "known") and `ValidationError` for a wrong value.
    """
    organisation = lock_for(organisation, by=by, permission="partners.edit_organisation")
    _refuse_above(organisation.identifiers.count(), MAX_IDENTIFIERS)
    identifier, created = OrganisationIdentifier.objects.get_or_create(
        organisation=organisation, scheme=scheme, value=identifiers.normalise(scheme, value)
    )
    if not created:
        raise ActionRefused(_("This identifier is there already."), code="known")
    record(
        "organisation.identifier_added",
        actor=by,
        about=[organisation],
        data={"scheme": identifier.scheme, "value": identifier.value},
    )
    return identifier


@transaction.atomic
def remove_identifier(identifier: OrganisationIdentifier, *, by: User) -> None:
    """Remove an identifier; a verification that rested on it keeps its decision."""
    organisation = lock_for(identifier.organisation, by=by, permission="partners.edit_organisation")
    identifier = lock(identifier)
    record(
        "organisation.identifier_removed",
        actor=by,
        about=[organisation],
        data={"scheme": identifier.scheme, "value": identifier.value},
    )
    identifier.delete()


def _refuse_above(count: int, limit: int) -> None:
    if count >= limit:
        raise ActionRefused(
            _("There are %(limit)d already, which is the most possible.") % {"limit": limit},
            code="too_many",
        )


def _set_divisions(organisation: Organisation, codes: Iterable[str]) -> None:
    wanted = set(codes)
    present = set(organisation.divisions.values_list("code", flat=True))
    organisation.divisions.filter(code__in=present - wanted).delete()
    OrganisationDivision.objects.bulk_create(
        OrganisationDivision(organisation=organisation, code=code)
        for code in sorted(wanted - present)
    )


def free_slug(name: str) -> str:
    """ASCII from the name where it has any, with a random tail so that addresses never collide."""
    stem = slugify(name)[:60].strip("-") or "organisation"
    return f"{stem}-{secrets.token_hex(3)}"
