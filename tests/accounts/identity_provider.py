"""An OpenID Connect provider of its own, to sign in from: `identity_provider.py PORT DATABASE`.

A process apart from the site under test. Whoever visits /enter/<name>/ is signed in there as
<name>@institute.example.
"""

# ruff: noqa: PLC0415 - nothing of Django can be imported before it is configured.

import sys

import django
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings

CLIENT_ID, CLIENT_SECRET = "techaccord", "only between these two processes"
CALLBACK = "http://testserver/sso/oidc/institute/login/callback/"


def configure(database: str) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    settings.configure(
        SECRET_KEY="of the provider",
        ALLOWED_HOSTS=["localhost"],
        ROOT_URLCONF=__name__,
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": database}},
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "allauth",
            "allauth.account",
            "allauth.idp.oidc",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "allauth.account.middleware.AccountMiddleware",
        ],
        TEMPLATES=[
            {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}
        ],
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        IDP_OIDC_PRIVATE_KEY=pem.decode(),
        USE_TZ=True,
    )
    django.setup()


def fill() -> None:
    from allauth.idp.oidc.models import Client
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    client = Client(
        id=CLIENT_ID,
        name="TechAccord",
        scopes="openid\nprofile\nemail",
        redirect_uris=CALLBACK,
        skip_consent=True,
    )
    client.set_secret(CLIENT_SECRET)
    client.save()


def enter(request, name):
    from allauth.account.models import EmailAddress
    from django.contrib.auth import get_user_model, login
    from django.http import HttpResponse

    address = f"{name}@institute.example"
    user, _created = get_user_model().objects.get_or_create(
        username=name, email=address, first_name=name.title(), last_name="Wells"
    )
    EmailAddress.objects.get_or_create(user=user, email=address, verified=True, primary=True)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return HttpResponse(address)


if __name__ == "__main__":
    port, database = sys.argv[1:]
    configure(database)

    from wsgiref.simple_server import make_server

    from django.core.wsgi import get_wsgi_application
    from django.urls import include, path

    urlpatterns = [
        path("enter/<slug:name>/", enter),
        path("account/", include("allauth.account.urls")),
        path("", include("allauth.idp.urls")),
    ]
    fill()
    with make_server("localhost", int(port), get_wsgi_application()) as server:
        server.serve_forever()
