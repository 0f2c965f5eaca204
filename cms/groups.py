"""The groups of staff and what they may do. Members of organisations need none of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from marketplace.loading import REVIEWERS

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True)
class StaffGroup:
    """`on_pages` and `on_files` hold for the whole tree of pages and of collections."""

    name: str
    permissions: tuple[str, ...]
    on_pages: tuple[str, ...] = ()
    on_files: tuple[str, ...] = ()


STAFF_GROUPS = (
    StaffGroup(
        "Editors",
        (
            "wagtailadmin.access_admin",
            "simple_translation.submit_translation",
            "wagtailredirects.add_redirect",
            "wagtailredirects.change_redirect",
            "wagtailredirects.delete_redirect",
        ),
        on_pages=(
            "wagtailcore.add_page",
            "wagtailcore.change_page",
            "wagtailcore.publish_page",
            "wagtailcore.lock_page",
        ),
        on_files=(
            "wagtailimages.add_image",
            "wagtailimages.change_image",
            "wagtailimages.choose_image",
            "wagtaildocs.add_document",
            "wagtaildocs.change_document",
            "wagtaildocs.choose_document",
        ),
    ),
    StaffGroup("Verifiers", ("wagtailadmin.access_admin", "partners.verify_organisation")),
    StaffGroup(
        REVIEWERS,
        ("wagtailadmin.access_admin", "marketplace.view_listing", "marketplace.review_listing"),
    ),
    StaffGroup("Moderators", ("wagtailadmin.access_admin", "negotiations.handle_report")),
    StaffGroup(
        "Country facts",
        (
            "wagtailadmin.access_admin",
            "countries.add_country",
            "countries.change_country",
            "countries.delete_country",
            "countries.add_countrygroupmembership",
            "countries.change_countrygroupmembership",
            "countries.delete_countrygroupmembership",
            "countries.add_incomeclassification",
            "countries.change_incomeclassification",
            "countries.delete_incomeclassification",
        ),
    ),
    StaffGroup("Postmasters", ("wagtailadmin.access_admin", "accounts.handle_dead_letter")),
)


def load_groups() -> None:
    """Give each group exactly what is listed here; people keep their groups.

    Wagtail's own installation lets "Moderators" publish pages and gives "Editors" less than
    their name says.
    """
    _load(STAFF_GROUPS)


def load_missing_groups() -> None:
    """Add those that a newer version brings; the others stay as staff have made them."""
    names = [staff_group.name for staff_group in STAFF_GROUPS]
    there = set(Group.objects.filter(name__in=names).values_list("name", flat=True))
    _load(staff_group for staff_group in STAFF_GROUPS if staff_group.name not in there)


def _load(staff_groups: Iterable[StaffGroup]) -> None:
    root_page = Page.get_first_root_node()
    root_collection = Collection.get_first_root_node()
    for staff_group in staff_groups:
        group, _created = Group.objects.get_or_create(name=staff_group.name)
        group.permissions.set(_find(staff_group.permissions))
        GroupPagePermission.objects.filter(group=group).delete()
        GroupPagePermission.objects.bulk_create(
            GroupPagePermission(group=group, page=root_page, permission=permission)
            for permission in _find(staff_group.on_pages)
        )
        GroupCollectionPermission.objects.filter(group=group).delete()
        GroupCollectionPermission.objects.bulk_create(
            GroupCollectionPermission(
                group=group, collection=root_collection, permission=permission
            )
            for permission in _find(staff_group.on_files)
        )


def _find(names: tuple[str, ...]) -> list[Permission]:
    # Django creates permissions only after all migrations, app by app; ours may be asked earlier.
    for label in sorted({name.partition(".")[0] for name in names}):
        create_permissions(apps.get_app_config(label), verbosity=0)
    return [
        Permission.objects.get(content_type__app_label=label, codename=codename)
        for label, _, codename in (name.partition(".") for name in names)
    ]
