"""Web archives for tests, written with warcio."""

from __future__ import annotations

import io
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Record:
    """One response of an archive."""

    url: str
    body: bytes = b"<html></html>"
    status: str = "200 OK"
    kind: str = "text/html; charset=utf-8"
    date: str = "2020-01-02T03:04:05Z"
    headers: dict[str, str] = field(default_factory=dict)


def warc(*records: Record, gzip: bool = True) -> bytes:
    from warcio.statusandheaders import StatusAndHeaders  # type: ignore[import-untyped]
    from warcio.warcwriter import WARCWriter  # type: ignore[import-untyped]

    out = io.BytesIO()
    writer = WARCWriter(out, gzip=gzip)
    writer.write_record(writer.create_warcinfo_record("test.warc", {"software": "a test"}))
    for record in records:
        head = [("Content-Type", record.kind), *record.headers.items()]
        http = StatusAndHeaders(record.status, head, protocol="HTTP/1.1")
        dated = {"WARC-Date": record.date}
        for kind in ("request", "response"):
            payload = io.BytesIO(record.body if kind == "response" else b"")
            made = StatusAndHeaders("GET / HTTP/1.1", [], is_http_request=True) if kind == "request" else http
            writer.write_record(
                writer.create_warc_record(record.url, kind, payload=payload, http_headers=made, warc_headers_dict=dated)
            )
    return out.getvalue()
