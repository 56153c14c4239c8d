"""The demo's web: its pages hang together, and its server behaves as a proxy ought to."""

from __future__ import annotations

import http.client
import json
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from lxml import etree

from crawler.cli import run
from crawler.config import parse_config
from crawler.demo import DemoWeb, serve_demo_web
from crawler.demo_pages import LISTINGS, DemoText, demo_configuration, demo_pages, demo_texts
from crawler.run import FetchReport
from storage.records import Kind

ROOT = Path(__file__).parents[2]
EXPECTED: dict[str, Any] = json.loads(Path(__file__).with_name("demo_expected.json").read_text())
HALT = "http://www.meridianwire.example/2026/03/12/varsenia-kaldora-agree-72-hour-halt"
TAG = "http://www.ordelpost.example/tags/hollin-dam"


@pytest.fixture
def web() -> Iterator[DemoWeb]:
    with serve_demo_web() as served:
        yield served


def get(web: DemoWeb, url: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", web.port, timeout=10)
    connection.request(method, url, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, dict(answer.getheaders()), body


def named_urls(part: object) -> Iterator[str]:
    """Every URL anywhere in the truth."""
    if isinstance(part, str):
        yield from [part] if part.startswith("http://") else []
    elif isinstance(part, dict):
        for key, value in part.items():
            yield from named_urls(key)
            yield from named_urls(value)
    elif isinstance(part, list):
        for value in part:
            yield from named_urls(value)


# The pages


def test_the_web_is_as_large_as_the_demo_promises() -> None:
    pages = demo_pages()
    assert len({urlsplit(url).hostname for url in pages}) >= 6
    assert len(pages) >= 32
    assert all((urlsplit(url).hostname or "").endswith(".example") for url in pages)


def test_every_url_of_the_truth_is_a_page() -> None:
    pages = demo_pages()
    assert [url for url in named_urls(EXPECTED) if url not in pages] == []


def test_pages_that_are_gone_say_so_and_no_others() -> None:
    gone = {url for url, page in demo_pages().items() if page.status != 200}
    assert gone == set(EXPECTED["gone"])


@pytest.mark.parametrize("revision", [1, 2])
def test_no_placeholder_is_left_over(revision: int) -> None:
    for url, page in demo_pages(revision).items():
        assert b"$" not in page.body, url
        assert b"None" not in page.body, url


def test_articles_are_of_a_length_people_read() -> None:
    short = {text.url for text in demo_texts() if len(" ".join(text.paragraphs).split()) < 150}
    chinese = {text.url for text in demo_texts() if len(text.paragraphs) > 3 and text.url in short}
    stubs = {*EXPECTED["gone"], *EXPECTED["not_articles"], *EXPECTED["refused_by_robots"], *EXPECTED["excerpts"]}
    assert short - chinese == stubs


def test_the_stub_is_the_first_forty_words_of_the_copy() -> None:
    by_url = {text.url: text for text in demo_texts()}
    (stub,) = by_url[EXPECTED["excerpts"][0]].paragraphs
    assert stub.removesuffix(" …").split() == " ".join(by_url[HALT].paragraphs).split()[:40]


def test_identical_articles_are_identical() -> None:
    by_url = {text.url: text for text in demo_texts()}
    for first, second in EXPECTED["identical"]:
        assert by_url[first].paragraphs == by_url[second].paragraphs


def test_bulletins_differ_in_little_but_numbers() -> None:
    by_url = {text.url: text for text in demo_texts()}
    for first, second in EXPECTED["templates"]:
        plain = [re.sub(r"Tuesday|Wednesday|[\d.]+", "#", " ".join(by_url[url].paragraphs)) for url in (first, second)]
        assert plain[0] == plain[1]
        assert by_url[first].paragraphs != by_url[second].paragraphs


def test_the_mash_up_takes_from_each_of_its_parts_and_in_another_order() -> None:
    by_url = {text.url: text for text in demo_texts()}
    for composite in EXPECTED["composites"]:
        whole = by_url[composite["url"]].paragraphs
        for part in composite["parts"]:
            taken = [whole.index(paragraph) for paragraph in by_url[part].paragraphs if paragraph in whole]
            assert len(taken) >= 4, part
            assert taken != sorted(taken), part


def test_the_second_revision_changes_one_article_and_the_sitemap() -> None:
    first, second = demo_pages(1), demo_pages(2)
    assert first.keys() == second.keys()
    changed = {url for url in first if first[url] != second[url]}
    assert changed == {*EXPECTED["revised"], "http://www.meridianwire.example/news-sitemap.xml"}
    assert first[HALT].last_modified != second[HALT].last_modified


def test_listings_link_to_pages_that_are_there() -> None:
    pages = demo_pages()
    for listing in LISTINGS:
        url = f"http://{listing.host}{listing.path}"
        if listing.template == "listing.html":
            links = etree.HTML(pages[url].body).xpath("//h2//a/@href | //h3/a/@href | //article/a/@href")
        else:
            root = etree.fromstring(pages[url].body)
            links = [element.text.partition("?")[0] for element in root.iter("{*}loc", "{*}link") if element.text]
        found = [urljoin(url, link) for link in links if urlsplit(link).path not in ("", "/")]
        assert len(found) >= 3, url
        assert [link for link in found if link not in pages] == []


def test_pagination_leads_through_all_articles() -> None:
    pages = demo_pages()
    for start, count in EXPECTED["teasers"].items():
        url, seen = start, 0
        while url:
            body = pages[url].body.decode()
            seen += sum(text.head["path"] in body for text in demo_texts() if text.host == urlsplit(url).hostname)
            next_link = re.search(r'href="([^"]+)">(?:Next »|Older stories)</a>', body)
            url = urljoin(url, next_link[1]) if next_link else ""
        assert seen == count, start


# The server


def test_it_answers_as_a_proxy_and_by_host(web: DemoWeb) -> None:
    status, headers, body = get(web, HALT)
    by_host = get(web, urlsplit(HALT).path, Host="www.meridianwire.example")
    assert status == 200
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert b"<h1>Varsenia and Kaldora agree on 72-hour halt" in body
    assert by_host[2] == body


def test_unknown_pages_and_hosts_are_not_found(web: DemoWeb) -> None:
    assert get(web, "http://www.ordelpost.example/nothing")[0] == 404
    assert get(web, "http://elsewhere.example/")[0] == 404
    assert get(web, EXPECTED["gone"][0])[0] == 404


def test_tracking_parameters_make_no_other_page(web: DemoWeb) -> None:
    assert get(web, f"{HALT}?utm_source=rss&utm_medium=feed")[2] == get(web, HALT)[2]
    assert get(web, f"{TAG}?page=2")[2] != get(web, TAG)[2]


def test_unchanged_pages_are_not_sent_again(web: DemoWeb) -> None:
    _, headers, _ = get(web, HALT)
    etag, modified = headers["ETag"], headers["Last-Modified"]
    status, again, body = get(web, HALT, If_None_Match=etag)
    assert (status, body, again["ETag"]) == (304, b"", etag)
    assert get(web, HALT, If_None_Match=f'"other", W/{etag}')[0] == 304
    assert get(web, HALT, If_Modified_Since=modified)[0] == 304
    assert get(web, HALT, If_None_Match='"other"', If_Modified_Since=modified)[0] == 200
    assert get(web, EXPECTED["gone"][0], If_None_Match=etag)[0] == 404


def test_a_new_revision_is_sent(web: DemoWeb) -> None:
    _, headers, first = get(web, HALT)
    web.set_revision(2)
    status, _, second = get(web, HALT, If_None_Match=headers["ETag"], If_Modified_Since=headers["Last-Modified"])
    assert status == 200
    assert b"the river at the border began to rise" in second
    assert b"the river at the border began to rise" not in first


def test_head_has_the_header_alone_and_the_connection_lives_on(web: DemoWeb) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", web.port, timeout=10)
    lengths = []
    for method in ("HEAD", "GET"):
        connection.request(method, TAG)
        answer = connection.getresponse()
        lengths.append((int(answer.getheader("Content-Length", "-1")), len(answer.read())))
    connection.close()
    assert lengths == [(lengths[1][0], 0), (lengths[1][0], lengths[1][0])]


def test_it_keeps_a_record_of_what_it_answered(web: DemoWeb) -> None:
    get(web, TAG)
    get(web, EXPECTED["gone"][0], method="HEAD")
    assert web.answered == [("GET", TAG, 200), ("HEAD", EXPECTED["gone"][0], 404)]


def test_it_is_quiet(web: DemoWeb, capfd: pytest.CaptureFixture[str]) -> None:
    get(web, TAG)
    get(web, "http://elsewhere.example/")
    assert capfd.readouterr() == ("", "")


def test_the_port_is_free_again_afterwards() -> None:
    with serve_demo_web() as web:
        get(web, TAG)
    with pytest.raises(ConnectionRefusedError):
        get(web, TAG)


def test_sources_are_pages_of_every_kind(web: DemoWeb) -> None:
    assert {source.kind for source in web.sources} == set(Kind)
    assert {source.url for source in web.sources} <= web.pages.keys()
    assert {urlsplit(source.url).hostname for source in web.sources} == {text.host for text in demo_texts()}
    assert set(EXPECTED["teasers"]) == {source.url for source in web.sources if source.kind is not Kind.ARTICLE}


def test_the_sources_are_a_configuration_that_the_command_reads(web: DemoWeb) -> None:
    config = parse_config(demo_configuration(), Path("newsfold.toml"))
    assert config.sources == web.sources
    assert web.outlets == len({text.host for text in demo_texts()}) == 10


def test_robots_forbid_what_a_listing_links_to() -> None:
    pages = demo_pages()
    for url in EXPECTED["refused_by_robots"]:
        host = urlsplit(url).hostname
        forbidden = re.findall(r"Disallow: (\S+)", pages[f"http://{host}/robots.txt"].body.decode())
        assert any(urlsplit(url).path.startswith(path) for path in forbidden)
        assert any(urlsplit(url).path.encode() in page.body for other, page in pages.items() if other != url)


# The package


def test_the_wheel_holds_all_of_the_web() -> None:
    setuptools = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
    globs = setuptools["package-data"]["crawler"]
    packed = {path for glob in globs for path in (ROOT / "crawler").glob(glob) if path.is_file()}
    assert {path for path in (ROOT / "crawler" / "demo_web").rglob("*") if path.is_file()} <= packed


def test_it_works_from_an_installed_package_in_another_folder(tmp_path: Path) -> None:
    ignore = shutil.ignore_patterns("__pycache__")
    for package in ("crawler", "storage"):
        shutil.copytree(ROOT / package, tmp_path / "site" / package, ignore=ignore)
    program = (
        f"import sys; sys.path.insert(0, {str(tmp_path / 'site')!r})\n"
        "import crawler.demo, crawler.demo_pages\n"
        "print(crawler.demo.__file__, len(crawler.demo_pages.demo_pages()), len(crawler.demo.demo_sources()))"
    )
    ran = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True)
    file, pages, sources = ran.stdout.split()
    assert Path(file).is_relative_to(tmp_path)
    assert (int(pages), int(sources)) == (len(demo_pages()), demo_configuration().count("[[sources]]"))


def test_texts_say_no_more_than_their_heads_allow() -> None:
    words = "path title date updated author section tags caption credit shown status page"
    known = set(words.split())

    def unknown(text: DemoText) -> set[str]:
        return set(text.head) - known

    assert [(text.url, unknown(text)) for text in demo_texts(2) if unknown(text)] == []


def test_a_demo_that_is_stopped_shows_nothing_half(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr("crawler.cli.crawling._fetch", lambda *_, **__: FetchReport((), interrupted=True))
    assert run(["demo", "--db", str(tmp_path / "demo.db")]) == 130
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "newsfold: stopped: the same command begins the demo anew" in shown.err
