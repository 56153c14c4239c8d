"""The pages in a real browser, on the demo's web: by mouse and by keyboard, light and dark, narrow and wide, with
JavaScript and without, and held against axe-core's rules of accessibility.

Skipped, with the reason, where there is no Chromium (Debian: `apt-get install chromium`).
"""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest

from storage.export import Wanted, export_file
from storage.store import Store
from storage.stories import list_stories
from tests.web_ui.chromium import CHROMIUM, MISSING, chromium, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=MISSING)

LOOKS = [(width, scheme) for width in (360, 1440) for scheme in ("light", "dark")]
EVERY_RULE = "{runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice']}"
OF_LOOKS = "{runOnly: {type: 'rule', values: ['color-contrast', 'target-size', 'scrollable-region-focusable']}}"
STARTS, HALT = "Varsenia starts filling Hollin Gorge", "Varsenia and Kaldora agree on 72-hour halt"
MASH_UP, CHINESE = "Hollin Gorge Dam: What They Do Not Tell You", "奥鲁纳河水坝之争暂歇"


@pytest.fixture(scope="module")
def browser(demo_place: Path) -> Iterator[Any]:  # the demo is crawled before Playwright's loop runs in this thread
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def served(demo_place: Path) -> Iterator[str]:
    with serving(demo_place) as address:
        yield address


@pytest.fixture(scope="module")
def hostile(place: Path) -> Iterator[str]:
    """The pages over a store whose articles were written by an enemy."""
    with serving(place) as address:
        yield address


@pytest.fixture(scope="module")
def kinds(demo_place: Path) -> tuple[str, ...]:
    """A page of each kind."""
    with Store.open(demo_place, read_only=True) as store:
        told = {each.title: f"/story/{each.story_id}" for each in list_stories(store)}
        ask = store.connection.execute
        ((revised,),) = ask("SELECT id FROM articles WHERE revision > 1").fetchall()
        (pair,) = ask("SELECT a || '&b=' || b FROM matches WHERE relation = 'near_duplicate' LIMIT 1").fetchone()
    stories = [next(at for title, at in told.items() if title.startswith(name)) for name in (STARTS, MASH_UP, CHINESE)]
    return (
        "/", "/?query=reservoir&min_outlets=2", "/?query=nowhere", *stories, f"{stories[0]}?view=shared",
        f"/article/{revised}", "/why", f"/why?a={pair}", "/why?a=1&b=nothing", "/sources", "/status", "/nothing",
    )  # fmt: skip


@pytest.fixture(scope="module")
def pages(demo_place: Path, kinds: tuple[str, ...]) -> tuple[str, ...]:
    """Every page of the demo."""
    with Store.open(demo_place, read_only=True) as store:
        stories = [f"/story/{each.story_id}" for each in list_stories(store)]
        articles = [f"/article/{one}" for (one,) in store.connection.execute("SELECT id FROM articles")]
    return tuple(dict.fromkeys([*kinds, *stories, *articles, "/?outlet=Kaldora+Times", "/?since=yesterday"]))


@pytest.fixture
def look(browser: Any, served: str, request: pytest.FixtureRequest) -> Iterator[Any]:
    """A page of that width and colour scheme; whatever it asks elsewhere, or complains of, fails the test."""
    yield from watched(browser, served, *getattr(request, "param", (1440, "light")))


def watched(browser: Any, served: str, width: int, scheme: str) -> Iterator[Any]:
    size = {"width": width, "height": 900}
    context = browser.new_context(viewport=size, color_scheme=scheme, base_url=served, reduced_motion="reduce")
    page = context.new_page()
    page.set_default_timeout(20_000)
    trouble: list[str] = []

    def heard(said: Any) -> None:
        if said.type == "error" and not said.text.startswith("Failed to load resource"):  # 400 and 404 are meant
            trouble.append(said.text)

    page.on("console", heard)
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("dialog", lambda opened: trouble.append(opened.message))
    page.on("request", lambda asked: None if asked.url.startswith(served) else trouble.append(asked.url))
    yield page
    context.close()
    assert trouble == []


def test_every_page_fits_and_has_its_parts(look: Any, pages: tuple[str, ...]) -> None:
    for address in pages:
        look.goto(address)
        assert look.locator("h1").count() == 1, address
        assert look.locator("main").count() == 1
        assert "newsfold" in look.title()
        for width, _ in LOOKS[::2]:
            look.set_viewport_size({"width": width, "height": 900})
            wide = look.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, f"{address} is wider than {width} pixels"
            assert look.evaluate(SMALL_TARGETS) == [], f"{address}: WCAG 2.5.8 wants targets of 24 pixels"


def test_a_narrow_screen_shows_the_whole_time_line_and_says_what_figures_are(look: Any, kinds: tuple[str, ...]) -> None:
    look.set_viewport_size({"width": 360, "height": 900})
    story = next(each for each in kinds if each.startswith("/story/"))
    look.goto(story)
    marks = [mark.bounding_box() for mark in look.locator("svg.strip .mark:visible").all()]
    assert len(marks) == 3, "one time line is shown, not both"
    for box in marks:
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360
        assert box["width"] >= 8, "too small to be told apart"
    look.goto("/sources")
    words = look.locator("td.figure .hidden").first
    assert words.bounding_box()["width"] > 20, "its column's heading is not shown there"


# Links within a sentence are excepted by WCAG; so is what is not shown.
SMALL_TARGETS = """[...document.querySelectorAll('button, input, select, summary, nav a')]
    .map(each => [each.id || each.textContent.trim(), each.getBoundingClientRect()])
    .filter(([name, box]) => box.width > 1 && box.height > 1 && (box.width < 20 || box.height < 20))
    .map(([name]) => name)"""


def test_axe_finds_nothing(look: Any, kinds: tuple[str, ...]) -> None:
    """All rules in two looks, and those that depend on colours and places in the other two."""
    rules = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    for address in kinds:
        look.goto(address)
        look.evaluate(rules)
        for (width, scheme), asked in zip(LOOKS, (EVERY_RULE, OF_LOOKS, OF_LOOKS, EVERY_RULE), strict=True):
            look.set_viewport_size({"width": width, "height": 900})
            look.emulate_media(color_scheme=scheme)
            found = look.evaluate(f"axe.run({asked})")["violations"]
            told = [(each["id"], each["nodes"][0]["html"], each["nodes"][0]["failureSummary"]) for each in found]
            assert told == [], f"{address} at {width} pixels, {scheme}"


@pytest.mark.parametrize("look", [LOOKS[0], LOOKS[3]], indirect=True, ids=str)
def test_every_page_by_keyboard(look: Any, kinds: tuple[str, ...]) -> None:
    """Tab reaches everything that can be used, in the order of the page, seen, and never gets stuck."""
    for address in kinds:
        look.goto(address)
        reachable = look.evaluate(f"{TABBABLE}.length")
        reached: list[Any] = []
        for _ in range(reachable + 10):  # a field for a date is three stops
            look.keyboard.press("Tab")
            stop = look.evaluate(FOCUSED)
            if reached and stop[0] < reached[-1][0]:
                break  # past the last one: in the browser's own bars, or at the beginning again
            reached += [stop] if not reached or stop[0] != reached[-1][0] else []
        assert [place for place, _, _ in reached] == list(range(reachable)), address
        hidden = [name for _, seen, name in reached if not seen]
        assert hidden == [], f"{address}: focus that cannot be seen"


TABBABLE = """[...document.querySelectorAll('a[href], button, input, select, summary, [tabindex="0"]')]
    .filter(each => each.checkVisibility() && !each.disabled)"""
FOCUSED = f"""(() => {{
    const it = document.activeElement, box = it.getBoundingClientRect(), style = getComputedStyle(it);
    const seen = box.width > 1 && box.bottom > 0 && box.top < innerHeight
        && style.outlineStyle === 'solid' && parseFloat(style.outlineWidth) >= 2;
    return [{TABBABLE}.indexOf(it), seen, it.outerHTML.slice(0, 120)];
}})()"""


@pytest.mark.parametrize("look", [LOOKS[1], LOOKS[2]], indirect=True, ids=str)
def test_by_mouse_through_every_kind_of_page(look: Any) -> None:
    look.goto("/")
    look.get_by_role("link", name=STARTS).click()
    look.get_by_role("heading", name="Who came first").wait_for()
    look.get_by_label("Right").select_option(index=3)
    look.get_by_label("Show").select_option("shared")
    look.get_by_role("button", name="Compare").click()
    look.wait_for_url("**view=shared**")
    assert look.locator("mark.passage-1").count() >= 2
    look.get_by_role("link", name="why", exact=True).first.click()
    assert "The same story" in look.locator("#verdict").inner_text()
    heads, texts = (
        [round(box["x"]) for each in look.locator(f".compare .sides.{kind} > *").all() if (box := each.bounding_box())]
        for kind in ("heads", "reading")
    )
    assert heads == texts or (not heads and len(set(texts)) == 1), "each column stands under its name"
    look.get_by_role("link", name="article", exact=False).first.click()
    look.get_by_role("heading", name="Revisions").wait_for()
    look.get_by_role("link", name="Sources").click()
    look.get_by_text("gave nothing in 7 days").first.click()
    assert look.locator("details[open] li").first.is_visible()
    look.get_by_role("link", name="Status").click()
    look.get_by_role("heading", name="Status").wait_for()
    look.get_by_role("link", name="newsfold", exact=True).click()
    look.get_by_role("link", name=MASH_UP).click()
    look.get_by_role("heading", name="Where its passages came from").wait_for()
    assert look.locator("mark.part-3").count() >= 1


def test_filters_by_mouse(look: Any) -> None:
    look.goto("/")
    look.get_by_text("Filters", exact=True).click()
    look.get_by_label("Outlets, at least").fill("4")
    look.get_by_label("changed since it was first seen").check()
    look.get_by_role("button", name="Apply").click()
    look.wait_for_url("**has_revisions=true**")
    assert look.locator("h3").all_inner_texts() == [f"{HALT} to filling of dam"]
    look.get_by_role("link", name="Clear").click()
    assert look.locator("h3").count() > 10


def test_a_search_by_keyboard_alone(look: Any) -> None:
    look.goto("/")
    look.keyboard.press("Tab")
    assert look.evaluate("document.activeElement.textContent") == "Skip to the content"
    look.keyboard.press("Enter")
    look.keyboard.press("Tab")
    assert look.evaluate("document.activeElement.id") == "query"
    look.keyboard.type("seepage treaty")
    look.keyboard.press("Enter")
    look.wait_for_url("**query=seepage+treaty**")
    link = look.get_by_role("link", name=MASH_UP)
    for _ in range(60):
        look.keyboard.press("Tab")
        if link.evaluate("link => link === document.activeElement"):
            break
    look.keyboard.press("Enter")
    look.wait_for_url("**/story/**")
    assert MASH_UP in look.locator("h1").inner_text()


def test_filters_by_keyboard(look: Any) -> None:
    look.goto("/")
    look.locator("summary").focus()
    look.keyboard.press("Enter")
    look.get_by_label("Outlet", exact=True).fill("RiverWatch")
    look.keyboard.press("Enter")
    look.wait_for_url("**outlet=RiverWatch**")
    assert all("RiverWatch" in line for line in look.locator("li.line .ran").all_inner_texts())
    assert look.get_by_label("Outlet", exact=True).is_visible(), "what is in force stays in sight"


def test_everything_is_read_without_javascript(browser: Any, served: str, pages: tuple[str, ...]) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=served)
    page = context.new_page()
    for address in pages:
        page.goto(address)
        assert page.locator("h1").count() == 1, address
        assert page.locator("main").inner_text().strip()
    page.goto("/")
    page.get_by_label("Words in title or text").fill("reservoir")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name=STARTS).click()
    page.get_by_label("Show").select_option("shared")
    page.get_by_role("button", name="Compare").click()
    assert page.locator("mark.passage-1").count() >= 1
    page.get_by_role("link", name="why", exact=True).first.click()
    assert page.locator("blockquote").inner_text().startswith("“")
    context.close()


def test_other_scripts_are_marked_as_such(look: Any) -> None:
    look.goto("/")
    heading = look.locator("h3", has_text=CHINESE)
    assert heading.get_attribute("lang") == "zh"


def test_new_stories_appear_while_one_looks(look: Any) -> None:
    look.goto("/")
    look.evaluate("""htmx.ajax("GET", "/fresh?seen=0", {target: "#fresh", swap: "outerHTML"})""")
    look.get_by_role("heading", name="Just in").wait_for()
    assert look.locator("#fresh h3").count() > 10


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_an_enemy_wrote_stays_text(browser: Any, hostile: str, scheme: str) -> None:
    """Nothing of it runs, loads or leads anywhere: `watched` fails on a dialog, an error and a foreign request."""
    for page in watched(browser, hostile, 360, scheme):
        for address in ("/", "/?query=harmless", "/story/1", "/article/5", "/why?a=1&b=5", "/sources"):
            page.goto(address)
            assert "<script>" in page.locator("main").inner_text(), address
            assert page.locator("a[href^='javascript:'], main img, main script").count() == 0
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, f"{address} is wider than the window"


def test_an_exported_page_opens_whole(browser: Any, demo_place: Path, tmp_path: Path) -> None:
    """The page that a person mails: every story in it, nothing asked of anyone, readable on a phone."""
    place = tmp_path / "stories.html"
    with Store.open(demo_place, read_only=True) as store:
        written = export_file(store, Wanted("stories", "html"), place)
    for page in watched(browser, "file://", 360, "dark"):
        page.goto(place.as_uri())
        assert page.locator("article").count() == written
        assert page.get_by_text(STARTS).first.is_visible()
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0
