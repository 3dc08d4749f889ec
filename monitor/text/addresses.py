"""One spelling for one address, so that an article met twice is known again.

Only what never changes the document is dropped: tracking parameters, fragments, default ports, the case of scheme and
host. The order of parameters stays, so that the address still opens in a browser.
"""

from __future__ import annotations

import re
from urllib.parse import SplitResult, quote, urljoin, urlsplit, urlunsplit

# What analytics and mail tools append; collected from their documentation (Google, Meta, Microsoft, HubSpot, Mailchimp,
# AT Internet, Matomo, Piano, Yandex).
_TRACKING = frozenset(
    """fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid ysclid twclid ttclid li_fat_id igshid igsh mc_cid mc_eid _hsenc
    _hsmi hsctatracking mkt_tok s_cid ncid cmpid icid oly_enc_id oly_anon_id vero_id wickedid _openstat _ga _gl ref_src
    ref_url __twitter_impression ftag xtor at_medium at_campaign at_custom1 at_custom2 at_custom3 at_custom4 at_link_id
    at_link_origin at_link_type at_ptr_name at_format at_bbc_team piwik_campaign pk_campaign pk_kwd pk_source pk_medium
    mtm_campaign mtm_source mtm_medium mtm_keyword ocid taid""".split()
)
_TRACKING_PREFIXES = ("utm_", "wt.", "stm_", "hsa_")
_DEFAULT_PORTS = {"http": "80", "https": "443"}
_SAFE = "/?:@!$&'()*+,;=-._~%[]|"


def canonical_url(url: str) -> str:
    """The spelling of an http(s) address under which an article is known; other text comes back stripped.

    Stable: canonical_url(canonical_url(u)) == canonical_url(u). User and password are dropped: they are no identity, and
    the address is shown to people.
    """
    text = re.sub(r"[\x00-\x1f\x7f]+", "", url).strip()
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
        port = parts.port
    except ValueError:
        return text
    if parts.scheme not in _DEFAULT_PORTS or not host:
        return text
    return urlunsplit((parts.scheme, _authority(parts.scheme, host, port), _quoted(parts.path) or "/",
                       _query(parts.query), _fragment(parts)))


def resolved(base: str, link: str) -> str:
    """``link`` made absolute against ``base`` where that is possible; else as it is."""
    link = link.strip()
    if not base or not link:
        return link
    try:
        return urljoin(base, link)
    except ValueError:
        return link


def _authority(scheme: str, host: str, port: int | None) -> str:
    name = f"[{host}]" if ":" in host else host.rstrip(".") or host
    return name if port is None or str(port) == _DEFAULT_PORTS[scheme] else f"{name}:{port}"


def _query(query: str) -> str:
    kept = [part for part in query.split("&") if part and not _is_tracking(part.partition("=")[0].lower())]
    return _quoted("&".join(kept))


def _is_tracking(name: str) -> bool:
    return name in _TRACKING or name.startswith(_TRACKING_PREFIXES)


def _fragment(parts: SplitResult) -> str:
    """Only ``#!…``, by which some sites tell their pages apart, is kept."""
    return _quoted(parts.fragment) if parts.fragment.startswith("!") else ""


def _quoted(text: str) -> str:
    """Escapes what an address may not hold, also a per cent sign that begins no escape; escapes stay as they are."""
    return quote(re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", text), safe=_SAFE, errors="replace")
