"""OpenSearch's counts in feeds of search results, in both of its namespaces."""

from __future__ import annotations

from feedpub.check.rules.common import COUNT, extension
from feedpub.check.table import el

_ROWS = tuple(el(name, "", COUNT) for name in ("totalResults", "startIndex", "itemsPerPage"))

OPEN_SEARCH = extension("http://a9.com/-/spec/opensearch/1.1/", "openSearch", *_ROWS, complete=False)

OPEN_SEARCH_1_0 = extension("http://a9.com/-/spec/opensearchrss/1.0/", "", *_ROWS, complete=False)
