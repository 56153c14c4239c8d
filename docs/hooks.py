"""Called by mkdocs while it builds the site: the list of decisions is made from the decisions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """The page as written; under the heading of decisions/index.md every decision with its title."""
    if page.file.src_uri != "decisions/index.md":
        return markdown
    lines = [f"- [{_title(each)}]({each.name})" for each in sorted((HERE / "decisions").glob("0*.md"))]
    return "\n".join([markdown, "", *lines, ""])


def _title(page: Path) -> str:
    return page.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ").strip()
