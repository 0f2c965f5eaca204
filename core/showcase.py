"""Invented contents for the page of components."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from django import forms
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ShowcaseForm(forms.Form):
    """One field of every sort."""

    # An answer to a form takes the focus; two forms that merely stand there do not.
    quiet_summary = True

    name = forms.CharField(label=_("Name of the organisation"), max_length=80)
    summary = forms.CharField(
        label=_("What it does"),
        help_text=_("One or two sentences that an outsider understands."),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )
    country = forms.ChoiceField(
        label=_("Country"), choices=[("", "–"), ("KE", _("Kenya")), ("PE", _("Peru"))]
    )
    founded = forms.DateField(
        label=_("Founded on"), widget=forms.DateInput(attrs={"type": "date"}), required=False
    )
    size = forms.ChoiceField(
        label=_("How many people work there"),
        choices=[("s", _("Fewer than 50")), ("m", _("50 to 249")), ("l", _("250 or more"))],
        widget=forms.RadioSelect,
        help_text=_("Count full-time equivalents."),
    )
    kinds = forms.MultipleChoiceField(
        label=_("What it is looking for"),
        choices=[("licence", _("A licence")), ("joint", _("Joint development"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    document = forms.FileField(
        label=_("Evidence"), help_text=_("A PDF of at most 10 MB."), required=False
    )
    agree = forms.BooleanField(label=_("I may speak for this organisation"))


def broken_form() -> ShowcaseForm:
    given = {"bad-summary": "Pumps", "bad-founded": "31 February", "bad-size": "x"}
    form = ShowcaseForm(given, prefix="bad")
    form.add_error(None, _("An organisation of this name exists in this country already."))
    return form


# Title, summary, language, organisation: user text stays in the language it was written in.
LISTINGS = [
    {
        "kind": "offer",
        "title": "Low-head solar pump for smallholders",
        "summary": "Moves 30 m³ a day at a third of the cost of diesel; repaired with hand tools.",
        "lang": "en",
        "who": "University of the Lakes",
        "facts": [_("Readiness 7"), _("non-exclusive"), _("no right declared in Kenya")],
        "why": _("Found by: “solar pump” in the title; theme Distributed energy"),
        "is_verified": True,
    },
    {
        "kind": "need",
        "title": "تحلية مياه الآبار المالحة في القرى البعيدة",
        "summary": "نبحث عن وحدة تعمل بالطاقة الشمسية وتنتج 5 m³ في اليوم، ويمكن صيانتها محليًا.",
        "lang": "ar",
        "who": "جمعية واحة الشمال",
        "facts": [_("Readiness 6 or more"), _("12 villages")],
        "why": "",
        "is_verified": False,
    },
    {
        "kind": "offer",
        "title": "Сорбент из золы рисовой шелухи для очистки сточных вод",
        "summary": "Снижает содержание тяжёлых металлов на 94 % без внешнего нагрева.",
        "lang": "ru",
        "who": "Институт водных технологий",
        "facts": [_("Readiness 5"), _("joint development")],
        "why": "",
        "is_verified": True,
    },
    {
        "kind": "need",
        "title": "小型冷链车用相变蓄冷材料",
        "summary": "需要在四十度环境下保持八小时低于五度、可重复使用两千次以上的材料。",
        "lang": "zh-hans",
        "who": "江南农业合作社",
        "facts": [_("Readiness 4 or more"), _("licence")],
        "why": "",
        "is_verified": False,
    },
]

ICONS = [
    "search",
    "menu",
    "close",
    "check",
    "chevron-down",
    "arrow-back",
    "arrow-forward",
    "external",
    "filter",
    "sort",
    "info",
    "success",
    "warning",
    "error",
    "verified",
    "state-full",
    "state-half",
    "state-open",
    "state-ended",
    "state-none",
    "state-unknown",
    "state-draft",
    "user",
    "people",
    "organisation",
    "country",
    "language",
    "mail",
    "lock",
    "key",
    "shield",
    "download",
    "upload",
    "print",
    "edit",
    "trash",
    "plus",
    "minus",
    "save",
    "compare",
    "share",
    "attach",
    "document",
    "clock",
    "calendar",
    "learn",
    "help",
    "flag",
    "message",
    "settings",
    "sign-out",
    "offer",
    "need",
]

COLOURS = [
    "ground",
    "surface",
    "ink",
    "ink-soft",
    "rule",
    "rule-strong",
    "accent",
    "accent-strong",
    "offer",
    "need",
    "good",
    "warn",
    "bad",
    "focus",
    "marked",
]


def contents() -> dict[str, object]:
    """What the page of components puts into its examples."""
    today = timezone.localdate()
    return {
        "blank_form": ShowcaseForm(),
        "broken_form": broken_form(),
        "page": Paginator(range(1204), 20).page(7),
        "listings": LISTINGS,
        "icons": ICONS,
        "colours": COLOURS,
        "soon": today + timedelta(days=10),
        "late": today - timedelta(days=2),
        "today": today,
        "amount": Decimal("1250000.5"),
        "share": Decimal("0.864"),
        "trail": [("#", _("Organisations")), ("#", "Kenya")],
        "tabs": [("#1", _("Profile")), ("#2", _("People"), 4), ("#3", _("Verification"))],
        "steps": [
            ("done", _("What it does"), "#", ""),
            ("error", _("Who may use it, and where"), "#", _("2 missing")),
            ("current", _("How ready it is"), "#", ""),
            ("todo", _("Documents"), "", _("optional")),
        ],
        "facts": [
            (_("Country"), _("Kenya"), "#", _("Change")),
            (_("Founded on"), "1974", "#", _("Change")),
            (_("Website"), ""),
        ],
        "told": [
            Message(constants.SUCCESS, str(_("Saved."))),
            Message(constants.WARNING, str(_("Please correct what is marked"))),
        ],
        "columns": [_("Claim"), _("Measured"), _("Usual today")],
        "rows": [
            [_("Water a day"), "30 m³", "12 m³"],
            [_("Cost of a cubic metre"), "0.04 USD", "0.13 USD"],
        ],
        **_choices(),
    }


def _choices() -> dict[str, object]:
    """What people are asked to choose from or to agree to."""
    return {
        "consequences": [
            _("Your name stays on what was agreed."),
            _("Drafts are deleted; this cannot be undone."),
        ],
        "choices": [
            ("KE", _("Kenya"), 128, True),
            ("PE", _("Peru"), 64, False),
            ("VN", _("Viet Nam"), 9, False),
        ],
        "themes": [
            (_("Distributed energy"), 212),
            (_("Water and sanitation"), 148),
            (_("Soil and crops"), 131),
            (_("Cold chains"), 40),
            (_("Diagnostics"), 96),
            (_("Building materials"), 57),
        ],
    }
