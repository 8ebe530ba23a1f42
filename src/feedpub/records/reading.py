"""A source's bytes -> a ParsedSource: a Record to publish, or the reason why there is none.

    decode      bytes -> clean text
    split       text -> front matter, syntax, body                    (frontmatter.fences)
    fast        a faster parser, msgspec, and the fields' meaning; gives up at the first fault
    explain     front matter field by field, with a problem for each fault

Responsible for these steps and for flags. Not responsible for HTML, slugs, or anything that depends on other
records.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import msgspec

from feedpub.content import compose, losses, text
from feedpub.frontmatter import fences
from feedpub.frontmatter.values import MAX_DEPTH, ParseError
from feedpub.problems import Problem
from feedpub.records import fields, unknown_keys
from feedpub.records.meaning import build_record
from feedpub.records.model import ParsedSource
from feedpub.records.reader import FastReader, Findings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from feedpub.config import Config
    from feedpub.frontmatter.fences import Envelope
    from feedpub.frontmatter.values import Path, Typed, Value
    from feedpub.records.model import Status

_ESCAPE = re.compile(r"\\[^\\\"/nt]")  # in double quotes, of what may be a character that feeds can't carry
_FAST_READERS: list[FastReader] = []
_Flags = tuple[bool | None, bool | None, bool | None, bool | None]


def parse(data: bytes, path: str, config: Config) -> ParsedSource:
    """Return the result of reading the bytes of the file at `path` (relative to the source folder).

    Only what would be published is validated; what can't be understood is an error, since its flags can't be
    known either. Never raises for bad input.
    """
    problems: list[Problem] = []
    whole = _decode(data, path, problems)
    if whole is None:
        return ParsedSource("invalid", None, tuple(problems))
    if not whole or whole.isspace():
        return _skip(path, problems, "the file is empty; skipped")
    envelope = fences.split(whole, path)
    if envelope is None:
        return _skip(path, problems, "the file has no front matter, so it isn't a record; skipped")
    if isinstance(envelope, fences.Unclosed):
        message = f"the front matter that begins here isn't closed; end it with {envelope.closing}"
        problems.append(Problem(path, envelope.line, 1, "error", "front-matter", message))
        return ParsedSource("invalid", None, tuple(problems))
    matter = envelope.matter
    most = config.limits.front_matter_bytes
    if len(matter) * 4 > most and len(matter.encode()) > most:
        message = f"the front matter is larger than {most} bytes (limits: front_matter_bytes)"
        problems.append(Problem(path, envelope.first_line, 1, "error", "too-large", message))
        return ParsedSource("invalid", None, tuple(problems))
    parsed = parse_simple(envelope, path, config, problems) or explain(envelope, path, config, problems)
    return _note_losses(parsed, whole, envelope, config)


def read_topics(data: bytes, path: str, config: Config) -> tuple[str, ...]:
    """Return the topics of a record whatever becomes of it, as far as they can be read. Never raises for bad
    input.
    """
    problems: list[Problem] = []
    envelope = fences.split(_decode(data, path, problems) or "", path)
    if envelope is None or isinstance(envelope, fences.Unclosed):
        return ()
    try:
        values, matter = _load(envelope, path, config, problems)
    except ParseError:
        return ()
    if not isinstance(values, dict):
        return ()
    findings = _findings(values, matter, envelope, path, config, problems)
    field = next(one for one in fields.RECORD.fields if one.name == "topics")
    names = field.kind.coerce(field.find(values), field, findings, (field.key,))
    topics: tuple[str, ...] = field.kind.read(names, field, findings, ()) if names else ()
    return topics


def _note_losses(parsed: ParsedSource, whole: str, envelope: Envelope, config: Config) -> ParsedSource:
    """Return the result with a note on what of the body feeds can't carry, if anything is lost."""
    record = parsed.record
    if record is None:
        return parsed
    lost = losses.find(record.body, compose.place_of(record, config))
    if lost is None:
        return parsed
    line = 1
    if envelope.body is not None:
        line += whole.count("\n") - envelope.body.lstrip("\n").count("\n") + lost.line
    message = f"feeds can't carry everything in this body; lost: {', '.join(lost.names)}"
    note = Problem(record.path, line, 1, "note", losses.RULE, message)
    return ParsedSource(parsed.status, record, (*parsed.problems, note))


def _skip(path: str, problems: list[Problem], message: str) -> ParsedSource:
    return ParsedSource("skipped", None, (*problems, Problem(path, 1, 1, "note", "no-record", message)))


def _decode(data: bytes, path: str, problems: list[Problem]) -> str | None:
    """Return the bytes as clean text, None if they aren't UTF-8."""
    if b"\0" in data[:2]:
        message = "this looks like UTF-16; save the file as UTF-8"
        problems.append(Problem(path, 1, 1, "error", "encoding", message))
        return None
    try:
        if text.is_clean(data):
            return data.decode("utf-8")
        whole, mended = text.decode(data)
    except UnicodeDecodeError as error:
        before = data[: error.start]
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        message = f"not UTF-8: byte 0x{data[error.start]:02x}; save the file as UTF-8"
        problems.append(Problem(path, before.count(b"\n") + 1, column, "error", "encoding", message))
        return None
    if mended:
        place = text.place(whole, max(whole.find("\ufffd"), 0))
        problems.append(_unfit(path, *place, "half a character (a lone surrogate)"))
    if (at := text.first_unfit(whole)) >= 0:
        what = f"the control character U+{ord(whole[at]):04X}"
        problems.append(_unfit(path, *text.place(whole, at), what))
        whole = text.clean(whole)
    return whole


def parse_simple(
    envelope: Envelope, path: str, config: Config, problems: list[Problem]
) -> ParsedSource | None:
    """Return the result for front matter in simple syntax without any fault; None for any other.

    It is the same as that of `explain`, which reads all the rest and reports what is wrong.
    """
    syntax = envelope.syntax
    if syntax.load_simple is None or config.limits.depth < MAX_DEPTH:
        return None
    values = syntax.load_simple(envelope.matter)
    # The source as a whole is clean; a character that it doesn't hold can only come from an escape.
    if values is None or (
        "\\" in envelope.matter and _ESCAPE.search(envelope.matter) and not _is_fit(values)
    ):
        return None
    if not unknown_keys.is_fine(values, config.ignore_keys):
        return None
    if envelope.body is None and not fields.BODY.keys.isdisjoint(values):
        return None
    try:
        raw: Any = msgspec.convert(values, fields.RECORD.struct)
        flags = raw.is_removed, raw.is_deleted, raw.is_draft, raw.is_published
        status = _judge(flags, is_unflagged_published=config.publish_unflagged)
        record = None
        if status == "published":
            reader = _fast_reader(config)
            reader.expect_references(envelope.matter)
            meanings = fields.RECORD.read_struct(raw, reader, ())
            record = build_record(meanings, reader, path, envelope.body or "")
    except ValueError:  # NeedsFullParse, and msgspec's
        return None
    return ParsedSource(status, record, tuple(problems))


def _fast_reader(config: Config) -> FastReader:
    """Return a reader for the config: the last one, as it keeps nothing of a record."""
    if not _FAST_READERS or _FAST_READERS[0].config is not config:
        _FAST_READERS[:] = [FastReader(config)]
    return _FAST_READERS[0]


def _is_fit(value: Typed) -> bool:
    """Return whether a feed can carry each text in the value."""
    if isinstance(value, str):
        return text.first_unfit(value) < 0
    if isinstance(value, dict):
        return all(map(_is_fit, value.values()))
    return not isinstance(value, list) or all(map(_is_fit, value))


def explain(envelope: Envelope, path: str, config: Config, problems: list[Problem]) -> ParsedSource:
    """Return the result for any front matter, with a problem for each fault."""
    try:
        values, matter = _load(envelope, path, config, problems)
    except ParseError as error:
        line = error.line + envelope.first_line - 1
        problems.append(Problem(path, line, error.column, "error", envelope.syntax.rule, error.message))
        return ParsedSource("invalid", None, tuple(problems))
    if not isinstance(values, dict):
        message = "the file holds no keys and values, so it isn't a record; skipped"
        return _skip(path, problems, message)

    findings = _findings(values, matter, envelope, path, config, problems)
    flags = _read_flags(values, findings)
    slips = unknown_keys.find_flag_slips(values, findings, config.ignore_keys)
    status: Status = "invalid"
    if not findings.errors:
        status = _judge(flags, is_unflagged_published=config.publish_unflagged)
    record = None
    if status == "unflagged":
        unknown_keys.report_unflagged(slips, findings)
    elif status == "published":
        unknown_keys.report_near_keys(values, findings, config.ignore_keys)
        meanings = fields.RECORD.read_loose(values, findings, ())
        body = envelope.body
        if body is None:
            body = fields.BODY.read_loose(values, findings, ())
        record = build_record(meanings, findings, path, body)
        if record is None:
            status = "invalid"
    return ParsedSource(status, record, tuple(problems))


def _findings(
    values: Mapping[str, Value],
    matter: str,
    envelope: Envelope,
    path: str,
    config: Config,
    problems: list[Problem],
) -> Findings:
    """Return a reader of these values that adds what is wrong with them to the problems."""

    def locate(at: Path, of_key: bool) -> tuple[int, int]:
        return envelope.syntax.locate(matter, at, of_key=of_key)

    findings = Findings(
        config,
        path,
        values,
        problems=problems,
        locate=locate,
        first_line=envelope.first_line,
        aliases=fields.aliases(),
    )
    # The source as a whole is clean; a character that it doesn't hold can only come from an escape.
    findings.may_be_unfit = "\\" in matter
    findings.expect_references(matter)
    return findings


def _load(envelope: Envelope, path: str, config: Config, problems: list[Problem]) -> tuple[Value, str]:
    """Return the front matter's value, and the text in which places are found. Raises ParseError."""
    syntax, matter = envelope.syntax, envelope.matter
    quotable = fields.allowed_keys()
    try:
        value = syntax.load(matter, max_depth=config.limits.depth, quotable=quotable)
    except ParseError:
        mended = syntax.mend(matter) if syntax.mend else None
        if mended is None:
            raise
        value = syntax.load(mended[0], max_depth=config.limits.depth, quotable=quotable)
        if mended[1] is not None:
            line, column = text.place(matter, mended[1])
            what = "half a character (a lone surrogate)"
            problems.append(_unfit(path, line + envelope.first_line - 1, column, what))
        matter = mended[0]
    if not isinstance(value, dict) and value is not None and envelope.first_line != 1:
        raise ParseError("the front matter holds no keys and values", 1, 1)
    return value, matter


def _read_flags(values: Mapping[str, Value], findings: Findings) -> _Flags:
    """Return whether the record is removed, deleted, a draft, published; None where it says nothing."""
    flags = {
        one.name: one.kind.coerce(one.find(values), one, findings, (one.key,)) for one in fields.FLAG_FIELDS
    }
    return flags["is_removed"], flags["is_deleted"], flags["is_draft"], flags["is_published"]


def _judge(flags: _Flags, *, is_unflagged_published: bool) -> Status:
    """Return what becomes of a record with these flags: removed, deleted, draft, published."""
    removed, deleted, draft, published = flags
    if removed:
        return "removed"
    if deleted:
        return "deleted"
    if draft:
        return "draft"
    if published is None and not is_unflagged_published:
        return "unflagged"
    return "unpublished" if published is False else "published"


def _unfit(path: str, line: int, column: int, what: str) -> Problem:
    message = f"{what} can't be part of a feed; ignored"
    return Problem(path, line, column, "warning", "unfit-character", message)
