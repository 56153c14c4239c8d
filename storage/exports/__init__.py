"""What an export looks like, in each format; `storage.export` streams what they write."""
