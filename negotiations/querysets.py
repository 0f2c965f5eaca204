"""Which requests a person may see, and what a list shows of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now

from negotiations.enums import AttachmentState, RequestStatus, Visibility
from partners.enums import Role
from partners.models import Membership

if TYPE_CHECKING:
    from collections.abc import Sequence


class ContactRequestQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """What a person's organisations sent or were sent; of drafts, only one's own.

        An own draft is seen as long as its author belongs to the organisation it is for.
        """
        if not user.is_authenticated:
            return self.none()
        mine = organisations_of(user)
        sent = ~Q(status=RequestStatus.DRAFT) | Q(author=user)
        return self.filter(
            Q(sent, sender__in=mine) | Q(~Q(status=RequestStatus.DRAFT), recipient__in=mine)
        )

    def received_by(self, user: Any) -> Self:
        """The inbox: what was sent to the person's organisations."""
        return self.filter(recipient__in=organisations_of(user)).exclude(status=RequestStatus.DRAFT)

    def sent_by(self, user: Any) -> Self:
        """The outbox: what the person's organisations sent, and the person's own drafts."""
        return self.filter(
            ~Q(status=RequestStatus.DRAFT) | Q(author=user), sender__in=organisations_of(user)
        )

    def withheld_from(self, user: Any) -> Self:
        """Those of the person's organisations in which the people of both sides are not named yet."""
        mine = organisations_of(user)
        return self.filter(Q(sender__in=mine) | Q(recipient__in=mine), accepted_at=None)

    def open(self) -> Self:
        return self.filter(status__in=RequestStatus.OPEN_STATES)

    def undecided(self) -> Self:
        return self.filter(status__in=RequestStatus.UNDECIDED_STATES)

    def step_is_due(self) -> Self:
        """Those whose next reminder or end has come, by the database's clock."""
        return self.undecided().filter(next_step_at__lte=Now())

    def with_unread(self, user: Any) -> Self:
        """Each with `is_unread`: there is news that the person has not seen."""
        marks: Any = self.model._meta.get_field("read_marks").related_model
        seen = marks._default_manager.filter(
            request=OuterRef("pk"), reader=user, read_at__gte=OuterRef("active_at")
        )
        return self.annotate(is_unread=Q(active_at__isnull=False) & ~Exists(seen))

    def told_to(self, person: Any) -> Self:
        """Those about which this person is written to, as `negotiations.emails` does: what they look
        after or have written, and as first contact or owner what nobody else does."""
        seats = Membership.objects.filter(user__is_active=True)
        contacts = seats.filter(organisation=OuterRef("organisation"), contact_rank=1)
        own = Membership.objects.filter(user=person)
        first = own.filter(Q(contact_rank=1) | Q(~Exists(contacts), role=Role.OWNER))
        looked_after = seats.filter(
            organisation=OuterRef("recipient"), user=OuterRef("assigned_to")
        )
        written = seats.filter(organisation=OuterRef("sender"), user=OuterRef("author"))
        return self.visible_to(person).filter(
            Q(recipient__in=own.values("organisation"), assigned_to=person)
            | Q(~Exists(looked_after), recipient__in=first.values("organisation"))
            | Q(sender__in=own.values("organisation"), author=person)
            | Q(
                ~Exists(written),
                sender__in=own.filter(role=Role.OWNER).values("organisation"),
            )
        )

    def with_parties(self) -> Self:
        """Each with what a line in a list shows: listing, both organisations, who looks after it."""
        return self.select_related(
            "listing", "sender__country", "recipient__country", "assigned_to"
        )

    def lines(self, keys: Sequence[Any], user: Any) -> list[Any]:
        """Those with these keys, in this order, each with what a line in a list shows.

        A list looks for the keys of its page first: to put ten thousand rows in order with all that
        is shown of each takes ten times as long.
        """
        found = self.with_unread(user).with_parties().in_bulk(keys)
        return [found[key] for key in keys if key in found]

    def about_words(self, words: str) -> Self:
        """Those where each word occurs in the listing's title or a name that both sides know."""
        found = self
        for word in words.split()[:8]:
            named = Q(visibility=Visibility.FULL) | Q(accepted_at__isnull=False)
            found = found.filter(
                Q(listing__title__icontains=word)
                | Q(recipient__name__icontains=word)
                | Q(named, sender__name__icontains=word)
            )
        return found

    def soonest_due(self) -> Self:
        return self.order_by(F("due_at").asc(nulls_last=True), "-active_at")


class AttachmentQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """The files of the requests that a person may see, in whatever state."""
        messages: Any = self.model._meta.get_field("message").related_model
        requests: Any = messages._meta.get_field("request").related_model
        return self.filter(message__request__in=requests.objects.visible_to(user))

    def held(self) -> Self:
        return self.filter(state=AttachmentState.HELD)


class BlockQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Those that the person's organisations have set up."""
        return self.filter(organisation__in=organisations_of(user))

    def with_parties(self) -> Self:
        return self.select_related(
            "organisation", "request__listing", "request__sender__country",
            "request__recipient__country",
        )  # fmt: skip


class ReportQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """To staff who decide on them, but for those about an organisation of their own.

        Who asks might be unnamed; and somebody else has to decide.
        """
        if not user.has_perm("negotiations.handle_report"):
            return self.none()
        mine = organisations_of(user)
        return self.exclude(Q(request__sender__in=mine) | Q(request__recipient__in=mine))


def organisations_of(user: Any) -> models.QuerySet:
    return Membership.objects.filter(user=user).values("organisation")
