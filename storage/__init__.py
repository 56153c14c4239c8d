"""What we keep: the records, the SQLite store, search, import and export."""
