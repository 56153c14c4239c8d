"""Scrapy's commands, where newsfold's do more: Scrapy finds them by `COMMANDS_MODULE`."""
