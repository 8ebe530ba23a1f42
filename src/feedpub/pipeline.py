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
      | store.commit      a plan first (write, keep, remove), then sync and rename, the manifest last

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

from feedpub import _version, index, pages, sources, spool, topics
from feedpub.feeds import Feed, of_site
from feedpub.formats import FILES
from feedpub.problems import ConfigError, Problem, PublishError
from feedpub.stores.base import Document, Plan, Staged
from feedpub.stores.folder import FolderStore
from feedpub.summary import Summary

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from concurrent.futures import Future
    from pathlib import Path

    from feedpub.config import Config, FormatName
    from feedpub.index import Index, Shown
    from feedpub.sources import Source
    from feedpub.stages import Made, Outcome
    from feedpub.stores.base import Published, Store, Transaction
    from feedpub.stores.manifest import FeedState, Manifest

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
    store: Store | None = None,
    strict: bool = False,
    dry_run: bool = False,
    rebuild: bool = False,
    wait: float = 0,
    allow_shrink: bool = False,
    progress: Callable[[str, int, int], None] | None = None,
) -> Summary:
    """Publish the feeds of the records in the config's source folder, and return what came of it.

    `now` is the run's time in seconds since 1970-01-01T00:00:00Z; records dated later wait. `executor` runs
    the parallel stages, in this process if there is none. `store` is where it publishes, the output folder if
    none is given. With `strict` nothing is published if there is any
    error or warning; with `dry_run` nothing is written at all; `rebuild` forgets what earlier runs knew.
    With `allow_shrink` any number of entries may leave the feeds at once.
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
        store=store,
        strict=strict,
        dry_run=dry_run,
        allow_shrink=allow_shrink,
        progress=progress or (lambda _stage, _done, _total: None),
    )
    _refuse_impossible(config)
    if not 0 <= wait < float("inf"):
        raise ConfigError(f"wait is a number of seconds, not {wait}")
    with ExitStack() as stack:
        notices = []
        if not dry_run and not stack.enter_context(run.store.locked(wait)):
            notices.append(
                f"{config.output} is on a file system without locks; two runs at once are not kept apart"
            )
        known, notice = _open_index(config, rebuild=rebuild, dry_run=dry_run)
        notices.extend([notice] if notice else [])
        try:
            summary = run.through(known)
        except index.DAMAGED as error:
            if known.file is None:
                raise
            notices.append(f"the index can't be used ({error}); reading everything again")
            with suppress(OSError):  # it stays, and the next run finds the same
                known.discard()
            known = index.in_memory(_key(config))
            summary = run.through(known)
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
    state, output = os.path.realpath(config.state), os.path.realpath(config.output)
    if os.path.commonpath([state, output]) == output:
        raise ConfigError(
            f"{config.output} can't be the output folder: {config.state / index.FOLDER} would lie in it, "
            "and is not for the public. Choose another (output: folder)"
        )
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
        store: Store | None = None,
        strict: bool,
        dry_run: bool,
        allow_shrink: bool = False,
        progress: Callable[[str, int, int], None],
    ) -> None:
        self.config = config
        self.now = now
        self.executor = executor
        self.strict = strict
        self.dry_run = dry_run
        self.allow_shrink = allow_shrink
        self.progress = progress
        self.store: Store = store or FolderStore(config.output)
        self._under_way: deque[Future[Any]] = deque()

    def through(self, known: Index) -> Summary:
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
        with ExitStack() as stack:
            transaction = stack.enter_context(self.store.transaction(dry_run=self.dry_run))
            texts = stack.enter_context(spool.opened(known.file and known.file.with_suffix(".spool")))
            stack.callback(self.stop)  # before what was staged goes
            new = self._read(known, stale, gone, texts)
            if new > _FEW * _READ_BATCH:
                self._prepare()
                # So much needn't be read again if the run is killed.
                known.distrust(begun)
                known.keep()
            summary = self._made(known, transaction, scan, texts)
            known.distrust(begun)
            known.keep()
            return summary

    def _made(self, known: Index, transaction: Transaction, scan: sources.Scan, texts: Path) -> Summary:
        """Publish what was read, and return what came of it."""
        published = self._read_published(known)
        selected = self._select(known, published)
        kept, changed = self._compared(known, selected)
        while self._read_again(known, changed, texts):
            selected = self._select(known, published)
            kept, changed = self._compared(known, selected)
        until = self._until(known, selected)
        made, failed = self._render(known, texts, changed, selected.slugs)
        if failed:
            selected = selected.without(failed, published, self.config, self.now)
            kept, changed = self._compared(known, selected)
        summary = self._summary(known, scan, selected)
        if self._is_withheld(summary):
            return replace(summary, withheld_by_strict=True)
        if refused := self._refusal(known, selected):
            return replace(summary, refused=refused)
        outcomes = self._documents(transaction, texts, changed, made)
        return self._publish(known, transaction, selected, summary, kept, outcomes, until)

    def _refusal(self, known: Index, selected: _Selected) -> str | None:
        """Return why nothing is published, if too many entries would leave the feeds."""
        from feedpub import history, shrinkage  # noqa: PLC0415 - a run with nothing to do needs none of it

        before, allowed = selected.published.manifest, self.config.max_shrink
        remaining = known.published_hashes(before.entry_sample, self.now, selected.rejected)
        found = shrinkage.measure(before, remaining, len(selected.numbers))
        if self.allow_shrink or found.is_allowed(allowed):
            return None
        emptied = history.newly_empty(selected.states, selected.published)
        return found.message(allowed, emptied)

    def _read_published(self, known: Index) -> Published:
        """Return what the store holds of feedpub's, with what the index knows of it."""
        published = self.store.read_published()
        digests = dict(published.digests)
        for path, document in known.documents().items():
            digests[path] = digests.get(path, frozenset()) | {document.digest}
        return published._replace(digests=digests)

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
        slugs, _ = self._placed(dict(names), self.store.read_published())  # which may add names: not listed
        counts = known.topic_counts(self.now)
        rows = (TopicRow(name, slugs[key], *counts.get(key, (0, None))) for key, name in names.items())
        return sorted(rows, key=lambda row: row.slug)

    def feeds(self, known: Index) -> list[Feed]:
        """Return what `feeds_of` does."""
        names = self._topics_read(known)
        slugs, _ = self._placed(names, self.store.read_published())
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
        from feedpub.stages import prepare  # noqa: PLC0415 - as above

        with _working():
            for _ in range(_AHEAD):
                self.executor.submit(prepare, self.config)

    # choosing and rendering

    def _select(self, known: Index, published: Published) -> _Selected:
        """Return the site's feeds, and what each shows."""
        hidden = known.shadow_duplicates(self.now)
        names = self._names(known)
        slugs, slug_problems = self._placed(names, published)
        site_feeds = of_site(self.config, names, slugs)
        shown = {feed.slug: known.newest(feed.selection, self.now) for feed in site_feeds}
        duplicates = tuple(
            _duplicate(path, other, record_id, self.config) for path, other, record_id in hidden
        )
        from feedpub import history  # noqa: PLC0415 - a run with nothing to do needs none of it

        states = history.feed_states(
            [(feed, shown[feed.slug]) for feed in site_feeds], published, self.config, self.now
        )
        return _Selected(
            site_feeds, shown, states, slugs, _style(slugs), tuple(slug_problems), duplicates, published, {}
        )

    def _names(self, known: Index) -> dict[str, str]:
        """Return every topic's name by its key; the config's topics are among them, with a record or not."""
        return known.topic_names(self.now) | {topics.key(one.name): one.name for one in self.config.topics}

    def _placed(self, names: dict[str, str], published: Published) -> tuple[dict[str, str], list[Problem]]:
        """Return every topic's slug, and any warnings.

        Topics that had a feed and have no record any more are added to the names, so that it stays, empty.
        """
        from feedpub import history  # noqa: PLC0415 - as above

        named = {topics.key(one.name): one.slug for one in self.config.topics if one.slug}
        taken = {topics.ALL, *(feed.slug for feed in self.config.feeds)}
        held = history.held_slugs(published)
        names.update(history.topics_without_records(held, names, taken | {*named.values()}))
        slugs = {key: slug for key, (_, slug) in held.items()}
        return topics.assign(names.values(), named=named, held=slugs, taken=taken, config=self.config.name)

    # making

    def _render(
        self, known: Index, texts: Path, changed: Sequence[_Change], slugs: Mapping[str, str]
    ) -> tuple[dict[int, Made], dict[int, tuple[Problem, ...]]]:
        """Make the entries that these documents show; return those made, and what is wrong with invalid ones,
        by number.
        """
        made: dict[int, Made] = {}
        failed: dict[int, tuple[Problem, ...]] = {}
        numbers = _numbers(changed)
        if not numbers:
            return made, failed
        from feedpub.stages import RenderBatch, render_batch  # noqa: PLC0415 - as above

        spelled = {topics.key(topic.name): topic.name for topic in self.config.topics}

        def batch(some: Sequence[int]) -> RenderBatch:
            named = {name: (slugs[key], spelled.get(key, name)) for key, name in known.topics_of(some)}
            return RenderBatch(self.config, known.places(some), named, texts)

        for rendered in self._mapped(render_batch, map(batch, _batches(numbers, _RENDER_BATCH))):
            made.update(rendered.made)
            failed.update(rendered.failed)
            self.progress("render", len(made) + len(failed), len(numbers))
        return made, failed

    def _documents(
        self, transaction: Transaction, texts: Path, changed: Sequence[_Change], made: Mapping[int, Made]
    ) -> Iterator[tuple[str, Outcome]]:
        """Make documents, and yield each one's path and what it came to; what is staged is on its way to the
        disk.
        """
        if not changed:
            return
        from feedpub.stages import DocumentBatch, Folder, Wanted, document_batch  # noqa: PLC0415 - as above

        folders = []
        for _, group in groupby(changed, key=lambda change: change.path.rpartition("/")[0]):
            changes = list(group)
            wanted = [
                Wanted(change.path, change.format, change.input_digest, change.own) for change in changes
            ]
            entries = [made[one.number] for one in changes[0].shown]
            folders.append(Folder(changes[0].about, wanted, entries))
        batches = (
            DocumentBatch(self.config, some, texts, transaction.writer)
            for some in _batches(folders, _FOLDER_BATCH)
        )
        outcomes = chain.from_iterable(self._mapped(document_batch, batches))
        for done, (change, outcome) in enumerate(zip(changed, outcomes, strict=True), start=1):
            self.progress("check", done, len(changed))
            if isinstance(outcome, Staged):
                transaction.add(outcome)
            yield change.path, outcome

    # publishing

    def _publish(
        self,
        known: Index,
        transaction: Transaction,
        selected: _Selected,
        summary: Summary,
        kept: Sequence[Document],
        outcomes: Iterable[tuple[str, Outcome]],
        until: int | None,
    ) -> Summary:
        """Write what differs from what lies in the output folder, and remove what doesn't belong there any
        more; what is selected holds until that instant.
        """
        keep = list(kept)
        write: list[Staged] = []
        refused: dict[str, tuple[Problem, ...]] = {}
        for path, outcome in outcomes:
            if isinstance(outcome, Staged):
                write.append(outcome)
            elif isinstance(outcome, Document):
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
        digests = selected.published.digests
        remove = (path for path in sorted(digests.keys() - wanted) if self.store.owns(path, digests[path]))
        plan = Plan(tuple(write), tuple(keep), tuple(remove))
        if not self.dry_run:
            self.progress("write", 0, len(plan.write))
            manifest = self._manifest(known, selected, plan, failed)
            written = transaction.commit(plan, manifest, selected.published)
            known.store_documents([*written, *keep], failed)
        summary = replace(
            summary, written=len(plan.write), unchanged=len(plan.keep), removed=len(plan.remove)
        )
        if not refused:
            self._settle(known, summary, until)
        return summary

    def _manifest(self, known: Index, selected: _Selected, plan: Plan, failed: Collection[str]) -> Manifest:
        """Return the manifest of what is published once the plan is carried out."""
        from feedpub.stores.manifest import DocumentState, Manifest, sample  # noqa: PLC0415 - as above

        before = selected.published.manifest
        outputs = {change.path: change.format or "page" for change in self._wanted(selected)}
        standing = (*plan.keep, *(staged.document for staged in plan.write))
        documents = {one.path: DocumentState(outputs[one.path], one.digest) for one in standing}
        documents.update((path, before.documents[path]) for path in failed if path in before.documents)
        hashes = known.entry_hashes(selected.numbers)
        return Manifest(documents, selected.states, len(hashes), sample(hashes))

    def _is_withheld(self, summary: Summary) -> bool:
        """Say whether nothing may be published because of what is wrong."""
        return self.strict and any(problem.severity != "note" for problem in summary.problems)

    def _compared(self, known: Index, selected: _Selected) -> tuple[list[Document], list[_Change]]:
        """Return the documents that stand as they were written and would be made from the same, and those to
        be made.
        """
        documents = known.documents()
        kept: list[Document] = []
        changed: list[_Change] = []
        for change in self._wanted(selected):
            before = documents.get(change.path)
            is_current = before is not None and before.input_digest == change.input_digest
            if before and is_current and self.store.is_untouched(before):
                kept.append(before)
            else:
                changed.append(change)
        return kept, changed

    def _wanted(self, selected: _Selected) -> Iterator[_Change]:
        """Yield every document that is to lie in the output folder: the feeds with their pages, then what is
        about all of them.
        """
        from feedpub import history  # noqa: PLC0415 - as above

        config = self.config
        digests = selected.published.digests
        listed = []
        for feed in selected.feeds:
            shown = selected.shown[feed.slug]
            state = selected.states[feed.slug]
            dated = feed._replace(updated=max([one.updated for one in shown], default=state.empty_since))
            newest = max([one.published for one in shown], default=None)
            if history.is_listed(state):
                listed.append(pages.Listed(dated, len(shown), newest))
            made_from = _input_digest(dated, selected.style, shown)
            for name in config.formats:
                yield _Change(f"{feed.slug}/{FILES[name]}", dated, name, made_from, shown, None)
            for file in pages.FEED_FILES if config.pages else ():
                path = f"{feed.slug}/{file}"
                yield _Change(path, dated, None, made_from, shown, digests.get(path, frozenset()))
        made_from = _digest(repr(listed)).digest()
        for file in pages.SITE_FILES if config.pages else ():
            yield _Change(file, tuple(listed), None, made_from, (), digests.get(file, frozenset()))

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
        if not self.dry_run:
            settled = {"since": self.now, "until": until, "stamp": self.store.stamp(), "summary": noted}
            known.set("settled", json.dumps(settled))

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
        if not self.store.matches(settled["stamp"]):
            return None
        if not all(self.store.is_untouched(document) for document in known.documents().values()):
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
    """A document of the output: its path, the feed or feeds that it is about, its format (None: a page),
    the digest of everything that it is rendered from, the entries among that, and the digests of files
    that it may replace (None: of any).
    """

    path: str
    about: Feed | tuple[pages.Listed, ...]
    format: FormatName | None
    input_digest: bytes
    shown: Sequence[Shown]
    own: Collection[str] | None


class _Selected(NamedTuple):
    """The site's feeds, the entries and the state of each by its slug, the topics' slugs, what is published
    already, and any problems.
    """

    feeds: Sequence[Feed]
    shown: Mapping[str, Sequence[Shown]]
    states: Mapping[str, FeedState]
    slugs: Mapping[str, str]
    style: str
    of_config: tuple[Problem, ...]
    of_sources: tuple[Problem, ...]
    published: Published
    rejected: Mapping[int, tuple[Problem, ...]]

    @property
    def numbers(self) -> frozenset[int]:
        """The numbers of the records that feeds show."""
        return frozenset(one.number for listed in self.shown.values() for one in listed)

    def without(
        self, invalid: Mapping[int, tuple[Problem, ...]], published: Published, config: Config, now: int
    ) -> _Selected:
        """Return the same without entries that turned out to be invalid."""
        shown = {
            slug: [one for one in listed if one.number not in invalid] for slug, listed in self.shown.items()
        }
        from feedpub import history  # noqa: PLC0415 - as above

        states = history.feed_states(
            [(feed, shown[feed.slug]) for feed in self.feeds], published, config, now
        )
        return self._replace(shown=shown, states=states, rejected=invalid)


# What is made from what


def _style(slugs: Mapping[str, str]) -> str:
    """Return what entries depend on besides their records and the config: slugs that a topic's name doesn't
    give by itself.
    """
    odd = sorted((key, slug) for key, slug in slugs.items() if slug != topics.slug(key))
    return json.dumps(odd)


def _input_digest(feed: Feed, style: str, shown: Sequence[Shown]) -> bytes:
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
