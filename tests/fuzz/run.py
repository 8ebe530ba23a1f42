"""Fuzz one target, guided by coverage: `python tests/fuzz/run.py records -max_total_time=60`.

Options are libFuzzer's. Without a folder among them, the corpus is made of the repository's own cases, in a
temporary folder.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

TESTS = Path(__file__).parents[1]
_SUFFIXES = {".md": 0, ".yaml": 1, ".json": 2, ".txt": 3}
_MOST = 2048
"""Larger seeds are left out: small inputs run more often."""


def seeds(target: str) -> list[bytes]:
    """Return the repository's cases as inputs of the target."""
    if target == "check":
        files = [*TESTS.glob("check/corpus/**/*"), *TESTS.glob("cases/**/*.xml")]
        return [b"\0" + file.read_bytes() for file in files if file.is_file()]
    files = [*TESTS.glob("cases/**/*"), *TESTS.parent.glob("seeds/*")]
    return [
        bytes([_SUFFIXES[file.suffix]]) + file.read_bytes()
        for file in files
        if file.is_file() and file.suffix in _SUFFIXES
    ]


def main() -> None:
    """Run libFuzzer with the arguments of the command."""
    import atheris

    with atheris.instrument_imports(include=["feedpub", "tests.fuzz.targets"], enable_loader_override=False):
        from tests.fuzz import targets

        from feedpub.check import rules

        rules.load_all()

    name, *options = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        if not any(not option.startswith("-") for option in options):
            longest = next((int(one[9:]) for one in options if one.startswith("-max_len=")), _MOST)
            for number, content in enumerate(one for one in seeds(name) if len(one) <= longest):
                (Path(folder) / str(number)).write_bytes(content)
            options.append(folder)
        words = Path(__file__).with_name(f"{'check' if name == 'check' else 'records'}.dict")
        atheris.Setup([sys.argv[0], f"-dict={words}", f"-max_len={_MOST}", *options], targets.TARGETS[name])
        atheris.Fuzz()


if __name__ == "__main__":
    main()
