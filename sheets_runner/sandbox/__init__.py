"""A local CleverTap for trying and testing; imports nothing of the rest of the package.

From the wire inwards, each module using those below it::

    server                     a sandbox, opened and closed; options: what it is started with
    handling, listening        HTTP on 127.0.0.1: replies, connections, the door; packing: gzip
    api                        paths and credentials; traffic: requests in flight, statistics
    striking                   which request goes wrong; script, script_json: what shall
    faults, spoiling           all that can go wrong, and how
    exports, counts, schema    the ways to answer; asking: a request, replies: the bodies
    cursors, sources, records  where an export is, what it gives, in which shape
    answers                    what is found and counted; prepared: events for benchmarks
    reading, filters           a request's JSON as a query; cql: queries as values
    evaluate                   a query's events
    decisions                  what CleverTap's documents leave open
    population                 all users and events, indexed
    behaviour, people          how they are made; catalogue: campaigns, places, names
    days, dice                 the project's calendar; chance that is the same everywhere
"""

from __future__ import annotations
