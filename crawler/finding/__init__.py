"""What leads to articles: feeds, sitemaps, the links of listings; and what a URL would give before it is added."""
