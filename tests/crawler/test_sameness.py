from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crawler.sameness import is_version_of

FERRY = "The ferry to the island sails again after three weeks in the dock, the harbour office said on Tuesday."
BRIDGE = "A new bridge across the river mouth is to open in spring, the council decided on Tuesday evening."


def test_a_shortened_and_a_lengthened_text_are_versions() -> None:
    assert is_version_of(FERRY, FERRY[:60])
    assert is_version_of(FERRY, f"{FERRY} {BRIDGE}")
    assert is_version_of(
        "奥鲁纳河水坝之争暂歇两国同意停止蓄水七十二小时", "更新奥鲁纳河水坝之争暂歇两国同意停止蓄水七十二小时"
    )


def test_another_text_is_none() -> None:
    assert not is_version_of(FERRY, BRIDGE)
    assert not is_version_of("", FERRY)


@given(st.text(), st.text())
def test_it_does_not_matter_which_is_which(text: str, other: str) -> None:
    assert is_version_of(text, text)
    assert is_version_of(text, other) is is_version_of(other, text)
