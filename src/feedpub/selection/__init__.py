"""The site's feeds, and the title and address of each.

Not for when two names are one topic (`topics`), for the expressions themselves (`config.Selection`), nor for
the query that answers one (`index.queries`).
"""
