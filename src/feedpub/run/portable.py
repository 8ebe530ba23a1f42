"""The parts of a config that stages need on any machine."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from feedpub.config import Config

_NOWHERE = Path()


def without_paths(config: Config) -> Config:
    """Return the config without paths of this machine: equal for equal configs, wherever they lie."""
    return replace(config, source=_NOWHERE, output=_NOWHERE, state=_NOWHERE, file=None, apart=())
