"""How texts are laid out for a search and queries understood; `storage.search` is the index."""
