# ruff: noqa: RUF001  (lines as their languages write them)
from __future__ import annotations

import pytest

from crawler.parsing.phrases import is_labelled, is_phrase
from tests.judged import TEXT


@pytest.mark.parametrize("heading", ["Популярные маршруты лета", "Δημοφιλή μονοπάτια του καλοκαιριού"])
def test_what_is_popular_is_not_what_is_read_most(heading: str) -> None:
    assert not is_phrase(heading, "most_read")


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


def asks(line: str) -> bool:
    return is_phrase(line, "invitation", "read_also") or is_labelled(line, "read_also")


@pytest.mark.parametrize(
    "line",
    [
        "Síguenos en Twitter", "Suivez-nous sur Facebook", "Folgen Sie uns auf X", "Siga-nos no Instagram",
        "You may also like",
        "A lire aussi", "MORE: Boat late again", "Get the latest news delivered to your inbox", "Sponsored content",
        "Most read", "Report a typo", "Watch the video above", "(Photo by Ann Lee/Getty Images)", "İLGİLİ HABER",
        "If you value our reporting, please consider donating.", "Do you have a story? Email tips@post.example",
    ],
)  # fmt: skip
def test_what_asks_a_reader_to_do_something_is_no_text(line: str) -> None:
    assert asks(line)


@pytest.mark.parametrize(
    "line",
    [
        "Most read of the storm only later.", "Trending now is the harbour song of 1911.", "More than a hundred came.",
        "You may like it or not, the pier is closed.", "Get the latest ferry.", "Photographs show the pier.",
        "More: the council met again.", "Pictures by Ann Lee hang in the hall.", "Suivez-nous dans le port, dit-il.",
    ],
)  # fmt: skip
def test_sentences_that_begin_so_are_text(line: str) -> None:
    assert not asks(line)
