"""From what editors write to what feeds can carry: text, dates, URLs, Markdown, HTML, and entries.

    text, dates, urls   single values, cleaned and in the spelling of feeds
    vocabulary          the elements, attributes and schemes that content may have: data
    markdown            a body, Markdown or HTML -> HTML
    html                any HTML -> safe HTML with absolute URLs: the order of the steps
    sanitizer           keeps the vocabulary alone; makes URLs absolute
    rewrite             what needs another form: in one pass over `tags`, by `replacements` and `anchors`,
                        with `embeds` (players' pages), `images` (the real one) and `visibility`
    nesting             refuses markup that would take too long to parse
    losses              what of a body is lost, for a note
    compose             a record -> the content of its entry
    entries             a record -> an Entry, the same in every document

Imports nothing of feedpub but itself. Importing the package is cheap: heavy libraries are loaded on first
use.
"""
