"""Where allauth asks us: mail, names, addresses, limits, secrets."""

from __future__ import annotations

import base64
import logging
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core import context, ratelimit
from allauth.core.internal.ratelimit import get_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from qrcode.image.svg import SvgPathFillImage

from accounts import emails, names
from accounts.languages import remember_language
from accounts.models import User
from core.languages import supported

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

logger = logging.getLogger("techaccord.sign_in")


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up, sign-in and mail as TechAccord wants them."""

    # --- Mail ---------------------------------------------------------------------------------

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        user = context.get("user") or _owner_of(email)
        emails.send(
            template_prefix,
            to=email,
            language=user.language if user else get_language(),
            context=context,
            user=user,
        )

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        super().send_notification_mail(
            template_prefix, user, {**(context or {}), "user": user}, email
        )

    # --- People -------------------------------------------------------------------------------

    def new_user(self, request: HttpRequest) -> User:
        return User(language=supported(get_language()))

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        user.name = form.cleaned_data["name"]
        return super().save_user(request, user, form, commit)

    # --- Where to go --------------------------------------------------------------------------

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        with override(supported(request.user.language)):
            return reverse("show_dashboard")

    get_signup_redirect_url = get_login_redirect_url

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("show_account")

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        response = super().post_login(request, user, **kwargs)
        remember_language(response, user.language)
        logger.info("signed in: account %s from %s", user.pk, self.get_client_ip(request))
        return response

    def is_safe_url(self, url: str | None) -> bool:
        """Only this very host: ALLOWED_HOSTS may name others, whose pages are not ours to vouch for."""
        request = context.request
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )

    # --- Limits -------------------------------------------------------------------------------

    def get_client_ip(self, request: HttpRequest) -> str:
        try:
            return super().get_client_ip(request)
        except ImproperlyConfigured:
            # Fewer proxies than promised: the request came another way. Believe only the socket.
            return request.META["REMOTE_ADDR"]

    def get_http_user_agent(self, request: HttpRequest) -> str:
        return request.headers.get("user-agent", "")

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # Per account and address, so that a stranger's failures do not lock the owner out.
        return f"{_account(credentials)}|{get_ip(request)}"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        # And per account from everywhere, against many addresses guessing together. The owner
        # can still sign in with a code by mail or a passkey.
        if not ratelimit.consume(
            request, action="login_failed_anywhere", key=_account(credentials), dry_run=True
        ):
            logger.warning("sign-in refused: too many failures for one account")
            raise self.validation_error("too_many_login_attempts")
        super().pre_authenticate(request, **credentials)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        ratelimit.consume(request, action="login_failed_anywhere", key=_account(credentials))
        logger.info("sign-in failed from %s", self.get_client_ip(request))

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        super()._delete_login_attempts_cached_email(request, **credentials)
        ratelimit.clear(request, action="login_failed_anywhere", key=_account(credentials))


def _account(credentials: dict[str, Any]) -> str:
    return credentials.get("email", "").lower()


def _owner_of(email: str) -> User | None:
    address = EmailAddress.objects.filter(email__iexact=email).select_related("user").first()
    return address.user if address else User.objects.filter(email__iexact=email).first()


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """People who come from an outside identity provider."""

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> User:
        user = super().populate_user(request, sociallogin, data)
        for address in sociallogin.email_addresses:
            # Whatever the provider claims: only those the operator vouches for are believed,
            # the others get our own message first.
            address.verified = self.is_email_verified(sociallogin.provider, address.email)
        parts = (data.get("first_name") or "", data.get("last_name") or "")
        name = names.clean_name(data.get("name") or " ".join(parts))
        user.name = (name or user.email.partition("@")[0])[: names.MAX_LENGTH]
        return user

    def get_signup_form_initial_data(self, sociallogin: Any) -> dict[str, Any]:
        initial = super().get_signup_form_initial_data(sociallogin)
        return {**initial, "name": sociallogin.user.name}

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        logger.warning("provider %s refused: %s %s", provider, error, exception or "")


class MFAAdapter(DefaultMFAAdapter):
    """Second factors: bound to SITE_URL, their secrets unreadable in a copy of the database."""

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": urlsplit(settings.SITE_URL).hostname or "", "name": settings.SITE_NAME}

    def _get_site_name(self) -> str:
        return settings.SITE_NAME

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return _("Passkey %(number)s") % {"number": number}

    def build_totp_svg(self, url: str) -> str:
        # On a white ground of its own: cameras cannot read it on a dark page.
        picture = qrcode.make(url, image_factory=SvgPathFillImage)
        return picture.to_string(encoding="unicode")

    def encrypt(self, text: str) -> str:
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _fernet().decrypt(encrypted_text.encode()).decode()


def _fernet() -> MultiFernet:
    """Keys from SECRET_KEY and the earlier ones, so that changing the key locks nobody out."""
    return MultiFernet(
        [Fernet(_derived(key)) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    )


def _derived(key: str) -> bytes:
    kdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"techaccord second factor")
    return base64.urlsafe_b64encode(kdf.derive(key.encode()))
