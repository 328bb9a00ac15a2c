-- SPDX-License-Identifier: MIT
-- One account's messages on this device. Times are milliseconds since the epoch; 0 stands for "none".

CREATE TABLE facts (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE conversations (
    id               TEXT PRIMARY KEY,
    kind             INTEGER NOT NULL DEFAULT 0,
    title            TEXT    NOT NULL DEFAULT '',
    member_count     INTEGER NOT NULL DEFAULT 0,
    last_seq         INTEGER NOT NULL DEFAULT 0,
    read_seq         INTEGER NOT NULL DEFAULT 0,
    kept_seq         INTEGER NOT NULL DEFAULT 0,   -- of the live stream: all up to here is kept and may be confirmed
    delivered_up_to  INTEGER NOT NULL DEFAULT 0,   -- of all others
    read_up_to       INTEGER NOT NULL DEFAULT 0,   -- of all others
    unread_hint      INTEGER NOT NULL DEFAULT 0,   -- the server's count, for messages that are not here
    mentions_hint    INTEGER NOT NULL DEFAULT 0,
    muted            INTEGER NOT NULL DEFAULT 0,
    pinned           INTEGER NOT NULL DEFAULT 0,
    archived         INTEGER NOT NULL DEFAULT 0,
    is_member        INTEGER NOT NULL DEFAULT 1,
    history_complete INTEGER NOT NULL DEFAULT 0,   -- nothing older is to be had from the server
    read_untold      INTEGER NOT NULL DEFAULT 0,   -- read_seq has moved and the server does not know
    muted_untold     INTEGER NOT NULL DEFAULT 0,
    pinned_untold    INTEGER NOT NULL DEFAULT 0,
    activity_at      INTEGER NOT NULL DEFAULT 0,
    draft            TEXT    NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;

-- seq is NULL until the server has stored the message. A hidden message only keeps its place.
CREATE TABLE messages (
    local_order  INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation TEXT    NOT NULL,
    seq          INTEGER,
    source       TEXT    NOT NULL,
    id           TEXT    NOT NULL,
    text         TEXT    NOT NULL,
    content      BLOB    NOT NULL,
    sent_at      INTEGER NOT NULL,
    state        INTEGER NOT NULL,
    error        TEXT    NOT NULL DEFAULT '',
    is_notice    INTEGER NOT NULL DEFAULT 0,
    is_hidden    INTEGER NOT NULL DEFAULT 0,
    mentions_me  INTEGER NOT NULL DEFAULT 0,
    UNIQUE (conversation, source, id)
) STRICT;
CREATE INDEX messages_by_seq ON messages (conversation, seq);
CREATE INDEX messages_unsent ON messages (conversation) WHERE seq IS NULL;

-- What was written and not yet acknowledged, in order; `frame` is the v3 form.
CREATE TABLE outbox (
    place INTEGER PRIMARY KEY AUTOINCREMENT,
    id    TEXT NOT NULL UNIQUE,
    frame BLOB NOT NULL
) STRICT;

CREATE TABLE members (
    conversation TEXT    NOT NULL,
    username     TEXT    NOT NULL,
    role         TEXT    NOT NULL DEFAULT '',
    delivered    INTEGER NOT NULL DEFAULT 0,
    read         INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (conversation, username)
) STRICT, WITHOUT ROWID;

CREATE TABLE contacts (
    username TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
