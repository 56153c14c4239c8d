from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.urls import canonical, original, registered_domain, same_site
from storage.errors import InputError


@pytest.mark.parametrize(
    ("given_url", "wanted"),
    [
        ("HTTP://WWW.Example.org:80/A?b=2&a=1#top", "http://www.example.org/A?a=1&b=2"),
        ("https://example.org:443", "https://example.org/"),
        ("https://example.org:8443/x", "https://example.org:8443/x"),
        ("http://example.org:443/x", "http://example.org:443/x"),
        ("https://example.org/a?utm_source=x&id=7&fbclid=1", "https://example.org/a?id=7"),
        ("https://example.org/a;jsessionid=0A1B?x=1", "https://example.org/a?x=1"),
        ("https://example.org/a?PHPSESSID=abc", "https://example.org/a"),
        ("https://user:secret@example.org/a", "https://example.org/a"),
        ("https://example.org/Ünïcode weg", "https://example.org/%C3%9Cn%C3%AFcode%20weg"),
        ("https://müller.example/", "https://xn--mller-kva.example/"),
        ("https://example.org/?q=&page=2", "https://example.org/?page=2&q="),
        ("http://[::1]:80/x", "http://[::1]/x"),
        ("  https://example.org/x\n", "https://example.org/x"),
        ("https://example.org./x", "https://example.org/x"),
    ],
)
def test_canonical_form(given_url: str, wanted: str) -> None:
    assert canonical(given_url) == wanted


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "example.org/x",
        "/x",
        "ftp://example.org/x",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "mailto:a@example.org",
        "http://",
        "http:///x",
        "http://example.org\\@evil.example/",
        "http://exa\nmple.org/",
        "http://example.org/a\x00b",
        "http://example.org:99999/",
        "http://[::1/",
        "http://exa mple.org/",
        "http://" + "a" * 70 + "ü.example/",
        "https://example.org/" + "a" * 5000,
        "https://example.org" + ("/" + "a" * 500) * 16,
    ],
)
def test_what_is_no_http_url_is_refused(bad: str) -> None:
    with pytest.raises(InputError):
        canonical(bad)


_hosts = st.from_regex(r"[a-zA-Z][a-zA-Z0-9]{0,8}(\.[a-zA-Z][a-z]{1,4}){1,2}", fullmatch=True)
_paths = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\\"), max_size=30)


@given(host=_hosts, path=_paths, query=_paths, port=st.sampled_from(["", ":80", ":443", ":8080"]))
def test_canonical_is_idempotent(host: str, path: str, query: str, port: str) -> None:
    try:
        once = canonical(f"http://{host}{port}/{path}?{query}")
    except InputError:
        return
    assert canonical(once) == once
    assert "#" not in once


@given(path=st.text("aZ09._~/-", max_size=20))
def test_a_plain_url_is_settled_as_any_other(path: str) -> None:
    assert canonical(f"https://example.org/{path}") == canonical(f"https://example.org/{path}#part")


@given(st.text(max_size=60))
def test_any_text_is_a_url_or_an_input_error(text: str) -> None:
    try:
        once = canonical(text)
    except InputError:
        return
    assert canonical(once) == once


_names = st.from_regex(r"[a-z]{1,6}", fullmatch=True).map("p".__add__)


@given(real=st.dictionaries(_names, st.from_regex(r"[A-Za-z0-9]{0,6}", fullmatch=True), max_size=4))
def test_trackers_go_and_real_parameters_stay(real: dict[str, str]) -> None:
    clean = "&".join(f"{name}={value}" for name, value in real.items())
    tracked = f"utm_source=feed&{clean}&gclid=1#part" if clean else "utm_source=feed&gclid=1"
    assert canonical(f"https://example.org/a?{tracked}") == canonical(f"https://example.org/a?{clean}")
    assert all(f"{name}={value}" in canonical(f"https://example.org/a?{clean}") for name, value in real.items())


@pytest.mark.parametrize(
    ("where", "wanted"),
    [
        ("https://www.bbc.co.uk/news", "bbc.co.uk"),
        ("www.bbc.co.uk", "bbc.co.uk"),
        ("news.site.example", "site.example"),
        ("http://127.0.0.1:8000/x", "127.0.0.1"),
        ("localhost:80", "localhost"),
        ("http://[::1/", ""),
    ],
)
def test_registered_domain(where: str, wanted: str) -> None:
    assert registered_domain(where) == wanted


@pytest.mark.parametrize(
    ("copy", "wanted"),
    [
        ("https://web.archive.org/web/20220301020549/http://post.example/a?b=1", "http://post.example/a?b=1"),
        ("https://web.archive.org/web/20220301id_/https:/post.example/a", "https://post.example/a"),
        ("https://archive.ph/20220301/https://post.example/a", "https://post.example/a"),
        ("https://post-example.cdn.ampproject.org/c/s/post.example/a", "https://post.example/a"),
        ("https://web.archive.org/about", "https://web.archive.org/about"),
        (
            "https://post.example/web/2022/https://other.example/a",
            "https://post.example/web/2022/https://other.example/a",
        ),
    ],
)
def test_a_copy_in_an_archive_stands_for_the_original(copy: str, wanted: str) -> None:
    assert original(copy) == wanted


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://www.harbourpost.example/a", "http://m.harbourpost.example:8080/b", True),
        ("https://news.harbour.co.uk/a", "https://harbour.co.uk/b", True),
        ("https://harbour.co.uk/a", "https://quay.co.uk/b", False),
        ("https://ada.github.io/a", "https://ben.github.io/b", False),
        ("https://ada.blogspot.com/a", "https://blogspot.com/b", False),
        ("http://127.0.0.1:8001/a", "http://127.0.0.1:8001/b", True),
        ("http://127.0.0.1:8001/a", "http://127.0.0.1:8002/b", False),
        ("http://[::1]/a", "http://[::1]:81/b", False),
        ("http://localhost:8001/a", "http://localhost:8002/b", False),
        ("http://harbour.example/a", "http://harbour.example:port/b", False),
    ],
)
def test_who_may_speak_for_whom(one: str, other: str, same: bool) -> None:
    assert same_site(one, other) is same_site(other, one) is same
