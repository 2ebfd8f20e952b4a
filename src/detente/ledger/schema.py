"""The ledger's tables, as the list of steps that lead to them.

Texts are kept once, by hash. A source is where a text, or a reference without a text, comes
from. A statement is a number; everything that is known of statements and sources is what the
decisions say, and decisions are only ever appended: triggers refuse anything else. The views
derive what stands now.
"""

from __future__ import annotations

APPLICATION_ID = 0x44544E54
"""Marks a SQLite file as a ledger ("DTNT")."""

_TABLES = """
CREATE TABLE texts (
    id      INTEGER PRIMARY KEY,
    sha256  TEXT NOT NULL UNIQUE CHECK (length(sha256) = 64),
    content TEXT NOT NULL
) STRICT;

CREATE TABLE sources (
    id   INTEGER PRIMARY KEY,
    text INTEGER UNIQUE REFERENCES texts (id)
) STRICT;

CREATE TABLE statements (
    id     INTEGER PRIMARY KEY,
    source INTEGER NOT NULL REFERENCES sources (id),
    origin TEXT UNIQUE  -- what a second reading of the same text is recognised by
) STRICT;

CREATE TABLE decisions (
    seq       INTEGER PRIMARY KEY AUTOINCREMENT,
    at        TEXT NOT NULL,
    by        TEXT NOT NULL DEFAULT '',
    action    TEXT NOT NULL CHECK (action IN ('proposed', 'added', 'accepted', 'edited',
                                              'rejected', 'described', 'published', 'undone')),
    statement INTEGER REFERENCES statements (id),
    source    INTEGER REFERENCES sources (id),
    undoes    INTEGER UNIQUE REFERENCES decisions (seq),
    fields    TEXT,
    note      TEXT NOT NULL DEFAULT '',
    CHECK ((statement IS NULL) <> (source IS NULL)),
    CHECK ((action = 'undone') = (undoes IS NOT NULL)),
    CHECK ((action IN ('accepted', 'rejected', 'undone')) = (fields IS NULL))
) STRICT;

CREATE INDEX decisions_on_statements ON decisions (statement, seq) WHERE statement IS NOT NULL;
CREATE INDEX decisions_on_sources ON decisions (source, seq) WHERE source IS NOT NULL;
"""

_VIEWS = """
CREATE VIEW effective AS
SELECT * FROM decisions AS d
WHERE d.action <> 'undone'
  AND NOT EXISTS (SELECT 1 FROM decisions AS u WHERE u.undoes = d.seq);

CREATE VIEW current_statements AS
SELECT s.id, s.source, t.sha256,
    (SELECT CASE e.action WHEN 'added' THEN 'accepted' ELSE e.action END
     FROM effective AS e WHERE e.statement = s.id
       AND e.action IN ('proposed', 'added', 'accepted', 'rejected')
     ORDER BY e.seq DESC LIMIT 1) AS state,
    (SELECT e.fields FROM effective AS e WHERE e.statement = s.id
       AND e.action IN ('proposed', 'added', 'edited')
     ORDER BY e.seq DESC LIMIT 1) AS fields,
    (SELECT e.fields FROM effective AS e WHERE e.statement = s.id
       AND e.action = 'published'
     ORDER BY e.seq DESC LIMIT 1) AS published
FROM statements AS s
JOIN sources AS o ON o.id = s.source
JOIN texts AS t ON t.id = o.text;

CREATE VIEW current_sources AS
SELECT o.id, t.sha256,
    (SELECT e.fields FROM effective AS e WHERE e.source = o.id AND e.action = 'described'
     ORDER BY e.seq DESC LIMIT 1) AS fields,
    (SELECT e.fields FROM effective AS e WHERE e.source = o.id AND e.action = 'published'
     ORDER BY e.seq DESC LIMIT 1) AS published
FROM sources AS o
LEFT JOIN texts AS t ON t.id = o.text;
"""

# Filled by `sources.record`, since a schema that is not trusted may not do it by a trigger.
_SEARCH = """
CREATE VIRTUAL TABLE found USING fts5 (
    content, content = 'texts', content_rowid = 'id', tokenize = 'trigram'
);
"""

_TRIGGERS = (
    """CREATE TRIGGER decisions_stay BEFORE UPDATE ON decisions
       BEGIN SELECT RAISE(ABORT, 'decisions are never changed'); END""",
    """CREATE TRIGGER decisions_are_kept BEFORE DELETE ON decisions
       BEGIN SELECT RAISE(ABORT, 'decisions are never removed'); END""",
    """CREATE TRIGGER texts_are_kept BEFORE DELETE ON texts
       BEGIN SELECT RAISE(ABORT, 'texts are never removed'); END""",
    """CREATE TRIGGER texts_stay BEFORE UPDATE ON texts
       BEGIN SELECT RAISE(ABORT, 'texts are never changed'); END""",
)


def _statements(script: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in script.split(";\n") if part.strip())


MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        *_statements(_TABLES),
        *_statements(_VIEWS),
        *_statements(_SEARCH),
        *_TRIGGERS,
    ),
)
"""For every version of the schema, the SQL that leads to it from the one before."""
