"""Page bytes to a tree, what the page says of itself, and its wide text: everything the gate needs, nothing dearer."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree, html

from monitor.articles.metadata import Metadata, metadata_of
from monitor.articles.zones import captions_of, text_of_element, wide_text
from monitor.errors import NotAPage
from monitor.model import Page
from monitor.text import decode
from monitor.text.charset import Decoded
from monitor.text.sniff import Kind, binary_name, is_challenge, kind_of

_NOT_PAGES = re.compile(r"\s*(?:(?:image|video|audio|font)/|application/(?:pdf|json|zip|octet-stream|msword|vnd\.))", re.I)
_HTML_MARK = re.compile(r"<(?:!doctype|html|head|body|div|p|article|h1|meta|title|br|table|section|span)\b", re.I)
_CONSENT = re.compile(
    r"before you continue to (?:google|youtube)|we value your privacy|we and our (?:\d+ )?partners (?:store|process|use)|"
    r"privacy (?:settings|cent(?:er|re))|consent to (?:cookies|the use)|accept (?:all )?cookies|cookie(?:s|-einstellungen)|"
    r"zustimmung|mit werbung (?:und tracking )?weiterlesen|accepter (?:et continuer|les cookies)|"
    r"aceptar (?:y continuar|cookies)",
    re.I,
)
_SHORT = 1500  # characters of a page that is a check or a question and no article
_DROPPED = ("script", "style", "noscript", "svg", "template")
_CHECKED = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedPage:
    """A page parsed once. ``wide`` is all its text in paragraphs, for the gate; ``tree`` has its scripts removed;
    ``heading`` is its first `<h1>`, ``markup`` the decoded page."""

    url: str
    tree: html.HtmlElement
    metadata: Metadata
    wide: str
    captions: tuple[str, ...]
    heading: str
    markup: str
    charset: str
    decoded_by: str


def read_page(page: Page) -> ParsedPage:
    """Decodes and parses a page and reads what it says of itself.

    Raises NotAPage, with a sentence, for what is no HTML page (a PDF, an image, JSON, a feed, nothing at all) and for a
    bot check or a consent question in a page's place.
    """
    _refuse_other_content(page)
    decoded = decode(page.body, content_type=page.content_type)
    tree = _tree(decoded)
    if tree is None:
        raise NotAPage("no HTML element could be read in it")
    metadata = metadata_of(tree, url=page.url)
    etree.strip_elements(tree, *_DROPPED, with_tail=False)
    wide = wide_text(tree, extra=(metadata.title, metadata.page_title, metadata.standfirst, *metadata.captions, metadata.body))
    _refuse_checks(wide, metadata, decoded.text)
    return ParsedPage(url=page.url, tree=tree, metadata=metadata, wide=wide, captions=captions_of(tree, metadata.captions),
                      heading=_heading(tree), markup=decoded.text, charset=decoded.charset, decoded_by=decoded.rung)


def _refuse_other_content(page: Page) -> None:
    kind = kind_of(page.body)
    if kind is Kind.EMPTY:
        raise NotAPage("the body is empty")
    if kind is Kind.BINARY:
        raise NotAPage(f"{binary_name(page.body)}, not an HTML page")
    if kind is Kind.JSON:
        raise NotAPage("JSON, not an HTML page")
    if kind in (Kind.XML_FEED, Kind.SITEMAP):
        raise NotAPage("a feed or sitemap, not an HTML page")
    if kind is not Kind.HTML and _NOT_PAGES.match(page.content_type):
        raise NotAPage(f"{page.content_type.split(';')[0].strip()}, not an HTML page")


def _tree(decoded: Decoded) -> html.HtmlElement | None:
    if not _HTML_MARK.search(decoded.text):
        return None
    # huge_tree: without it 255 nested elements give nothing at all
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    text = decoded.text.replace("\0", "").encode("utf-8", "replace")
    try:
        tree = html.document_fromstring(text, parser=parser)
    except etree.ParserError:
        return None
    return tree


def _heading(tree: html.HtmlElement) -> str:
    first = next(tree.iter("h1"), None)
    return " ".join(text_of_element(first).split()) if first is not None else ""


def _refuse_checks(wide: str, metadata: Metadata, text: str) -> None:
    """Short pages that stand in the place of an article. A long one that speaks of captchas is an article about them."""
    if len(wide) > _SHORT or metadata.body:
        return
    if is_challenge(wide[:_CHECKED]) or (len(wide) < 400 and is_challenge(text[:20_000])):
        raise NotAPage("a bot check instead of the page: the site refuses this client")
    if len(_CONSENT.findall(wide[:_CHECKED])) > 1 and "article" not in metadata.kind:
        raise NotAPage("a consent question instead of the page")
