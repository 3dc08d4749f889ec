"""Page bytes to labelled text: zones, metadata, identity. No network: what is read is what was given."""

from monitor.articles.entry import READ_MORE, article_from_entry, feed_text
from monitor.articles.extract import extract
from monitor.articles.page import ParsedPage, read_page
from monitor.articles.zones import furniture_of

__all__ = ["READ_MORE", "ParsedPage", "article_from_entry", "extract", "feed_text", "furniture_of", "read_page"]
