"""What others' files say, understood; `storage.importers` reads them."""
