"""When is a feed due; bytes to entries; discovery; OPML. Import the module that is needed: `parse` loads feedparser."""
