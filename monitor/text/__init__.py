"""Bytes to text: charsets, markup, canonical addresses: what feeds and articles share."""
