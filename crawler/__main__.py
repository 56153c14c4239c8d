"""`python -m crawler` is `newsfold`."""

from crawler.cli import main

if __name__ == "__main__":
    main()
