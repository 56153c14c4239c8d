# ruff: noqa: RUF001  (lines as their languages write them)
from __future__ import annotations

import pytest

from crawler.parsing.phrases import is_phrase
from crawler.parsing.titles import folded
from crawler.reading.boilerplate import judge
from crawler.reading.furniture import MAX_QUOTES, Furniture, key_of
from crawler.reading.linereasons import Context

TEXT = [
    "The harbour council voted on Tuesday night to rebuild the eastern breakwater of the town.",
    "Engineers told the meeting that the work would take two summers and cost eleven million crowns.",
    "Fishing crews have used the inner basin since the winter, the harbour master said after the vote.",
]
CONTEXT = Context(frozenset(), frozenset({"annlee"}), Furniture())


def cut(
    *lines: str, headings: tuple[str, ...] = (), quotes: tuple[str, ...] = (), links: tuple[str, ...] = ()
) -> list[str]:
    found = {key_of(link): len(link) for link in links}
    furniture = Furniture(headings=set(headings), quotes={key_of(quote) for quote in quotes}, links=found)
    context = Context(frozenset(), frozenset({"annlee"}), furniture)
    return judge([*lines, *TEXT], context)[1]


@pytest.mark.parametrize(
    "line", ["Ann Lee, @annlee", "by Ann Lee at", "by Ann Lee at .", "By: Ann Lee, 3 min", "Ann Lee - News Editor"]
)
def test_a_line_of_hardly_more_than_an_authors_name_is_a_byline(line: str) -> None:
    assert cut(line) == [line]


@pytest.mark.parametrize(
    "line",
    [
        "This website uses cookies to remember what you have read. By reading on you agree to that.",
        "Some parts of our site may not be shown in your country. Please choose another one in the settings.",
        "Sie befinden sich in der Region Ostküste. Für andere Nachrichten ändern Sie bitte Ihre Einstellungen.",
        "Ми використовуємо файли cookie, щоб показувати новини вашої області.",
        "نستخدم ملفات تعريف الارتباط لنتذكر ما قرأته.",
        "本网站使用 Cookie 记住您读过的内容。",
        "เว็บไซต์นี้ใช้คุกกี้เพื่อจดจำสิ่งที่คุณอ่าน",
        "اشترك في نشرتنا البريدية",
        "Tüm hakları saklıdır.",
        "We use cookies. By clicking “Accept all”, you agree to them.",
        "It looks like you’re in Canada. Please choose your edition.",
        "This content is not available in your region.",
        "Wir verwenden technisch notwendige Cookies und solche von Partnern.",
        "Utilizamos nuestras propias cookies y las de terceros.",
        "اشترك الآن في نشرتنا",
        "扫描下方二维码",
        "关注我报微信公众号：港口日报",
        "版权所有，未经许可不得转载。",
        "版權所有 © 港口日報",
        "無断転載を禁じます。",
        "無断転載・複製を禁止します",
        "무단 전재 및 재배포 금지",
        "免责声明：以上内容不构成投资建议，据此操作，风险自担。",
        "このニュースをシェア",
        "Artikel teilen",
        "Partager cet article sur Facebook",
        "Compartir esta noticia",
        "기사 공유하기",
        "Mehr Artikel aus dieser Rubrik gibt es hier: Hafen",
        "More stories from this section »",
        "เรื่องที่เกี่ยวข้อง",
    ],
)
def test_notices_before_a_text_are_cut(line: str) -> None:
    assert cut(line) == [line]


@pytest.mark.parametrize(
    "line",
    [
        "We use cookie cutters made of tin, said the baker, and they are older than the town hall.",
        "Some parts of the town have no water, and nobody knows for how long.",
        "Sie befinden sich seit Montag im Hafen, teilte die Küstenwache mit.",
        "声明：港口公司从未收到过这样的通知，也没有同意改建东堤。",
        "Artikel teilen sich auf der Insel hundert Leser, denn die Zeitung kommt nur einmal in der Woche.",
        "Partager cette eau est un défi pour les six villages de la vallée, où il ne pleut plus depuis mai.",
        "Mehr Artikel aus der Region führt der Laden am Hafen, seit die Brücke gesperrt ist.",
        "More articles in this section were struck out by the judge in March.",
        "Other articles in this category of contracts were struck down",
        "Altri articoli di questa sezione della legge sono stati abrogati.",
        "Другие материалы этого раздела доклада не были опубликованы.",
        "We detected that young stars in the cluster dim every nine days, the team at the observatory said on Monday.",
        "We detected that young stars in the cluster dim every nine days.",
        "We use only butter in our cookies, and they are older than the town hall.",
        "We detected that your water is full of lead, the letter to 400 families in Flint read.",
        "It looks like you're in for a wet weekend: the weather service expects forty litres a square metre.",
        "It appears that you are in good company if you fear spiders: a third of those asked do, a survey found.",
        "You are visiting a vineyard in the Douro region when the guide says that there will be no harvest this year.",
        "You are viewing the sea from the tower, and below you the last lamplighter of the region begins his round.",
        "To see news from another country used to take weeks; the telegraph made it minutes.",
        "This service is unavailable in your area: that is what 40,000 villagers read when the post closed.",
        "Wir verwenden für unsere Cookies nur Butter, sagt die Bäckerin Anna Lehmann, und lacht.",
        "Wir verwenden nur Cookies aus eigener Herstellung, sagt die Bäckerin, und lacht.",
        "Diese Website nutzt als erste in Europa keine Cookies mehr, teilte der Datenschutz mit.",
        "Usamos mantequilla en las cookies, dice la panadera, y nadie se ha quejado en treinta años.",
        "Utilizziamo solo burro e cookie di casa, dice il fornaio.",
        "Wij gebruiken geen cookies, zegt de minister, en dat blijft zo volgens het kabinet.",
        "Мы используем слово «куки» неверно, говорит языковед Анна Ли.",
        "اشترك في الهجوم خمسة مسلحين على الأقل، وفق ما أعلنت الشرطة مساء الثلاثاء.",
        "扫描二维码点餐已成为餐馆标配，消费者协会周二表示此举侵犯顾客权益。",
        "关注微信支付的监管部门周二公布新规，要求平台在年底前整改。",
        "版权所有者周二起诉该公司，要求赔偿九百万克朗。",
        "無断転載が相次いだため、出版社は火曜日に提訴した。",
        "無断転載を禁止する法案が火曜日に可決された。",
        "무단전재 혐의로 기소된 출판사 대표가 화요일 무죄를 선고받았다.",
    ],
)
def test_what_only_begins_like_a_notice_is_text(line: str) -> None:
    assert cut(line) == []


@pytest.mark.parametrize(
    "line",
    [
        "Ann Lee: Why now?",
        "Ann Lee: Who will pay?",
        "Ann Lee: Not yet",
        "Ann Lee quit her post.",
        "ANN LEE\uff1aNot yet",
    ],
)
def test_what_an_author_says_or_does_is_text(line: str) -> None:
    assert cut(TEXT[0], line) == []


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


@pytest.mark.parametrize("heading", ["Популярные маршруты лета", "Δημοφιλή μονοπάτια του καλοκαιριού"])
def test_what_is_popular_is_not_what_is_read_most(heading: str) -> None:
    assert not is_phrase(heading, "most_read")


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


@pytest.mark.parametrize(
    "line",
    [
        "Ann Lee can be reached at https://social.example/annlee",
        "Contact Ann Lee at ann@post.example.",
        "Like the Post? Consider making a donation. You can also follow us on Mastodon or sign up for our letters.",
        "Abonnez-vous à notre lettre et suivez-nous sur Mastodon.",
        "Folgen Sie uns auf Mastodon oder abonnieren Sie unseren Newsletter.",
        "การสนับสนุนจากคุณช่วยให้เรารายงานข่าวต่อไป ร่วมสนับสนุนเราผ่าน PayPal",
        "关注我们的 Facebook 专页，支持我们的报道。",
    ],
)
def test_how_a_writer_is_reached_and_an_outlet_followed_is_no_text(line: str) -> None:
    assert judge([*TEXT, line], CONTEXT)[1] == [line]


@pytest.mark.parametrize(
    "line",
    [
        "The hotline can be reached at 0800 555-1234 until Sunday.",
        "Contact the museum at desk@museum.example for tickets.",
        "The union asks its members to follow us on the march, said the harbour pilots' leaflet.",
        "\u201cFollow us, support us, and become a member\u201d, the leaflet read.",
        "Others disagree. “They do not support our farmers, and they are not like us,” said Tom Ray, who left it.",
        "At the end of the march the miners' head told the crowd to join us and support our strike, and it dispersed.",
        'She ended with a plea to the young: "Join us. Become a member of the fire brigade, before there is none."',
        "Le maire a conclu par un appel : « Rejoignez-nous, inscrivez-vous sur les listes électorales », puis partit.",
        "Der Pfarrer rief am Grab: „Folgt uns!“ und die Menge antwortete ihm: „Unterstützen Sie uns!“",
        "На стенах всё ещё висят плакаты: «Присоединяйтесь! Подпишитесь на заём!» Их никто не снимает.",
        "The posters of the union still ask the town to join us and to support our strike, and nobody takes them down.",
        "Some like us; others will never find us funny. People like us do not stop, and anyone can join us on stage.",
        "وفي ختام كلمته قال الوزير للشباب تابعونا و اشتركوا في الحملة قبل نهاية الشهر.",
    ],
)
def test_whom_readers_ask_and_what_others_call_for_is_text(line: str) -> None:
    assert judge([*TEXT, line], CONTEXT)[1] == []


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


@pytest.mark.parametrize(
    "line",
    [
        "الصفحة غير موجودة",
        "ไม่พบหน้าที่คุณต้องการ",
        "页面不存在",
        "ページが見つかりません",
        "페이지를 찾을 수 없습니다",
        "הדף לא נמצא",
        "Stránka nebyla nalezena",
        "Lindmouth Post - 页面不存在",
        "抱歉，您访问的页面不存在",
        "无法找到该网页。",
        "Không tìm thấy trang | Lindmouth Post",
        "لم يتم العثور على الصفحة",
        "عذرا، الصفحة غير موجودة",
        "صفحه مورد نظر یافت نشد",
        "Pagina nu a fost găsită – Lindmouth Post",
        "Nie znaleziono strony",
        "Sivua ei löytynyt",
    ],
)
def test_pages_say_in_many_languages_that_they_do_not_exist(line: str) -> None:
    assert is_phrase(line, "not_found")
    assert not is_phrase(f"{line} {TEXT[0]}", "not_found")


@pytest.mark.parametrize(
    "headline",
    [
        "银行网页无法访问，客户排长队",
        "某政府网站页面找不到引发质疑",
        "找不到工作的大学生做网页养活自己",
        "Không tìm thấy trang bị y tế trong kho",
        "لم يتم العثور على الصفحة المفقودة من المخطوطة",
        "عذرا هذه هي الصفحة الأخيرة في تاريخ صحيفتنا",
        "صفحه گمشده شاهنامه پیدا نشد",
        "דף היומן של הטייס לא נמצא",
        "Pagina nu există în manuscris, spun istoricii",
        "ไม่พบหน้ากากอนามัยในร้านขายยา",
        "Nie znaleziono winnych katastrofy",
    ],
)
def test_a_headline_of_what_is_not_found_is_no_page_that_does_not_exist(headline: str) -> None:
    assert not is_phrase(headline, "not_found")


def test_who_the_author_is_may_stand_before_the_text() -> None:
    bio = "Ann Lee, a fellow of the harbour trust, is a journalist who writes about ports."
    assert judge([bio, *TEXT], CONTEXT) == (TEXT, [bio])
    news = "Ann Lee is to lead the harbour trust, the council said after the vote on Tuesday night."
    assert judge([news, *TEXT], CONTEXT)[1] == []


def test_whom_to_ask_for_full_coverage_of_a_risk_is_text() -> None:
    line = "For full coverage, drivers should see their insurer or go to harbourmutual.org, which lists the plans."
    assert cut(TEXT[0], line) == []


def test_who_the_author_is_may_stand_in_capitals_behind_the_text() -> None:
    bio = "ANN LEE IS THE HARBOUR CORRESPONDENT OF THE LINDMOUTH POST"
    assert judge([*TEXT, bio], CONTEXT) == (TEXT, [bio])
    assert judge([*TEXT, bio.replace("ANN", "JOANN")], CONTEXT)[1] == []


@pytest.mark.parametrize(
    "line",
    [
        "Ann Lee: Ist das Becken denn noch zu retten?",
        "Ann Lee: Was sagen die Fischer dazu?",
        "Ann Lee: Est-ce vraiment la fin du port ?",
        "Ann Lee: Why is the basin so deep?",
        "ANN LEE: IS IT TRUE THAT NOBODY ASKED?",
        "Ann Lee, 10:30 IST: The crane went down.",
        "Ann Lee, How the Sea Was Won, Lindmouth Press, 240 pages.",
    ],
)
def test_what_the_author_asks_and_has_written_stays(line: str) -> None:
    assert judge([*TEXT, line], CONTEXT)[0] == [*TEXT, line]


def test_a_headline_that_is_a_link_is_one_with_a_date_beside_it_too() -> None:
    context = Context(frozenset(), frozenset(), Furniture(links={key_of("The harbour from above, in pictures"): 35}))
    dated = "The harbour from above, in pictures - 4 March 2026"
    assert judge([*TEXT, dated], context)[1] == [dated]
    assert judge([*TEXT, "The harbour was seen from above on 4 March 2026"], context)[1] == []


@pytest.mark.parametrize(
    ("line", "goes"),
    [
        ("Supervising editor is Ann Lee.", True),
        ("The supervising editor was dismissed on Monday.", False),
        ("Supervising editors are asked to sign the letter by the end of the week, said the union.", False),
        ("The editor is Ann Lee.", False),
    ],
)
def test_who_supervised_is_a_credit(line: str, goes: bool) -> None:
    context = Context(frozenset(), frozenset(), Furniture())
    assert (line in judge([*TEXT, line], context)[1]) is goes


def test_all_who_contributed_are_credits_however_many_they_are() -> None:
    places = "; ".join(f"Ann Lee{n} in Lindmouth{n}" for n in range(12))
    line = f"Lindmouth Press writers {places} and Tom Reye in Northwick contributed to this report."
    assert judge([*TEXT, line], CONTEXT) == (TEXT, [line])
    news = f"Lindmouth Press writers {places} were at the harbour when the report was read."
    assert judge([*TEXT, news], CONTEXT)[1] == []


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
        ("Trending now:", ["Top 10 films", "5 tips", "7 days in Rome"]),
        ("The press office of the city answers questions on:", ["Tel. 030 12345", "Fax 030 12346", "Room 9"]),
    ],
)
def test_what_follows_a_label_or_reaches_somebody_is_no_list_of_results(label: str, items: list[str]) -> None:
    assert judge([*TEXT, label, *items], CONTEXT) == ([*TEXT, label], items)


@pytest.mark.parametrize(
    ("line", "goes"),
    [
        ("Будь ласка, виділіть її мишкою та натисніть Ctrl+Enter або Надіслати помилку", True),
        ("Нашли опечатку? Выделите её и нажмите Ctrl + Enter.", True),
        ("Noticed an error? Highlight it and press Ctrl+Enter, and we will correct it", True),
        ("Select the cells of the table and press Ctrl+Enter, and the sum stands in each of them.", False),
        ("An error of the tables let the clerk press Ctrl+Enter, and eleven million crowns were gone.", False),
        ("Readers who find an error in the minutes may select it and write to the council in a letter.", False),
        ("If the sheet shows an error, select the whole column and press Ctrl+Enter to fill all of the cells.", False),
        ("Readers who find a mistake can highlight it and press Ctrl+Enter, the paper said.", False),
        (
            "Readers who find a mistake highlight it and press Ctrl+Enter, and four thousand have done so since May.",
            False,
        ),
    ],
)
def test_how_to_report_a_mistake_is_no_text(line: str, *, goes: bool) -> None:
    assert judge([*TEXT, line], CONTEXT)[1] == ([line] if goes else [])


@pytest.mark.parametrize(
    ("line", "goes"),
    [
        ("Nous expliquons sur notre chaîne YouTube . Abonnez-vous!", True),
        ("The harbour from above is on our channel. Subscribe to our films!", True),
        ("Mehr davon zeigt unser Newsletter. Abonnieren Sie jetzt!", True),
        ("The harbour master has a channel on YouTube. He was asked to follow us to the pier.", False),
        ('"We have a channel now. Follow us!"', False),
        ("The boats are back. Follow us to the pier!", False),
        ("The whole bill goes to those who fund it by donations. Support us or lose us!", False),
        ("Мэр открыл телеграм-канал о ремонте моста. Подписывайтесь, если живёте рядом!", False),
        ("Больше новостей в телеграм-канале. Подписывайтесь!", True),
        ("The crews have a channel, the master said. Follow us to the pier!", False),
    ],
)
def test_a_line_on_a_channel_that_ends_in_an_appeal_is_none_of_the_text(line: str, *, goes: bool) -> None:
    assert judge([*TEXT, line], CONTEXT)[1] == ([line] if goes else [])


@pytest.mark.parametrize(
    ("line", "gone"),
    [
        ("Do you have a tip on the harbour? Send it to us at news@lindmouth.example", True),
        ("Got a story? Contact our newsroom.", True),
        ("Haben Sie Fotos vom Hafen? Dann schicken Sie sie uns!", True),
        ("Habt ihr Hinweise? Meldet euch bei uns unter post@lindmouth.example", True),
        ("Vous avez une information sur le port ? Envoyez-la-nous", True),
        ("¿Tienes fotos del puerto? Envíanoslas por correo", True),
        ("Hai una segnalazione? Scrivici", True),
        ("Masz zdjęcie z portu? Prześlij nam przez formularz", True),
        ("Do you have information on the fire? Call the police on 555.", False),
        ("Haben Sie Hinweise auf den Täter? Melden Sie sich bei der Polizei.", False),
        ("Masz zdjęcie z portu? Prześlij je policji w mieście.", False),
        ("“Got a story? Tell us,” the sign at the harbour said.", False),
        ("Do you have a pier, they asked, and nobody told us why.", False),
    ],
)
def test_a_request_for_tips_to_the_outlet_itself_is_no_text(line: str, *, gone: bool) -> None:
    lines = [*TEXT, line]
    assert (line in judge(lines, Context(frozenset(), frozenset(), Furniture()))[1]) is gone


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
