"""Who signs a text at its end: behind '(c)' in Japanese, on the right in Vietnamese, a desk, a columnist."""

from __future__ import annotations

import time

import pytest

from crawler.credits.signatures import desk_at_end, signed_at_end, told_at_end
from crawler.extract import extract
from crawler.parsing.htmltree import parse

JAPANESE = ["港の橋は火曜日に閉じた。", "議会は修理を急ぐと述べた。"]
VIETNAMESE = ["Cây cầu cũ đóng cửa đến mùa xuân.", "Hội đồng thành phố đã bỏ phiếu hôm thứ Ba tại Cảng Mới."]


def signed(lines: list[str], last: str, markup: str = "<p>{}</p>") -> list[str]:
    body = "".join(f"<p>{line}</p>" for line in lines) + markup.format(last)
    return list(signed_at_end([*lines, last], parse(f"<div>{body}</div>".encode(), "https://lindmouthpost.example/")))


@pytest.mark.parametrize(
    ("last", "byline"),
    [
        ("橋は春に開く。(c)AFP/Ann LEE", ["AFP/Ann LEE"]),
        ("橋は春に開く。(c)AFP/Ann LEE/Tom RAY", ["AFP/Ann LEE/Tom RAY"]),
        ("橋は春に開く」と語った。(C)AFP", ["AFP"]),
        ("(c)AFP/Ann LEE", ["AFP/Ann LEE"]),
        ("橋の前の人々(2026年3月1日撮影)。(c)AFP/Ann LEE", []),
        ("橋は春に開く。(c)Harbour Hotel/Ann LEE", []),
        ("橋の前の人々。(c)AFP/Ann LEE", []),
        ("演説する市長。(c)AFP/Ann LEE", []),
        ("橋は春に開く。(c)ロイター/共同", []),
        ("橋は(c)AFP/Ann LEEの写真で知られる。", []),
    ],
)
def test_an_agency_and_its_writer_sign_behind_a_text(last: str, byline: list[str]) -> None:
    assert signed(JAPANESE, last) == byline


def test_in_other_scripts_the_mark_tells_who_took_a_picture() -> None:
    assert signed(["The old bridge closes.", "It opens in spring."], "The bridge at night. (c)AFP/Ann Lee") == []


@pytest.mark.parametrize("last", ["Ann Lee (PTI)", "Ann Lee (BBC)", "New York (AFP)"])
def test_a_name_beside_an_agency_may_be_a_politicians_a_programmes_or_a_place(last: str) -> None:
    lines = ["The old bridge closes for repairs.", "One member spoke against it."]
    assert signed(lines, last) == []
    body = "".join(f"<p>{line * 5}</p>" for line in lines)
    page = f"<title>The bridge closes</title><h1>The bridge closes</h1>{body}<p>{last}</p>"
    article = extract(f"<html lang=en>{page}</html>".encode(), "https://lindmouthpost.example/bridge-closes-14")
    assert (article.authors, last in article.text) == ((), True)


RIGHT, BOLD = '<p style="text-align: right"><em>{}</em></p>', "<p><strong>{}</strong></p>"


@pytest.mark.parametrize(
    ("last", "markup", "names"),
    [
        ("Lan Chi - Minh Tuệ", "<p align=right><b>{}</b></p>", ["Lan Chi", "Minh Tuệ"]),
        ("Lan Chi", RIGHT, ["Lan Chi"]),
        ("Lan Chi", '<p class="text-right">{}</p>', ["Lan Chi"]),
        ("Lan Chi", BOLD, []),
        ("Lan Chi - Minh Tuệ", "<p>{}</p>", []),
        ("Lan Chi - Minh Tuệ", BOLD, []),  # may be places
        ("Hà Nội, Việt Nam", RIGHT, []),
        ("Báo Lan Chi", RIGHT, []),
        ("PV Tổng Hợp", RIGHT, []),
        ("Ảnh Minh Họa", RIGHT, []),
        ("BAN BIÊN TẬP", RIGHT, []),
        ("Cảng Mới", RIGHT, []),
        ("Theo Lan Chi", RIGHT, []),
        ("Nguồn Lan Chi", RIGHT, []),
        ("Xem thêm", RIGHT, []),
    ],
)
def test_names_on_the_right_sign_a_text(last: str, markup: str, names: list[str]) -> None:
    assert signed(VIETNAMESE, last, markup) == names


def test_a_line_on_the_right_signs_nothing_elsewhere() -> None:
    assert signed(["The old bridge closes.", "It opens in spring."], "Read More", RIGHT) == []


ENGLISH = ["The old bridge closes for repairs.", "One member spoke against it.", "Work begins soon, said Tom Ray."]


@pytest.mark.parametrize(
    ("last", "desk"),
    [
        (["LP-Redaktion"], "LP-Redaktion"),
        (["Redacción"], "Redacción"),
        (["Редакция"], "Редакция"),
        (["Haber Merkezi"], "Haber Merkezi"),
        (["Web Desk"], "Web Desk"),
        (["Newsroom", "Do you like what you read? Become a member."], "Newsroom"),
        (["„Die Brücke bleibt zu.“", "Die Redaktion"], "Die Redaktion"),
        (["Redaktion", "Ann Lee, Tom Ray"], None),  # whose names follow
        (["Contact", "Redaktion"], None),
        (["Impressum"], None),
        (["Online-Redaktion"], None),  # a link
        (["Standing Desk"], None),
        (["Weather Bureau"], None),
        (["Redazione Via Roma"], None),
    ],
)
def test_a_desk_signs_behind_the_last_sentence(last: list[str], desk: str | None) -> None:
    assert desk_at_end([*ENGLISH, *last], {"onlineredaktion"}) == ((desk,) if desk else ())


def told(*last: str, title: str = "Bridge closes") -> tuple[str, ...]:
    pages = {"authors/ann-lee": "Ann Lee", "by/bob": "Bob Kim", "people/fox": "Mia Fox", "authors/tom-ray": "Tom Ray"}
    links = " ".join(f"<a href='/news/{page}'>{name}</a>" for page, name in pages.items())
    tree = parse(f"<p>{links}</p>".encode(), "https://lindmouthpost.example/")
    return told_at_end([*ENGLISH, *last], title, tree.find("body/p"))


def test_a_last_line_tells_of_a_columnist_to_whom_a_link_leads() -> None:
    assert told("Ann Lee is a columnist for the Post.") == ("Ann Lee",)
    assert told("Ann Lee is a columnist.", "Bob Kim is the city editor.") == ("Ann Lee", "Bob Kim")
    assert told("Ann Lee ist Redakteurin der Post.") == ("Ann Lee",)


def test_of_whom_a_text_tells_is_no_columnist_of_it() -> None:
    assert told("Tom Ray is a columnist.") == ()
    assert told("Ann Lee is a columnist.", title="What Lee said of the bridge") == ()
    assert told("Mia Fox is a professor of biology.") == ()  # whose page tells of her, and of nothing that she writes
    assert told("Ann Lee is the mayor.") == ()
    assert told("Ann Lee is a photographer and editor.") == ()
    assert told("Eva Ito is a columnist.") == ()  # to whom no link leads


def test_a_columnist_whom_links_name_is_the_author_and_the_line_goes() -> None:
    body = "".join(f"<p>{line * 5}</p>" for line in ENGLISH)
    aside = "<aside><h3><a href='/by/ann-lee'>Ann Lee</a></h3></aside>"
    page = (
        f"<title>The bridge closes</title><h1>The bridge closes</h1>{body}<p><i>Ann Lee is a columnist.</i></p>{aside}"
    )
    article = extract(f"<html lang=en>{page}</html>".encode(), "https://lindmouthpost.example/bridge-closes-14")
    assert (article.authors, "columnist" in article.text) == (("Ann Lee",), False)


@pytest.mark.parametrize(
    ("author", "authors"), [("Reuters", ("Reuters",)), ("Lindmouth Post", ("Lindmouth Post",)), ("", ("Tom Roe",))]
)
def test_a_colleague_with_a_podcast_is_no_author_where_an_agency_or_a_house_is(
    author: str, authors: tuple[str, ...]
) -> None:
    body = "".join(f"<p>{line * 5}</p>" for line in ENGLISH)
    promotion = "<p><a href='/author/tom-roe'>Tom Roe</a> is a columnist and the host of our podcast.</p>"
    head = f"<title>The bridge closes</title><meta name=author content='{author}'>" * bool(author)
    page = f"<html lang=en>{head}<article><h1>The bridge closes</h1>{body}{promotion}</article></html>"
    assert extract(page.encode(), "https://lindmouthpost.example/bridge-closes-14").authors == authors


def test_a_link_outside_of_the_text_makes_nobody_its_columnist() -> None:
    menu = parse(b"<nav><a href='/author/tom-roe'>Tom Roe</a></nav><div><p>Tom Roe is a columnist.</p></div>", "")
    lines = [*ENGLISH, "Tom Roe is a columnist."]
    assert (told_at_end(lines, "", menu.find("body/div")), told_at_end(lines, "", None)) == ((), ())


def test_a_columnist_may_be_linked_on_the_path_to_the_page() -> None:
    path = "<p class='{}'><a href='/'>Home</a> &raquo; <a href='/by/tom-roe'>Tom Roe</a> &raquo; Article</p>"
    lines = [*ENGLISH, "Tom Roe is a columnist."]
    page = path + "<div><p>Tom Roe is a columnist.</p></div>"
    on_path, elsewhere = (parse(page.format(name).encode(), "") for name in ("breadcrumb", "columnists"))
    assert told_at_end(lines, "", on_path.find("body/div")) == ("Tom Roe",)
    assert told_at_end(lines, "", elsewhere.find("body/div")) == ()
    assert told_at_end([*lines[:-1], "Tom Roe is the mayor."], "", on_path.find("body/div")) == ()


def test_paths_within_each_other_cost_no_more_than_one() -> None:
    links = "<a href='/x'>q</a>" * 8000 + "<a href='/by/tom-roe'>Tom Roe</a>"
    path = "<div class=breadcrumb>" * 60 + links + "</div>" * 60
    tree = parse(f"{path}<main><p>Tom Roe is a columnist.</p></main>".encode(), "")
    begun = time.process_time()
    assert told_at_end([*ENGLISH, "Tom Roe is a columnist."], "", tree.find("body/main")) == ("Tom Roe",)
    assert time.process_time() - begun < 2
