"""What the editorial side holds of a person. Only staff have any of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy
from wagtail.admin.models import EditingSession, FormState
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import (
    APIToken,
    Comment,
    CommentReply,
    ModelLogEntry,
    Page,
    PageLogEntry,
    PageSubscription,
    Revision,
    TaskState,
    UploadedFile,
    WorkflowState,
)
from wagtail.users.models import UserProfile

from accounts.personal_data import register_eraser, register_exporter
from cms.models import EditorialDocument, EditorialImage

if TYPE_CHECKING:
    from accounts.models import User

# The person's own settings, tools and unfinished work.
OWN = (APIToken, EditingSession, FormState, PageSubscription, UploadedFile, UserProfile)
# Work for the site, which stays; it then belongs to "Deleted account".
WORK = (
    Comment,
    CommentReply,
    Document,
    EditorialDocument,
    EditorialImage,
    Image,
    ModelLogEntry,
    Page,
    PageLogEntry,
    Revision,
    TaskState,
    WorkflowState,
)


def _desk(user: User) -> list[dict[str, Any]]:
    profile = UserProfile.objects.filter(user=user).first()
    if profile is None:
        return []
    fields = ("preferred_language", "current_time_zone", "theme", "contrast", "density")
    return [{name: getattr(profile, name) for name in fields}]


def _work(user: User) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [
        {"kind": "page", "title": title, "first_published": published}
        for title, published in Page.objects.filter(owner=user).values_list(
            "title", "first_published_at"
        )
    ]
    for kind, model in (("image", EditorialImage), ("document", EditorialDocument)):
        titles = model.objects.filter(uploaded_by_user=user).values_list("title", flat=True)
        rows += [{"kind": kind, "title": title} for title in titles]
    rows += [
        {"kind": "comment", "text": text, "at": at}
        for model in (Comment, CommentReply)
        for text, at in model.objects.filter(user=user).values_list("text", "created_at")
    ]
    for model in (PageLogEntry, ModelLogEntry):
        entries = model.objects.filter(user=user).values_list("action", "label", "timestamp")
        rows += [{"kind": "log", "action": a, "on": label, "at": at} for a, label, at in entries]
    return rows


def _erase(user: User) -> None:
    for model in OWN:
        field = "uploaded_by_user" if model is UploadedFile else "user"
        for row in model.objects.filter(**{field: user}):
            if isinstance(row, UserProfile) and row.avatar:
                row.avatar.delete(save=False)
            row.delete()


register_exporter("desk", _desk, models=OWN)
register_exporter("editorial_work", _work, models=WORK)
register_eraser("desk", models=OWN, erase=_erase)
register_eraser(
    "editorial_work",
    models=WORK,
    keeps=gettext_lazy(
        "If you worked as an editor: the pages, pictures and comments you made for this site, without your name."
    ),
)
