"""Pages as a person meets them, in the machine's own Chromium: every page watched for what should never happen."""

import os
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import sync_playwright

from tests.sign_in import printed_code

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # playwright's own loop runs in the thread of the tests

PASSWORD = "a long invented sentence"
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 360, "height": 780}
WCAG_22_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
REFUSED = "Failed to load resource: the server responded with a status of 4"  # Chromium reports every 4xx page so
SCREENSHOTS = Path(settings.BASE_DIR) / "docs" / "screenshots"

# Beyond the right edge, and nothing inside is: what makes the page scroll. Boxes that scroll by themselves are let be.
TOO_WIDE = """() => {
  const root = document.documentElement, width = root.clientWidth;
  if (root.scrollWidth <= width) return [];
  const beyond = [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > width + 0.5);
  const inmost = beyond.filter((one) => !beyond.some((other) => other !== one && one.contains(other)));
  return inmost.map((one) => `<${one.localName} class="${one.className}"> ${one.textContent.trim().slice(0, 60)}`);
}"""

STEPS = pytest.StashKey[list]()  # (task, page loads, limit, note), printed when all is done


def pytest_addoption(parser):
    parser.addoption("--screenshots", action="store_true", help="write docs/screenshots/ again")


def pytest_configure(config):
    config.stash[STEPS] = []


def pytest_sessionfinish(session):
    if hasattr(session.config, "workeroutput"):  # of several processes each tells the first what it counted
        session.config.workeroutput["steps"] = session.config.stash[STEPS]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node):
    node.config.stash[STEPS] += [tuple(step) for step in getattr(node, "workeroutput", {}).get("steps", [])]


def pytest_terminal_summary(terminalreporter, config):
    if not config.stash[STEPS]:
        return
    terminalreporter.section("Page loads, from signed in")
    for task, loads, limit, note in config.stash[STEPS]:
        terminalreporter.write_line(f"{task:<40} {loads} of at most {limit}{f'  ({note})' if note else ''}")


@pytest.fixture(scope="session")
def chromium():
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not path:
        pytest.fail("No Chromium on this machine: apt-get install chromium, or set CHROMIUM to its path.")
    if not (Path(settings.BASE_DIR) / "static/build/main.css").exists():
        pytest.fail("The browser assets are not built: make setup.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


class Visitor:
    """One person at one browser: opens pages, counts them, and remembers whatever went wrong on the way."""

    def __init__(self, browser, address: str, **options):
        options = {"viewport": WIDE, "locale": "es-MX", "reduced_motion": "reduce"} | options
        self.address = address
        self.wrong: list[str] = []
        self.left_for: list[str] = []  # foreign pages that a click led to; nothing of them is loaded
        self.loads = 0
        self.context = browser.new_context(base_url=address, **options)
        self.context.route(lambda url: not url.startswith(address), self._foreign)
        self.context.set_default_timeout(15_000)
        self.page = self.context.new_page()
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.wrong.append(f"script: {error}"))
        self.page.on("request", self._request)

    def _foreign(self, route):
        request = route.request
        if request.is_navigation_request():
            self.left_for.append(request.url)
            route.fulfill(body="elsewhere", content_type="text/plain")
        else:
            self.wrong.append(f"foreign host: {urlsplit(request.url).netloc}")
            route.abort()

    def _console(self, message):
        if message.type == "error" and not message.text.startswith(REFUSED):
            self.wrong.append(f"console: {message.text}")

    def _request(self, request):
        if request.is_navigation_request() and request.frame == self.page.main_frame and request.redirected_from is None:
            self.loads += 1

    def sign_in(self, user, password: str = PASSWORD):
        """Sign in through the forms, as a person does who has a printed code at hand; the count of page loads starts after it."""
        self.page.goto("/account/login/")
        self.page.fill("[name=login]", user.email)
        self.page.fill("[name=password]", password)
        code = printed_code(user)
        self.page.click("main button.govuk-button:not([type=button])")
        self.page.wait_for_load_state()
        if self.page.locator("#printed").count():
            self.page.click("main summary")
            self.page.fill("#printed", code)
            self.page.click("main details button")
            self.page.wait_for_load_state()
        self.loads = 0

    def come_in(self, user):
        """Begin with a session of `user`, where the sign-in itself is not what is tested."""
        client, name = Client(), settings.SESSION_COOKIE_NAME
        client.force_login(user)
        self.context.clear_cookies()
        self.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": self.address}])

    def come_at(self, now, url: str = "") -> None:
        """Let the clock of this browser jump to `now`, and go to `url`, or stay on the page that is open."""
        if url:
            self.page.goto("about:blank")  # a page that is left open takes the jump for an hour without anybody there, and reloads
        self.page.clock.set_fixed_time(now)
        if url:
            self.page.goto(url)
        else:
            self.page.evaluate("new BroadcastChannel('session').postMessage('alive')")

    def violations(self) -> list[str]:
        """Return what axe finds against WCAG 2.2 A and AA on this page."""
        found = Axe().run(self.page, options={"runOnly": WCAG_22_AA, "resultTypes": ["violations"]}).response["violations"]
        return [f"{one['id']}: {node['html'][:200]} {node['failureSummary']}" for one in found for node in one["nodes"]]

    def scrolls_sideways(self) -> list[str]:
        """Return the innermost elements that reach beyond the width of the page, if it scrolls sideways."""
        return self.page.evaluate(TOO_WIDE)

    def screenshot(self, name: str, folder: Path = SCREENSHOTS) -> None:
        """Write what a small laptop shows of this page as docs/screenshots/<name>.png."""
        folder.mkdir(parents=True, exist_ok=True)
        self.page.evaluate("document.fonts.ready.then(() => { document.activeElement.blur(); scrollTo(0, 0) })")
        self.page.screenshot(path=folder / f"{name}.png")


@pytest.fixture
def visit(chromium, live_server):
    """Open a browser for one more person: visit(locale="en-GB", viewport=NARROW, color_scheme="dark", java_script_enabled=False)."""
    people = []

    def open_browser(**options) -> Visitor:
        people.append(Visitor(chromium, live_server.url, **options))
        return people[-1]

    yield open_browser
    wrong = [fault for one in people for fault in one.wrong]
    for one in people:
        one.context.close()
    assert wrong == []


@pytest.fixture
def record_steps(pytestconfig):
    return pytestconfig.stash[STEPS]


@pytest.fixture
def screenshots(pytestconfig):
    """Take a picture for docs/screenshots/, where --screenshots asks for it: what is committed does not change by itself."""
    if pytestconfig.getoption("--screenshots"):
        return lambda person, name: person.screenshot(name)
    return lambda person, name: None


@pytest.fixture
def visitor(visit):
    """One person at a wide screen, in Spanish."""
    return visit()


@pytest.fixture
def page(visitor):
    return visitor.page
