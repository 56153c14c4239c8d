"""The compiled loops and those in Python give the same, value for value; signatures are datasketch's."""

from __future__ import annotations

import json
import unicodedata
import zlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from datasketch import MinHash
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.newsmaker import Newsroom
from dedupe import characters, plain
from dedupe import native as choice
from dedupe.plain.shingles import make_shingles
from dedupe.recipe import STANDARD
from dedupe.shingles import Text, fingerprint, fingerprints
from dedupe.signature import as_minhash, permutations, resemblance

native = pytest.importorskip("dedupe._native", reason="installed without a C compiler")
TABLES = characters.tables()
PIECES = characters.tables(pieces=True)
A, B = permutations(STANDARD)
TEXTS = st.one_of(
    st.text(max_size=400),
    st.lists(
        st.sampled_from(
            [
                "The",
                "A.",
                "of",
                "Kyjiv",
                "12",
                "3,5",
                "été",
                "ไทยแลนด์",
                "กองทัพไทยแถลงข่าวเมื่อวานนี้",
                "ဗမာ\u200bစာ",
                "東京都",
                "́",
                "\u200b",
                "!",
                "Smith",
                "—",
                "said",
            ]
        ),
        max_size=120,
    ).map(" ".join),
)


@settings(deadline=None)
@given(TEXTS, st.integers(1, 7), st.sampled_from([1, 2, 4, 8]))
def test_fingerprints_are_the_same(text: str, width: int, rate: int) -> None:
    limit = 2**64 // rate - 1

    for tables in (TABLES, PIECES):
        given = (text, *tables, width, limit, A, B)
        assert native.fingerprint(*given) == plain.fingerprint(*given)
        assert native.locate(text, *tables) == plain.locate(text, *tables)
        assert native.words(text, *tables) == plain.words(text, *tables)


def test_letters_without_spaces_are_cut_alike_wherever_they_stand() -> None:
    said = "นายกรัฐมนตรีกล่าวในการแถลงข่าวเมื่อวันจันทร์ว่ารัฐบาลจะช่วยเหลือผู้ประสบภัยน้ำท่วมในภาคใต้ทุกครอบครัว"

    def pieces(text: str) -> list[str]:
        _, starts, ends = (np.frombuffer(part, np.uint32).tolist() for part in plain.locate(text, *PIECES))
        return [text[start:end] for start, end in zip(starts, ends, strict=True)]

    cut = pieces(said)
    assert "".join(cut) == said
    assert all(2 <= len(piece) <= 8 for piece in cut[:-1])
    assert 3 <= len(said) / len(cut) <= 5
    assert pieces("เมื่อวานนี้ " + said)[-len(cut) :] == cut
    assert len(set(pieces("แต่" + said)) & set(cut)) >= len(set(cut)) - 2
    spaced = said[:30] + "\u200b" + said[30:]
    tokens = [plain.locate(text, *PIECES)[0] for text in (said, spaced)]
    assert tokens[0] == tokens[1]


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10_000))
def test_evidence_is_the_same(seed: int) -> None:
    room = Newsroom(seed)
    first = room.original(6)
    reports = [
        first,
        *(room.again(first, edit) for edit in ("light", "update", "teaser", "shuffled")),
        room.original(3),
    ]
    reports += [room.form(), room.form(), room.mash_up([first, reports[-1]])]
    reports += [replace(report, title=" ".join(report.text.split()[:6])) for report in reports[:3]]
    sides = fingerprints((Text(i, r.url, r.title, r.text, r.outlet) for i, r in enumerate(reports)), STANDARD)
    pairs = np.array([(i, j) for i in range(len(sides)) for j in range(len(sides))], np.int32)

    assert native.compare(sides, pairs, 5) == plain.compare(sides, pairs, 5)
    assert native.common(sides, pairs) == plain.common(sides, pairs)
    a, b = sides[0].tokens, sides[2].tokens
    for most in (0, 5, 1000):
        assert native.shared_runs(a, b, 5, most) == plain.shared_runs(a, b, 5, most)


@settings(deadline=None, max_examples=50)
@given(st.lists(TEXTS, max_size=4))
def test_what_is_put_into_the_index_is_the_same(texts: list[str]) -> None:
    sides = fingerprints((Text(i, str(i), "", text) for i, text in enumerate(texts)), STANDARD)

    assert native.hold(sides, STANDARD.bands, STANDARD.rows) == plain.hold(sides, STANDARD.bands, STANDARD.rows)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.sampled_from(["one", "two", "three", "Four", "5"]), max_size=60), st.integers(0, 60))
def test_evidence_of_texts_that_repeat_themselves_is_the_same(words: list[str], cut: int) -> None:
    texts = [" ".join(words), " ".join(words[cut:] + words[:cut])]
    sides = fingerprints((Text(i, str(i), " ".join(words[:3]), text) for i, text in enumerate(texts)), STANDARD)
    pairs = np.array([(0, 1), (1, 0), (0, 0)], np.int32)

    assert native.compare(sides, pairs, 2) == plain.compare(sides, pairs, 2)
    a, b = (side.tokens for side in sides)
    assert native.shared_runs(a, b, 2, 5) == plain.shared_runs(a, b, 2, 5)


@settings(deadline=None)
@given(
    st.lists(
        st.one_of(TEXTS, st.text(st.sampled_from('a b\n"\\\x00\x1f\x7f\x85 東é.'), max_size=60)), min_size=1, max_size=5
    ),
    st.data(),
    st.integers(1, 3),
    st.integers(0, 4),
    st.integers(1, 30),
)
def test_passages_are_the_same(texts: list[str], data: st.DataObject, width: int, most: int, longest: int) -> None:
    texts += [texts[0] + " " + texts[-1]]
    place = st.integers(0, len(texts) - 1)
    pairs = np.array(data.draw(st.lists(st.tuples(place, place), max_size=12)), np.int32).reshape(-1, 2)

    told = native.passages(texts, pairs, *TABLES, width, most, longest)
    assert told == plain.passages(texts, pairs, *TABLES, width, most, longest)
    for rows, (a, b) in zip(map(json.loads, told), pairs.tolist(), strict=True):
        for words, start, other in rows:
            assert texts[a][start:].startswith(words.removesuffix("…"))
            assert 0 <= other < len(texts[b])


@pytest.mark.parametrize("loops", [native, plain])
def test_passages_of_texts_that_are_not_there_are_refused(loops: choice.Loops) -> None:
    for bad in ([[0, 1]], [[-1, 0]]):
        with pytest.raises(IndexError, match="names no text"):
            loops.passages(["words"], np.array(bad, np.int32), *TABLES, 5, 5, 280)


def test_passages_want_strings_and_sensible_numbers() -> None:
    pairs = np.array([[0, 0]], np.int32)
    with pytest.raises(TypeError, match="a text is a string"):
        native.passages([b"words"], pairs, *TABLES, 5, 5, 280)
    for numbers in ((0, 5, 280), (5, -1, 280), (5, 5, 0), (5, 10**9, 10**9)):
        with pytest.raises(ValueError, match="no such width"):
            native.passages(["words"], pairs, *TABLES, *numbers)


@given(st.lists(st.integers(0, 2**64 - 1), max_size=80), st.lists(st.integers(0, 2**64 - 1), max_size=40))
def test_places_are_the_same(keys: list[int], values: list[int]) -> None:
    held, asked = (np.sort(np.array(those, np.uint64)) for those in (keys, values + keys[:9]))

    assert native.find(held, asked) == plain.find(held, asked)
    low, high = asked[: len(asked) // 2 * 2].reshape(-1, 2).T.copy()
    assert native.between(held, low, high) == plain.between(held, low, high)


@given(st.integers(1, 12), st.data())
def test_what_hangs_together_is_the_same(count: int, data: st.DataObject) -> None:
    node = st.integers(0, count - 1)
    edges = np.array(data.draw(st.lists(st.tuples(node, node), max_size=20)), np.int32).reshape(-1, 2)
    both = {*map(tuple, edges.tolist()), *map(tuple, edges[:, ::-1].tolist())}
    mates = [sorted(b for a, b in both if a == one) for one in range(count)]
    begins = np.cumsum([0, *map(len, mates)])
    lists = [sorted(one) for one in data.draw(st.lists(st.sets(node), max_size=4))]
    near = np.array([n for one in lists for n in one], np.int32)
    ends = np.cumsum([len(one) for one in lists], dtype=np.int64)

    assert native.components(count, edges) == plain.components(count, edges)
    flat = np.array([n for one in mates for n in one], np.int32)
    assert native.kin(near, ends, begins, flat) == plain.kin(near, ends, begins, flat)


@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 1), st.integers(0, 30)), max_size=60),
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 1), st.integers(0, 15), st.integers(0, 40)), max_size=60),
    st.integers(0, 40),
)
def test_meetings_are_the_same(
    asked: list[tuple[int, int, int]], held: list[tuple[int, int, int, int]], since: int
) -> None:
    ranks = np.array([(row % 16) << 26 | row for row in range(31)], np.uint64)
    packed = np.unique(np.array([band << 63 | h << 30 | row for h, band, row in asked], np.uint64))
    levels = (packed >> np.uint64(30)).astype(np.uint8) % 5
    found = np.unique(np.array([band << 63 | h << 30 | p << 26 | i for h, band, p, i in held], np.uint64))

    met = native.meet(packed, levels, ranks, found, since, 2)
    slow = plain.meet(packed, levels, ranks, found, since, 2)
    assert sorted(np.frombuffer(met, np.uint64)) == sorted(np.frombuffer(slow, np.uint64))
    ordered = np.sort(np.frombuffer(met, np.uint64))
    assert native.tally(ordered, 2) == plain.tally(ordered, 2)


@settings(deadline=None)
@given(TEXTS)
def test_signatures_are_those_of_datasketch(text: str) -> None:
    made = fingerprint(Text(1, "u", "", text), STANDARD)
    shingles = make_shingles(np.frombuffer(made.tokens, np.uint32), STANDARD.width)
    reference = MinHash(STANDARD.permutations, seed=STANDARD.seed, scheme=STANDARD.scheme, hashfunc=lambda value: value)
    reference.update_batch([int(shingle) & 0xFFFFFFFF for shingle in shingles])

    assert np.frombuffer(made.signature, np.uint32).tolist() == reference.hashvalues.tolist()
    assert as_minhash(made.signature, STANDARD).jaccard(reference) == 1.0
    assert resemblance(made.signature, made.signature) == 1.0


def test_compiled_loops_of_another_version_are_not_used(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    assert choice._choose() is native
    assert not caplog.messages
    monkeypatch.delattr(native, "LAYOUT")
    assert choice._choose() is plain
    (told,) = caplog.messages
    assert "`make .venv/ready`" in told


def test_broken_input_is_refused() -> None:
    with pytest.raises(ValueError, match="tables"):
        native.fingerprint("x", b"", b"", 5, 1, A, B)
    side = fingerprint(Text(1, "u", "", "A text of a few words."), STANDARD)
    with pytest.raises(TypeError, match="fingerprint"):
        native.compare([()], np.zeros((0, 2), np.int32), 5)
    with pytest.raises(TypeError, match="bytes"):
        native.compare([side._replace(tokens="words")], np.zeros((0, 2), np.int32), 5)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="fingerprint"):
        native.common([()], np.zeros((1, 2), np.int32))
    with pytest.raises(TypeError, match="fingerprint"):
        native.hold([()], 16, 8)
    for loops in (native, plain):
        with pytest.raises(ValueError):  # noqa: PT011 (numpy's own words in Python)
            loops.hold([side._replace(signature=side.signature[:-4])], 16, 8)
        with pytest.raises(IndexError):
            loops.compare([], np.zeros((1, 2), np.int32), 5)
        with pytest.raises(IndexError):
            loops.common([], np.zeros((1, 2), np.int32))
        with pytest.raises(IndexError):
            loops.components(2, np.array([(0, 2)], np.int32))
    with pytest.raises(IndexError):
        native.kin(np.array([3], np.int32), np.array([1]), np.array([0, 0]), np.zeros(0, np.int32))


@pytest.mark.skipif(unicodedata.unidata_version != "14.0.0", reason="the file was made under Unicode 14")
def test_the_table_of_characters_is_what_its_builder_builds() -> None:
    path = Path(characters.__file__).with_name("characters.bin")

    assert zlib.decompress(path.read_bytes()) == characters.build()


_WIDE = "".join(chr(ord(letter) + 0xFEE0) for letter in "NEWS20")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Café Zürich", unicodedata.normalize("NFD", "CAFÉ zürich")),
        ("soft\u00adhyphen", "softhyphen"),
        (_WIDE, "news20"),
        ("it\u2019s \u201cso\u201d", 'it\'s "so"'),
    ],
)
def test_spellings_of_one_text_are_one(one: str, other: str) -> None:
    same = [np.frombuffer(native.words(text, *TABLES), np.uint32).tolist() for text in (one, other)]

    assert same[0] == same[1]


@pytest.mark.parametrize(
    "text", ["東京都は今日、新しい計画を発表した。", "นายกรัฐมนตรีประกาศแผนใหม่ในวันนี้", "ព្រះរាជាណាចក្រកម្ពុជា"]
)
def test_scripts_without_spaces_have_many_tokens(text: str) -> None:
    tokens, starts, ends = (np.frombuffer(part, np.uint32) for part in native.locate(text, *TABLES))

    assert len(tokens) > len(text) / 2
    assert (starts < ends).all()
    assert ends[-1] <= len(text)
