"""The names of 0.1 for `schemas.relaxng`, until the engine imports those."""

from feedpub.check.schemas.relaxng import GRAMMAR
from feedpub.check.schemas.relaxng import find_violations as violations

__all__ = ["GRAMMAR", "violations"]
