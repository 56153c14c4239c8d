"""A text's script and commonest words tell its language, whatever its page declares."""

from __future__ import annotations

import pytest

from crawler.reading.language import _reads_as, _told_by_words, language_of


@pytest.mark.parametrize(
    ("text", "declared", "language"),
    [
        ("日本の調査によると、三千余りの企業が外国人の実習生を使っている。" * 4, "en", "ja"),
        ("日本调查三千余家日企剥削外国实习生调查结果显示情况严重。" * 4, "en", "zh"),
        ("日本调查三千余家日企剥削外国实习生调查结果显示情况严重。" * 4, "yue", "yue"),
        ("시의회는 화요일에 두 번째 부두를 짓기로 결정했다. " * 6, None, "ko"),
        ("Το συμβούλιο αποφάσισε την Τρίτη να κατασκευάσει δεύτερη προβλήτα. " * 4, "en", "el"),  # noqa: RUF001  (Greek letters)
    ],
)
def test_a_script_tells_the_language(text: str, declared: str | None, language: str) -> None:
    assert language_of(text, declared) == language


def test_common_words_tell_the_declared_language_and_no_other() -> None:
    text = "Der Rat hat am Dienstag mit den Stimmen der Mehrheit einen zweiten Kai beschlossen, und die Arbeiten " * 5
    assert [language_of(text, declared) for declared in ("de", "en", "fr", "hu")] == ["de"] * 4


INDONESIAN = (
    "Warga minta perahu wisata PT Bahari Lindmouth Jaya segera dipindah. Camat Sutrisno Hadi sudah kirim surat. Lurah "
    "Rini Handayani bilang pemilik belum jawab. Satpol PP Lindmouth Timur akan tarik perahu Selasa (3/4) pagi, kata "
    "Wibowo Santoso. Dishub Lindmouth, PLN, PDAM ikut bantu. Ketua RT 03 Joko Purnomo, Ketua RW 05 Agus Irawan, "
    "Kapolsek AKP Dedi Kurnia hadir. Jalan Pelabuhan Lama yang sempit itu ditutup dua jam, dengan dua mobil derek."
)
HONOURS = (
    "Honours list. Knights Bachelor: Richard Ashworth, Jonathan Stephens. Olivia Hargreaves, "
    "Nigel Farrow, Surinder Arora, Ngozi Okafor, Priya Patel, Wei Zhang, Hiroshi Tanaka, Lars Eriksson, Pierre Dubois, "
    "Giulia Rossi, Maria Fernandez, Fatima Khan, Joao Silva, Anna Kowalska, Dmitri Ivanov, Elena Popescu, Petr Novak, "
    "Marko Horvat, Aino Virtanen, Mette Jensen, Siti Nurhaliza, Budi Santoso."
)

FILMS = (
    "Palmarès: La dolce vita, Otto e mezzo, Il gattopardo, Ladri di biciclette, Roma città aperta, La strada, "
    "Amarcord, Il postino, Nuovo Cinema Paradiso, La vita è bella, Gomorra, Il divo, La grande bellezza, Il traditore, "
    "Dogman, Lazzaro felice, Le otto montagne, Io capitano, C'è ancora domani, La chimera, Parthenope"
)


@pytest.mark.parametrize(
    ("text", "declared", "language"), [(INDONESIAN, "en", "id"), (HONOURS, "en", "en"), (FILMS, "fr", "fr")]
)
def test_a_text_without_the_commonest_words_of_what_a_page_declares(text: str, declared: str, language: str) -> None:
    assert language_of(text, declared) == language


NEIGHBOURS = {
    "sk": (
        "Mestská rada v utorok večer rozhodla, že na východnej strane prístavu sa postaví nový vlnolam. Podľa "
        "inžinierov práce potrvajú dve letá a budú stáť jedenásť miliónov korún. Rybári, ktorí od zimy "
        "používajú vnútorný prístav, sa na to pýtali do noci a s výsledkom nie sú spokojní, lebo o peniazoch "
        "sa nehovorilo. Čo z toho bude, to sa ukáže na jar, a do práce pôjdu z domu na to isté miesto ako do zimy."
    ),
    "sl": (
        "Mestni svet je v torek zvečer odločil, da se na vzhodni strani pristanišča zgradi nov valobran. "
        "Inženirji so povedali, da bo delo trajalo dve poletji in bo stalo enajst milijonov kron. Ribiči, ki "
        "od zime uporabljajo notranji bazen, so o tem spraševali pozno v noč in z odgovori niso bili "
        "zadovoljni, ker se o denarju ne ve."
    ),
    "mk": (
        "Градскиот совет во вторникот вечерта одлучи на источната страна на пристаништето да се изгради нов "  # noqa: RUF001  (Cyrillic letters)
        "брановолом. Инженерите рекоа дека работата ќе трае две лета и ќе чини единаесет милиони круни. "
        "Рибарите, кои од зимата го користат внатрешниот базен, прашуваа за тоа до доцна во ноќта и не беа "  # noqa: RUF001  (Cyrillic letters)
        "задоволни."
    ),
    "af": (
        "Die stadsraad het Dinsdagaand besluit dat die golfbreker aan die oostekant van die hawe herbou moet "
        "word. Die ingenieurs het gesê dat die werk twee somers sal duur en dat die koste elf miljoen krone "
        "sal wees. Die vissers gebruik die binneste hawe al sedert die winter, het die hawemeester na die "
        "vergadering gesê."
    ),
    "oc": (
        "Lo conselh de la vila decidiguèt dimars al ser de tornar bastir lo molh de l'èst del pòrt. Los "
        "engenhaires diguèron que los trabalhs durarián dos estius e que costarián onze milions de coronas. "
        "Los pescaires, que dempuèi l'ivèrn utilizan la dàrsena de dintre, pausèron de questions fins a la "
        "nuèch amb lo capitani."
    ),
}


@pytest.mark.parametrize(
    ("language", "declared"),
    [
        ("sk", ("pl", "ru", "en", "hu")),
        ("sl", ("cs", "pl", "it", "fi")),
        ("mk", ("ru", "uk", "en")),
        ("af", ("de", "en", "fr")),
        ("oc", ("es", "it", "fr")),
    ],
)
def test_common_words_do_not_take_a_text_for_its_neighbours(language: str, declared: tuple[str, ...]) -> None:
    text = NEIGHBOURS[language]
    assert [language_of(text, said) for said in declared] == [language] * len(declared)
    assert not any(_reads_as(text, said) for said in declared)
    assert _told_by_words(text) is None


@pytest.mark.parametrize("declared", [None, "en", "de"])
def test_a_text_with_the_commonest_words_of_a_language_is_in_it(declared: str | None) -> None:
    text = (
        "Of all that was said on Tuesday by the council, and of all that was left for Friday, nobody from the harbour "
        "wanted to hear more than the sum: eleven million crowns to be paid with a loan. "
    )
    assert _told_by_words(text) == "en"
    assert language_of(text, declared) == "en"
