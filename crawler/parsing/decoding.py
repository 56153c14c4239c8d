"""Bytes to text: a page's or feed's encoding, by its marks, its header and its declaration; pure."""

from __future__ import annotations

import codecs
import re

_META_CHARSET = re.compile(
    rb"<meta[^>]{0,200}?charset\s{0,3}=\s{0,3}[\"']?\s{0,3}([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE
)
_XML_CHARSET = re.compile(rb"<\?xml[^>]{0,100}?encoding\s{0,3}=\s{0,3}[\"']([A-Za-z0-9_.-]{2,40})", re.IGNORECASE)
_HEADER_CHARSET = re.compile(r"charset\s{0,3}=\s{0,3}[\"']?([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_SCRAMBLED = re.compile(
    "[\u00c2-\u00c3][\u00a0-\u00bf]|\u00e2\u20ac[\u2122\u0153\u009d\u201c\u201d\u00a6]|[\u00d0\u00d1][\u0080-\u00bf]"
)
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# Labels that the WHATWG encoding standard reads as another encoding: https://encoding.spec.whatwg.org/#names-and-labels
_WHATWG = {
    "iso-8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252",
    "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "iso-8859-9": "cp1254", "tis-620": "cp874",
    "shift_jis": "cp932", "x-sjis": "cp932", "euc-kr": "cp949", "ks_c_5601-1987": "cp949", "big5": "big5hkscs",
}  # fmt: skip


def decode(body: bytes, content_type: str = "") -> str:
    """Decode a page's or feed's bytes: byte order mark, HTTP header, declaration, else UTF-8, else Windows-1252.

    A declaration that the bytes contradict loses against valid UTF-8.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body.decode(name, errors="replace")
    declared = _declared(body, content_type)
    for name in ("utf-8", *declared):
        try:
            return unscrambled(body.decode(name))
        except (UnicodeDecodeError, LookupError):
            continue
    return _mended(body, declared)


def unscrambled(text: str) -> str:
    """Undo UTF-8 that was read as Windows-1252 and written out again, where all of a text is so; else change nothing.

    Certain, because no text in any language turns into valid UTF-8 with dozens of such pairs by chance.
    """
    head = text[:200_000]
    if not any(first in head for first in "\u00c2\u00c3\u00e2\u00d0\u00d1") or len(_SCRAMBLED.findall(head)) < 3:
        return text
    try:
        return b"".join(_byte(c) for c in text).decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return text


def _byte(character: str) -> bytes:
    """Give the byte that Windows-1252 has for a character, and for its five holes the byte itself."""
    return character.encode("latin-1" if character in "\x81\x8d\x8f\x90\x9d" else "cp1252")


def _mended(body: bytes, declared: list[str]) -> str:
    """Choose what leaves the fewest holes: a few bad bytes do not make a page Windows-1252."""
    utf8 = body.decode("utf-8", errors="replace")
    if "utf-8" in declared or not declared:
        holes = utf8.count("\ufffd")
        if declared or holes * 100 < len(utf8):
            return utf8
        return body.decode("cp1252", errors="replace")
    return body.decode(declared[0], errors="replace")


def _declared(body: bytes, content_type: str) -> list[str]:
    head = body[:4096]
    found = [match.group(1) for match in [_HEADER_CHARSET.search(content_type)] if match]
    found += [
        match.group(1).decode("ascii") for match in (_XML_CHARSET.search(head), _META_CHARSET.search(head)) if match
    ]
    names = []
    for name in found:
        lower = name.lower()
        try:
            names.append(_WHATWG.get(lower) or codecs.lookup(lower).name)
        except LookupError:
            continue
    return names
