"""The main job, told by people at their browsers: a question from Nairobi, answered from Osaka.

On real records, to which rights and terms are added that the public collections do not tell.
"""

from __future__ import annotations

import json
import uuid
from itertools import islice
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils.translation import override

from marketplace.actions.importing import import_records
from marketplace.exchange.reading import read
from marketplace.models import Listing
from negotiations.enums import MailOutcome, RequestStatus
from negotiations.models import ContactRequest
from negotiations.replying.receiving import receive
from search.documents import documents_of
from search.engines import engine
from search.indexing import public_keys
from tests.journeys import posting
from tests.negotiations.parties import party
from tests.negotiations.replying.letters import DOMAIN, letter
from tests.negotiations.test_chasing import pass_time
from tests.real_data import FOLDER, needs_real_data
from tools.convert import COLLECTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from accounts.models import User
    from tests.journeys.visitor import Visitor

pytestmark = [
    pytest.mark.browser,
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True),
    needs_real_data,
]

WORD = "irrigation"
SEEKER, OWNER = "Maji Safi Nairobi", "Osaka Water Laboratory"
RIGHTS_AND_TERMS: dict[str, Any] = {
    "cooperation": ["licence", "training"],
    "rights": [
        {"kind": "patent", "office": office, "grant_number": number, "filed_on": "2019-05-02",
         "granted_on": "2021-06-01",
         "countries": [{"country": office, "state": "in_force", "checked_on": "2026-01-02"}]}
        for office, number in (("JP", "6543210"), ("KE", "1234"))
    ],
    "licence_terms": {"kinds": ["non_exclusive"], "territory_scope": "worldwide"},
}  # fmt: skip
QUESTION = "Does it keep running when the water is salty?"
ANSWER = "Yes: three grams in a litre."


def real_records() -> list[dict[str, Any]]:
    """One about irrigation and a handful of others, as the collection tells them."""
    records = list(COLLECTIONS["clean-technology"].records(FOLDER))
    (ours, *_more) = [record for record in records if WORD in record["title"].lower()]
    others: Iterator[dict] = (record for record in records if record is not ours)
    return [{**ours, **RIGHTS_AND_TERMS}, *islice(others, 6)]


@pytest.fixture
def market(tmp_path, settings) -> SimpleNamespace:
    """Osaka's offers are public and indexed; the first is about irrigation."""
    settings.REPLY_DOMAIN = DOMAIN
    osaka, nairobi = party(OWNER, "JP"), party(SEEKER, "KE", kind="firm", size_class="small")
    nairobi.editor.language = "fr"
    nairobi.editor.save()
    path = tmp_path / "records.jsonl"
    path.write_text("\n".join(json.dumps(record) for record in real_records()))
    with path.open("rb") as stream:
        import_records(
            read(stream, path.name), organisation=osaka.organisation, by=osaka.owner,
            publish=True, as_operator=True,
        )  # fmt: skip
    engine().rebuild(public_keys, documents_of)
    ours = Listing.objects.get(title__icontains=WORD)
    others = Listing.objects.exclude(pk=ours.pk).order_by("pk")[:2]
    return SimpleNamespace(osaka=osaka, nairobi=nairobi, offer=ours, others=list(others))


def test_story_of_a_question_from_nairobi_to_osaka(visit, market):
    seeker, owner = visit("fr", 360), visit("en", 1280)
    posting.signs_in(seeker, market.nairobi.editor)
    finds_and_reads(seeker, market.offer)
    asks(seeker, "3-asking", unnamed=True)
    seeker.reads("Your request is sent. You see here what becomes of it.")
    seeker.keeps_picture("contact-4-sent")

    reads_the_message(owner, market)
    answers(owner, seeker, market)
    both_see_the_thread(owner, seeker)
    second_is_declined(owner, seeker, market)
    third_closes_by_itself(seeker, market)


def finds_and_reads(seeker: Visitor, offer: Listing) -> None:
    """On a phone, in French: from the search to what holds for Kenya."""
    seeker.opens(seeker.address("search_listings"))
    seeker.page.locator("main [name='q']").fill(WORD)
    seeker.page.locator("main form[role='search'] button").click()
    seeker.page.wait_for_url(f"**q={WORD}*")
    seeker.keeps_picture("contact-1-found")
    seeker.page.locator("main .entry a", has_text=offer.title).first.click()
    seeker.reads(offer.title, within="h1")
    seeker.fills(country="KE")
    seeker.chooses("Show", within="main #rights")
    seeker.page.wait_for_url("**country=KE*")
    seeker.reads("In %(country)s a right is declared in force.", country="Kenya", within="#rights")
    seeker.reads("Non-exclusive", within="#terms")
    seeker.keeps_picture("contact-2-rights-and-terms-for-kenya")


def asks(seeker: Visitor, name: str, *, unnamed: bool) -> None:
    """From the page of an offer."""
    seeker.chooses("Ask about this")
    seeker.reads_heading("Ask about this")
    seeker.fills(
        cooperation=["licence"], proposal="Drip lines for three hundred small farms.",
        unclear="Salty wells.", about="We build and mend pumps.", use="pilot", territories=["KE"],
        visibility="anonymous" if unnamed else "full", principles="on",
    )  # fmt: skip
    seeker.keeps_picture(f"contact-{name}")
    seeker.chooses("Send the request")


def reads_the_message(owner: Visitor, market: SimpleNamespace) -> None:
    """Japanese is not served: the message is in English, and does not say who asks."""
    message = mail.outbox[-1]
    assert message.to == [market.osaka.owner.email]
    assert "A sender who is not named yet" in message.body
    assert SEEKER not in message.body
    posting.signs_in(owner, market.osaka.owner)
    owner.opens_mail(market.osaka.owner.email, "/requests/")
    owner.reads("Drip lines for three hundred small farms.")
    owner.reads("A licence can be had for: %(countries)s.", countries="Kenya")
    owner.reads_not(SEEKER)
    owner.keeps_picture("contact-5-request-of-somebody-unnamed")


def answers(owner: Visitor, seeker: Visitor, market: SimpleNamespace) -> None:
    """Osaka answers the message, Nairobi the question on its page; Osaka accepts, and answers again."""
    replies(market.osaka.owner, QUESTION)
    seeker.opens_mail(market.nairobi.editor.email, "/requests/")
    seeker.reads(QUESTION)
    seeker.fills(body="Two grams in a litre.")
    seeker.chooses("Send", within="main .thread ~ form")
    seeker.reads("Two grams in a litre.")
    owner.opens_mail(market.osaka.owner.email, "/requests/")
    owner.chooses("Accept")
    owner.reads_heading("Accept this request?")
    owner.chooses("Accept", within="main form")
    owner.reads(SEEKER)
    seeker.opens_mail(market.nairobi.editor.email, "/requests/")
    seeker.fills(body="Welcome!")
    seeker.chooses("Send", within="main .thread ~ form")
    seeker.reads("Welcome!")
    replies(market.osaka.owner, ANSWER)
    owner.page.reload()


def replies(person: User, text: str) -> None:
    """To the newest message, with any program: what it quotes is left out."""
    message = next(m for m in reversed(mail.outbox) if m.to == [person.email])
    quoted = "\n".join(f"> {line}" for line in message.body.splitlines())
    written = f"{text}\n\nOn Thu, 26 Nov 2026 at 10:00, TechAccord wrote:\n{quoted}"
    answer = letter(
        message.extra_headers["Reply-To"], sender=person.email, text=written,
        Message_ID=f"<{uuid.uuid4().hex}@osaka.example>",
    )  # fmt: skip
    assert receive(bytes(answer)) == MailOutcome.TAKEN


def both_see_the_thread(owner: Visitor, seeker: Visitor) -> None:
    seeker.opens(seeker.address("show_request", ContactRequest.objects.get().pk))
    for visitor in (owner, seeker):
        visitor.reads_not("wrote:")
        for words in (QUESTION, "Two grams in a litre.", ANSWER, SEEKER, OWNER):
            visitor.reads(words)
    seeker.keeps_picture("contact-6-thread-in-nairobi")
    owner.keeps_picture("contact-7-thread-in-osaka")


def second_is_declined(owner: Visitor, seeker: Visitor, market: SimpleNamespace) -> None:
    seeker.opens(seeker.address("show_listing", market.others[0].pk))
    asks(seeker, "8-asking-by-name", unnamed=False)
    owner.opens_mail(market.osaka.owner.email, "/requests/")
    owner.reads(SEEKER)
    owner.chooses("Decline")
    owner.fills(code="no_capacity", note="Ask us again in spring.")
    owner.chooses("Decline", within="main form")
    owner.reads("It is declined, and the sender is told why.")
    seeker.opens_mail(market.nairobi.editor.email, "/requests/")
    seeker.reads("We have no capacity at present")
    seeker.reads("Ask us again in spring.")
    seeker.keeps_picture("contact-9-declined-with-a-reason")


def third_closes_by_itself(seeker: Visitor, market: SimpleNamespace) -> None:
    """Nobody in Osaka answers; three weeks pass, of which the database is told."""
    seeker.opens(seeker.address("show_listing", market.others[1].pk))
    asks(seeker, "10-asking-again", unnamed=True)
    for days in (8, 5, 30):
        pass_time(days=days)
        call_command("chase_requests", verbosity=0)
    seeker.opens_mail(market.nairobi.editor.email, "/requests/")
    with override(seeker.language):
        state = str(RequestStatus.EXPIRED_NO_REPLY.label)
    seeker.reads(state)
    seeker.keeps_picture("contact-11-closed-by-itself")
    reminders = [m for m in mail.outbox if m.subject.startswith("Reminder") and OWNER not in m.body]
    assert {message.to[0] for message in reminders} == {market.osaka.owner.email}
