"""News with a known truth, of invented words: stories with their copies, teasers, updates, forms and mash-ups.

For measurements and tests of folding where no labelled news is at hand. Everything follows from the seed.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, replace

_ONSETS: list[str] = re.findall(r"\w+", "b br c ch d dr f fl g gr h j k l m n p pl qu r s sh st t tr v w")
_VOWELS: list[str] = re.findall(r"\w+", "a e i o u ai ea ou")
_CODAS: list[str] = re.findall(r"\w+", "l m n nd r rn s st t x")


@dataclass(frozen=True, slots=True)
class Report:
    """One article and what is true of it: its story, and by which edit it came about."""

    url: str
    outlet: str
    title: str
    text: str
    published_at: str
    story: str
    edit: str


def _word(draw: random.Random) -> str:
    syllables = draw.choice((1, 2, 2, 3))
    return "".join(draw.choice(_ONSETS) + draw.choice(_VOWELS) for _ in range(syllables)) + draw.choice(_CODAS)


class Newsroom:
    """Writes reports; two with the same seed write the same."""

    def __init__(self, seed: int, outlets: int = 40) -> None:
        self._draw = random.Random(seed)
        self._words = [_word(self._draw) for _ in range(4000)]
        self._names = [_word(self._draw).capitalize() for _ in range(800)]
        self.outlets = [f"{_word(self._draw)}{number}.example" for number in range(outlets)]
        self._furniture = {outlet: [self.sentence() for _ in range(4)] for outlet in self.outlets}
        self._count = 0

    def sentence(self) -> str:
        """One sentence of 8 to 24 words with some names and numbers in it."""
        words = [self._term() for _ in range(self._draw.randint(8, 24))]
        return " ".join([words[0].capitalize(), *words[1:]]) + "."

    def _term(self) -> str:
        chance = self._draw.random()
        if chance < 0.12:
            return self._draw.choice(self._names)
        return str(self._draw.randint(2, 9999)) if chance < 0.16 else self._draw.choice(self._words)

    def text(self, sentences: int) -> str:
        """Paragraphs of three sentences."""
        written = [self.sentence() for _ in range(sentences)]
        return "\n\n".join(" ".join(written[at : at + 3]) for at in range(0, sentences, 3))

    def original(self, sentences: int | None = None) -> Report:
        """A story's first report."""
        self._count += 1
        text = self.text(sentences or self._draw.randint(8, 24))
        return self._report(f"s{self._count}", "original", " ".join(text.split()[:7]), text)

    def _report(self, story: str, edit: str, title: str, text: str, outlet: str | None = None) -> Report:
        self._count += 1
        day, hour = self._draw.randint(1, 28), self._draw.randint(0, 23)
        place = outlet or self._draw.choice(self.outlets)
        return Report(
            f"https://{place}/{self._count}", place, title, text, f"2026-03-{day:02}T{hour:02}:00:00Z", story, edit
        )

    def again(self, report: Report, edit: str) -> Report:
        """The report at another outlet after an edit, one of `EDITS`."""
        elsewhere = self._draw.choice([outlet for outlet in self.outlets if outlet != report.outlet])
        text = EDITS[edit](self, report.text, elsewhere)
        return replace(
            self._report(report.story, edit, report.title, text, elsewhere), published_at=report.published_at
        )

    def exact(self, text: str, _outlet: str) -> str:
        """Word for word."""
        return text

    def light(self, text: str, _outlet: str) -> str:
        """Some words others, some dropped."""
        return " ".join(
            self._draw.choice(self._words) if self._draw.random() < 0.03 else word
            for word in text.split()
            if self._draw.random() > 0.01
        )

    def heavy(self, text: str, _outlet: str) -> str:
        """Every seventh sentence rewritten."""
        sentences = text.split(". ")
        return ". ".join(self.sentence().rstrip(".") if self._draw.random() < 0.14 else each for each in sentences)

    def cut(self, text: str, _outlet: str) -> str:
        """Cut from the tail."""
        words = text.split()
        return " ".join(words[: max(40, int(len(words) * self._draw.uniform(0.4, 0.8)))])

    def teaser(self, text: str, _outlet: str) -> str:
        """The first 30 to 60 words."""
        return " ".join(text.split()[: self._draw.randint(30, 60)]) + "… Read more"

    def furnished(self, text: str, outlet: str) -> str:
        """With what the outlet prints around everything."""
        head, *tail = self._furniture[outlet]
        return "\n\n".join([head, text, *tail])

    def update(self, text: str, _outlet: str) -> str:
        """A third longer."""
        paragraphs = text.split("\n\n")
        for _ in range(max(1, len(paragraphs) // 3)):
            new = " ".join(self.sentence() for _ in range(3))
            paragraphs.insert(self._draw.randint(0, len(paragraphs)), new)
        return "\n\n".join(paragraphs)

    def shuffled(self, text: str, _outlet: str) -> str:
        """Paragraphs in another order."""
        paragraphs = text.split("\n\n")
        self._draw.shuffle(paragraphs)
        return "\n\n".join(paragraphs)

    def form(self) -> Report:
        """A bulletin: the same words around other names and numbers; each is a story of its own."""
        draw, place = self._draw, self._draw.choice(self._names)
        numbers = [draw.randint(2, 99) for _ in range(8)]
        name, other = draw.choice(self._names), draw.choice(self._names)
        text = (
            f"Here is the forecast for {place} and the places around it. It will reach {numbers[0]} degrees in the "
            f"afternoon and fall to {numbers[1]} at night, with winds from {name} at {numbers[2]} to {numbers[3]} "
            f"miles an hour.\n\nThe chance of rain is {numbers[4]} percent and humidity will be about "
            f"{numbers[5]} percent. "
            f"Drivers between {place} and {other} are asked to take care on roads and bridges until {numbers[6]} "
            f"tonight and to allow {numbers[7]} minutes more for every journey than they usually would."
        )
        self._count += 1
        return self._report(f"f{self._count}", "form", f"Forecast for {place}", text)

    def mash_up(self, reports: list[Report]) -> Report:
        """Half of the sentences of each, mixed, published after all of them."""
        sentences = []
        for report in reports:
            each = report.text.replace("\n\n", " ").split(". ")
            sentences += self._draw.sample(each, max(2, len(each) // 2))
        self._draw.shuffle(sentences)
        self._count += 1
        made = self._report(f"m{self._count}", "mash_up", reports[0].title, ". ".join(sentences), "mixer.example")
        return replace(made, published_at="2026-03-29T00:00:00Z")

    def corpus(self, articles: int) -> list[Report]:
        """About three quarters stories with 1 to 12 reports, the rest forms and mash-ups, in a mixed order."""
        reports: list[Report] = []
        recent: list[Report] = []
        while len(reports) < articles:
            chance = self._draw.random()
            if chance < 0.25:
                reports.append(self.form())
            elif chance < 0.3 and len(recent) > 3:
                reports.append(self.mash_up(self._draw.sample(recent[-50:], self._draw.randint(2, 4))))
            else:
                first = self.original()
                copies = self._draw.choice((0, 0, 0, 1, 1, 2, 3, 5, 11))
                reports += [first, *(self.again(first, self._draw.choice(list(EDITS))) for _ in range(copies))]
                recent.append(first)
        self._draw.shuffle(reports)
        return reports[:articles]


EDITS = {
    name: getattr(Newsroom, name)
    for name in ("exact", "light", "heavy", "cut", "teaser", "furnished", "update", "shuffled")
}
