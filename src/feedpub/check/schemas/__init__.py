"""Schemas of the formats, and validation against them.

Responsible for what a grammar can state: which elements or keys there are, where, how often, of which type.
`relaxng` validates Atom and RSS against `atom.rng` and `rss.rng`, which share `extensions.rng`;
`json_schema` validates JSON Feed against `json_feed.schema.json`. Not for what the rules add to that, nor for
which of a schema's findings are worth reporting beside those of the rules.
"""
