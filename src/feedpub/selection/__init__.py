"""Topics, their slugs, and the site's feeds.

    topics         when two names are one topic, and the slug of each
    expressions    which records a feed shows
    feeds          the site's feeds and their titles and addresses

Not for the query that answers an expression (`index.queries`).
"""
