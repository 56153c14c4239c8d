"""Who says the same: texts to fingerprints, candidates, matches and stories. Pure, apart from `dedupe.fold`."""
