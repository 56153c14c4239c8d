"""Which paragraphs are captions of pictures: by their names, their box, or a credit at their end; pure."""

from __future__ import annotations

import re
from functools import cache
from itertools import islice

from crawler.parsing.htmltree import Node, squeeze, text_until, words_of
from crawler.parsing.phrases import SENTENCE_ENDS, ends_sentence, pattern
from crawler.reading.furniture import MAX_KEY, key_of

LIST = 3  # boxes called pictures in a row: steps of a recipe, or what is to be seen
MAX_CREDITED = 200  # characters of a caption that says whose the picture is

_PICTURE = r"images?|img|photos?|pictures?|bilde?r?|fotos?|kuva|billed|imagen|imagem|immagine|obrazek|zdjecie|gambar"
_CAPTION = re.compile(  # of a paragraph
    rf"(?<![a-z])(?:(?:{_PICTURE})[-_]?(?:te[kx]s?ti?|title|description|legend[ae]?|unterschrift|popis(?:ek)?|podpis|opis)|"
    r"pie-?(?:de-?)?(?:foto|imagen)|didascalia|popisek|bijschrift)(?![a-z])"
)
_FRAME = re.compile(rf"(?<!\S)(?:{_PICTURE})(?!\S)")  # a whole name of the box around picture and caption
PICTURE_CREDIT = re.compile(
    r"\b(?:[Pp]hotos?|[Pp]ictures?|[Ii]mages?|[Ff]otos?|[Bb]ilder?|[Kk]uva|[Bb]illede)\b.{0,20}[:/\u00a9]|\u00a9|\(c\)"
)
_POINTERS = "\u25b2\u25b3\u25b6\u25b7\u25bc\u25bd\u25c0\u25c1\u2191\u2193"  # from a caption to its picture
_PICTURES = ("img", "picture", "figure", "video", "amp-img")


def captions_of(tree: Node) -> set[str]:
    """Give the keys of the captions of pictures, before they are taken out of the tree."""
    paragraphs = (node for node in tree.iter("p") if _is_caption(node))
    return {key_of(text_until(node, MAX_KEY)) for node in (*tree.iter("figcaption"), *paragraphs)}


@cache
def _wide_credit() -> re.Pattern[str]:
    """In brackets at the end: a slash or colon behind 'picture', where it is taken from, or who took it.

    A number behind 'picture', as in "(see picture 1)", is part of a text.
    """
    inside = "[^()\uff08\uff09]"
    picture, origin, taken = (pattern(f"wide_{name}").pattern for name in ("picture", "origin", "taken"))
    behind = rf"(?:{picture})\s?(?:[/\uff0f:\uff1a=]|{origin}){inside}{{1,40}}"
    return re.compile(rf"[(\uff08]{inside}{{0,20}}(?:{behind}|{taken})[)\uff09]$")


def _is_caption(node: Node) -> bool:
    """Tell a paragraph called so, or with a credit as captions end in Chinese, Japanese and Korean; by a picture both.

    So is what a box which is called a picture says beside one, but for sentences and lists of pictures. A sentence that
    ends before the credit is as likely the news: only alone with the picture it is a caption.
    """
    if node.attrib and _CAPTION.search(words_of(node)):
        return _is_beside_a_picture(node) or _credits_a_picture(node)
    text = text_until(node, MAX_CREDITED).strip()
    if not text or len(text) >= MAX_CREDITED:
        return False
    if _is_framed(node) and not ends_sentence(text) and _is_alone_with_a_picture(node, text):
        return True
    credit = _wide_credit().search(text)
    if credit is None:
        return False
    is_sentence = text[: credit.start()].rstrip().endswith(SENTENCE_ENDS) and text[0] not in _POINTERS
    return _is_alone_with_a_picture(node, text) if is_sentence else _is_beside_a_picture(node)


def _is_framed(node: Node) -> bool:
    box = node.getparent()
    if box is None or not _is_frame(box):
        return False
    around = box.getparent()
    return around is None or len(list(islice(filter(_is_frame, around), LIST))) < LIST


def _is_frame(box: Node) -> bool:
    return len(box.attrib) > 0 and bool(_FRAME.search(words_of(box)))


def _is_alone_with_a_picture(node: Node, text: str) -> bool:
    """Tell a paragraph that holds a picture, or that is all the words of a block with one."""
    parent = node.getparent()
    block = parent if parent is not None and text_until(parent, MAX_CREDITED).strip() == text else node
    return next(block.iter(*_PICTURES), None) is not None


def _is_beside_a_picture(node: Node) -> bool:
    """Tell a paragraph that holds a picture, or that, by itself or in a block of its own, stands beside one."""
    parent = node.getparent()
    block = parent if parent is not None and len(parent) == 1 else node
    beside = (block, block.getprevious(), block.getnext())
    return any(other is not None and next(other.iter(*_PICTURES), None) is not None for other in beside)


def _credits_a_picture(node: Node) -> bool:
    text = squeeze(text_until(node, MAX_CREDITED))
    return len(text) <= MAX_CREDITED and bool(PICTURE_CREDIT.search(text))
