# ruff: noqa: RUF001  (credits as their languages write them)
from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.attribution import measure
from crawler.attribution import Signs, attributions
from crawler.credits.agencies import known_agencies, parse_agencies
from storage.errors import ConfigError
from storage.records import GRADES, AttributionKind

URL = "https://www.lindmouthpost.example/a"
BODY = "The harbour council voted on Tuesday.\n\nIt will cost eleven million.\n\n"


@pytest.mark.parametrize(
    ("text", "names", "grade"),
    [
        ("LINDMOUTH (Reuters) - The council voted.\n\nMore.", {"Reuters"}, "syndicated"),
        ("KYIV, Feb 6 (AP) \u2014 The council voted.\n\nMore.", {"AP"}, "syndicated"),
        ("MOSCOW, February 6. /TASS/. The council voted.\n\nMore.", {"TASS"}, "syndicated"),
        (BODY + "Source: RFE/RL", {"RFE/RL"}, "syndicated"),
        (BODY + "Quelle: dpa", {"dpa"}, "syndicated"),
        (BODY + "Source: Harbour Gazette", {"Harbour Gazette"}, "syndicated"),
        (BODY + "Source: Nordvik News Agency", {"Nordvik News Agency"}, "syndicated"),
        (BODY + "Source: gazette.example", {"gazette.example"}, "syndicated"),
        (BODY + "Quelle: www.apnews.com.", {"AP"}, "syndicated"),
        (BODY + "Source: https://www.gazette.example/harbour/1", {"gazette.example"}, "syndicated"),
        (BODY + "This article was originally published by The Conversation.", {"The Conversation"}, "syndicated"),
        ("الخرطوم 1 مارس (رويترز) - افتتح السد.\n\nوهذا كل شيء.", {"Reuters"}, "syndicated"),
        ("افتتح السد.\n\nالمصدر: فرانس برس", {"AFP"}, "syndicated"),
        ("新华社北京3月3日电（记者张三）桥通了。", {"Xinhua"}, "syndicated"),
        ("中央社台北3月3日電 橋通了。", {"CNA"}, "syndicated"),
        ("（中央社台北3日綜合外電報導）橋通了。", {"CNA"}, "syndicated"),
        ("新华社莫斯科3月3日专电（记者张三）桥通了。", {"Xinhua"}, "syndicated"),
        ("【新华社北京电】桥通了。", {"Xinhua"}, "syndicated"),
        ("【ワシントン共同】橋が開通した。", {"Kyodo"}, "syndicated"),
        ("【北京時事】橋が開通した。", {"Jiji Press"}, "syndicated"),
        ("【那覇共同】橋が開通した。", {"Kyodo"}, "syndicated"),
        ("【時事】橋が開通した。", {"Jiji Press"}, "syndicated"),
        ("ذكرت قناة الجزيرة أن السد فتح.\n\nوهذا كل شيء.", {"Al Jazeera"}, "mention"),
        ("Reuters'a konuşan iki kaynak doğruladı.\n\nHepsi bu.", {"Reuters"}, "mention"),
        ("Most je odprt.\n\nVir: STA", {"STA"}, "syndicated"),
        ("(서울=연합뉴스) 홍길동 기자 = 다리가 열렸다.", {"Yonhap"}, "syndicated"),
        ("橋が開通した。\n\n今日のことだ。（共同）", {"Kyodo"}, "syndicated"),
        ("据路透社报道，桥通了。\n\n就这样。", {"Reuters"}, "mention"),
        ("Reuters'ın haberine göre köprü açıldı.\n\nHepsi bu.", {"Reuters"}, "mention"),
        ("نقلت رويترز عن الوزير قوله إن الجسر فتح.\n\nوهذا كل شيء.", {"Reuters"}, "mention"),
        ("สะพานเปิดแล้ว\n\nที่มา: ท่าเรือรายวัน", {"ท่าเรือรายวัน"}, "syndicated"),
        (BODY + "Publicado originalmente en Harbour Gazette", {"Harbour Gazette"}, "syndicated"),
        (BODY + "With reporting by Reuters, the BBC, and AFP", {"Reuters", "BBC", "AFP"}, "contribution"),
        (BODY + "The Associated Press contributed to this report.", {"AP"}, "contribution"),
        (BODY + "Er kommt. (dpa/AFP)", {"dpa", "AFP"}, "contribution"),
        ("The council voted, reports TASS news agency.\n\nMore of it.", {"TASS"}, "mention"),
        ("The mayor told CNN that he would go.\n\nMore of it.", {"CNN"}, "mention"),
        ("Совет проголосовал, сообщает \u0422\u0410\u0421\u0421.\n\nИ так далее.", {"TASS"}, "mention"),
    ],
)  # fmt: skip
def test_signs_in_the_text(text: str, names: set[str], grade: str) -> None:
    found = attributions(text, Signs(URL))
    assert {attribution.name for attribution in found} == names
    assert {attribution.grade for attribution in found} == {grade}
    assert all(attribution.evidence for attribution in found)


@pytest.mark.parametrize(
    "text",
    [
        BODY + "The AP exam was hard for most pupils.",
        BODY + "He bought Reuters shares.",
        BODY + "Sources: close to the council they say that nothing will ever be decided here at all, not this year.",
        BODY + "With reporting by Ann Lee",
        BODY + "Source: www.lindmouthpost.example",
        "He bild a wall in time (2019) - it fell.",
        "新华社今天搬家了。",
        "本报北京3月3日电 桥通了。",
        "【速報】橋が開通した。",
        "新华社区3月3日停电，市民不满。",
        "新华网吧3月5日停电，市民不满。",
        "新华社区3月3日电力恢复。",
        "共同社区3月3日停电，市民不满。",
        "共同富裕示范区3月3日停电，市民不满。",
        "中央社區3月3日停電，市民不滿。",
        "人民网友3月5日来电投诉。",
        "央视大楼3月3日停电三小时。",
        "彭博社驻京记者3月3日致电本报。",
        "【新华社区停电】市民不满。",
        "【國際時事】橋通了。",
        "【時事】橋通了。",
        "【国際時事】橋が開通した。",
        "【两国共同】声明说桥通了。",
        "（公共・共同）声明。",
        "Спутник передаёт снимки на Землю.\n\nИ так далее.",
        "यह अवधी है (भाषा)",
        "تقع حسب الجزيرة والولايات الأخرى.\n\nوهذا كل شيء.",
        "Reuters'a konuşan yok.\n\nHepsi bu.",
        BODY + "Font: Garamond, set by hand in 12 point.",
        "다리가 열렸다.\n\n자료: 한국은행",
        "桥通了。\n\n资料来源：国家统计局",
    ],
)
def test_what_is_no_credit(text: str) -> None:
    assert attributions(text, Signs(URL)) == ()


def test_an_address_that_is_credited_is_linked_where_it_is_whole() -> None:
    (whole,) = attributions(BODY + "Source: https://www.gazette.example/1", Signs(URL))
    assert whole.url == "https://www.gazette.example/1"
    (bare,) = attributions(BODY + "Source: gazette.example", Signs(URL))
    assert bare.url is None


@pytest.mark.parametrize(
    ("credited", "names"),
    [
        ("J.P.Morgan", {"J.P.Morgan"}),
        ("Dr.Smith", {"Dr.Smith"}),
        ("dr.smith", set()),
        ("co.uk", set()),
        ("gazette.co.uk", {"gazette.co.uk"}),
        ("https://www.Gazette.com/1", {"gazette.com"}),
    ],
)
def test_a_name_with_full_stops_is_no_address(credited: str, names: set[str]) -> None:
    assert {each.name for each in attributions(BODY + f"Source: {credited}", Signs(URL))} == names


def test_metadata_links_and_bylines() -> None:
    signs = Signs(
        URL,
        "Lindmouth Post",
        authors=("Reuters",),
        credits=(("isBasedOn", "https://www.northpass.example/x"), ("creditText", "Lindmouth Post")),
        links=(("Source: The salt road", "https://www.express.co.uk/news/1"),),
        canonical_link="https://apnews.com/article/1",
    )
    found = {(a.name, a.kind): a for a in attributions(BODY + "Source: The salt road", signs)}
    assert found["Reuters", AttributionKind.BYLINE].grade == "syndicated"
    assert found["northpass.example", AttributionKind.METADATA].url == "https://www.northpass.example/x"
    assert found["Express", AttributionKind.LINK].url == "https://www.express.co.uk/news/1"
    assert found["AP", AttributionKind.CANONICAL].grade == "syndicated"
    assert all(a.name != "Lindmouth Post" for a in found.values())


def test_an_outlet_does_not_credit_itself() -> None:
    assert (
        attributions(BODY + "Source: RFE/RL", Signs("https://www.rferl.org/a/1", "RadioFreeEurope/RadioLiberty")) == ()
    )
    assert attributions("MOSCOW, May 6. /TASS/. It voted.", Signs("https://tass.com/a/1")) == ()


def test_aliases_fold_to_one_name() -> None:
    known = known_agencies()
    assert known.name_of("The Associated Press") == known.name_of("Associated Press") == known.name_of("AP") == "AP"
    assert known.name_of("the BBC") == "BBC"
    assert known.of_url("https://edition.cnn.com/x") == "CNN"
    assert known.of_url("https://news.kestrelvale.example/x") == "kestrelvale.example"


def test_the_list_can_be_replaced_and_is_checked() -> None:
    own = parse_agencies('"Harbour Wire" = { aliases = ["HW"], domains = ["hw.example"] }')
    assert [a.name for a in attributions("It fell, reports Harbour Wire.", Signs(URL), agencies=own)] == [
        "Harbour Wire"
    ]
    for broken in ("x = ", '"A" = 3', '"A" = { alias = [] }'):
        with pytest.raises(ConfigError):
            parse_agencies(broken)


def test_evidence_is_bounded_and_order_is_by_grade() -> None:
    text = "reports TASS " * 2_000 + "\n\n" + " " * 50_000 + "Source: dpa\n\n" + "(" * 5_000
    found = attributions(text, Signs(URL))
    assert [GRADES.index(a.grade) for a in found] == sorted((GRADES.index(a.grade) for a in found), reverse=True)
    assert all(len(a.evidence) <= 600 for a in found)


@given(st.text(alphabet=st.sampled_from(" ()/.,:\nSource Reuters AP with reporting by the—-"), max_size=400))
def test_any_text_gives_attributions(text: str) -> None:
    first = attributions(text, Signs(URL))
    assert first == attributions(text, Signs(URL))
    assert len({(a.name, a.kind) for a in first}) == len(first)


def test_annotated_pages() -> None:
    score = measure(Path(__file__).with_name("credited.jsonl"))
    assert score.found == score.wanted
    assert (score.figures()[:2], score.graded()) == ((1.0, 1.0), 1.0)
    assert {grade for names in score.wanted.values() for grade in names.values()} == set(GRADES)


@pytest.mark.parametrize(
    "line",
    [
        "ESTEL BRIDGE (Meridian Wire) - The gates",
        "\u041a\u0418\u0415\u0412, 6 \u043c\u0430\u044f (Oruna Press) \u2014 The gates",
        "PELL (VTAK) \u2013 The gates",
    ],
)
def test_a_dateline_credits_agencies_that_are_in_no_list(line: str) -> None:
    found = attributions(f"{line} were shut on Monday.\n\nMore of it.", Signs(URL))
    assert [(one.grade, line.startswith(one.evidence)) for one in found] == [("syndicated", True)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("橋が開通した。\n\nとても長い橋である。（共同）", ["Kyodo"]),
        ("桥开通了。\n\n很长。（共同社）", ["Kyodo"]),
        ("桥开通了。\n\n由双方出资。（共同）", []),  # 'together'
        ("市長說《君の名は》好看，議會決定關橋。（共同）", []),  # a title in kana
        ("橋開通了。\n\n座談會明天舉行。（時事）", []),  # 'current affairs'
    ],
)
def test_names_that_are_words_of_another_language(text: str, names: list[str]) -> None:
    assert [credited.name for credited in attributions(text)] == names


def test_what_quotes_a_source_is_cited_in_whole_words() -> None:
    short = "The council met on the first evening of the spring and, reports TASS, it voted for a bridge."
    long = f"{'Boats waited there. ' * 9}The bridge is open, reports TASS, {'and the ferries are laid up. ' * 9}"
    cited = [attributions(f"{line}\n\nMore of it.")[0].evidence for line in (short, long)]
    assert cited[0] == short
    assert cited[1].startswith("… there. Boats waited there. Boats waited there. The bridge is open, reports TASS, and")
    assert cited[1].endswith("and the ferries are laid up. and the ferries are …")


@pytest.mark.parametrize(
    ("line", "credited"),
    [
        ("Republished from The Conversation under a Creative Commons licence.", {"The Conversation": "syndicated"}),
        ("Cross-posted from Bellingcat", {"Bellingcat": "syndicated"}),
        ("This piece is adapted from The Guardian", {"The Guardian": "syndicated"}),
        ("Read the full story at The Guardian", {"The Guardian": "syndicated"}),
        ("Der Artikel erschien zuerst bei Der Spiegel.", {"Der Spiegel": "syndicated"}),
        ("Cet article a été publié initialement par Le Monde.", {"Le Monde": "syndicated"}),
        ("Original article: Bellingcat", {"Bellingcat": "syndicated"}),
        ("Оригинал статьи: BBC", {"BBC": "syndicated"}),
        ("Za: PAP", {"PAP": "syndicated"}),
        ("Agency: PTI", {"PTI": "syndicated"}),
        ("(c) Reuters", {"Reuters": "syndicated"}),
        ("Courtesy of Reuters", {"Reuters": "contribution"}),
        ("Via Reuters", {"Reuters": "contribution"}),
        ("(avec AFP)", {"AFP": "contribution"}),
        ("Avec l'AFP et Reuters", {"AFP": "contribution", "Reuters": "contribution"}),
        ("(With PTI inputs)", {"PTI": "contribution"}),
        ("За інформацією УНІАН", {"UNIAN": "mention"}),
        ("(Mit Material der Nachrichtenagentur Reuters)", {"Reuters": "contribution"}),
        ("Fuente: Agencia EFE", {"EFE": "syndicated"}),
        ("Reuters and AFP contributed reporting.", {"Reuters": "contribution", "AFP": "contribution"}),
        ("Associated Press writers Ann Lee and Tom Ray contributed to this report.", {"AP": "contribution"}),
        (
            "(This story has not been edited by Post staff and is auto-generated from a syndicated feed from PTI.)",
            {"PTI": "syndicated"},
        ),
        ("Via Roma was closed on Monday.", {}),
        ("With AFP gone, the council met.", {}),
        ("Photo: Reuters", {}),
    ],
)
def test_a_last_line_credits_in_many_words(line: str, credited: dict[str, str]) -> None:
    found = attributions(f"The gates were shut on Monday.\n\nMore of it is to come in June.\n\n{line}", Signs(URL))
    assert {each.name: each.grade for each in reversed(found)} == credited  # the strongest of each


@pytest.mark.parametrize(
    "words",
    [
        "he said in comments carried by SANA", "an AFP journalist saw that", "Bloomberg News has learned that",
        "Le ministre a déclaré à l'AFP que", "a indiqué à l'AFP un responsable", "d'après l'agence Reuters",
        "sagte der Minister der dpa", "berichtet die Nachrichtenagentur AFP", "laut einem Bericht der New York Times",
        "dijo el ministro a EFE que", "según informó la agencia EFE", "disse à Reuters", "segundo a agência Reuters",
        "ha detto all'ANSA", "secondo quanto riferisce l'ANSA", "powiedział PAP minister", "jak podaje Reuters",
        "řekl ČTK ministr", "podle agentury Reuters", "об этом сообщает агентство Reuters", "со ссылкой на Reuters",
        "заявил он агентству Интерфакс", "по информации ТАСС", "з посиланням на Reuters", "قال لرويترز",
        "Anadolu Ajansı'na konuştu", "路透社报道", "ロイター通信によると", "로이터통신에 따르면",
        "cho biết với Reuters",
        "kata dia kepada Reuters", "meldt persbureau Reuters", "STT:n mukaan", "potrivit Reuters", "prenosi Reuters",
    ],
)  # fmt: skip
def test_whom_a_text_quotes_is_told_in_many_languages(words: str) -> None:
    found = attributions(f"The gates were shut.\n\nOn Monday {words} the gates were shut.\n\nMore of it.", Signs(URL))
    assert [(each.kind, each.grade) for each in found] == [(AttributionKind.QUOTE, "mention")]


@pytest.mark.parametrize(
    "sentence",
    [
        "The council pays Reuters for its news.", "He works for Bloomberg News in Lindmouth.", "共同报道组成立了。",
        "Reuters shares fell on Monday.", "Der Minister las AFP und dpa.", "Она работала в ТАСС.",
    ],
)  # fmt: skip
def test_whom_a_text_only_names_is_not_quoted(sentence: str) -> None:
    assert attributions(f"The gates were shut.\n\n{sentence} More.\n\nMore of it.", Signs(URL)) == ()
