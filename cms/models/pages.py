"""The page types."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.models import Orderable, Page
from wagtail.search import index

from cms import navigation
from cms.blocks import BodyBlock
from cms.fields import BodyField
from cms.models.base import BasePage

if TYPE_CHECKING:
    from django.http import HttpRequest


class MenuPlace(models.TextChoices):
    HEADER = "header", _("At the top of every page")
    FOOTER = "footer", _("At the foot of every page")


class HomePage(BasePage):
    """The front door in one language: what this is, and the three things one can start."""

    headline = models.CharField(
        _("headline"), max_length=160, help_text=_("One sentence: what this is.")
    )
    introduction = models.TextField(
        _("introduction"), max_length=600, help_text=_("Who it is for, and what is different here.")
    )
    look_title = models.CharField(
        _("label of the search field"),
        max_length=80,
        help_text=_("First way in: I look for something."),
    )
    look_text = models.CharField(_("what to write into it"), max_length=200, blank=True)
    offer_title = models.CharField(
        _("offer: title"), max_length=80, help_text=_("Second way in: I have something to offer.")
    )
    offer_text = models.CharField(_("offer: text"), max_length=300)
    need_title = models.CharField(
        _("need: title"), max_length=80, help_text=_("Third way in: I need something.")
    )
    need_text = models.CharField(_("need: text"), max_length=300)

    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = ["cms.StandardPage"]
    template = "cms/home_page.html"

    content_panels: ClassVar[list] = [
        *Page.content_panels,
        MultiFieldPanel(
            [FieldPanel("headline"), FieldPanel("introduction")], heading=_("What this is")
        ),
        MultiFieldPanel(
            [
                FieldPanel("look_title"),
                FieldPanel("look_text"),
                FieldPanel("offer_title"),
                FieldPanel("offer_text"),
                FieldPanel("need_title"),
                FieldPanel("need_text"),
            ],
            heading=_("Three ways in"),
        ),
        InlinePanel("featured_guides", heading=_("Guides"), label=_("Guide"), max_num=6),
    ]
    search_fields: ClassVar[list] = [
        *Page.search_fields,
        index.SearchField("headline"),
        index.SearchField("introduction"),
    ]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict:
        context = super().get_context(request, *args, **kwargs)
        context["guides"] = navigation.guides(self)
        return context


class FeaturedGuide(Orderable):
    """A page that the home page recommends; its search description is shown below its title."""

    home = ParentalKey(HomePage, on_delete=models.CASCADE, related_name="featured_guides")
    guide = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")

    panels: ClassVar[list] = [PageChooserPanel("guide", "cms.StandardPage")]

    class Meta(Orderable.Meta):
        verbose_name = _("recommended guide")

    def __str__(self) -> str:
        return str(self.guide)


class StandardPage(BasePage):
    """A text with headings: About, Help, a guide. Lists the pages below it, if there are any."""

    introduction = models.TextField(
        _("introduction"),
        max_length=600,
        blank=True,
        help_text=_("The page in two or three sentences, for those who read no further."),
    )
    body = BodyField(BodyBlock(), verbose_name=_("text"), blank=True)
    menu = models.CharField(
        _("link to this page"), max_length=10, choices=MenuPlace.choices, blank=True, db_index=True
    )

    parent_page_types: ClassVar[list[str]] = ["cms.HomePage", "cms.StandardPage"]
    subpage_types: ClassVar[list[str]] = ["cms.StandardPage"]
    template = "cms/standard_page.html"

    content_panels: ClassVar[list] = [
        *Page.content_panels,
        FieldPanel("introduction"),
        FieldPanel("body"),
    ]
    promote_panels: ClassVar[list] = [*BasePage.promote_panels, FieldPanel("menu")]
    search_fields: ClassVar[list] = [
        *Page.search_fields,
        index.SearchField("introduction"),
        index.SearchField("body"),
    ]

    class Meta:
        verbose_name = _("text page")
        verbose_name_plural = _("text pages")

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict:
        context = super().get_context(request, *args, **kwargs)
        context["trail"] = navigation.trail(self)
        context["below"] = navigation.below(self)
        context["sections"] = [
            block
            for block in self.body
            if block.block_type == "heading" and block.value["level"] == "2"
        ]
        return context
