"""The steps of posting and of review, each from one page that a person sees to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import Group

from tests import factories
from tests.journeys.visitor import code_of

if TYPE_CHECKING:
    from accounts.models import User
    from tests.journeys.visitor import Visitor

NINE = ["KE", "TZ", "UG", "RW", "ET", "BD", "IN", "PE", "VN"]
CRITERIA = ("novelty", "evidence", "clarity", "fit")


def make_staff(language: str, group: str) -> tuple[User, str]:
    """Somebody of a group of staff, and the secret of their authenticator app."""
    person = factories.UserFactory(language=language)
    person.groups.add(Group.objects.get(name=group))
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    return person, secret


def signs_in(visitor: Visitor, person: User) -> None:
    visitor.opens(visitor.address("account_login"))
    visitor.fills(login=person.email, password=factories.PASSWORD)
    visitor.chooses("Sign in")
    visitor.reads_heading("My work")


def signs_in_as_staff(staff: Visitor, person: User, secret: str) -> None:
    staff.opens("/admin/")
    assert "/account/login/" in staff.path
    staff.fills(login=person.email, password=factories.PASSWORD)
    staff.chooses("Sign in")
    staff.reads_heading("Second step")
    staff.fills(code=code_of(secret))
    staff.chooses("Sign in")
    staff.page.wait_for_url("**/admin/")


# --- Writing ------------------------------------------------------------------------------------


def begins(owner: Visitor, slug: str, kind: str, **texts: str) -> str:
    """From the page of the organisation to the overview of the draft; the key of the listing."""
    owner.opens(owner.address("manage_organisation", slug))
    owner.chooses("Write an offer" if kind == "offer" else "Write a need")
    owner.fills(**texts)
    owner.chooses("Save as draft")
    owner.reads("The draft is saved. Only members see it.")
    return owner.path.split("/listings/")[1].split("/")[0]


def fills_step(owner: Visitor, pk: str, step: str, **values: object) -> None:
    owner.opens(owner.address("write_step", pk, step))
    owner.fills(**values)
    owner.chooses("Save and go on")
    owner.page.wait_for_url(lambda url: f"/write/{step}/" not in url)


def adds_right(owner: Visitor, pk: str, countries: list[str], **values: object) -> None:
    owner.opens(owner.address("write_step", pk, "rights"))
    owner.chooses("Add a right")
    owner.fills(**values)
    owner.fills(countries=countries, new_state="in_force", new_source="National register")
    owner.chooses("Save and go back to the rights")
    owner.page.wait_for_url("**/write/rights/")


def writes_small_offer(owner: Visitor, slug: str, title: str) -> str:
    """Enough for a review, handed in; the address of the public page."""
    pk = begins(owner, slug, "offer", title=title, summary="…" * 30, description="…" * 60)
    fills_step(owner, pk, "advantages", **{"advantages-0-claim": "Costs a third"})
    fills_step(owner, pk, "readiness", readiness="7")
    fills_step(owner, pk, "classification", theme=["water"], cooperation=["licence"])
    fills_step(owner, pk, "rights", no_formal_rights="on")
    fills_step(owner, pk, "terms", kinds=["non_exclusive"], territory_scope="worldwide")
    fills_step(owner, pk, "payment", kinds=["to_agree"])
    fills_step(owner, pk, "conditions", export_control="none")
    hands_in(owner, pk)
    return owner.address("show_listing", pk)


def hands_in(owner: Visitor, pk: str) -> None:
    owner.opens(owner.address("write_listing", pk))
    owner.reads("Nothing is missing for a review")
    owner.chooses("Hand in for review")
    owner.reads("It is handed in. A reviewer reads it, and you are told the decision by e-mail.")


# --- Review -------------------------------------------------------------------------------------


def decides(
    staff: Visitor, title: str, action: str, *, comment: str = "", score: str = "4"
) -> None:
    """Finds the listing among what waits, reads it, scores it, and publishes or sends it back."""
    staff.opens("/admin/")
    staff.page.get_by_role("link", name=title).first.click()
    staff.page.locator(f"[data-workflow-action-name='{action}']").first.evaluate(
        "button => button.click()"
    )
    dialog = staff.page.locator(".modal-dialog")
    dialog.wait_for()
    for criterion in CRITERIA:
        dialog.locator(f"select[name='{criterion}']").select_option(score)
    if comment:
        dialog.locator("[name='comment']").fill(comment)
    with staff.page.expect_navigation():
        dialog.locator("[type='submit']").click()
