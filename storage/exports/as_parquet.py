"""Export as Parquet, for pandas, Polars, DuckDB and Spark: lists and objects stay what they are. Needs pyarrow."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from storage.errors import InputError
from storage.exports.columns import COLUMNS, Column, Holds

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import IO

Record = dict[str, Any]
AT_ONCE = 1000  # records of one row group: some megabytes of articles


def write_parquet(records: Iterable[Record], what: str, out: IO[bytes], _chosen: str = "") -> int:
    """Write one Parquet file, zstd, a row group of `AT_ONCE` records in memory at a time.

    Raises InputError, naming the extra, where pyarrow is not installed.
    """
    try:
        import pyarrow as pa  # type: ignore[import-untyped]
        from pyarrow import parquet
    except ImportError:
        raise InputError("parquet needs pyarrow: pip install 'newsfold[parquet]', or take --format csv") from None
    schema = pa.schema([_field(column) for column in COLUMNS[what]])
    coming, count = iter(records), 0
    with parquet.ParquetWriter(_Counting(out), schema, compression="zstd") as writer:
        while some := list(islice(coming, AT_ONCE)):
            writer.write_batch(pa.RecordBatch.from_pylist([_clean(record) for record in some], schema=schema))
            count += len(some)
    return count


class _Counting:
    """A stream that knows how far it is, which a pipe does not."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self._written = 0
        self.closed = False

    def write(self, content: bytes) -> int:
        self._out.write(content)
        self._written += len(content)
        return len(content)

    def tell(self) -> int:
        return self._written

    def flush(self) -> None:
        self._out.flush()

    def close(self) -> None:
        self.closed = True


def _field(column: Column) -> Any:
    import pyarrow as pa

    return pa.field(column.name, _type(column), metadata={"description": column.about})


def _type(column: Column) -> Any:
    import pyarrow as pa

    plain = {Holds.INTEGER: pa.int64(), Holds.NUMBER: pa.float64()}
    if column.holds is Holds.OBJECTS:
        return pa.list_(pa.struct([_field(part) for part in column.parts]))
    if column.holds in (Holds.TEXTS, Holds.INTEGERS):
        return pa.list_(pa.string() if column.holds is Holds.TEXTS else pa.int64())
    return plain.get(column.holds, pa.string())


def _clean(value: Any) -> Any:
    """`value` with text that UTF-8 can hold."""
    if isinstance(value, str):
        return value if value.isascii() else value.encode(errors="replace").decode()
    if isinstance(value, dict):
        return {name: _clean(each) for name, each in value.items()}
    return [_clean(each) for each in value] if isinstance(value, list) else value
