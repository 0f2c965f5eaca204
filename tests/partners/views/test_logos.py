"""What is sent as a logo and is none: told on the page, and the logo stays as it was."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import override

from tests.core.test_images import huge_png, picture
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db

UNREADABLE = {
    "en": "This is not an image we can read. Send a PNG, JPEG, WebP or GIF file.",
    "ar": "هذه ليست صورة يمكننا قراءتها",
}
TOO_MANY = {
    "en": "The image has more than 40 million pixels. Save it smaller and try again.",
    "ar": "40",
}
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("fake.png", b"<script>alert(1)</script>", UNREADABLE),
        ("drawing.svg", SVG, UNREADABLE),
        ("drawing.png", SVG, UNREADABLE),
        ("bomb.png", huge_png(50_000, 50_000), TOO_MANY),
    ],
)
def test_file_that_is_no_logo_is_refused_in_words(signed_in, language, name, content, told):
    organisation = MembershipFactory(role="owner").organisation
    organisation.logo.save("old.png", ContentFile(picture("PNG")))
    old = organisation.logo.name
    client = signed_in(organisation.memberships.get().user)
    with override(language):
        address = reverse("edit_logo", args=[organisation.slug])
    response = client.post(address, {"logo": SimpleUploadedFile(name, content, "image/png")})
    assert response.status_code == 200
    assert told[language] in " ".join(response.context["form"].errors["logo"])
    assert told[language] in response.text
    organisation.refresh_from_db()
    assert organisation.logo.name == old
    with organisation.logo.open() as logo:
        assert logo.read() == picture("PNG")
