"""The import path of 0.1 for `feedpub.check.values.rfc822`, until the rules import it from there."""

from feedpub.check.values.rfc822 import discourage, judge, parse

__all__ = ["discourage", "judge", "parse"]
