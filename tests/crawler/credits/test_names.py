# ruff: noqa: RUF001  (bylines and dates as their languages write them)
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.credits.bywords import is_byline
from crawler.credits.names import clean_names
from crawler.parsing.titles import folded


@pytest.mark.parametrize(
    ("written", "names"),
    [
        (["By Ann Lee and Tom Reye"], ("Ann Lee", "Tom Reye")),
        (["Von Jörg Maß, Berlin-Korrespondent"], ("Jörg Maß",)),
        (["Par Luc Été et Ana Lidell"], ("Luc Été", "Ana Lidell")),
        (["Written by Ann Lee, political correspondent"], ("Ann Lee",)),
        (["by Ann Lee Ph.D"], ("Ann Lee",)),
        (["\u270d\ufe0f Ann Lee \uf017 3 March 2026"], ("Ann Lee",)),
        (["\U0001f464By Ann Lee \ue718 12 Comments"], ("Ann Lee",)),
        (["Das Gespräch führte Jörg Maß."], ("Jörg Maß",)),
        (["Ann Lee", "Ann  Lee", "ann@post.example", "@annlee"], ("Ann Lee",)),
        (["作者：新华社记者 张小明 李小红"], ("张小明", "李小红")),
        (["文/羊城晚报全媒体记者 李明 通讯员 王芳"], ("李明", "王芳")),
        (["文／記者王小明"], ("王小明",)),
        (["作者：小编"], ()),
        (["Staff"], ()),
        (["Staff Reporter"], ()),
        (["admin"], ()),
        (["Ann Lee (Lindmouth)"], ("Ann Lee",)),
        (["Ann Lee | 3 March 2024 10:15"], ("Ann Lee",)),
        (["記者 大渡 美咲"], ("大渡 美咲",)),
        (["بقلم: سلمى حداد"], ("سلمى حداد",)),
        (["Anders And"], ("Anders And",)),
        (["Nga"], ()),
        (["View all posts by Ann Lee"], ("Ann Lee",)),
        (["Lindmouth Media GmbH, Munich, Germany"], ()),
        (["Super User"], ()),
        (["Twitter Facebook"], ()),
        (["www.agency.example", "studio.example"], ()),
        (["Mrs. Ann Lee"], ("Ann Lee",)),
        (["More articles by Ann Lee »"], ("Ann Lee",)),
        (["› Ann Lee"], ("Ann Lee",)),
        (["More from the »"], ()),
        (["All Estel News"], ("All Estel News",)),
        (["All Good Stories"], ("All Good Stories",)),
        (["Mehr Wert Artikel"], ("Mehr Wert Artikel",)),
        (["Sunday, October 4, 2020 - 04:52 PM"], ()),
        (["Published: Sonntag, 4. Oktober 2020 | 16:52 Uhr"], ()),
        (["воскресенье, 4 октября 2020, 16:52"], ()),
        (["Chủ nhật, 4/10/2020"], ()),
        (["Anna Sonntag | Sonntag, 4. Oktober 2020"], ("Anna Sonntag",)),
        (["Domingo Sabato, 4 October 2020"], ("Domingo Sabato",)),
        (["Reuters, Sunday, 4 October 2020"], ("Reuters",)),
        (["Domingo"], ("Domingo",)),
        (["By The"], ()),
        (["Le"], ("Le",)),
        (["The Anh Nguyen"], ("The Anh Nguyen",)),
        (["Dr. Ann Lee"], ("Dr. Ann Lee",)),
        (["Mdr Lee"], ("Mdr Lee",)),
        (["By Tom Reye Jr., and Ann Lee"], ("Tom Reye Jr.", "Ann Lee")),
        (["Ann Lee Fri"], ("Ann Lee",)),
        (["Von Anna Müller: Berlin"], ("Anna Müller",)),
        (["Ann Lee: opinion"], ("Ann Lee",)),
        (["Ann Lee Photos: Tom Reye"], ("Ann Lee",)),
        (["Text: Ann Lee Fotos: Tom Reye"], ("Ann Lee",)),
        (["Jose Diaz, Manila"], ("Jose Diaz",)),
        (["José Díaz, Manila"], ("José Díaz",)),
        (["大渡 美咲、田中"], ("大渡 美咲", "田中")),
        (["Ann, Tom"], ("Ann", "Tom")),
        (["Manila, Philippines"], ("Manila", "Philippines")),
        (["June 6"], ()),
        (["By Malcolm X. Photos by Tom Ray."], ("Malcolm X",)),
        (["By Malcolm X. Photos: Tom Ray"], ("Malcolm X",)),
        (["By Ana Ruiz F."], ("Ana Ruiz F.",)),
        (["By Ana Ruiz F., Lindmouth"], ("Ana Ruiz F.",)),
        (["By Ana Ruiz F. and Tom Ray"], ("Ana Ruiz F.", "Tom Ray")),
        (["谢若含2026-03-01 14:27:02"], ("谢若含",)),
        (["Ann Lee, Tokyo correspondent"], ("Ann Lee",)),
        (["Ann Lee, Lindmouth News Service"], ("Ann Lee",)),
        (["By Ann Lee and TOM REYE - Technology Writers"], ("Ann Lee", "TOM REYE")),
        (["Ann Lee – Lindmouth"], ("Ann Lee",)),
        (["See more from Ann Lee"], ("Ann Lee",)),
        ([""], ()),
    ],
)
def test_bylines_to_names(written: list[str], names: tuple[str, ...]) -> None:
    berlin = folded("Berlin-Korrespondent")
    assert clean_names(written, not_people={berlin}) == names


@given(st.lists(st.text(max_size=80), max_size=4))
def test_names_are_distinct_and_clean(written: list[str]) -> None:
    names = clean_names(written)
    assert len({folded(name) for name in names}) == len(names)
    assert all(2 <= len(name) <= 60 and name == name.strip() for name in names)


@pytest.mark.parametrize(
    "behind",
    [
        "Updated 3 hours ago", "3 min read", "Follow", "+ Follow", "View profile", "Published 3 March 2026",
        "Last updated March 3, 2026 at 10:00", "2 hours ago", "vor 3 Stunden", "il y a 2 heures", "hace 2 horas",
        "5 Min. Lesezeit", "Aktualisiert am 3. M\u00e4rz 2026", "Publi\u00e9 le 3 mars 2026", "Lesedauer 3 min",
        "Folgen", "Seguir", "12 Comments", "See all articles", "More by Ann Lee", "Facebook Twitter", "Email",
        "\u041e\u043f\u0443\u0431\u043b\u0438\u043a\u043e\u0432\u0430\u043d\u043e 03.03.2026", "Special to the Post",
    ],
)  # fmt: skip
def test_what_themes_show_behind_a_name_is_no_part_of_it(behind: str) -> None:
    assert clean_names([f"By Ann Lee {behind}"]) == ("Ann Lee",)


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By Ann Lee on March 3, 2026", ("Ann Lee",)),
        ("Ann van der Lee am 3. M\u00e4rz 2026", ("Ann van der Lee",)),
        ("Ann Lee, Tom Ray 3 March 2026 10:00", ("Ann Lee", "Tom Ray")),
        ("Updated 3 March 2026, Ann Lee", ("Ann Lee",)),
        ("Published On 3 March 2026", ()),
        ("# Comments", ()),
        ("Publi\u00e9 par AFP le 3 mars 2026", ("AFP",)),
    ],
)
def test_a_byline_ends_before_its_date(byline: str, names: tuple[str, ...]) -> None:
    assert clean_names([byline], outlets={"afp"}) == names


@pytest.mark.parametrize(
    "name",
    [
        "Ann Min",
        "Tom Share",
        "Mary Ann Root",
        "Ada van der Post",
        "Jan Contact Lee",
        "Ann Todayev",
        "Ida Bio Orr",
        "Ann USA Today",
    ],
)
def test_a_name_may_look_like_what_themes_show(name: str) -> None:
    assert clean_names([name]) == (name,)


@pytest.mark.parametrize(
    ("byline", "people", "whoever"),
    [
        ("Chief Correspondent Ann Lee", ("Ann Lee",), ("Ann Lee",)),
        ("Senior Political Correspondent Ann Lee", ("Ann Lee",), ("Ann Lee",)),
        ("Guest Columnist Ann van der Lee", ("Ann van der Lee",), ("Ann van der Lee",)),
        ("Editor In Chief", (), ("Editor In Chief",)),
        ("Senior Editor News Desk", (), ("Senior Editor News Desk",)),
        ("Reporter ohne Grenzen", ("Reporter ohne Grenzen",), ("Reporter ohne Grenzen",)),
        ("Ann Lee | Opinion contributor", ("Ann Lee",), ("Ann Lee", "Opinion contributor")),
        ("Staff and agencies", (), ("Staff and agencies",)),
        ("Staff and wire reports", (), ("Staff and wire reports",)),
        ("Staff Reports", (), ("Staff Reports",)),
        ("Ann Lee and agencies", ("Ann Lee",), ("Ann Lee",)),
    ],
)
def test_roles_before_names_and_beside_each_other(
    byline: str, people: tuple[str, ...], whoever: tuple[str, ...]
) -> None:
    assert (clean_names([byline]), clean_names([byline], desks=True)) == (people, whoever)


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("Par Claire Dubois avec AFP", ("Claire Dubois",)),
        ("Anna Müller, Korrespondentin in Paris", ("Anna Müller",)),
        ("Ein Gastbeitrag von Anna Müller", ("Anna Müller",)),
        ("Aus Berlin berichtet Anna Müller", ("Anna Müller",)),
        ("Por María José Pérez-López | Madrid", ("María José Pérez-López",)),
        ("Onze correspondent Jan de Vries", ("Jan de Vries",)),
        ("oprac. Jan Kowalski", ("Jan Kowalski",)),
        ("Opracował: Jan Kowalski", ("Jan Kowalski",)),
        ("Yazan: Mehmet Yılmaz", ("Mehmet Yılmaz",)),
        ("Mehmet Yılmaz / ANKARA", ("Mehmet Yılmaz",)),
        ("Текст: Иван Петров", ("Иван Петров",)),
        ("Иван Петров, корреспондент", ("Иван Петров",)),
        ("Автор статьи: Иван Петров", ("Иван Петров",)),
        ("Олена Коваль, журналістка", ("Олена Коваль",)),
        ("كتبت: سارة محمد", ("سارة محمد",)),
        ("أحمد علي - القاهرة", ("أحمد علي",)),
        ("記者王小明／台北報導", ("王小明",)),
        ("記者王小明台北報導", ("王小明",)),
        ("【記者王小明／台北報導】", ("王小明",)),
        ("记者 王小明", ("王小明",)),
        ("责任编辑：王小明", ("王小明",)),
        ("김철수 기자 kim@post.example", ("김철수",)),
        ("김철수 선임기자", ("김철수",)),
        ("김철수·박영희 기자", ("김철수", "박영희")),
        ("記者・山田太郎", ("山田太郎",)),
        ("取材・文＝山田太郎", ("山田太郎",)),
        ("山田太郎（社会部）", ("山田太郎",)),
        ("Teksti: Matti Virtanen", ("Matti Virtanen",)),
        ("Skrevet av Ola Nordmann", ("Ola Nordmann",)),
        ("Piše: Ivan Horvat", ("Ivan Horvat",)),
        ("Συντάκτης: Γιώργος Παπαδόπουλος", ("Γιώργος Παπαδόπουλος",)),
        ("Por Maria Silva — São Paulo", ("Maria Silva",)),
        ("a cura di Mario Rossi", ("Mario Rossi",)),
        ("dal nostro inviato Mario Rossi", ("Mario Rossi",)),
        ("Propos recueillis par Jean Dupont", ("Jean Dupont",)),
        ("Ann Lee in Paris and Tom Ray in Rome", ("Ann Lee", "Tom Ray")),
        ("Ann Lee for The Guardian", ("Ann Lee",)),
        ("Ann Lee With Reuters", ("Ann Lee",)),
        ("Shkruar nga Arben Hoxha", ("Arben Hoxha",)),
    ],
)
def test_bylines_in_other_languages(written: str, names: tuple[str, ...]) -> None:
    assert clean_names([written], not_people={"afp", "reuters", "theguardian"}) == names


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("Корреспондент Иван Петров", ("Иван Петров",)),
        ("Журналист Анна Иванова", ("Анна Иванова",)),
        ("Корреспондент Анна Иванова и Иван Петров", ("Анна Иванова", "Иван Петров")),
        ("مراسل محمد علي", ("محمد علي",)),
        ("مراسل الجزيرة في غزة", ()),
        ("Reporter Ann Lee", ("Ann Lee",)),
        ("Ann Lee, Reporter Bob Ray", ("Ann Lee", "Bob Ray")),
        ("Redaktor Jan Kowalski", ("Jan Kowalski",)),
        ("Dziennikarz Jan Kowalski", ("Jan Kowalski",)),
        ("Jan Kowalski, dziennikarz w Krakowie", ("Jan Kowalski",)),
        ("Иван Петров, корреспондент в Париже", ("Иван Петров",)),
        ("Иван Петров, корреспондент Русской службы", ("Иван Петров",)),
        ("Mehmet Yılmaz, muhabiri", ("Mehmet Yılmaz",)),
        ("Haber Fritz", ("Haber Fritz",)),
        ("Haber: Mehmet Yılmaz", ("Mehmet Yılmaz",)),
        ("Yazan Haddad", ("Yazan Haddad",)),
        ("Napisał Jan Kowalski", ("Jan Kowalski",)),
        ("記者歐陽娜娜台北報導", ("歐陽娜娜",)),
        ("記者王明新北市報導", ("王明",)),
        ("記者歐陽娜娜", ("歐陽娜娜",)),
        ("記者王大明某地報導", ("記者王大明某地報導",)),
        ("Hans Peter à Marca", ("Hans Peter à Marca",)),
        ("Jean Luc à Porta", ("Jean Luc à Porta",)),
        ("Ann Il Post", ("Ann Il Post",)),
        ("Ann Lee Il Post", ("Ann Lee",)),
    ],
)
def test_roles_and_places_take_no_name_with_them(written: str, names: tuple[str, ...]) -> None:
    assert clean_names([written], not_people={"post"}) == names


@pytest.mark.parametrize(
    "line",
    [
        "إعداد خطة شاملة لتطوير التعليم",
        "إعداد: خطة شاملة لتطوير التعليم العالي",
        "كتبت الصحف البريطانية عن الأزمة",
        "기자 회견 열려",
        "रिपोर्टर पर हमला",
        "Από την Νέα Υόρκη",
        "Reporter Brasil Online",
        "Reporter Without Borders",
        "Haber Türk Gazetesi",
        "Laporan Keuangan Tahunan Pertamina",
        "Haber Bosch Verfahren",
        "대통령 만난 기자",
        "사진 찍은 기자",
        "記者 会見",
        "記者 会見 開催",
        "Un texte de Loi",
        "Un article de La Presse a fait du bruit",
        "Par souci d'Europe",
        "Di Canio dall'Inghilterra",
        "Di Pietro degl\u2019Italiani",
        "Un reportage de guerre",
        "Een artikel van de week",
    ],
)
def test_a_line_that_begins_with_a_noun_or_a_verb_is_no_byline(line: str) -> None:
    assert not is_byline(line)


@pytest.mark.parametrize(
    "line",
    [
        "كتبت: سارة محمد",
        "بقلم سلمى حداد",
        "Haber: Mehmet Yılmaz",
        "Reporter: Ann Lee",
        "김철수 기자",
        "김철수·박영희 기자",
        "記者 山田太郎",
        "석남준 기자",
        "作者：新华社记者 张小明",
        "文：クリスティアーノ・ロナウド",
        "文：アレクサンドロス・パパス",
        "文：本田圭佑",
        "文：今井翼、近藤真彦",
        "作者：连小明",
        "作者：王小明、李小红、张三丰、李四光、王五行",
        "Un texte de Anne Dupont",
        "Un reportage de Jean d'Ormont",
        "Di Gabriele d\u2019Arno",
        "Di Paolo dell'Orto e Anna Neri",
        "Un articolo di Anna Neri",
        "Uma reportagem de Ana Ruiz",
        "Een artikel van Jan de Vries",
        "En artikel av Kari Berg",
    ],
)
def test_a_line_that_names_who_wrote_it_is_a_byline(line: str) -> None:
    assert is_byline(line)


@pytest.mark.parametrize("desk", ["Da Redação", "La rédaction", "Haber Merkezi", "Mwandishi Wetu", "編集部"])
def test_a_desk_keeps_its_article(desk: str) -> None:
    assert clean_names([desk]) == ()
    assert clean_names([desk], desks=True) == (desk,)


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("Erramos: este conte\u00fado foi alterado", ()),
        ("Nota: Ludwig van der Rohe", ("Nota: Ludwig van der Rohe",)),
        ("Hace", ()),
        ("Ludwig van der Rohe", ("Ludwig van der Rohe",)),
        ("Charles de la Tour du Pin", ("Charles de la Tour du Pin",)),
        ("Ago Rossi", ("Ago Rossi",)),
        ("Ann ter Lee", ("Ann ter Lee",)),
        ("Hrvatska izvještajna novinska agencija", ("Hrvatska izvještajna novinska agencija",)),
        ("Union syndicale des travailleurs du bâtiment", ("Union syndicale des travailleurs du bâtiment",)),
        ("Pedro joão mendes silva", ("Pedro joão mendes silva",)),
        ("გიორგი მარგველაშვილი", ("გიორგი მარგველაშვილი",)),
        ("two small words", ()),
    ],
)
def test_words_in_small_letters_are_names_where_the_first_is_none(written: str, names: tuple[str, ...]) -> None:
    assert clean_names([written]) == names


def test_a_publisher_who_is_a_person_keeps_the_point_of_an_initial() -> None:
    assert clean_names(["Ana Ruiz F."], outlets={"anaruizf"}, desks=True) == ("Ana Ruiz F.",)
    assert clean_names(["By Ana Ruiz F., Lindmouth"], outlets={"anaruizf"}, desks=True) == ("Ana Ruiz F.",)
    assert clean_names(["By Radio X"], outlets={"radiox"}, desks=True) == ("Radio X",)
