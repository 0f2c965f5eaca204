"""One set of blocks for the body of every page. Each says something; none is only decoration."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

# Headings are blocks of their own, so that their levels can be kept in order.
TEXT_FEATURES = ["bold", "italic", "ol", "ul", "link", "document-link"]
INLINE_FEATURES = ["bold", "italic", "link", "document-link"]


class HeadingBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Heading"), max_length=150)
    level = blocks.ChoiceBlock(
        label=_("Level"),
        choices=[("2", _("Section")), ("3", _("Part of a section"))],
        default="2",
    )

    class Meta:
        icon = "title"
        label = _("Heading")


class FigureBlock(blocks.StructBlock):
    """A picture with alternative text, or marked as decorative: Wagtail insists on one of them."""

    image = ImageBlock(label=_("Picture"))
    caption = blocks.CharBlock(label=_("Caption"), max_length=300, required=False)

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "cms/blocks/figure.html"


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Words quoted"), rows=3)
    source = blocks.CharBlock(label=_("Who said or wrote it, and where"), max_length=200)

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        template = "cms/blocks/quote.html"


class CallOutBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=150)
    text = blocks.RichTextBlock(label=_("Text"), features=TEXT_FEATURES)

    class Meta:
        icon = "warning"
        label = _("Call-out")
        template = "cms/blocks/call_out.html"


class TableBlock(TypedTableBlock):
    def __init__(self, **kwargs: Any) -> None:
        columns = [
            ("text", blocks.CharBlock(label=_("Text"), required=False)),
            ("number", blocks.FloatBlock(label=_("Number"), required=False)),
            (
                "rich_text",
                blocks.RichTextBlock(label=_("Text with links"), features=INLINE_FEATURES),
            ),
        ]
        super().__init__(columns, **kwargs)

    class Meta:
        icon = "table"
        label = _("Table")
        template = "cms/blocks/table.html"


class LinkBlock(blocks.StructBlock):
    """A link in words, to a page of this site or to another site, never to both."""

    page = blocks.PageChooserBlock(label=_("Page of this site"), required=False)
    url = blocks.URLBlock(label=_("or address of another site"), required=False)
    text = blocks.CharBlock(label=_("Words of the link"), max_length=150, required=False)
    note = blocks.CharBlock(label=_("What one finds there"), max_length=300, required=False)

    class Meta:
        icon = "link"
        label = _("Link")

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if bool(value["page"]) == bool(value["url"]):
            raise blocks.StructBlockValidationError(
                block_errors={
                    "url": ValidationError(_("Choose a page or give an address, one of the two."))
                }
            )
        if value["url"] and not value["text"]:
            raise blocks.StructBlockValidationError(
                block_errors={"text": ValidationError(_("Say where this link leads."))}
            )
        return value


class LinksBlock(blocks.StructBlock):
    links = blocks.ListBlock(LinkBlock(), label=_("Links"), min_num=1)

    class Meta:
        icon = "list-ul"
        label = _("List of links")
        template = "cms/blocks/links.html"


class DownloadBlock(blocks.StructBlock):
    document = DocumentChooserBlock(label=_("Document"))
    note = blocks.CharBlock(label=_("What it holds"), max_length=300, required=False)

    class Meta:
        icon = "doc-full"
        label = _("Document")
        template = "cms/blocks/download.html"


class BodyBlock(blocks.StreamBlock):
    heading = HeadingBlock()
    text = blocks.RichTextBlock(
        label=_("Text"), features=TEXT_FEATURES, icon="pilcrow", template="cms/blocks/text.html"
    )
    figure = FigureBlock()
    quote = QuoteBlock()
    call_out = CallOutBlock()
    table = TableBlock()
    links = LinksBlock()
    download = DownloadBlock()

    class Meta:
        template = "cms/blocks/body.html"

    def clean(self, value: Any) -> Any:
        """Refuses a body that begins with a heading of the lower level: screen readers jump by them."""
        value = super().clean(value)
        level = 1
        for position, child in enumerate(value):
            if child.block_type != "heading":
                continue
            if int(child.value["level"]) > level + 1:
                raise blocks.StreamBlockValidationError(
                    block_errors={
                        position: ValidationError(_("A part needs a section heading before it."))
                    }
                )
            level = int(child.value["level"])
        return value
