"""The pages a new installation starts with, in all languages. Editors own them from then on."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from wagtail.models import Collection, Locale, Page, Site, Task, Workflow
from wagtail.signal_handlers import disable_reference_index_auto_update

from cms.groups import load_groups, load_missing_groups
from cms.models import FeaturedGuide, HomePage, StandardPage
from cms.models.pages import MenuPlace
from cms.texts import NAMESPACE, read_home, read_page

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class Planned:
    slug: str
    menu: str = ""
    parent: str = "home"


PLAN = (
    Planned("learn", MenuPlace.HEADER),
    Planned("readiness-levels", parent="learn"),
    Planned("ways-to-share", parent="learn"),
    Planned("rights-by-country", parent="learn"),
    Planned("about", MenuPlace.FOOTER),
    Planned("verification", MenuPlace.FOOTER),
    Planned("help", MenuPlace.FOOTER),
    Planned("accessibility", MenuPlace.FOOTER),
    Planned("privacy", MenuPlace.FOOTER),
    Planned("terms", MenuPlace.FOOTER),
)
GUIDES = tuple(planned.slug for planned in PLAN if planned.parent == "learn")


def set_up_site(**_signal: object) -> None:
    """After a migration: give a database that has no home page its pages and groups.

    A migration could not do it: it would have to fill models as they were then with what they
    are now. Emptying the database ends here too. Once there is a home page only groups are
    added that there are none of: a page that an editor deletes stays deleted.
    """
    if HomePage._meta.db_table not in connection.introspection.table_names():
        return
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return
    with transaction.atomic():
        if not HomePage.objects.exists():
            # An emptied database numbers its content types anew.
            ContentType.objects.clear_cache()
            load_pages()
            load_groups()
        else:
            load_missing_groups()


@transaction.atomic
def load_pages() -> int:
    """Create the planned pages that are missing, in every language; return how many.

    A page that exists is left as it is, whatever an editor made of it, wherever it was moved.
    """
    _make_room()
    with disable_reference_index_auto_update():  # no page refers to another yet
        created = [page for code, _name in settings.LANGUAGES for page in _load_language(code)]
    for page in created:
        _link(page)
    if created:
        _open_site()
    return len(created)


def key_of(slug: str) -> uuid.UUID:
    """The translation key that all languages of a planned page share."""
    return uuid.uuid5(NAMESPACE, slug)


def _make_room() -> None:
    """Roots for pages and files; Wagtail's welcome page, with its site, and its workflow go."""
    Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)  # no page is without one
    Page.get_first_root_node() or Page.add_root(title="Root", slug="root")
    Collection.get_first_root_node() or Collection.add_root(name="Root")
    Page.objects.filter(depth=2, title="Welcome to your new Wagtail site!").delete()
    Workflow.objects.filter(name="Moderators approval").delete()
    Task.objects.filter(name="Moderators approval").delete()


# --- One language ---------------------------------------------------------------------------


def _load_language(code: str) -> Iterator[Page]:
    locale, _created = Locale.objects.get_or_create(language_code=code)
    pages = {page.translation_key: page for page in Page.objects.filter(locale=locale)}
    if key_of("home") not in pages:
        root = Page.get_first_root_node()
        slug = "home" if code == settings.LANGUAGE_CODE else f"home-{code}"
        page = HomePage(slug=slug, **_common("home", locale), **read_home(code))
        pages[page.translation_key] = root.add_child(instance=page)
        yield page
    for planned in PLAN:
        if key_of(planned.slug) not in pages:
            page = _new_page(planned, locale)
            parent = pages.get(key_of(planned.parent)) or pages[key_of("home")]
            pages[page.translation_key] = parent.add_child(instance=page)
            yield page


def _new_page(planned: Planned, locale: Locale) -> StandardPage:
    text = read_page(locale.language_code, planned.slug)
    return StandardPage(
        slug=planned.slug,
        title=text.title,
        introduction=text.introduction,
        search_description=text.introduction,
        body=text.body,
        menu=planned.menu,
        **_common(planned.slug, locale),
    )


def _common(slug: str, locale: Locale) -> dict:
    now = timezone.now()
    return {
        "translation_key": key_of(slug),
        "locale": locale,
        "first_published_at": now,
        "last_published_at": now,
    }


# --- When all are there ---------------------------------------------------------------------


def _link(page: Page) -> None:
    """Turn what the texts call `page:<slug>` into links that survive a change of address."""
    same_language = Page.objects.filter(locale=page.locale)
    if isinstance(page, HomePage):
        page.featured_guides = [
            FeaturedGuide(guide=guide, sort_order=position)
            for position, slug in enumerate(GUIDES)
            if (guide := same_language.filter(translation_key=key_of(slug)).first())
        ]
        page.save()
    elif any("page:" in str(block["value"]) for block in page.body.raw_data):
        ids = dict(same_language.values_list("translation_key", "pk"))
        page.body = [
            {**block, "value": _with_links(block["value"], ids)} for block in page.body.raw_data
        ]
        page.save()


def _with_links(value: object, ids: dict[uuid.UUID, int]) -> object:
    if not isinstance(value, str):
        return value
    return re.sub(
        r'<a href="page:([a-z-]+)">',
        lambda found: f'<a linktype="page" id="{ids[key_of(found[1])]}">',
        value,
    )


def _open_site() -> None:
    """Visitors of any host name come to the English home; its translations follow from it."""
    if not Site.objects.filter(is_default_site=True).exists():
        home = HomePage.objects.get(
            translation_key=key_of("home"), locale__language_code=settings.LANGUAGE_CODE
        )
        public = urlsplit(settings.SITE_URL)
        Site.objects.create(
            hostname=public.hostname,
            port=public.port or (443 if public.scheme == "https" else 80),
            root_page=home,
            is_default_site=True,
            site_name=settings.SITE_NAME,
        )
