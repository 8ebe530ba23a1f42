"""The protocols of a store, and the values that cross them.

Responsible for the requests that a run makes to the place where it publishes. Not for such a place itself
(`folder` is one).

    store.locked(wait)         one run at a time
    store.read_published()     the manifest, and documents that it doesn't list
    store.owns(...)            whether a file is feedpub's
    store.is_untouched(...)    whether a document is as it was written
    store.stamp(), .matches()  whether documents were added or removed since
    store.transaction()        new documents, which become visible when it is committed

Paths are relative, with `/` between folder and file. A document is always whole: readers see the old one or
the new one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from contextlib import AbstractContextManager

    from feedpub.stores.manifest import FeedState, Manifest


class Document(NamedTuple):
    """A document in a store, as the index keeps it.

    `input_digest` covers everything that it was rendered from, `digest` is the SHA-256 of its bytes in
    hexadecimal, and `revision` is the store's own name for this version: another one has another.
    """

    path: str
    input_digest: bytes
    digest: str
    revision: bytes


class Staged(NamedTuple):
    """A document that is ready to replace another; `file` says where it waits (None: nowhere, in a dry
    run).
    """

    file: str | None
    document: Document

    @property
    def path(self) -> str:
        """The document's path in the store."""
        return self.document.path


class Foreign(NamedTuple):
    """A file at a document's place that isn't feedpub's, so it stays; `file` names it in messages."""

    file: str


class Plan(NamedTuple):
    """The changes of one run: documents to write, documents that stay as they are, paths to remove."""

    write: tuple[Staged, ...]
    keep: tuple[Document, ...]
    remove: tuple[str, ...]


class Published(NamedTuple):
    """The documents of feedpub's in a store.

    `manifest` is the one that was read; where there was none, it holds only the entries found in documents.
    `digests` has the SHA-256 digests that a document of feedpub's can have at each path: several after a run
    that was stopped. `feeds` has the state of each feed by its slug.
    """

    manifest: Manifest
    digests: Mapping[str, frozenset[str]]
    feeds: Mapping[str, FeedState]


WriteOutcome: TypeAlias = Document | Staged | Foreign
"""The same bytes are there already, or new ones are staged, or a file that isn't feedpub's is in the way."""


class Writer(Protocol):
    """The half of a transaction that workers use: it is pickled and handed to them."""

    def write(
        self, path: str, content: bytes, input_digest: bytes, *, own: Collection[str] | None
    ) -> WriteOutcome:
        """Stage a document unless its bytes lie there already.

        `own` are digests of files that may be replaced; None replaces any. Raises PublishError, with nothing
        replaced, where it can't be staged.
        """


class Transaction(Protocol):
    """New documents that become visible together."""

    @property
    def writer(self) -> Writer:
        """The half that workers stage documents with."""

    def add(self, staged: Staged) -> None:
        """Take a document that a worker staged; it begins to reach the disk."""

    def commit(self, plan: Plan, manifest: Manifest, published: Published) -> list[Document]:
        """Carry out the plan, write the manifest last, and return the documents written.

        `published` is what the store held before, as it was read.

        Raises PublishError at the first step that fails. Documents that were replaced before stay: each is
        whole by itself, and the next run knows them as its own.
        """


class Store(Protocol):
    """A place where documents are published."""

    def locked(self, wait: float) -> AbstractContextManager[bool]:
        """Hold the store's lock; yield whether it has one at all.

        Raises Locked where another run holds it for longer than `wait` seconds, PublishError where there can
        be no such store.
        """

    def read_published(self) -> Published:
        """Return the documents of feedpub's. Raises PublishError where the store can't be read."""

    def owns(self, path: str, digests: Collection[str]) -> bool:
        """Whether the file at `path` is feedpub's: it has one of the digests, or says so of itself."""

    def is_untouched(self, document: Document) -> bool:
        """Whether the document is the version that was written, by its revision."""

    def stamp(self) -> str | None:
        """Return a text that differs once a file was added to the store, removed or replaced in it; None
        where it can't be known at the moment.
        """

    def matches(self, stamp: str) -> bool:
        """Whether nothing was added, removed or replaced since `stamp` was taken.

        Not for documents whose bytes were changed in place: `is_untouched` answers for each of them.
        """

    def transaction(self, *, dry_run: bool) -> AbstractContextManager[Transaction]:
        """Begin with nothing staged; what isn't committed is dropped at the end."""
