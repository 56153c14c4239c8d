"""From bytes to a page's tree, and what its elements, lines and words say: dates, titles, phrases."""
