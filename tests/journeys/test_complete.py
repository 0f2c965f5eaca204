"""Every address that answers with a page is looked at by a browser, or it is said why not."""

from __future__ import annotations

from tests.access.actors import STATES
from tests.access.table import OK
from tests.access.test_table import ROWS
from tests.journeys import pages

# Read by programs, or saved to the reader's disk.
NO_PAGES = {
    "download_attachment", "download_evidence", "export_files", "export_listings",
    "export_request", "export_results", "healthz", "readyz", "robots", "show_file", "show_terms",
    "sitemap", "sitemap_section", "suggest_words",
}  # fmt: skip
# Each with the page that stands for it.
ALIKE = {"import_needs": "import_offers"}


def test_every_page_is_looked_at():
    shown = {one.name for persona in pages.PERSONAS.values() for one in persona}
    opened = {
        row.name
        for row in ROWS
        if row.method == "GET" and any(OK in row.cells(state).values() for state in STATES)
    }
    # Screens of Wagtail's have their names after a colon; test_otherwise.py looks at ours.
    ours = {name for name in opened if ":" not in name}
    assert ours - shown == NO_PAGES | set(ALIKE)
    assert set(ALIKE.values()) <= shown
