"""A local CleverTap for trying and testing; imports nothing of the rest of the package.

From the wire inwards, each module using those below it::

    server                     HTTP on 127.0.0.1; options: what it is started with
    api                        paths and credentials; traffic: requests in flight, statistics
    exports, counts            the two ways to answer; asking: a request, replies: the bodies
    cursors, records           where an export is; the shapes of what it gives
    reading, filters           a request's JSON as a query; cql: queries as values
    evaluate                   a query's events
    decisions                  what CleverTap's documents leave open
    population                 all users and events, indexed
    behaviour, people          how they are made; catalogue: campaigns, places, names
    days, dice                 the project's calendar; chance that is the same everywhere
"""

from __future__ import annotations
