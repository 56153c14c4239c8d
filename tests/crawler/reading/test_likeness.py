from __future__ import annotations

from crawler.reading.likeness import speaks_of, stems


def test_a_subject_is_found_again_in_other_forms_of_its_words_and_in_scripts_without_spaces() -> None:
    subject = stems("Harbour councillors voting \u6e2f\u6e7e\u59d4\u5458\u4f1a")
    assert (
        speaks_of(["The harbours' councils had voted.", "\u6e2f\u6e7e"], subject)
        > speaks_of(["Win a week"], subject)
        == 0
    )
    assert speaks_of([], stems("")) == 1.0
