# ruff: noqa: RUF001  (lines as their languages write them)
from __future__ import annotations

import pytest

from crawler.reading.boilerplate import judge
from crawler.reading.furniture import Furniture
from crawler.reading.linereasons import Context
from tests.judged import CONTEXT, TEXT, cut


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
        "The Gull relies entirely on the donations of its readers. If you can afford it, give here or by PayPal.",
        "We live by subscriptions, which support our reporting. If you can, subscribe here.",
        "The Gull depends on the support of its readers. If you can afford to, please click here to set up a donation.",
        "If you would like to republish this story, see our terms.",
        "To reprint this article, write an e-mail to the desk.",
        "This article is licensed under a Creative Commons licence.",
        "Dieser Text steht unter der Lizenz Creative Commons BY-SA 4.0.",
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
        "The Gull depends on the support of its readers, who follow it on Facebook.",
        "The family asks for help. If you can afford it, a donation can be made at the church or on Facebook.",
        "Viewers can subscribe today for nine crowns a month; the app comes in April.",
        "The centre relies on donations from its supporters. To make a donation visit its Facebook page.",
        "To reprint this article of faith was an act of courage, and the printer paid for it with years in gaol.",
        "The work is published under a Creative Commons licence, which lets any school print the atlas.",
        "If you want to reproduce this experiment, take a jar and water.",
        "If you can afford to, please consider making a donation to the food bank in Mill Street.",
        "If you can afford it, subscribe now: the app costs twice as much from April.",
        "Fans can subscribe today on YouTube or become a member for five crowns a month.",
        "To reproduce this piece at home, cut the pattern out of a sheet of card.",
        "To reprint this story after sixty years, the editors had to set it anew.",
        "وفي ختام كلمته قال الوزير للشباب تابعونا و اشتركوا في الحملة قبل نهاية الشهر.",
    ],
)
def test_whom_readers_ask_and_what_others_call_for_is_text(line: str) -> None:
    assert judge([*TEXT, line], CONTEXT)[1] == []


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
