# ruff: noqa: RUF001  (lines as their languages write them)
from __future__ import annotations

import pytest

from crawler.parsing.titles import folded
from crawler.reading.boilerplate import judge
from crawler.reading.furniture import MAX_QUOTES, Furniture, key_of
from crawler.reading.linereasons import Context
from tests.judged import CONTEXT, TEXT, cut


def test_kickers_are_cut_but_no_headline_of_a_script_without_spaces() -> None:
    assert cut("News / Harbour", "1:00 PM") == ["News / Harbour", "1:00 PM"]
    thai, lao, burmese = (
        "\u0e2a\u0e20\u0e32\u0e25\u0e07\u0e21\u0e15\u0e34",
        "\u0eaa\u0eb0\u0e9e\u0eb2\u0ea5\u0ebb\u0e87",
        "\u1019\u1032\u1015\u1031\u1038",
    )
    assert [line for line in (thai, lao, burmese, "\u8bae\u4f1a\u6295\u7968") if cut(line)] == []


def test_the_way_to_a_section_is_a_kicker_and_what_somebody_cries_is_none() -> None:
    assert cut("뉴스 > 경제 일반 > 기업", links=("뉴스",)) != []
    assert cut("News \u203a Harbour and fishing \u203a Eastern breakwater", links=("News", "Harbour and fishing")) != []
    assert cut("Lindmouth \u203a Harwood \u203a Quay: the way of the boats") == []
    assert cut("Interest rate > 5 percent", "Det \u00e4r slut \u00bb s\u00e4ger hon", links=("Interest rate",)) == []
    assert cut("\u00bbStop the works at once\u00ab") == []
    assert cut("Wind > 80 km/h, the harbour master wrote on the board.") == []


def test_the_first_of_several_headings_is_no_kicker() -> None:
    assert cut("The vote", headings=("thevote",)) == ["The vote"]
    judged = judge(
        ["The vote", *TEXT[:2], "The cost", TEXT[2]],
        Context(frozenset(), frozenset(), Furniture(headings={"thevote", "thecost"})),
    )
    assert judged[1] == []


@pytest.mark.parametrize(
    "line",
    [
        "Читайте также: Паром снова ходит после шторма",
        "İlgili Haber: Feribot fırtınadan sonra yeniden sefere başladı",
        "Đọc thêm: Phà chạy lại sau bão",
        "اقرأ أيضًا: العبارة تعود بعد العاصفة",
        "קראו גם: המעבורת שבה להפליג",
        "【関連記事】嵐のあと、連絡船が再開",
        "延伸閱讀：風暴過後渡輪復航",
        "[관련기사] 폭풍 뒤 여객선 다시 운항",
        "ये भी पढ़ें: तूफ़ान के बाद फ़ेरी फिर चली",
        "Olvassa el ezt is: Újra jár a komp a vihar után",
        "Διαβάστε επίσης: Το πλοίο ξανά στη γραμμή",
        "ΔΕΙΤΕ ΑΚΟΜΑ: Το πλοίο ξανά στη γραμμή",
        "Pročitajte još: Trajekt opet plovi",
        "อ่านเพิ่มเติม: เรือข้ามฟากกลับมาวิ่ง",
    ],
)
def test_what_leads_to_another_article_is_cut_in_any_language(line: str) -> None:
    assert cut(TEXT[0], line) == [line]


@pytest.mark.parametrize(
    "line",
    [
        "Guarda-redes do Porto defendeu duas grandes penalidades e saiu lesionado ao intervalo.",
        "Leia: a avançada que marcou o golo da vitória na final da taça de Portugal",
        "Guarda-costas de Bolsonaro é detido no aeroporto de Brasília",
        "Guarda: incêndio obriga a evacuar três aldeias da serra",
        "Veja - a maior revista semanal do país anunciou ontem a venda",
        "Confira: os jogos da seleção na fase de grupos do mundial",
        "Lees-Melou portera le maillot du Stade brestois jusqu'en 2026.",
        "شاهد أيضا الوفد الزائر عرضا عسكريا في وسط العاصمة",
        "Lees-Galloway was sacked by the prime minister on Wednesday.",
        "Lees: ‘We will fight on.’",
        "Lire: Italians over 40 still count their rents in the old money",
        "Explore more - and stay longer, the minister told tourists.",
        "Leggi-delega, il governo chiede altri sei mesi.",
        "Leggi: il Parlamento ne ha approvate dodici.",
        "Vedeți-vă de treaba voastră, le-a spus președintele.",
        "Vezi-ți de drum și lasă-ne în pace, i-a strigat primarul",
        "Polecamy - mówi trener - cierpliwość.",
        "Читайте - и вы поймете, сказал писатель.",
        "Trending-Topics auf X waren am Montag vor allem die Wahlen",
        "اخبار مرتبط با زلزله در صدر برنامه های شبانه قرار گرفت",
        "อ่านเพิ่มเติมได้ช่วยให้เด็กเรียนรู้ได้ดีขึ้น",
        "Смотрите также: эти слова много лет стояли на щите у причала.",
        "Популярные маршруты лета",
    ],
)
def test_a_line_that_begins_as_a_label_does_is_text(line: str) -> None:
    assert cut(TEXT[0], line, TEXT[1]) == []


def test_a_hyphen_parts_a_label_from_a_link_only_between_spaces() -> None:
    linked = Furniture(links={key_of("The harbour from above, in pictures"): 35})
    for line, gone in (
        ("Watch - The harbour from above, in pictures", True),
        ("Re-The harbour from above, in pictures", False),
    ):
        lines = [TEXT[0], line, *TEXT[1:], TEXT[0]]
        assert (line in judge(lines, Context(frozenset(), frozenset(), linked))[1]) is gone


def test_a_pull_quote_is_cut_and_a_heading_in_the_words_of_the_text_is_not() -> None:
    quote = "the work would take two summers and cost eleven million crowns"
    assert cut("They have waited for years, and can wait for another spring.", quote, quotes=(quote,)) == [quote]
    assert cut("They have waited for years.", quote, headings=(folded(quote)[:60],), quotes=(quote,)) == []


def test_what_a_paragraph_says_and_another_says_again_is_text() -> None:
    said = "We will rebuild this harbour, whatever it costs and however long it takes."
    assert cut(said, f"{said[:-1]}, the mayor said again on Friday.") == []


def test_only_so_many_quotes_are_looked_for_in_the_text() -> None:
    lines = [f"The harbour master of quay number {number} said it would be rebuilt" for number in range(200)]
    told = [f"{line}, in the end." for line in lines]
    furniture = Furniture(quotes={key_of(line) for line in lines})
    _, gone = judge([*told, *lines, *TEXT], Context(frozenset(), frozenset(), furniture))
    assert gone == lines[:MAX_QUOTES]


def test_the_last_sentence_of_a_script_without_spaces_is_no_scrap() -> None:
    context = Context(frozenset(), frozenset(), Furniture())
    lines = ["市议会周二晚上表决通过建设第二座码头，这场争论已经持续了十一年。"]
    lines += ["渔民们表示要先看到方案再发表意见，因为上一次的方案从未建成。", "工程将于春季开工，耗资九百万克朗！"]
    assert judge([*lines, "他说：“我们已经等了十一年，再等一个春天也无妨”"], context)[1] == []


@pytest.mark.parametrize("heading", ["Pressekontakt:", "Press contact:", "Media inquiries", "Contact presse :"])
def test_nothing_after_the_heading_of_a_press_contact_is_text(heading: str) -> None:
    contact = [heading, "Lindmouth Harbour Ltd", "Tom Ray", "Tel. 0555 1234"]
    assert judge([*TEXT, *contact], CONTEXT) == (TEXT, contact)
    assert judge([heading, *TEXT], CONTEXT)[0][-3:] == TEXT


@pytest.mark.parametrize("heading", ["Media contacts", "Press inquiries", "Kontakt dla mediów", "Medienkontakte"])
def test_prose_after_the_heading_of_a_press_contact_is_text(heading: str) -> None:
    called = [heading, "He rang the editor every night.", "She never rang back.", "That is how it ended in 2019."]
    assert judge([*TEXT, *called], CONTEXT)[1] == []
    contact = [heading, "Tom Ray, ray@post.example"]
    assert judge([*TEXT, *contact], CONTEXT)[1] == contact
    about = "The harbour trust has run the basins, the slip and the light of the town since the great storm. " * 2
    assert judge([*TEXT, *contact, about], CONTEXT)[0] == [*TEXT, *contact, about]


def test_a_headline_that_is_a_link_is_one_with_a_date_beside_it_too() -> None:
    context = Context(frozenset(), frozenset(), Furniture(links={key_of("The harbour from above, in pictures"): 35}))
    dated = "The harbour from above, in pictures - 4 March 2026"
    assert judge([*TEXT, dated], context)[1] == [dated]
    assert judge([*TEXT, "The harbour was seen from above on 4 March 2026"], context)[1] == []


def test_only_a_long_paragraph_that_comes_again_as_it_is_goes() -> None:
    long, short = f"{TEXT[0]} {TEXT[1]} {TEXT[2]}", "“Nobody gave way,” she said."

    assert judge([long, short, TEXT[1], short, long], CONTEXT) == ([long, short, TEXT[1], short], [long])
    assert judge([long, TEXT[1], f"{long} Not so."], CONTEXT)[1] == []
    assert judge([long, "She read it again:", long, TEXT[1] * 3], CONTEXT)[1] == []


RESULTS = ["Lindmouth 3 seats", "Harbour List: 2 seats", "Free Sailors 1 seat"]


@pytest.mark.parametrize("head", ["The night ended for the three parties as follows:", "Results of the night"])
def test_a_list_of_results_at_the_end_stays_and_what_follows_it_goes(head: str) -> None:
    context = Context(frozenset(), frozenset(), Furniture(headings={key_of("Results of the night")}))

    assert judge([*TEXT, head, *RESULTS, "Picture desk"], context) == ([*TEXT, head, *RESULTS], ["Picture desk"])


@pytest.mark.parametrize("tail", [["Harbour", "Storms", "Fish"], RESULTS[:2], RESULTS, ["07:42", "08:14", "10:31"]])
def test_scraps_at_the_end_that_are_no_list_of_results_go(tail: list[str]) -> None:
    assert judge([*TEXT, *tail], CONTEXT) == (TEXT, tail)


@pytest.mark.parametrize(
    ("label", "items"),
    [
        ("Contact:", ["Tel. 030 12345", "Fax 030 12346", "10117 Berlin"]),
        ("Talked about today:", ["Top 10 films", "5 tips", "7 days in Rome"]),
        ("The press office of the city answers questions on:", ["Tel. 030 12345", "Fax 030 12346", "Room 9"]),
    ],
)
def test_what_follows_a_label_or_reaches_somebody_is_no_list_of_results(label: str, items: list[str]) -> None:
    assert judge([*TEXT, label, *items], CONTEXT) == ([*TEXT, label], items)


@pytest.mark.parametrize(
    ("lines", "gone"),
    [
        (["8:47"], ["8:47"]),
        (["8:47 Uhr"], ["8:47 Uhr"]),
        (["8:47", "The ferry is there again, and nobody knows for how long.", "9:20"], []),
        (["At 8:47."], []),
    ],
)
def test_a_lone_hour_at_the_head_is_the_rest_of_a_date(lines: list[str], gone: list[str]) -> None:
    assert judge([TEXT[0], *lines, *TEXT[1:]], CONTEXT)[1] == gone
