"""Who says the same: fingerprints, candidates, matches, stories."""
