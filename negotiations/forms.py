"""What people fill in about requests."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core.errors import ActionRefused
from core.forms import LongText
from core.uploads import ACCEPTED, Upload
from marketplace.enums import Cooperation, LicenceKind
from marketplace.form_fields import Boxes
from marketplace.models import Listing
from marketplace.models.terms import country_codes
from negotiations.actions import attachments
from negotiations.enums import DeclineCode, RequestStatus, Side, Visibility
from negotiations.models import ContactRequest, Decline, Intention, Report
from partners import isic


class AskForm(forms.ModelForm):
    """The request as its sender writes it; only sending asks for answers to every question."""

    visibility = forms.ChoiceField(
        label=_("How shall they see you?"),
        choices=Visibility.choices,
        widget=forms.RadioSelect,
        initial=Visibility.FULL,
        help_text=_(
            "Without your name, nothing here tells them who you are before they accept. Then do not name yourself in the texts either."
        ),
    )
    mentions_own = forms.BooleanField(
        required=False,
        initial=True,
        help_text=_("Without your name, they see it once they accept: it would tell who you are."),
    )
    principles = forms.BooleanField(
        required=False,
        label=_(
            "We seek cooperation that is voluntary, on terms that both sides agree on, and we keep to what we say here."
        ),
    )

    class Meta:
        model = Intention
        fields: ClassVar[list[str]] = [
            "cooperation", "proposal", "unclear", "about", "use", "licence_kinds",
            "divisions", "territories", "capacity", "start",
        ]  # fmt: skip
        labels: ClassVar[dict[str, Any]] = {
            "cooperation": _("What kind of cooperation do you seek?"),
            "proposal": _("What would you like to do together?"),
            "unclear": _("What is still unclear to you?"),
            "about": _("Who are you?"),
            "use": _("What would you use it for?"),
            "licence_kinds": _("Which kinds of licence would do?"),
            "divisions": _("In which sectors would you use it?"),
            "territories": _("In which countries?"),
            "capacity": _("What can you bring: people, production, funds?"),
            "start": _("When could you begin?"),
        }
        help_texts: ClassVar[dict[str, Any]] = {
            "about": _("What your organisation does, and what it has done like this before."),
            "unclear": _("What you have to know before you can decide."),
        }
        widgets: ClassVar[dict[str, Any]] = {
            **{name: LongText(rows=4) for name in Intention.TEXTS},
            **dict.fromkeys(("cooperation", "licence_kinds", "divisions", "territories"), Boxes),
        }

    def __init__(
        self, *args: Any, sending: bool = False, own_listing: Listing | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._own_listing = own_listing
        self._name_own_listing()
        for name, choices in (
            ("cooperation", Cooperation.choices),
            ("licence_kinds", LicenceKind.choices),
            ("divisions", list(isic.DIVISIONS.items())),
            ("territories", country_codes()),
        ):
            field: Any = self.fields[name]
            field.choices = choices
        # What a sender must answer is not marked as optional; a draft may lack it all the same.
        for name in (*Intention.REQUIRED, "principles"):
            self.fields[name].required = sending or not self.is_bound
        self.order_fields([*self.Meta.fields, "visibility", "mentions_own", "principles"])

    def _name_own_listing(self) -> None:
        if self._own_listing is None:
            del self.fields["mentions_own"]
            return
        label = (
            gettext("Say that it fits your offer “%(title)s”.")
            if self._own_listing.is_offer
            else gettext("Say that it fits your need “%(title)s”.")
        )
        self.fields["mentions_own"].label = label % {"title": self._own_listing.title}

    def own_listing(self) -> Listing | None:
        """What of their own the sender wants to mention."""
        return self._own_listing if self.cleaned_data.get("mentions_own") else None

    def answers(self) -> dict[str, Any]:
        """The columns of an intention."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class TextForm(forms.Form):
    """One text to the other side, or to colleagues; `key` tells a double click from a second one."""

    body = forms.CharField(label=_("Message"), max_length=5000, widget=LongText(rows=5))
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, label: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = uuid.uuid4
        if label is not None:
            self.fields["body"].label = label

    def clean_key(self) -> uuid.UUID:
        return self.cleaned_data["key"] or uuid.uuid4()


class SeveralFiles(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; cleans to a list of them as they came."""

    widget = SeveralFiles(attrs={"accept": ",".join(ACCEPTED)})

    def clean(self, data: Any, initial: Any = None) -> Any:
        return list(data or [])


class MessageForm(TextForm):
    """A text to the other side, with files once it may know who sends them."""

    uploads = FilesField(label=_("Files"), required=False)

    def __init__(self, *args: Any, request: ContactRequest, side: Side, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._parties = request, side
        field = self.fields["uploads"]
        try:
            attachments.require_open_names(request, side)
        except ActionRefused as refusal:
            field.help_text = str(refusal)
            field.widget.attrs["disabled"] = True
        else:
            field.help_text = gettext(
                "Up to %(number)d: PDF up to %(document)d MB; PNG, JPEG, WebP or GIF up to %(picture)d MB. What is written in them about author, place and camera is removed, and so are files and scripts in a PDF. Large pictures are made smaller."
            ) % {
                "number": attachments.MOST_IN_MESSAGE,
                "document": settings.MAX_DOCUMENT_BYTES // attachments.MEGABYTE,
                "picture": settings.MAX_IMAGE_BYTES // attachments.MEGABYTE,
            }

    def clean_uploads(self) -> list[Upload]:
        files = self.cleaned_data["uploads"]
        try:
            if files:
                attachments.require_open_names(*self._parties)
            return attachments.check_all(files)
        except ActionRefused as refusal:
            raise ValidationError(str(refusal), code=refusal.code) from None

    def ask_for_files_again(self) -> None:
        """Of a form that is refused: its text is shown again, but a browser sends no file twice."""
        if self.files:
            self.add_error(
                "uploads", _("Choose the files again, please: your text is kept, they are not.")
            )


class NoteForm(forms.Form):
    note = forms.CharField(
        label=_("Note for colleagues"),
        max_length=2000,
        widget=LongText(rows=3),
        help_text=_("The other side never sees it."),
    )


class DeclineForm(forms.ModelForm):
    code = forms.ChoiceField(
        label=_("Reason"), choices=DeclineCode.choices, widget=forms.RadioSelect,
        help_text=_("The sender is told the reason, and what you write below."),
    )  # fmt: skip

    class Meta:
        model = Decline
        fields: ClassVar[list[str]] = ["code", "note", "suggestion"]
        widgets: ClassVar[dict[str, Any]] = {
            "note": LongText(rows=3),
            "suggestion": LongText(rows=3),
        }


class ReportForm(forms.ModelForm):
    class Meta:
        model = Report
        fields: ClassVar[list[str]] = ["text"]
        widgets: ClassVar[dict[str, Any]] = {"text": LongText(rows=5)}
        help_texts: ClassVar[dict[str, Any]] = {
            "text": _(
                "Our staff then read this request and its messages. The other side is not told who reported."
            )
        }


class DecideReportForm(forms.Form):
    """What staff decide about a report, and why."""

    UPHOLD, DISMISS = "uphold", "dismiss"

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            (UPHOLD, _("Uphold: the request is closed")),
            (DISMISS, _("Dismiss: nothing changes")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=2000, widget=LongText(rows=4),
        help_text=_("Those who reported read it."),
    )  # fmt: skip


class AssignForm(forms.Form):
    asks_nothing = True  # so the field is not marked as optional

    person = forms.ModelChoiceField(
        queryset=None, required=False, label=_("Looked after by"), empty_label=_("Nobody")
    )

    def __init__(self, *args: Any, request: ContactRequest, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"person": request.assigned_to_id}, **kwargs)
        field: Any = self.fields["person"]
        field.queryset = people


class BoxFilterForm(forms.Form):
    """The filters of inbox and outbox; wrong values are ignored, not scolded."""

    asks_nothing = True  # so no field is marked as optional

    q = forms.CharField(label=_("Words"), required=False, max_length=200)
    state = forms.ChoiceField(label=_("State"), required=False)
    only = forms.ChoiceField(label=_("Only"), required=False)

    UNREAD, MINE, DUE = "unread", "mine", "due"

    def __init__(self, *args: Any, is_inbox: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = [c for c in RequestStatus.choices if not is_inbox or c[0] != RequestStatus.DRAFT]
        special = [(self.UNREAD, _("With news")), (self.DUE, _("Waiting for an answer"))]
        if is_inbox:
            special.append((self.MINE, _("Looked after by me")))
        for name, choices in (("state", states), ("only", special)):
            field: Any = self.fields[name]
            field.choices = [("", pgettext_lazy("requests", "All")), *choices]

    def narrow(self, rows: Any, user: Any) -> Any:
        """`rows`, each with `is_unread`, reduced to what was asked for."""
        self.is_valid()
        asked = self.cleaned_data
        if asked.get("state"):
            rows = rows.filter(status=asked["state"])
        only = asked.get("only")
        if only == self.UNREAD:
            rows = rows.filter(is_unread=True)
        elif only == self.MINE:
            rows = rows.filter(assigned_to=user)
        elif only == self.DUE:
            rows = rows.undecided().soonest_due()
        return rows.about_words(asked.get("q") or "")
