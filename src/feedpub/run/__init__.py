"""The stages of a run that work in parallel."""
