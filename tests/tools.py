"""Programs that tests run and that pip doesn't install: browsers, servers, feed readers, Node's packages.

CI has all of them (`.ci/packages`, `tests/npm`), so one that is missing fails there; on anybody else's
machine the test is skipped and says why.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import NoReturn

import pytest

NPM = Path(__file__).parent / "npm" / "node_modules"


def program(*names: str) -> str:
    """Return the path of the first of these programs that is installed."""
    search = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin"])
    for name in names:
        if found := shutil.which(name, path=search):
            return found
    return missing(" or ".join(names))


def npm_package(name: str) -> Path:
    """Return the folder of an npm package that `npm ci --prefix tests/npm` installs."""
    if not (NPM / name / "package.json").is_file():
        missing(f"npm's {name} (`npm ci --prefix tests/npm`)")
    return NPM / name


def missing(what: str) -> NoReturn:
    """Skip the test that needs it, or fail where everything is to be there."""
    if os.environ.get("FEEDPUB_DEV"):
        pytest.fail(f"{what} isn't installed, and FEEDPUB_DEV says that everything is", pytrace=False)
    pytest.skip(f"{what} isn't installed")
