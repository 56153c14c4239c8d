"""From a page's bytes to its text, headline and dates; `crawler.extract` leads through these."""
