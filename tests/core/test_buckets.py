"""Public files in S3: pages link to the site, and the site fetches them from the bucket."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from django.conf import settings

SITE = "https://techaccord.example"
STORED = {"/public/logos/a.png": b"a logo", "/public/images/a.png": b"a picture"}
# What a page links to and what comes from there, with the settings of production.
LOOK = """
import json
from urllib.parse import urlsplit
import django
django.setup()
from django.http import Http404
from django.test import Client, RequestFactory
from cms.models import EditorialImage, EditorialRendition
from core.views import public_file
from partners.models import Organisation
addresses = [
    Organisation(logo="logos/a.png").logo.url,
    EditorialImage(file="images/a.png", collection_id=1, width=1, height=1).file.url,
    EditorialRendition(file="images/a.png", width=1, height=1).url,
]
client = Client(headers={"host": "techaccord.example"})
answers = [client.get(urlsplit(address).path, secure=True) for address in addresses]
bodies = [b"".join(answer.streaming_content).decode() for answer in answers]
try:
    public_file(RequestFactory().get("/"), "images/none.png")
except Http404:
    print(json.dumps([addresses, bodies]))
"""


class Bucket(BaseHTTPRequestHandler):
    """As much of S3 as reading takes."""

    def do_GET(self) -> None:
        content = STORED.get(self.path.partition("?")[0])
        self.send_response(404 if content is None else 200)
        self.send_header("Content-Length", str(len(content or b"")))
        self.send_header("ETag", '"1"')
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(content or b"")

    do_HEAD = do_GET  # noqa: N815 - named by the library

    def log_message(self, *parts: object) -> None:
        """Nothing: the output of the tests is no access log."""


@pytest.fixture
def bucket():
    with ThreadingHTTPServer(("127.0.0.1", 0), Bucket) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_files_in_a_bucket_are_linked_and_handed_out_by_the_site(bucket, tmp_path):
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "SECRET_KEY": "tests-only-" * 5,
        "ALLOWED_HOSTS": "techaccord.example",
        "SITE_URL": SITE,
        "VAR_DIR": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'empty.sqlite3'}",
        "S3_BUCKET": "public",
        "S3_ENDPOINT_URL": bucket,
        "AWS_ACCESS_KEY_ID": "tests-only",
        "AWS_SECRET_ACCESS_KEY": "tests-only",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", LOOK], cwd=settings.BASE_DIR, env=environment,
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    addresses, bodies = json.loads(done.stdout.splitlines()[-1])
    # The policy of pages, editors' too, lets pictures come from nowhere else.
    for policy in (settings.CONTENT_SECURITY_POLICY["DIRECTIVES"],
                   settings.ADMIN_CONTENT_SECURITY_POLICY):  # fmt: skip
        assert {source for source in policy["img-src"] if ":" not in source} == {"'self'"}
    names = ["logos/a.png", "images/a.png", "images/a.png"]
    assert addresses == [f"{SITE}/media/{name}" for name in names]
    assert bodies == ["a logo", "a picture", "a picture"]
