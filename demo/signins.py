"""Who may be tried out in the demo, and how to get in as them.

One place for the page, the command and the loading. Everything here is public by design: none
of it exists outside the demo.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.mfa.utils import encrypt
from django.utils.translation import gettext_lazy as _

from marketplace.loading import REVIEWERS

if TYPE_CHECKING:
    from django.utils.functional import Promise

PASSWORD = "techaccord-demo"  # noqa: S105 - meant to be known


@dataclass(frozen=True)
class SignIn:
    """A person whom a visitor may become; `shows` says what there is to see as them."""

    email: str
    shows: str | Promise


@dataclass(frozen=True)
class StaffSignIn(SignIn):
    """A member of staff of the demo. They belong to no organisation and need a second factor."""

    name: str
    secret: str
    groups: tuple[str, ...] = ()
    is_superuser: bool = False
    language: str = "en"

    @property
    def code(self) -> str:
        """What this person's authenticator app would show now."""
        now = sorted(yield_hotp_counters_from_time())
        return format_hotp_value(hotp_value(self.secret, now[len(now) // 2]))

    @property
    def recovery_seed(self) -> str:
        return f"demo-recovery-{self.email}"

    @property
    def recovery_codes(self) -> list[str]:
        """Those nobody has used yet; all of them before the demo is loaded."""
        stored = Authenticator.objects.filter(
            user__email=self.email, type=Authenticator.Type.RECOVERY_CODES
        ).first()
        fresh = Authenticator(data={"seed": encrypt(self.recovery_seed), "used_mask": 0})
        return RecoveryCodes(stored or fresh).get_unused_codes()


WAITING = "claudine@umurimo.example"
REFUSED = "thokozani@linthipe-groundnuts.example"

MEMBERS = (
    SignIn("owner@chemchemi.example", _("Owner of a verified organisation in Nairobi")),
    SignIn("editor@chemchemi.example", _("Editor of the same organisation")),
    SignIn("signatory@chemchemi.example", _("Signatory of the same organisation")),
    SignIn("viewer@chemchemi.example", _("Viewer of the same organisation")),
    SignIn(
        "owner@dyewater.example",
        _("Owner of an organisation in Dhaka that is not verified, with an invitation to answer"),
    ),
    SignIn("owner@wadialnour.example", _("Owner of an organisation in Cairo, who reads Arabic")),
    SignIn(WAITING, _("Owner of an organisation in Kigali that waits to be verified")),
    SignIn(REFUSED, _("Owner of an organisation in Dedza that was refused verification")),
)

VERIFIER = "verifier@techaccord.example"
REVIEWER = "reviewer@techaccord.example"
MODERATOR = "moderator@techaccord.example"

STAFF = (
    StaffSignIn(
        VERIFIER,
        _("Decides whether organisations are verified"),
        name="Adjoa Mensah",
        secret="DEMOVERIFIERTECHACCORDDEMOVERIF2",  # noqa: S106
        groups=("Verifiers",),
    ),
    StaffSignIn(
        REVIEWER,
        _("Reviews offers and needs before they are published"),
        name="Nilüfer Aydın",
        secret="DEMOREVIEWERTECHACCORDDEMOREVIE5",  # noqa: S106
        groups=(REVIEWERS,),
    ),
    StaffSignIn(
        MODERATOR,
        _("Can decide on reports of abuse"),
        name="Sibusiso Dlamini",
        secret="DEMOMODERATORTECHACCORDDEMOMODE6",  # noqa: S106
        groups=("Moderators",),
    ),
    StaffSignIn(
        "pages@techaccord.example",
        _("Editor of the pages: home, guides, help"),
        name="Camille Rousseau",
        secret="DEMOPAGESEDITORTECHACCORDDEMOPA3",  # noqa: S106
        groups=("Editors",),
    ),
    StaffSignIn(
        "facts@techaccord.example",
        _("Edits the facts about countries"),
        name="Sina Faleolo",
        secret="DEMOCOUNTRYFACTSTECHACCORDDEMOF7",  # noqa: S106
        groups=("Country facts",),
    ),
    StaffSignIn(
        "admin@techaccord.example",
        _("Administrator"),
        name="Tomasz Zieliński",
        secret="DEMOADMINISTRATORTECHACCORDDEMO4",  # noqa: S106
        is_superuser=True,
    ),
)
