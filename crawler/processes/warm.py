"""Imported once, by the server that forks the reading processes: loads what reading needs, so that they start warm.

The effect on import is its purpose. A process that takes the place of a killed one is then ready in milliseconds
instead of seconds, and all share the memory of what was loaded. Nothing else imports this module.
"""

from __future__ import annotations

import contextlib
import gc
import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # a pool of threads would not survive the fork

from crawler.finding import feedtext  # noqa: F401 - feedtext for itself
from crawler.processes import errands
from storage.errors import NewsfoldError

_URL = "https://example.org/news/a-page-to-start-with"
_SENTENCE = "The council met on Tuesday and spoke for three hours about the bridge, the ferry and the winter to come. "
_PAGE = f"""<html lang="en"><head><title>A page to start with</title></head><body><article>
<h1>A page to start with</h1>{f"<p>{_SENTENCE * 3}</p>" * 4}</article></body></html>""".encode()
_FEED = (
    b'<rss version="2.0"><channel><item><title>A page</title><link>https://example.org/a</link></item></channel></rss>'
)
_SITEMAP = b"<urlset><url><loc>https://example.org/a</loc></url></urlset>"

for _reader, _arguments in (
    (errands.article, (_PAGE, _URL)),
    (errands.article, (_PAGE.replace(b' lang="en"', b""), _URL)),  # for what tells a language that nobody declares
    (errands.listing, (_PAGE, _URL)),
    (errands.feed, (_FEED, _URL)),
    (errands.sitemap, (_SITEMAP, _URL)),
    (errands.guess, (_URL, _PAGE, "text/html")),
):
    with contextlib.suppress(NewsfoldError):
        _reader(*_arguments)

gc.freeze()  # what is here stays: the processes neither look through it for garbage nor copy it by doing so
