"""What the script of a draft adds for those who have scripts, and that the buttons do without it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from marketplace.actions import drafting
from marketplace.models import Listing
from tests import factories
from tests.journeys import posting
from tests.journeys.conftest import browsing
from tests.journeys.visitor import Visitor

if TYPE_CHECKING:
    from accounts.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TITLE = "Solar pump that farmers mend"
SAID = "[data-draft-said]"


@pytest.fixture
def begun() -> tuple:
    """The owner of an organisation, and the key of an offer they have begun."""
    owner = factories.UserFactory()
    organisation = factories.OrganisationFactory()
    factories.MembershipFactory(user=owner, organisation=organisation)
    factories.VerificationFactory(organisation=organisation)
    offer = Listing(
        organisation=organisation, kind="offer", title=TITLE, summary="Lifts water.", language="en"
    )
    return owner, drafting.start(offer, by=owner).pk


def opened(author: Visitor, owner: User, pk: object, step: str) -> None:
    """The step, before somebody who reads the visitor's language."""
    owner.language = author.language
    owner.save()
    posting.signs_in(author, owner)
    author.opens(author.address("write_step", pk, step))


def saved_by_itself(author: Visitor) -> None:
    """Waits until the script has saved, and the page has said so."""
    with author.page.expect_response(lambda r: "x-draft" in r.request.headers) as answered:
        pass
    assert answered.value.status == 200
    expect(author.page.locator(SAID)).not_to_be_empty()


def drafted(pk: object) -> Listing:
    return Listing.objects.get(pk=pk).get_latest_revision_as_object()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_draft_is_saved_while_it_is_written(visit, begun, language):
    owner, pk = begun
    author = visit(language, 360)
    opened(author, owner, pk, "basics")
    author.fills(title=f"{TITLE} 2")
    saved_by_itself(author)
    assert drafted(pk).title == f"{TITLE} 2"
    # The page carries the new token, so that the button finds nothing changed meanwhile.
    author.fills(title=f"{TITLE} 3")
    author.chooses("Save and go on")
    author.page.wait_for_url("**/write/advantages/")
    assert drafted(pk).title == f"{TITLE} 3"


def test_draft_saved_twice_with_a_new_row_has_it_once(visit, begun):
    owner, pk = begun
    author = visit()
    opened(author, owner, pk, "advantages")
    author.fills(**{"advantages-0-claim": "Costs a third"})
    saved_by_itself(author)
    author.fills(**{"advantages-0-comparator": "A diesel pump"})
    saved_by_itself(author)
    rows = [(row.claim, row.comparator) for row in drafted(pk).advantages.all()]
    assert rows == [("Costs a third", "A diesel pump")]


def test_draft_with_a_mistake_is_not_saved_and_keeps_what_was_typed(chromium, site, begun):
    owner, pk = begun
    # A refused save stands in the browser's console, which nobody is asked to keep empty here.
    with browsing(chromium, site, locale="en") as (context, watch):
        author = Visitor(context.new_page(), "en")
        opened(author, owner, pk, "basics")
        author.fills(title="", summary="Moves 30 m³ a day.")
        said = author.words("Not saved yet: something has to be corrected.")
        expect(author.page.locator(SAID)).to_have_text(said)
        assert author.page.locator("[name=summary]").input_value() == "Moves 30 m³ a day."
        assert drafted(pk).title == TITLE
        author.fills(title=f"{TITLE} 2")
        saved_by_itself(author)
        assert drafted(pk).summary == "Moves 30 m³ a day."
    assert not [problem for problem in watch.problems if "422" not in problem]


def test_draft_changed_elsewhere_is_not_overwritten_by_the_script(chromium, site, begun):
    owner, pk = begun
    with browsing(chromium, site, locale="en") as (context, _watch):
        first, second = Visitor(context.new_page(), "en"), Visitor(context.new_page(), "en")
        opened(first, owner, pk, "basics")
        second.opens(second.address("write_step", pk, "basics"))
        second.fills(title=f"{TITLE} by a colleague")
        second.chooses("Save")
        second.reads("Saved.")
        first.fills(title=f"{TITLE} by me")
        expect(first.page.locator(SAID)).not_to_be_empty()
        assert drafted(pk).title == f"{TITLE} by a colleague"
        # The button shows both texts.
        first.chooses("Save")
        first.reads(f"{TITLE} by a colleague", within="main .notice")
        assert first.page.locator("[name=title]").input_value() == f"{TITLE} by me"


def test_draft_sent_by_the_button_during_a_save_is_no_conflict(visit, begun):
    owner, pk = begun
    author = visit()
    opened(author, owner, pk, "basics")

    def slowly(route) -> None:
        time.sleep(2)
        route.continue_()

    author.page.route("**/write/basics/", slowly)
    author.fills(title=f"{TITLE} 2")
    with author.page.expect_request(lambda request: "x-draft" in request.headers):
        pass
    author.fills(title=f"{TITLE} 3")
    author.chooses("Save and go on")
    author.page.wait_for_url("**/write/advantages/")
    assert drafted(pk).title == f"{TITLE} 3"


def test_leaving_with_unsaved_words_asks_first(visit, begun):
    owner, pk = begun
    author = visit()
    opened(author, owner, pk, "basics")
    asked = []

    def stays(dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    author.page.on("dialog", stays)
    author.fills(title=f"{TITLE} 2")
    author.page.locator(".steps a").nth(2).click(no_wait_after=True)
    saved_by_itself(author)
    assert asked == ["beforeunload"]
    author.page.locator(".steps a").nth(2).click()
    author.page.wait_for_url("**/write/readiness/")
    assert asked == ["beforeunload"]


@pytest.mark.parametrize("scripts", [True, False])
def test_rows_are_added_and_removed(visit, begun, scripts):
    owner, pk = begun
    author = visit("ar" if scripts else "en", 360, java_script_enabled=scripts)
    opened(author, owner, pk, "advantages")
    for number in range(2):
        author.fills(**{f"advantages-{number}-claim": f"Claim {number}"})
        author.page.locator("button[value='add-advantages']").click()
        author.page.locator(f"[name='advantages-{number + 1}-claim']").wait_for()
    assert [row.claim for row in drafted(pk).advantages.all()] == ["Claim 0", "Claim 1"]
    author.page.locator("[name='advantages-0-DELETE']").check()
    author.chooses("Save and go on")
    author.page.wait_for_url(lambda url: "/write/readiness/" in url)
    assert [row.claim for row in drafted(pk).advantages.all()] == ["Claim 1"]


def test_draft_without_scripts_is_saved_by_the_button_alone(visit, begun):
    owner, pk = begun
    author = visit(java_script_enabled=False)
    opened(author, owner, pk, "basics")
    author.fills(title=f"{TITLE} 2")
    # Longer than the pause after which the script would save.
    time.sleep(6)
    assert drafted(pk).title == TITLE
    author.chooses("Save")
    author.reads("Saved.")
    assert drafted(pk).title == f"{TITLE} 2"


@pytest.mark.parametrize("language", ["en", "ar"])
def test_file_of_ten_gigabytes_is_refused_before_it_is_sent(visit, begun, tmp_path, language):
    owner, pk = begun
    author = visit(language, 360)
    opened(author, owner, pk, "files")
    huge = tmp_path / "plan.pdf"
    with huge.open("wb") as file:
        file.truncate(10 * 1024**3)
    upload = author.page.locator("[name=upload]")
    author.fills(upload_title="Plan of the pump")
    upload.set_input_files(huge)
    author.chooses("Save and go on")
    said = author.words("The document is larger than %(limit)d MB.") % {"limit": 10}
    assert upload.evaluate("field => field.validationMessage") == said
    assert author.path.endswith("/write/files/")
    assert author.page.locator("[name=upload_title]").input_value() == "Plan of the pump"
    # Without the file nothing stands in the way.
    upload.set_input_files([])
    author.chooses("Save and go on")
    author.page.wait_for_url("**/write/translations/")
