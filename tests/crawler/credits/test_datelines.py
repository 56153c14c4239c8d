# ruff: noqa: RUF001  (datelines as their languages write them)
"""Datelines that set an agency off by marks or brackets, and words that only look like one."""

from __future__ import annotations

import pytest

from crawler.credits.agencies import known_agencies
from crawler.credits.datelines import marked_dateline
from crawler.extract import extract


@pytest.mark.parametrize(
    ("line", "name", "words"),
    [
        ("MOSCOW, March 3 - RIA Novosti. The council met", "RIA Novosti", "MOSCOW, March 3 - RIA Novosti."),
        ("МОСКВА, 3 мар - РИА Новости. Совет решил", "RIA Novosti", "МОСКВА, 3 мар - РИА Новости."),
        ("КИЇВ. 3 березня. УНІАН. Рада порту", "UNIAN", "КИЇВ. 3 березня. УНІАН."),
        ("Киев. 3 марта. Интерфакс-Украина – Совет", "Interfax-Ukraine", "Киев. 3 марта. Интерфакс-Украина –"),
        ("PARIS (AFP) The council", "AFP", "PARIS (AFP)"),
        ("NEW DELHI, Mar 3 (PTI) The council", "PTI", "NEW DELHI, Mar 3 (PTI)"),
        ("Lagos, March 3, 2026 (NAN) The council", "News Agency of Nigeria", "Lagos, March 3, 2026 (NAN)"),
        ("Accra, March 3, GNA – The council", "Ghana News Agency", "Accra, March 3, GNA –"),
        ("Paris, France | AFP | The council", "AFP", "Paris, France | AFP |"),
        ("TORONTO — The Canadian Press — The council", "The Canadian Press", "TORONTO — The Canadian Press —"),
        ("AP - The council", "AP", "AP -"),
        ("Madrid, 3 mar (EFE).- El consejo", "EFE", "Madrid, 3 mar (EFE).-"),
        ("København (Ritzau) “Vi venter", "Ritzau", "København (Ritzau)"),
    ],
)
def test_a_place_and_a_day_stand_before_an_agency(line: str, name: str, words: str) -> None:
    assert marked_dateline(line, known_agencies()) == (name, words)


@pytest.mark.parametrize(
    "line",
    [
        "Reuters said on Monday that the council met",
        "Reuters. The agency was founded in 1851",
        "Reuters: Russia says the council met",
        "AP The council",
        "AP Photo/Ann Lee. The council",
        "Ann Lee (Reuters) said on Monday",
        "President Lee told TASS. The council",
        "The council (AFP) The harbour",
        "Photo - Reuters - The council",
        "Source, March 3 (Reuters) The council",
        "Image Credit Reuters - The council",
        "Pan Asian Party (PAP) - The council",
        "Lagos (NAN) The council",
    ],
)
def test_other_words_before_an_agency_are_no_dateline(line: str) -> None:
    assert marked_dateline(line, known_agencies()) is None


def test_the_agency_of_a_dateline_signs_and_is_credited() -> None:
    text = "".join(f"<p>The harbour council voted on day {day} to rebuild the eastern pier.</p>" for day in range(9))
    page = f"<html lang=en><h1>Council votes</h1><p>LINDMOUTH, March 3 - Reuters. It rained all day.</p>{text}</html>"
    found = extract(page.encode(), "https://post.example/a")
    assert found.authors == ("Reuters",)
    assert [(each.name, each.evidence, each.grade) for each in found.attributions] == [
        ("Reuters", "LINDMOUTH, March 3 - Reuters.", "syndicated")
    ]
