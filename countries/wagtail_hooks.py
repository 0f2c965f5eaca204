"""Country facts in the Wagtail admin, for staff with the add/change/delete permissions."""

from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel, ObjectList
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.permissions import register_permission_policy

from accounts.staff_desk import DecidingStaffPolicy, DeskViewSet
from countries.loading import source_of_names
from countries.models import (
    NAME_COLUMNS,
    Country,
    CountryGroupMembership,
    IncomeClassification,
    Region,
)
from countries.wagtail_views import (
    CountryForm,
    FactCreateView,
    FactDeleteView,
    FactEditView,
    FactForm,
    FactListView,
    RegionListView,
)

SOURCE_PANEL = MultiFieldPanel(
    [FieldPanel("source"), FieldPanel("source_url")], heading=_("Where this is from")
)
# The same for every country, so no column says it.
NAMES_PANEL = HelpPanel(
    format_html(
        '<p dir="ltr" lang="en">{source}<br><a href="{source_url}">{source_url}</a></p>',
        **source_of_names(),
    ),
    heading=_("Where this is from"),
)


class FactViewSet(ModelViewSet):
    index_view_class = FactListView
    add_view_class = FactCreateView
    edit_view_class = FactEditView
    delete_view_class = FactDeleteView
    copy_view_enabled = False
    add_to_reference_index = False
    list_per_page = 50


class CountryViewSet(FactViewSet):
    model = Country
    url_prefix = "countries"
    icon = "globe"
    list_display = ("name_en", "code", "region", "origin")
    list_filter = ("region", "origin")
    search_fields = ("code", "iso3", "m49", *NAME_COLUMNS.values())
    edit_handler = ObjectList(
        [
            MultiFieldPanel([FieldPanel(name) for name in NAME_COLUMNS.values()], _("Names")),
            FieldRowPanel([FieldPanel("code"), FieldPanel("iso3"), FieldPanel("m49")]),
            FieldPanel("region"),
            NAMES_PANEL,
        ],
        base_form_class=CountryForm,
    )


class CountryGroupMembershipViewSet(FactViewSet):
    model = CountryGroupMembership
    url_prefix = "country-memberships"
    icon = "group"
    list_display = ("country", "group", "since", "until", "origin")
    list_filter = ("group", "country", "origin")
    search_fields = ("country__name_en", "country__code", "note")
    edit_handler = ObjectList(
        [
            FieldPanel("country"),
            FieldPanel("group"),
            FieldRowPanel([FieldPanel("since"), FieldPanel("until")]),
            FieldPanel("since_is_exact"),
            FieldPanel("note"),
            SOURCE_PANEL,
        ],
        base_form_class=FactForm,
    )


class IncomeClassificationViewSet(FactViewSet):
    model = IncomeClassification
    url_prefix = "country-incomes"
    icon = "table"
    list_display = ("country", "fiscal_year", "group", "origin")
    list_filter = ("fiscal_year", "group", "country", "origin")
    search_fields = ("country__name_en", "country__code")
    edit_handler = ObjectList(
        [
            FieldPanel("country"),
            FieldRowPanel([FieldPanel("fiscal_year"), FieldPanel("group")]),
            SOURCE_PANEL,
        ],
        base_form_class=FactForm,
    )


class RegionViewSet(DeskViewSet):
    """For reading: codes, names and order are those of UN M49, and an update brings them anew."""

    model = Region
    permission = "countries.change_country"
    name = url_namespace = "region"
    url_prefix = "country-regions"
    menu_label = _("Regions")
    icon = "globe"
    list_view = RegionListView
    list_options = {
        "list_display": ["name_en", "code", "parent", *list(NAME_COLUMNS.values())[1:]],
        "search_fields": ["code", *NAME_COLUMNS.values()],
        "default_ordering": "code",
        "paginate_by": 50,
        "page_title": _("Regions"),
    }


register_permission_policy(Region, DecidingStaffPolicy(Region, permission=RegionViewSet.permission))


class CountryFactsGroup(ModelViewSetGroup):
    items = (
        CountryViewSet, CountryGroupMembershipViewSet, IncomeClassificationViewSet, RegionViewSet
    )  # fmt: skip
    menu_label = _("Country facts")
    menu_icon = "globe"
    menu_order = 350


@hooks.register("register_admin_viewset")
def country_facts() -> CountryFactsGroup:
    return CountryFactsGroup()
