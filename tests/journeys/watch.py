"""What a browser notices behind the page: errors, broken policy, strangers' addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response, WebError

# A violated content-security policy is written to the console as an error, but so late that the
# page may be gone by then; the event is there at once.
REPORT_VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) => console.error(
    `content security policy: ${event.violatedDirective} blocked ${event.blockedURI}`));
"""


class Watch:
    """Listens to one browser context; `problems` holds what no page of ours may cause."""

    def __init__(self, context: BrowserContext, host: str) -> None:
        self.problems: list[str] = []
        self.host = host
        # What a test asks for, such as the page shown for a fault of ours.
        self.expected_status = 200
        self._refused: set[str] = set()
        context.add_init_script(REPORT_VIOLATIONS)
        context.on("request", self._request)
        context.on("response", self._response)
        context.on("console", self._console)
        context.on("weberror", self._error)

    def _request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob", "about") and address.netloc != self.host:
            self.problems.append(f"asked another host: {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.request.is_navigation_request():
            self._refused.add(response.url)
        if response.status >= 500 and response.status != self.expected_status:
            self.problems.append(f"{response.status}: {response.url}")

    def _console(self, message: ConsoleMessage) -> None:
        if message.type != "error":
            return
        address = message.location["url"]
        # Chromium also reports the status of the page itself; that is the answer, not an error.
        if message.text.startswith("Failed to load resource") and address in self._refused:
            return
        self.problems.append(f"console: {message.text} ({address})")

    def _error(self, error: WebError) -> None:
        self.problems.append(f"script: {error.error}")
