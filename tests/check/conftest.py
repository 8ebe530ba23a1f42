"""Every rule is declared before a test looks one up."""

from feedpub.check.rules import load_all

load_all()
