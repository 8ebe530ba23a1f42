"""YAML's values -> a Config, with a problem and its place for every fault.

Responsible for: sections, unknown and missing keys, defaults, and what overrides the file. Not for single
values (`kinds`), nor for what a key means.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, cast

from feedpub import topics
from feedpub.config.keys import declared_keys, section_names
from feedpub.config.kinds import folder_url
from feedpub.config.schema import FILE_NAME, MAX_ENTRIES, Config
from feedpub.content import urls
from feedpub.content.text import clean, decode, one_line
from feedpub.frontmatter.values import ParseError
from feedpub.problems import ConfigError, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from feedpub.config.keys import DeclaredKey
    from feedpub.frontmatter.values import Value

_T = TypeVar("_T")
_C = TypeVar("_C", bound=Config)

KeyPath: TypeAlias = "tuple[str | int, ...]"
"""The place of a value in the tree: names of keys, and indexes of items, from 0."""


def load(
    file: Path | None = None,
    *,
    source: Path | None = None,
    output: Path | None = None,
    base_url: str | None = None,
    title: str | None = None,
    limit: int | None = None,
    pages: bool | None = None,
    folder: Path | None = None,
) -> Config:
    """Return the config in `file`, with the other arguments in place of its values.

    Without a file, `folder` (by default the working folder) is the folder of the config, to which paths are
    relative; `source` and `base_url` are required then, and the title is the host's name if none is given.
    Raises ConfigError, with a problem for each fault.
    """
    if limit is not None and (not isinstance(limit, int) or not 1 <= limit <= MAX_ENTRIES):
        raise ConfigError(f"limit is a whole number from 1 to {MAX_ENTRIES}, not {limit!r}")
    missing = [option for option, given in (("--source", source), ("--base-url", base_url)) if given is None]
    if file is None and missing:
        raise ConfigError(
            f"there isn't a {FILE_NAME} here; write one with `feedpub init`, or give {' and '.join(missing)}"
        )
    fixed: dict[str, object] = {}
    if base_url is not None:
        try:
            fixed["site.feeds_url"] = folder_url(base_url)
        except ValueError as error:
            raise ConfigError(f"--base-url: {error}") from None
    if shown := one_line(clean(title or "")):
        fixed["site.title"] = shown
    elif file is None:
        fixed["site.title"] = urls.host(str(fixed["site.feeds_url"]))
    overrides = {"source.folder": source, "output.folder": output, "limit": limit, "pages": pages}
    return load_as(
        Config,
        file,
        folder=Path(folder or "."),
        fixed=fixed,
        overrides={path: value for path, value in overrides.items() if value is not None},
    )


def load_as(
    schema: type[_C],
    file: Path | None,
    *,
    folder: Path | None = None,
    fixed: Mapping[str, object] | None = None,
    overrides: Mapping[str, object] | None = None,
) -> _C:
    """Return the config in `file` as `schema` declares it; without a file, one in `folder` that sets nothing.

    Values are given by the paths of their keys: the keys of `fixed` aren't read from the file, those of
    `overrides` are read and replaced. Raises ConfigError, with a problem for each fault.
    """
    reader = Reader(
        _text(file) if file else "",
        where=str(file) if file else FILE_NAME,
        folder=file.parent if file else folder or Path(),
        fixed=fixed or {},
        overrides=overrides or {},
    )
    config = reader.section(schema, reader.root(), (), state=reader.folder, file=file)
    reader.raise_problems()
    return config


def _text(file: Path) -> str:
    try:
        return decode(file.read_bytes())[0]
    except OSError as error:
        raise ConfigError(f"{file}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{file} isn't UTF-8") from None


class Reader:
    """Reads a config's tree by the keys that dataclasses declare, and gathers the problems."""

    def __init__(
        self,
        text: str,
        *,
        where: str,
        folder: Path,
        fixed: Mapping[str, object],
        overrides: Mapping[str, object],
    ) -> None:
        self.folder = folder
        self.slugs = {topics.ALL}
        """Slugs that are taken."""
        self._text = text
        self._where = where
        self._fixed = fixed
        self._overrides = overrides
        self._values: dict[str, Any] = {}
        self._problems: list[Problem] = []

    def root(self) -> Mapping[str, Value]:
        """Return the whole tree. Raises ConfigError where the text isn't YAML, or isn't a mapping."""
        if not self._text:
            return {}
        from feedpub.frontmatter import yaml  # noqa: PLC0415 - options alone need no YAML

        try:
            root = yaml.load(self._text)
        except ParseError as error:
            problem = Problem(self._where, error.line, error.column, "error", "yaml", error.message)
            raise ConfigError(str(problem), [problem]) from None
        if root is None:
            return {}
        if not isinstance(root, dict):
            problem = Problem(
                self._where, 1, 1, "error", "yaml", "a config is a mapping: site:, source:, ..."
            )
            raise ConfigError(str(problem), [problem])
        return root

    def section(
        self, schema: type[_T], mapping: Mapping[str, Value], path: KeyPath, **attributes: object
    ) -> _T:
        """Return the dataclass with the values of the keys that it declares, and with `attributes`."""
        mappings = self._open(schema, mapping, path)
        values: dict[str, Any] = dict(attributes)
        for declared in declared_keys(schema):
            if declared.key.kind.is_inline:
                values[declared.attribute] = self._inline(declared, mappings, path)
            else:
                values[declared.attribute] = self._value(declared, mappings, path)
        for declared in declared_keys(schema):
            if declared.key.derive is not None and values[declared.attribute] is None:
                values[declared.attribute] = declared.key.derive(values)
                self._values[_dotted((*path, *declared.names))] = values[declared.attribute]
        return schema(**values)

    def _inline(
        self,
        declared: DeclaredKey,
        mappings: Mapping[tuple[str, ...], Mapping[str, Value]],
        path: KeyPath,
    ) -> object:
        inner = cast("type[Any]", declared.key.kind.inner)
        return inner(**{one.attribute: self._value(one, mappings, path) for one in declared_keys(inner)})

    def _open(
        self, schema: type[Any], mapping: Mapping[str, Value], path: KeyPath
    ) -> dict[tuple[str, ...], Mapping[str, Value]]:
        """Return the mapping of each section that the dataclass declares; report unknown keys in them."""
        aliases = {alias for one in declared_keys(schema) for alias in one.key.aliases}
        found: dict[tuple[str, ...], Mapping[str, Value]] = {}
        for names, keys in section_names(schema).items():
            if names:
                found[names] = self.mapping(found[names[:-1]].get(names[-1]), (*path, *names))
            else:
                found[names] = mapping
            for name in found[names]:
                if name not in keys and name not in aliases:
                    self._report_unknown(name, keys, (*path, *names, name))
        return found

    def _report_unknown(self, name: str, keys: tuple[str, ...], path: KeyPath) -> None:
        import difflib  # noqa: PLC0415 - most configs have no such key

        near = difflib.get_close_matches(name, keys, 1, 0.5)
        hint = f"did you mean {near[0]!r}?" if near else f"known keys are {', '.join(keys)}"
        self.report(path, "unknown-key", f"unknown key {name!r}; {hint}", of_key=True)

    def _value(
        self,
        declared: DeclaredKey,
        mappings: Mapping[tuple[str, ...], Mapping[str, Value]],
        path: KeyPath,
    ) -> object:
        """Return the value of a key; report what is wrong with it, and that it is missing."""
        key, kind = declared.key, declared.key.kind
        dotted = _dotted((*path, *declared.names))
        if dotted in self._fixed:
            value = self._fixed[dotted]
        else:
            raw, place = self._raw(declared, mappings[declared.names[:-1]], path)
            value = kind.read(raw, place, self) if raw is not None or kind.reads_absent else None
            is_given = isinstance(raw, str) and raw.strip()
            if value is None and key.required and not is_given:
                self.report(place[:-1], "missing", key.required)
        if value is None or value == ():
            value = self._values.get(key.inherits) if key.inherits else declared.default
        value = self._overrides.get(dotted, value)
        self._values[dotted] = value
        return value

    def _raw(
        self, declared: DeclaredKey, mapping: Mapping[str, Value], path: KeyPath
    ) -> tuple[Value, KeyPath]:
        """Return YAML's value of a key, which may have an earlier name, and its place."""
        name, place = declared.names[-1], (*path, *declared.names)
        raw = mapping.get(name)
        for alias in declared.key.aliases:
            if alias in mapping:
                if raw is not None:
                    message = f"{alias} is an earlier name of {name}; give one of them"
                    self.report((*place[:-1], alias), "given-twice", message, of_key=True)
                raw, place = mapping[alias], (*place[:-1], alias)
        return declared.key.default if raw is None else raw, place

    def value_of(self, path: str) -> Any:
        """Return the value of a key that has been read, by its path."""
        return self._values.get(path)

    def mapping(self, value: Value, path: KeyPath) -> Mapping[str, Value]:
        """Return a section's mapping; {} where it is absent or isn't one."""
        if value is None:
            return {}
        if not isinstance(value, dict):
            name = path[-1] if isinstance(path[-1], str) else f"each item of {path[-2]}"
            self.report(path, "type", f"{name} is a mapping: indented lines with key: value")
            return {}
        return value

    def report(self, path: KeyPath, rule: str, message: str, *, of_key: bool = False) -> None:
        """Report a fault of the value at `path`, or of its key."""
        from feedpub.frontmatter import yaml  # noqa: PLC0415 - as above

        line, column = yaml.locate(self._text, path, of_key=of_key)
        self._problems.append(Problem(self._where, line, column, "error", rule, message))

    def raise_problems(self) -> None:
        """Raise ConfigError with all problems, in the order of their places, if there are any."""
        if self._problems:
            found = sorted(self._problems, key=lambda problem: (problem.line, problem.column))
            raise ConfigError("\n".join(map(str, found)), found)


def _dotted(path: KeyPath) -> str:
    return ".".join(map(str, path))
