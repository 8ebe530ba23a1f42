"""Programs that tests run and that pip doesn't install: browsers, servers, feed readers, Node's packages.

CI has all of them (`.ci/packages`, `tests/npm`), so a missing one fails there; on any other machine the test
is skipped, and the reason says what to install. A tool is looked for as the test will use it: a language
counts as installed only with the modules that the test's script loads.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import NoReturn

import pytest

NPM = Path(__file__).parent / "npm" / "node_modules"
TEMPORARY = tempfile.gettempdir()
"""The folder of temporary files that all users share; tests have one of their own (see conftest.py)."""

_PROBE_SECONDS = 60


def program(*names: str, package: str | None = None) -> str:
    """Return the path of the first of these programs that is installed.

    `package` is the Debian package that holds it, where its name isn't the program's.
    """
    search = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin"])
    for name in names:
        if found := shutil.which(name, path=search):
            return found
    return missing(" or ".join(names), f"apt-get install {package or names[0]}")


def perl(module: str, package: str) -> str:
    """Return the path of a Perl that loads a module, which a Debian package holds."""
    path = program("perl")
    if not _succeeds(path, f"-M{module}", "-e", "1"):
        missing(f"Perl's module {module}", f"apt-get install {package}")
    return path


def ruby(library: str) -> str:
    """Return the path of a Ruby that loads a library."""
    path = program("ruby")
    if not _succeeds(path, "-r", library, "-e", "1"):
        missing(f"Ruby's library {library}", f"gem install {library}")
    return path


def npm_package(name: str) -> Path:
    """Return the folder of an npm package that `npm ci --prefix tests/npm` installs."""
    if not (NPM / name / "package.json").is_file():
        missing(f"npm's package {name}", "npm ci --prefix tests/npm")
    return NPM / name


def node(package: str) -> tuple[str, Path]:
    """Return the path of a Node that has `fetch` and loads an npm package, and the package's folder."""
    path, folder = program("node", package="nodejs npm"), npm_package(package)
    if not _succeeds(path, "-e", "require(process.argv[1]); fetch", str(folder)):
        missing(f"a Node that has fetch and loads npm's package {package}", "a newer Node")
    return path, folder


def mount_namespace() -> tuple[str, ...]:
    """Return the beginning of a command that runs in a mount namespace of its own, where it may mount."""
    as_root = () if os.geteuid() == 0 else ("--map-root-user",)
    command = (program("unshare", package="util-linux"), "--mount", *as_root)
    if not _succeeds(*command, "sh", "-c", "mount -t tmpfs none /mnt"):
        missing("a system that permits mounts in a namespace", "run outside of a container")
    return command


def missing(what: str, how: str) -> NoReturn:
    """Skip the test that needs `what` and say how to install it, or fail where everything must be there."""
    message = f"{what} isn't installed; to install it: {how}"
    if os.environ.get("FEEDPUB_DEV"):
        pytest.fail(f"{message} (FEEDPUB_DEV is set, so nothing may be missing)", pytrace=False)
    pytest.skip(message)


@cache
def _succeeds(*command: str) -> bool:
    """Tell whether a program that is installed runs a command without an error."""
    try:
        done = subprocess.run(command, capture_output=True, timeout=_PROBE_SECONDS, check=False)
    except OSError:
        return False
    return done.returncode == 0
