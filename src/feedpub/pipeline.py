"""From a folder of records to published feeds; the only module that knows every stage.

    sources.scan          every file's path and stat; no byte is read
      | index.stale       those that differ from what is known
      | read_batch        bytes -> Record | Problem, into the spool, batch by batch, in parallel
      | index.store       one row a source, one a (record, topic)
      | index.newest      what each feed shows: filter, order and limit are SQL
      | _compared         which documents stand as they were written, and which are to be made
      | index.unread      records that these show and an earlier run read, for read_batch
      | render_batch      Record -> Entry -> its text in each format, checked, into the spool; in parallel
      | document_batch    frame + entries -> bytes, checked, staged where they differ; in parallel
      | publish.apply     a plan first (write, keep, remove), then sync and rename

Where nothing changed, no scheduled time has come and every document lies where it was written, the chain ends
after its second link. What runs in parallel is in `stages`, which such a run doesn't load.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter, deque
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, replace
from itertools import chain, count, groupby, islice
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar

from feedpub import _version, index, lock, outputs, publish, sources, spool, topics
from feedpub.feeds import Feed, of_site
from feedpub.outputs import FeedListing
from feedpub.problems import ConfigError, Problem, PublishError
from feedpub.summary import Summary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from concurrent.futures import Future
    from pathlib import Path

    from feedpub.config import Config
    from feedpub.index import Index, Shown
    from feedpub.run.render import Outcome, RenderedEntry
    from feedpub.sources import Source

_T = TypeVar("_T")
_R = TypeVar("_R")

_READ_BATCH = 100
_RENDER_BATCH = 100
_FOLDER_BATCH = 4
_FEW = 3  # batches that are done sooner than a process is started
_AHEAD = 8  # batches that are under way at once; what they hold is all that waits in memory


class Submits(Protocol):
    """What runs parallel stages: any concurrent.futures.Executor does."""

    def submit(self, fn: Callable[[_T], _R], argument: _T, /) -> Future[_R]:
        """Have the function called somewhere else."""


def generate(
    config: Config,
    *,
    now: int,
    executor: Submits | None = None,
    strict: bool = False,
    dry_run: bool = False,
    rebuild: bool = False,
    wait: float = 0,
    progress: Callable[[str, int, int], None] | None = None,
) -> Summary:
    """Publish the feeds of the records in the config's source folder, and return what came of it.

    `now` is the run's time in seconds since 1970-01-01T00:00:00Z; records dated later wait. `executor` runs
    the parallel stages, in this process if there is none. With `strict` nothing is published if there is any
    error or warning; with `dry_run` nothing is written at all; `rebuild` forgets what earlier runs knew.
    `wait` is how many seconds to wait for another run's lock. `progress` is told a stage's name, how much of
    it is done, and how much there is.

    Raises ConfigError where the folders can't be what they are said to be, Locked, PublishError where the
    file system refuses. A document that doesn't pass its check is not published and named in the summary's
    `failed`.
    """
    run = _Run(
        config,
        now,
        executor,
        strict=strict,
        dry_run=dry_run,
        progress=progress or (lambda _stage, _done, _total: None),
    )
    _refuse_impossible(config)
    if not 0 <= wait < float("inf"):
        raise ConfigError(f"wait is a number of seconds, not {wait}")
    with ExitStack() as stack:
        notices = []
        if not dry_run and not stack.enter_context(lock.held(config.output, wait)):
            notices.append(
                f"{config.output} is on a file system without locks; two runs at once are not kept apart"
            )
        staging = stack.enter_context(publish.Staging(config.output, pretend=dry_run))
        stack.callback(run.stop)  # before the staging folder goes
        known, notice = _open_index(config, rebuild=rebuild, dry_run=dry_run)
        notices.extend([notice] if notice else [])
        try:
            summary = run.through(known, staging)
        except index.DAMAGED as error:
            if known.file is None:
                raise
            notices.append(f"the index can't be used ({error}); reading everything again")
            with suppress(OSError):  # it stays, and the next run finds the same
                known.discard()
            known = index.in_memory(_key(config))
            summary = run.through(known, staging)
        finally:
            known.close()
    return replace(summary, notices=tuple(notices))


class TopicRow(NamedTuple):
    """A topic: its name, its slug, how many published records have it, and the date of the newest."""

    name: str
    slug: str
    published: int
    newest: int | None


def topics_of(config: Config, *, now: int) -> list[TopicRow]:
    """Return the topics of the published records and of the config, in the order of their slugs; nothing is
    written.
    """
    return _asked(config, now, _Run.topics)


def feeds_of(config: Config, *, now: int) -> list[Feed]:
    """Return the site's feeds as a run would publish them, in their order; nothing is written."""
    return _asked(config, now, _Run.feeds)


def _asked(config: Config, now: int, question: Callable[[_Run, Index], _R]) -> _R:
    """Return a run's answer to a question, from records that are read for it alone."""
    if not config.source.is_dir():
        raise ConfigError(f"the source folder {config.source} isn't there")
    run = _Run(config, now, None, strict=False, dry_run=True, progress=lambda _stage, _done, _total: None)
    known = index.in_memory(_key(config))
    try:
        return question(run, known)
    finally:
        known.close()


def _refuse_impossible(config: Config) -> None:
    if not config.source.is_dir():
        raise ConfigError(f"the source folder {config.source} isn't there")
    if os.path.realpath(config.source) == os.path.realpath(config.output):
        raise ConfigError(f"{config.output} can't be both the source folder and the output folder")
    if config.output.exists() and not config.output.is_dir():
        raise PublishError(f"{config.output} is in the way: it isn't a folder")


def _open_index(config: Config, *, rebuild: bool, dry_run: bool) -> tuple[Index, str | None]:
    """Return the index of this output, in memory where none can be kept, and a notice if there is something
    to say.
    """
    key = _key(config)
    if dry_run:
        return index.in_memory(key), None
    name = hashlib.sha256(os.fsencode(os.path.realpath(config.output))).hexdigest()[:12]
    file = config.state / index.FOLDER / f"index-{name}.sqlite3"
    try:
        if rebuild:
            index.discard(file)
        return index.open_file(file, key)
    except (OSError, *index.DAMAGED) as error:
        return index.in_memory(
            key
        ), f"no index can be kept in {file.parent} ({error}); every run reads everything"


def _key(config: Config) -> str:
    """Return what the index depends on: all of the config but where things lie, and where the records are."""
    told = replace(config, source=config.source, output=config.source, state=config.source, file=None)
    return index.key_of(
        {"version": _version.__version__, "config": repr(told), "source": os.path.realpath(config.source)}
    )


class _Run:
    """One run: what doesn't change while it lasts."""

    def __init__(
        self,
        config: Config,
        now: int,
        executor: Submits | None,
        *,
        strict: bool,
        dry_run: bool,
        progress: Callable[[str, int, int], None],
    ) -> None:
        self.config = config
        self.now = now
        self.executor = executor
        self.strict = strict
        self.dry_run = dry_run
        self.progress = progress
        self._under_way: deque[Future[Any]] = deque()

    def through(self, known: Index, staging: publish.Staging) -> Summary:
        """Take every stage, and return what came of it."""
        config = self.config
        self.progress("scan", 0, 0)
        begun = _file_system_time(known.file)
        scan = _scanned(config)
        stale, gone = known.stale(scan.sources)
        if not stale and not gone and not scan.problems and (summary := self._settled(known)):
            return summary
        known.begin()
        known.set("settled", None)
        with spool.opened(known.file and known.file.with_suffix(".spool")) as texts:
            new = self._read(known, stale, gone, texts)
            if new > _FEW * _READ_BATCH:
                self._prepare()
                # So much needn't be read again if the run is killed.
                known.distrust(begun)
                known.keep()
            summary = self._made(known, staging, scan, texts)
            known.distrust(begun)
            known.keep()
            return summary

    def _made(self, known: Index, staging: publish.Staging, scan: sources.Scan, texts: Path) -> Summary:
        """Publish what was read, and return what came of it."""
        selected = self._select(known)
        kept, changed = self._compared(known, selected)
        while self._read_again(known, changed, texts):
            selected = self._select(known)
            kept, changed = self._compared(known, selected)
        until = self._until(known, selected)
        made, failed = self._render(known, texts, changed, selected.slugs)
        if failed:
            selected = selected.without(failed)
            kept, changed = self._compared(known, selected)
        summary = self._summary(known, scan, selected)
        if self._is_withheld(summary):
            return replace(summary, withheld_by_strict=True)
        outcomes = self._documents(staging, texts, changed, made)
        return self._publish(known, staging, selected, summary, kept, outcomes, until)

    def _summary(self, known: Index, scan: sources.Scan, selected: _Selected) -> Summary:
        """Return what came of the records, before any document is made."""
        invalid = chain.from_iterable(selected.rejected.values())
        of_sources = sorted([*scan.problems, *known.problems(), *selected.of_sources, *invalid])
        counts = Counter(known.statuses(self.now))
        published = counts.pop("published", 0) - len(selected.of_sources) - len(selected.rejected)
        counts["duplicate"] = len(selected.of_sources)
        counts["invalid"] += len(scan.problems) + len(selected.rejected)
        folder = self.config.source
        return Summary(
            read=len(scan.sources) + len(scan.problems),
            published=published,
            held_back={reason: count for reason, count in sorted(counts.items()) if count},
            feeds=len(selected.feeds),
            written=0, unchanged=0, removed=0,
            problems=(*selected.of_config, *(one.at(str(folder / one.where)) for one in of_sources)),
        )  # fmt: skip

    def topics(self, known: Index) -> list[TopicRow]:
        """Return what `topics_of` does."""
        names = self._topics_read(known)
        slugs, *_ = self._placed(dict(names))  # topics that only an earlier run had aren't listed
        counts = known.topic_counts(self.now)
        rows = (TopicRow(name, slugs[key], *counts.get(key, (0, None))) for key, name in names.items())
        return sorted(rows, key=lambda row: row.slug)

    def feeds(self, known: Index) -> list[Feed]:
        """Return what `feeds_of` does."""
        names = self._topics_read(known)
        slugs, *_ = self._placed(names)
        return of_site(self.config, names, slugs)

    def _topics_read(self, known: Index) -> dict[str, str]:
        """Read every source, and return each topic's name by its key."""
        self._read(known, known.stale(_scanned(self.config).sources)[0], [], None)
        known.shadow_duplicates(self.now)
        return self._names(known)

    # reading

    def _read(
        self,
        known: Index,
        stale: Sequence[tuple[Source, bytes | None]],
        gone: Sequence[str],
        texts: Path | None,
    ) -> int:
        """Read what has to be read, and note what it is; what records say is put into the spool `texts`.

        Returns how many sources weren't as before.
        """
        from feedpub.stages import ReadBatch, read_batch  # noqa: PLC0415 - a run with nothing to read needs neither

        if len(stale) > _FEW * _READ_BATCH:
            from feedpub.run import render  # noqa: F401, PLC0415 - workers are forked from this process

        known.forget(gone)
        numbers = count(known.next_number())
        # By path, as the index has them: new rows go behind those that are there.
        ordered = sorted(stale, key=lambda one: one[0].path)
        batches = (
            ReadBatch(self.config, some, list(islice(numbers, len(some))), texts)
            for some in _batches(ordered, _READ_BATCH)
        )
        done = new = 0
        before = {source.path for source, digest in stale if digest is not None}
        for rows, same in self._mapped(read_batch, batches):
            paths = [str(row[0]) for row in rows.sources]
            known.store(rows, [path for path in paths if path in before])
            known.touch(same)
            new += len(paths)
            done += len(paths) + len(same)
            self.progress("read", done, len(stale))
        known.arrange()
        return new

    def _read_again(self, known: Index, changed: Sequence[_Change], texts: Path) -> bool:
        """Put into the spool what those records say that these documents show and that an earlier run read;
        say whether any isn't what it was then, so that feeds may show others.
        """
        unread = known.unread(_numbers(changed))
        if not unread:
            return False
        from feedpub.stages import ReadBatch, read_batch  # noqa: PLC0415 - as above

        batches = (
            ReadBatch(self.config, [(one.source, None) for one in some], [one.number for one in some], texts)
            for some in _batches(unread, _READ_BATCH)
        )
        expected = {one.number: one.digest for one in unread}
        done, differs = 0, False
        for rows, _ in self._mapped(read_batch, batches):
            differs |= known.store_again(rows, expected)
            done += len(rows.sources)
            self.progress("read", done, len(unread))
        return differs

    def _prepare(self) -> None:
        """Have processes make ready for rendering that wait while is chosen what to render."""
        if self.executor is None:
            return
        from feedpub.run.render import warm_up  # noqa: PLC0415 - as above

        with _working():
            for _ in range(_AHEAD):
                self.executor.submit(warm_up, self.config)

    # choosing and rendering

    def _select(self, known: Index) -> _Selected:
        """Return the site's feeds, and what each shows."""
        hidden = known.shadow_duplicates(self.now)
        names = self._names(known)
        slugs, slug_problems, obsolete = self._placed(names)
        site_feeds = of_site(self.config, names, slugs)
        shown = {feed.slug: known.newest(feed.selection, self.now) for feed in site_feeds}
        duplicates = tuple(
            _duplicate(path, other, record_id, self.config) for path, other, record_id in hidden
        )
        return _Selected(
            site_feeds, shown, slugs, _style(slugs), tuple(slug_problems), duplicates, tuple(obsolete), {}
        )

    def _names(self, known: Index) -> dict[str, str]:
        """Return every topic's name by its key; the config's topics are among them, with a record or not."""
        return known.topic_names(self.now) | {topics.key(one.name): one.name for one in self.config.topics}

    def _slugs(self, names: Mapping[str, str]) -> tuple[dict[str, str], list[Problem]]:
        """Return every topic's slug, and what is to be said of that."""
        named = {topics.key(one.name): one.slug for one in self.config.topics if one.slug}
        taken = {topics.ALL, *(feed.slug for feed in self.config.feeds)}
        return topics.assign(names.values(), named=named, taken=taken, config=self.config.name)

    def _placed(self, names: dict[str, str]) -> tuple[dict[str, str], list[Problem], list[str]]:
        """Return every topic's slug, what is to be said of that, and the paths of documents that belong to no
        feed of the site any more.

        Topics that had a feed and have no record any more are added to the names, so that it stays, empty.
        """
        while True:
            slugs, problems = self._slugs(names)
            current = {topics.ALL, *slugs.values(), *(feed.slug for feed in self.config.feeds)}
            earlier = publish.earlier(self.config.output, current)
            displaced = self._displaced(names, slugs, earlier)
            if not displaced:
                break
            names.update(displaced)
        obsolete: list[str] = []
        for slug, name, paths in earlier:
            key = topics.key(name or "")
            if name and topics.is_slug(slug) and key not in slugs:
                names[key], slugs[key] = name, slug
            else:
                obsolete.extend(paths)
        return slugs, problems, obsolete

    def _displaced(
        self, names: Mapping[str, str], slugs: Mapping[str, str], earlier: Iterable[publish.Earlier]
    ) -> dict[str, str]:
        """Return the names, by key, of topics without a record into whose folders a topic would move that had
        another: two that suggest one slug stay where they are when one of them has no record any more.
        """
        displaced = {}
        for slug, name, _ in earlier:
            place = slugs.get(topics.key(name)) if name else None
            there = publish.lying_in(self.config.output, place) if place and place != slug else None
            if there and there.topic and topics.key(there.topic) not in names:
                displaced[topics.key(there.topic)] = there.topic
        return displaced

    # making

    def _render(
        self, known: Index, texts: Path, changed: Sequence[_Change], slugs: Mapping[str, str]
    ) -> tuple[dict[int, RenderedEntry], dict[int, tuple[Problem, ...]]]:
        """Make the entries that these documents show; return those made, and what is wrong with invalid ones,
        by number.
        """
        made: dict[int, RenderedEntry] = {}
        failed: dict[int, tuple[Problem, ...]] = {}
        numbers = _numbers(changed)
        if not numbers:
            return made, failed
        from feedpub.run.render import RenderBatch, render_batch  # noqa: PLC0415 - as above

        spelled = {topics.key(topic.name): topic.name for topic in self.config.topics}

        def batch(some: Sequence[int]) -> RenderBatch:
            named = {name: (slugs[key], spelled.get(key, name)) for key, name in known.topics_of(some)}
            return RenderBatch(self.config, known.places(some), named, texts)

        for rendered in self._mapped(render_batch, map(batch, _batches(numbers, _RENDER_BATCH))):
            made.update(rendered.entries)
            failed.update(rendered.failed)
            self.progress("render", len(made) + len(failed), len(numbers))
        return made, failed

    def _documents(
        self,
        staging: publish.Staging,
        texts: Path,
        changed: Sequence[_Change],
        made: Mapping[int, RenderedEntry],
    ) -> Iterator[tuple[str, Outcome]]:
        """Make documents, and yield each one's path and what it came to; what is staged is on its way to the
        disk.
        """
        if not changed:
            return
        from feedpub.run.render import (  # noqa: PLC0415 - as above
            DocumentBatch,
            DocumentSpec,
            FeedDocuments,
            document_batch,
        )

        groups = []
        for _, group in groupby(changed, key=lambda change: change.path.rpartition("/")[0]):
            changes = list(group)
            specs = [DocumentSpec(change.path, change.output, change.made_from) for change in changes]
            entries = [made[one.number] for one in changes[0].shown]
            groups.append(FeedDocuments(changes[0].about, specs, entries))
        batches = (
            DocumentBatch(self.config, some, texts, staging.folder)
            for some in _batches(groups, _FOLDER_BATCH)
        )
        outcomes = chain.from_iterable(self._mapped(document_batch, batches))
        for done, (change, outcome) in enumerate(zip(changed, outcomes, strict=True), start=1):
            self.progress("check", done, len(changed))
            if isinstance(outcome, publish.Staged) and outcome.file:
                staging.flush(outcome.file)
            yield change.path, outcome

    # publishing

    def _publish(
        self,
        known: Index,
        staging: publish.Staging,
        selected: _Selected,
        summary: Summary,
        kept: Sequence[index.Document],
        outcomes: Iterable[tuple[str, Outcome]],
        until: int | None,
    ) -> Summary:
        """Write what differs from what lies in the output folder, and remove what doesn't belong there any
        more; what is selected holds until that instant.
        """
        output = self.config.output
        keep = list(kept)
        write: list[publish.Staged] = []
        refused: dict[str, tuple[Problem, ...]] = {}
        for path, outcome in outcomes:
            if isinstance(outcome, publish.Staged):
                write.append(outcome)
            elif isinstance(outcome, index.Document):
                keep.append(outcome)
            else:
                refused[path] = outcome
        failed = tuple(path for path, found in refused.items() if found[0].severity == "error")
        summary = replace(
            summary,
            failed=failed,
            problems=(*summary.problems, *chain.from_iterable(refused.values())),
        )
        if self._is_withheld(summary):
            return replace(summary, withheld_by_strict=True)
        wanted = {*(one.path for one in keep), *(one.path for one in write), *failed}
        remove = (
            *selected.obsolete,
            *publish.superfluous(output, {feed.slug for feed in selected.feeds}, wanted),
        )
        plan = publish.Plan(tuple(write), tuple(keep), remove)
        if not self.dry_run:
            self.progress("write", 0, len(plan.write))
            written = publish.apply(plan, output, staging)
            known.store_documents([*written, *keep], failed)
        summary = replace(
            summary, written=len(plan.write), unchanged=len(plan.keep), removed=len(plan.remove)
        )
        if not refused:
            self._settle(known, summary, until)
        return summary

    def _is_withheld(self, summary: Summary) -> bool:
        """Say whether nothing may be published because of what is wrong."""
        return self.strict and any(problem.severity != "note" for problem in summary.problems)

    def _compared(self, known: Index, selected: _Selected) -> tuple[list[index.Document], list[_Change]]:
        """Return the documents that stand as they were written and would be made from the same, and those to
        be made.
        """
        documents = known.documents()
        kept: list[index.Document] = []
        changed: list[_Change] = []
        for change in self._wanted(selected):
            before = documents.get(change.path)
            if before and before.made_from == change.made_from and publish.stands(self.config.output, before):
                kept.append(before)
            else:
                changed.append(change)
        return kept, changed

    def _wanted(self, selected: _Selected) -> Iterator[_Change]:
        """Yield every document that is to lie in the output folder: the feeds with their pages, then what is
        about all of them.
        """
        config = self.config
        of_feeds = outputs.feed_outputs(config)
        listed = []
        for feed in selected.feeds:
            shown = selected.shown[feed.slug]
            dated = feed._replace(updated=max([one.updated for one in shown], default=None))
            newest = max([one.published for one in shown], default=None)
            listed.append(FeedListing(dated, len(shown), newest))
            made_from = _made_from(dated, selected.style, shown)
            for output in of_feeds:
                yield _Change(f"{feed.slug}/{output.file}", dated, output.name, made_from, shown)
        made_from = _digest(repr(listed)).digest()
        for output in outputs.site_outputs(config):
            yield _Change(output.file, tuple(listed), output.name, made_from, ())

    # nothing changed

    def _until(self, known: Index, selected: _Selected) -> int | None:
        """Return until when feeds show what is selected now, if no file changes; None: for ever."""
        until = [known.next_due(self.now)]
        for feed in selected.feeds:
            if feed.selection.within is not None:
                leaving = [one.published for one in selected.shown[feed.slug]]
                until.append(min(leaving) + feed.selection.within if leaving else None)
        return min((instant for instant in until if instant is not None), default=None)

    def _settle(self, known: Index, summary: Summary, until: int | None) -> None:
        """Note that all is published as it should be, and until when that holds if no file changes."""
        noted = asdict(replace(summary, unchanged=summary.unchanged + summary.written, written=0, removed=0))
        known.set("settled", json.dumps({"since": self.now, "until": until, "summary": noted}))

    def _settled(self, known: Index) -> Summary | None:
        """Return what a run that has nothing to do comes to; None if there is something to do, be it to clear
        up after a run that was killed.
        """
        made = known.get("settled")
        if not made or not known.is_sealed:
            return None
        settled = json.loads(made)
        if self.now < settled["since"] or (settled["until"] is not None and self.now >= settled["until"]):
            return None
        if not all(publish.stands(self.config.output, document) for document in known.documents().values()):
            return None
        noted = settled["summary"]
        problems = tuple(Problem(**problem) for problem in noted["problems"])
        if self.strict and any(problem.severity != "note" for problem in problems):
            return None
        return Summary(**{**noted, "problems": problems, "failed": (), "notices": ()})

    def _mapped(self, stage: Callable[[_T], _R], batches: Iterable[_T]) -> Iterator[_R]:
        """Yield what a stage makes of each batch, in order; an executor works a few batches ahead."""
        batches = iter(batches)
        first = list(islice(batches, _FEW + 1))
        if self.executor is None or len(first) <= _FEW:
            yield from map(stage, chain(first, batches))
            return
        with _working():
            for batch in chain(first, batches):
                self._under_way.append(self.executor.submit(stage, batch))
                if len(self._under_way) >= _AHEAD:
                    yield self._next_result()
            while self._under_way:
                yield self._next_result()

    def _next_result(self) -> Any:
        result = self._under_way[0].result()
        self._under_way.popleft()  # only now: while it is waited for, it is under way
        return result

    def stop(self) -> None:
        """Return when nothing is under way any more, which after a whole run is at once."""
        begun = [future for future in self._under_way if not future.cancel()]
        self._under_way.clear()
        if begun:
            from concurrent.futures import wait  # noqa: PLC0415 - it is loaded where something was begun

            wait(begun)


@contextmanager
def _working() -> Iterator[None]:
    """Turn an executor's breaking into PublishError."""
    from concurrent.futures import BrokenExecutor  # noqa: PLC0415 - a run with little to do has no executor

    try:
        yield
    except BrokenExecutor:
        message = "a process that this run works in ended, perhaps for want of memory; nothing was replaced"
        raise PublishError(message) from None


class _Change(NamedTuple):
    """A document of the output: its path, the feed or feeds that it is about, its format (None: a page), what
    it is made from, and the entries among that.
    """

    path: str
    about: Feed | tuple[FeedListing, ...]
    output: str
    made_from: bytes
    shown: Sequence[Shown]


class _Selected(NamedTuple):
    """The site's feeds, what each shows by its slug, the topics' slugs, and what was found on the way."""

    feeds: Sequence[Feed]
    shown: Mapping[str, Sequence[Shown]]
    slugs: Mapping[str, str]
    style: str
    of_config: tuple[Problem, ...]
    of_sources: tuple[Problem, ...]
    obsolete: tuple[str, ...]
    rejected: Mapping[int, tuple[Problem, ...]]

    def without(self, invalid: Mapping[int, tuple[Problem, ...]]) -> _Selected:
        """Return the same without entries that turned out to be invalid."""
        shown = {
            slug: [one for one in listed if one.number not in invalid] for slug, listed in self.shown.items()
        }
        return self._replace(shown=shown, rejected=invalid)


# What is made from what


def _style(slugs: Mapping[str, str]) -> str:
    """Return what entries depend on besides their records and the config: slugs that a topic's name doesn't
    give by itself.
    """
    odd = sorted((key, slug) for key, slug in slugs.items() if slug != topics.slug(key))
    return json.dumps(odd)


def _made_from(feed: Feed, style: str, shown: Sequence[Shown]) -> bytes:
    made = _digest(repr((feed, style)))
    made.update(b"".join([one.digest for one in shown]))
    return made.digest()


def _digest(text: str) -> hashlib.blake2b:
    return hashlib.blake2b(text.encode("utf-8", "backslashreplace"), digest_size=16)


def _duplicate(path: str, other: str, record_id: str, config: Config) -> Problem:
    message = (
        f"has the same id as {config.source / other}, which was updated later or comes first: {record_id}; "
        "it is left out. Give one of them an id of its own, or withhold one"
    )
    return Problem(path, 1, 1, "error", "duplicate-id", message)


def _numbers(changed: Iterable[_Change]) -> list[int]:
    """Return the numbers of the records that these documents show."""
    return sorted({one.number for change in changed for one in change.shown})


def _batches(items: Iterable[_T], size: int) -> Iterator[list[_T]]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


def _scanned(config: Config) -> sources.Scan:
    """Return what the source folder holds besides the output and the config. Raises PublishError where it
    can't be read.
    """
    apart = [config.output, *config.apart, *([config.file] if config.file else [])]
    try:
        return sources.scan(config.source, config.include, apart)
    except OSError as error:
        raise PublishError(f"{config.source} can't be read: {error.strerror}; nothing was replaced") from None


def _file_system_time(file: Path | None) -> int:
    """Return the time that the file system of the index gives to a change now, in nanoseconds: no clock of
    our own is asked. 0 where there is no such file: nothing that was known then can be trusted.
    """
    if file is None:
        return 0
    try:
        os.utime(file)
        return file.stat().st_mtime_ns
    except OSError:
        return 0
