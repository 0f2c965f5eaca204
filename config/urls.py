"""The whole site map on one screen. Wagtail's pages end the languages: they answer any path."""

from allauth.account.views import logout as sign_out
from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from accounts.mail_provider import provider_urls
from accounts.views import show_dashboard
from cms.sitemaps import sitemap_index, sitemap_section
from cms.views import show_home
from cms.wagtail_users import account_view
from core import health, views

_login = RedirectView.as_view(pattern_name="account_login", query_string=True)
_reset = RedirectView.as_view(pattern_name="account_reset_password")

# Tried one after the other: what is asked for most comes first.
urlpatterns = [
    *i18n_patterns(
        path("", show_home, name="show_home"),
        path("", include("marketplace.urls")),
        path("", include("partners.urls")),
        path("", include("search.urls")),
        path("", include("negotiations.urls")),
        path("", include("alerts.urls")),
        path("", include("matching.urls")),
        path("dashboard/", show_dashboard, name="show_dashboard"),
        path("account/", include("accounts.urls")),
        path("components/", views.components, name="show_components"),
        path("_util/login/", _login),
        path("", include(wagtail_urls)),
    ),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("sitemap.xml", sitemap_index, name="sitemap"),
    path("sitemap-<slug:section>.xml", sitemap_section, name="sitemap_section"),
    # Wagtail's own logins know no second factor.
    path("admin/login/", _login, name="admin_login"),
    path("admin/logout/", sign_out, name="admin_logout"),
    path("admin/password_reset/", _reset, name="admin_password_reset"),
    path("_util/login/", _login, name="frontend_login"),
    path("admin/account/", account_view),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("", include("core.urls")),
    # Addresses that identity providers are told once: without a language.
    path("sso/", include("accounts.sso_urls")),
]

if settings.MAIL_PROVIDER:
    urlpatterns.append(path("mail/", include(provider_urls(settings.MAIL_PROVIDER))))

if settings.DEMO:
    urlpatterns += [path("demo/", include("demo.urls"))]

handler400 = "core.views.bad_request"
handler403 = "core.views.forbidden"
handler404 = "core.views.not_found"
handler500 = "core.views.server_error"
