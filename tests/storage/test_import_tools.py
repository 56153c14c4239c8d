"""What other tools export, in the shape in which each writes it; the samples are our own words."""

from __future__ import annotations

from typing import Any

import pytest

from storage.imports.fields import ImportedRow, imported_row

URL = "https://harbour.example/2026/01/pumps-hold"
TEXT = "The pumps held through the night.\n\nNobody was hurt, the mayor said."

NEWS_PLEASE: dict[str, Any] = {
    "authors": ["Ann Ex", "Bo Why"],
    "date_download": "2026-02-01 08:00:00",
    "date_modify": "2026-01-31 12:30:00",
    "date_publish": "2026-01-31 10:00:00",
    "description": "The pumps held.",
    "filename": "https%3A%2F%2Fharbour.example.json",
    "image_url": "https://harbour.example/pump.jpg",
    "language": "en",
    "localpath": None,
    "maintext": TEXT.replace("\n\n", "\n"),
    "source_domain": "harbour.example",
    "title": "Pumps hold",
    "title_page": None,
    "title_rss": None,
    "url": URL,
}
FUNDUS: dict[str, Any] = {
    "title": "Pumps hold",
    "authors": ["Ann Ex", "Bo Why"],
    "publishing_date": "2026-01-31 10:00:00+02:00",
    "topics": ["Flood"],
    "free_access": True,
    "body": {
        "summary": ["The pumps held through the night."],
        "sections": [{"headline": [], "paragraphs": ["Nobody was hurt, the mayor said."]}],
    },
    "html": {
        "requested_url": "http://harbour.example/pumps-hold",
        "responded_url": URL,
        "content": "<html><body>The page.</body></html>",
        "crawl_date": "2026-02-01T08:00:00",
        "source_info": {"publisher": "Harbour Post"},
    },
}
NEWSPAPER: dict[str, Any] = {
    "url": URL,
    "source_url": "https://harbour.example",
    "title": "Pumps hold",
    "text": TEXT,
    "authors": ["Ann Ex", "Bo Why"],
    "publish_date": "2026-01-31T10:00:00+02:00",
    "top_img": "https://harbour.example/pump.jpg",
    "meta_lang": "en",
    "meta_site_name": "Harbour Post",
    "keywords": [],
    "tags": ["Flood"],
    "meta_keywords": [""],
    "canonical_link": URL,
    "movies": [],
}
TRAFILATURA: dict[str, Any] = {
    "title": "Pumps hold",
    "author": "Ann Ex; Bo Why",
    "hostname": "harbour.example",
    "date": "2026-01-31",
    "fingerprint": "4a5b",
    "id": None,
    "license": None,
    "comments": "",
    "raw_text": "The pumps held through the night. Nobody was hurt, the mayor said.",
    "text": TEXT.replace("\n\n", "\n"),
    "language": None,
    "image": "https://harbour.example/pump.jpg",
    "pagetype": "article",
    "filedate": "2026-02-01",
    "source": URL,
    "source-hostname": "Harbour Post",
    "excerpt": "The pumps held.",
    "categories": "",
    "tags": "Flood",
}
EXPECTED: dict[str, dict[str, Any]] = {
    "news-please": {
        "outlet": "harbour.example",
        "published_at": "2026-01-31T10:00:00",
        "modified_at": "2026-01-31T12:30:00",
        "image": "https://harbour.example/pump.jpg",
        "language": "en",
    },
    "fundus": {
        "outlet": "Harbour Post",
        "published_at": "2026-01-31T10:00:00+02:00",
        "tags": ("Flood",),
        "html": "<html><body>The page.</body></html>",
    },
    "newspaper4k": {
        "outlet": "Harbour Post",
        "published_at": "2026-01-31T10:00:00+02:00",
        "tags": ("Flood",),
        "image": "https://harbour.example/pump.jpg",
        "language": "en",
    },
    "trafilatura": {
        "outlet": "Harbour Post",
        "published_at": "2026-01-31",
        "tags": ("Flood",),
        "image": "https://harbour.example/pump.jpg",
    },
}
SAMPLES = {"news-please": NEWS_PLEASE, "fundus": FUNDUS, "newspaper4k": NEWSPAPER, "trafilatura": TRAFILATURA}


@pytest.mark.parametrize("tool", SAMPLES)
def test_what_a_tool_exports_is_understood_whole(tool: str) -> None:
    row = imported_row(SAMPLES[tool], "in:1")
    assert row == ImportedRow(
        where="in:1", url=URL, title="Pumps hold", text=TEXT, authors=("Ann Ex", "Bo Why"), **EXPECTED[tool]
    )


def test_what_trafilatura_writes_itself_is_understood() -> None:
    import json

    import trafilatura

    paragraphs = "".join(
        f"<p>{part} The council will meet again before the month ends.</p>" for part in TEXT.split("\n\n")
    )
    head = f'<title>Pumps hold</title><link rel="canonical" href="{URL}">'
    head += '<meta property="og:site_name" content="Harbour Post">'
    page = f"<html><head>{head}</head><body><article><h1>Pumps hold</h1>{paragraphs * 3}</article></body></html>"
    written = trafilatura.extract(page, url=URL, output_format="json", with_metadata=True)
    row = imported_row(json.loads(written or ""), "in:1")
    assert isinstance(row, ImportedRow)
    assert (row.url, row.title, row.outlet) == (URL, "Pumps hold", "Harbour Post")
    assert "month ends.\n\nNobody was hurt" in row.text


@pytest.mark.parametrize("body", [{"sections": "x"}, {"sections": [1, {"paragraphs": None}]}, {"summary": [{}]}, {}])
def test_a_body_of_another_shape_is_no_text(body: dict[str, Any]) -> None:
    row = imported_row({**FUNDUS, "body": body, "html": {"content": 5, "source_info": []}, "url": URL}, "in:1")
    assert not isinstance(row, ImportedRow)


def test_a_source_that_is_a_name_stays_one() -> None:
    row = imported_row({"url": URL, "text": "W", "source": "front page"}, "in:1")
    assert isinstance(row, ImportedRow)
    assert row.source == "front page"
