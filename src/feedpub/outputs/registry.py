"""Which outputs there are: the only list of them.

Responsible for finding an output by its name, and for the outputs that a config asks for. Importing this
module is cheap: an output's module is loaded when it is asked for, those of other packages only when the
config's `formats:` has a name that isn't built in. Such a package has an entry point of that name in the
group `feedpub.outputs`, which leads to an `Output`.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, cast

from feedpub.outputs.output import Output
from feedpub.problems import OutputInvalid

if TYPE_CHECKING:
    from collections.abc import Iterable
    from importlib.metadata import EntryPoint

    from feedpub.config import Config

GROUP = "feedpub.outputs"
"""The group of entry points in which other packages name their outputs."""

_FORMATS = {
    "atom": "feedpub.outputs.atom:ATOM",
    "rss": "feedpub.outputs.rss:RSS",
    "json": "feedpub.outputs.json_feed:JSON_FEED",
}
_PAGES = {
    "page": "feedpub.outputs.page:PAGE",
    "embed": "feedpub.outputs.embed:EMBED",
    "fragment": "feedpub.outputs.fragment:FRAGMENT",
    "site-index": "feedpub.outputs.site_index:SITE_INDEX",
    "opml": "feedpub.outputs.opml:OPML",
    "embed-script": "feedpub.outputs.assets:EMBED_SCRIPT",
    "page-style": "feedpub.outputs.assets:PAGE_STYLE",
    "feed-style": "feedpub.outputs.assets:FEED_STYLE",
}
_REDIRECTS = {
    "redirects": "feedpub.outputs.redirects:REDIRECTS",
    "nginx-redirects": "feedpub.outputs.redirects:NGINX_MAP",
}
_BUILT_IN = _FORMATS | _PAGES | _REDIRECTS


def known_formats(asked: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the names that `formats:` may have, in the order in which they are published and listed.

    These are the built-in formats; if one of the names `asked` for isn't among them, those of installed
    packages follow.
    """
    built_in = tuple(_FORMATS)
    if set(asked) <= _FORMATS.keys():
        return built_in
    return (*built_in, *sorted(_entry_points().keys() - _BUILT_IN.keys()))


@cache
def get(name: str) -> Output:
    """Return the output of that name. Raises LookupError if there is none, OutputInvalid if another package's
    can't be loaded.
    """
    if is_built_in(name):
        module, _, attribute = _BUILT_IN[name].partition(":")
        return cast("Output", getattr(import_module(module), attribute))
    if name not in _entry_points():
        raise LookupError(f"no output is called {name}")
    try:
        output = _entry_points()[name].load()
    except Exception as error:
        raise OutputInvalid(f"the output {name} can't be loaded: {type(error).__name__}: {error}") from error
    if not isinstance(output, Output) or output.name != name:
        raise OutputInvalid(
            f"the entry point {name} in the group {GROUP} doesn't lead to an output of that name"
        )
    return output


def is_built_in(name: str) -> bool:
    """Return whether an output is one of feedpub's own."""
    return name in _BUILT_IN


def versions(config: Config) -> str:
    """Return the versions of other packages whose outputs the config names, as a text: their documents depend
    on them. Empty where all are feedpub's own.
    """
    distributions = {name: _entry_points()[name].dist for name in config.formats if not is_built_in(name)}
    found = [(name, dist.version if dist else None) for name, dist in distributions.items()]
    return repr(found) if found else ""


@cache
def _entry_points() -> dict[str, EntryPoint]:
    """Return the entry points of installed packages, by their names."""
    from importlib.metadata import entry_points  # noqa: PLC0415 - few sites need it, and it loads slowly

    return {point.name: point for point in entry_points(group=GROUP)}


def feed_outputs(config: Config) -> list[Output]:
    """Return the outputs of which each feed has a document, the config's formats before the pages."""
    return [output for output in _outputs(config) if output.scope == "feed"]


def site_outputs(config: Config) -> list[Output]:
    """Return the outputs of which the site has one document."""
    return [output for output in _outputs(config) if output.scope == "site"]


def formats(config: Config) -> list[Output]:
    """Return the formats in which the config publishes each feed."""
    return [output for output in map(get, config.formats) if output.scope == "feed"]


def rendered_once(config: Config) -> list[Output]:
    """Return one output for each fragment of an entry that the config's outputs need."""
    found: dict[str, Output] = {}
    for output in _outputs(config):
        if output.fragment is not None:
            found.setdefault(output.fragment.name, output)
    return list(found.values())


def _outputs(config: Config) -> list[Output]:
    found: dict[tuple[str, str], Output] = {}
    for name in (*config.formats, *(_PAGES if config.pages else ()), *_REDIRECTS):
        output = get(name)
        other = found.setdefault((output.scope, output.file), output)
        if other is not output:
            raise OutputInvalid(f"the outputs {other.name} and {name} both write {output.file}")
    return list(found.values())
