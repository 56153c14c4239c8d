"""Scrapy's feeds as CSV; apart from `feeding`, as every crawl would pay for loading Scrapy's exporters."""

from __future__ import annotations

from typing import Any

from scrapy.exporters import CsvItemExporter

from storage.exports.formats import cell


class SafeCsv(CsvItemExporter):
    """CSV whose cells no spreadsheet takes for formulas, lists as JSON text: as `newsfold export` writes it."""

    def serialize_field(self, field: Any, name: str, value: Any) -> Any:  # noqa: ARG002 - Scrapy's signature
        """Give the cell of a value."""
        return cell(value)
