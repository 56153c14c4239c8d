"""The pages in a real browser: by mouse and by keyboard, light and dark, narrow and wide, with JavaScript and without.

Skipped where there is no Chromium (Debian: `apt-get install chromium`) or no Playwright. With `AXE_PATH` naming
axe-core's `axe.min.js` (npm: `npm pack axe-core`), every page is held against its rules as well.
"""

from __future__ import annotations

import os
import shutil
import socket
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from crawler.web.app import create_app

if TYPE_CHECKING:
    from collections.abc import Iterator

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = os.environ.get("CHROMIUM_PATH") or shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on the path, nor named by CHROMIUM_PATH")

PAGES = (
    "/", "/?query=harbour", "/story/1", "/story/2", "/story/1?view=shared", "/article/1", "/why?a=1&b=2",
    "/sources", "/status", "/nothing",
)  # fmt: skip
LOOKS = [(width, scheme) for width in (360, 1440) for scheme in ("light", "dark")]


@pytest.fixture(scope="module")
def served(place: Path) -> Iterator[str]:
    """The pages on loopback, in a thread."""
    import uvicorn

    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(create_app(place), log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as run:
        flags = ["--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
        opened = run.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", *flags])
        yield opened
        opened.close()


@pytest.fixture
def look(browser: Any, served: str, request: pytest.FixtureRequest) -> Iterator[Any]:
    """A page of that width and colour scheme; whatever it asks elsewhere, or complains of, fails the test."""
    width, scheme = getattr(request, "param", (1440, "light"))
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, base_url=served)
    page = context.new_page()
    page.set_default_timeout(20_000)
    trouble: list[str] = []
    page.on(
        "console", lambda said: trouble.append(said.text) if said.type == "error" and "404" not in said.text else None
    )
    page.on("request", lambda asked: None if asked.url.startswith(served) else trouble.append(asked.url))
    yield page
    context.close()
    assert trouble == []


@pytest.mark.parametrize("look", LOOKS, indirect=True, ids=str)
def test_every_page_fits_and_has_its_parts(look: Any) -> None:
    for address in PAGES:
        look.goto(address)
        assert look.locator("h1").count() == 1
        assert look.locator("main").count() == 1
        wide = look.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{address} is wider than the window"


@pytest.mark.skipif("AXE_PATH" not in os.environ, reason="AXE_PATH does not name axe-core's axe.min.js")
@pytest.mark.parametrize("look", LOOKS, indirect=True, ids=str)
def test_axe_finds_nothing(look: Any) -> None:
    rules = Path(os.environ["AXE_PATH"]).read_text(encoding="utf-8")
    for address in PAGES:
        look.goto(address)
        look.evaluate(rules)
        found = look.evaluate("axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice']})")
        told = [
            (each["id"], each["nodes"][0]["html"], each["nodes"][0]["failureSummary"]) for each in found["violations"]
        ]
        assert told == [], address


def test_by_mouse_from_the_front_to_why(look: Any) -> None:
    look.goto("/")
    look.get_by_role("link", name="Crane falls in Port Ellery").click()
    look.get_by_role("heading", name="Who came first").wait_for()
    look.get_by_role("link", name="why", exact=True).first.click()
    assert "The same story" in look.locator("h2").first.inner_text()
    look.get_by_role("link", name="Sources").click()
    assert look.locator("h1").inner_text() == "Sources"


def test_by_keyboard_alone(look: Any) -> None:
    look.goto("/")
    look.keyboard.press("Tab")
    assert look.evaluate("document.activeElement.textContent") == "Skip to the content"
    look.keyboard.press("Enter")
    look.keyboard.press("Tab")
    assert look.evaluate("document.activeElement.id") == "query"
    look.keyboard.type("brewery")
    look.keyboard.press("Enter")
    look.wait_for_url("**query=brewery**")
    link = look.get_by_role("link", name="Brewery to become flats")
    for _ in range(30):
        look.keyboard.press("Tab")
        if link.evaluate("link => link === document.activeElement"):
            break
    outline = link.evaluate("link => getComputedStyle(link).outlineStyle + getComputedStyle(link).outlineWidth")
    assert outline == "solid3px", "the focus can be seen"
    look.keyboard.press("Enter")
    look.wait_for_url("**/story/**")


def test_filters_by_keyboard(look: Any) -> None:
    look.goto("/")
    look.locator("summary").focus()
    look.keyboard.press("Enter")
    look.get_by_label("Outlet", exact=True).fill("Post")
    look.keyboard.press("Enter")
    look.wait_for_url("**outlet=Post**")
    assert look.locator("h3").count() == 1
    assert look.get_by_label("Outlet", exact=True).is_visible(), "what is in force stays in sight"


def test_everything_is_read_without_javascript(browser: Any, served: str) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=served)
    page = context.new_page()
    for address in PAGES:
        page.goto(address)
        assert page.locator("h1").count() == 1
    page.goto("/story/1")
    page.get_by_label("Show").select_option("shared")
    page.get_by_role("button", name="Compare").click()
    assert page.locator("mark.passage-1").count() >= 1
    context.close()


def test_new_stories_appear_while_one_looks(look: Any) -> None:
    look.goto("/")
    look.evaluate("""htmx.ajax("GET", "/fresh?seen=0", {target: "#fresh", swap: "outerHTML"})""")
    look.get_by_role("heading", name="Just in").wait_for()
    assert look.locator("#fresh h3").count() == 4
