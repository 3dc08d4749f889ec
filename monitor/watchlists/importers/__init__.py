"""Importers of official lists, one format a module, behind :func:`import_list`: files in, entities out.

What a list says of each name (quality, script, kind) is counted in ``Imported.counts`` and kept in ``Imported.names``. A list that
yields no entry is a value, not an error: whether it may replace an older one is the caller's decision.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module

from monitor.errors import Fault, Faults
from monitor.model import ListSource
from monitor.watchlists.importers.party import Counts, Imported, Name, NameKind, Quality
from monitor.watchlists.importers.text_file import Content
from monitor.watchlists.sources import SourceFormat

__all__ = ["Content", "Counts", "Imported", "Name", "NameKind", "Quality", "import_list"]

_IMPORTERS = {
    SourceFormat.UN_XML: ("un", "import_un"),
    SourceFormat.OFAC_CSV: ("ofac_csv", "import_ofac_csv"),
    SourceFormat.OFAC_XML: ("ofac_xml", "import_ofac_xml"),
    SourceFormat.EU_CSV: ("eu_csv", "import_eu_csv"),
    SourceFormat.EU_XML: ("eu_fsf", "import_fsf_xml"),
    SourceFormat.UK_CSV: ("uk", "import_uk_csv"),
    SourceFormat.UK_XML: ("uk", "import_uk_xml"),
    SourceFormat.CA_XML: ("ca", "import_ca"),
    SourceFormat.OPENSANCTIONS: ("opensanctions", "import_opensanctions"),
    SourceFormat.CSV: ("mapped", "import_mapped"),
}


def import_list(source: ListSource, files: Mapping[str, Content]) -> Imported:
    """Imports a list. ``files`` holds the content of ``source.url`` under ``url``, and that of its further files under their keys:
    bytes, or a stream, from which XML is read record by record and never held as a whole.

    Raises Faults for what is malformed, cut off or of another format, with line and column in the file concerned.
    """
    if "url" not in files:
        raise Faults([Fault(file=source.url, text="the list itself is missing: only its further files were given")])
    module, name = _IMPORTERS[SourceFormat(source.format)]
    importer: Callable[[ListSource, Mapping[str, Content]], Imported] = getattr(import_module(f"{__name__}.{module}"), name)
    return importer(source, files)
