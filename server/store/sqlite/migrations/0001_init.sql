-- SPDX-License-Identifier: MIT
-- The first schema. Times are milliseconds since the Unix epoch; `number` is this store's own key of a thing.

-- Single values: `id_key`, the random key of the hash in known.slot; `stamp`, the bound of change stamps given out.
CREATE TABLE state (
    name  TEXT PRIMARY KEY,
    value ANY NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO state (name, value) VALUES ('id_key', randomblob(16)), ('stamp', 0);

-- Everybody who is named anywhere. account: 0 a name without an account yet, 1 active, 2 not active.
CREATE TABLE users (
    number        INTEGER PRIMARY KEY,
    username      TEXT NOT NULL UNIQUE,
    folded        TEXT NOT NULL,
    account       INTEGER NOT NULL,
    name          TEXT NOT NULL DEFAULT '',
    password_hash TEXT NOT NULL DEFAULT '',
    created_at    INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE UNIQUE INDEX users_by_folded ON users (folded) WHERE account <> 0;

-- AUTOINCREMENT: a device's number is never used again.
CREATE TABLE devices (
    number             INTEGER PRIMARY KEY AUTOINCREMENT,
    user               INTEGER NOT NULL,
    id                 TEXT NOT NULL,
    key_hash           BLOB NOT NULL UNIQUE,
    notification_token TEXT NOT NULL,
    message_version    INTEGER NOT NULL,
    created_at         INTEGER NOT NULL,
    last_used_at       INTEGER NOT NULL,
    key_expires_at     INTEGER NOT NULL,
    UNIQUE (user, id)
) STRICT;

-- kind as in shared/model/conversation.h. head: the last seq. changed: the stamp of the last change that each of its
-- members can see.
CREATE TABLE conversations (
    number  INTEGER PRIMARY KEY,
    name    TEXT NOT NULL UNIQUE,
    kind    INTEGER NOT NULL,
    head    INTEGER NOT NULL,
    changed INTEGER NOT NULL
) STRICT;

CREATE TABLE groups (
    conversation  INTEGER PRIMARY KEY,
    name          TEXT NOT NULL,
    profile_pic   TEXT,
    version       INTEGER NOT NULL,
    next_standing INTEGER NOT NULL
) STRICT;

-- Who is or was in a conversation, with what is theirs in it. left_at: the last seq that one who has left may see; null
-- for members. changed: the stamp of the last change that this one alone can see.
CREATE TABLE participants (
    conversation INTEGER NOT NULL,
    user         INTEGER NOT NULL,
    role         INTEGER NOT NULL DEFAULT 0,
    standing     INTEGER NOT NULL DEFAULT 0,
    left_at      INTEGER,
    delivered    INTEGER NOT NULL DEFAULT 0,
    read         INTEGER NOT NULL DEFAULT 0,
    muted        INTEGER NOT NULL DEFAULT 0,
    pinned       INTEGER NOT NULL DEFAULT 0,
    archived     INTEGER NOT NULL DEFAULT 0,
    changed      INTEGER NOT NULL,
    PRIMARY KEY (conversation, user)
) STRICT, WITHOUT ROWID;
CREATE INDEX participants_by_user ON participants (user, conversation);

-- What a group's members may see, first_seq to last_seq (null: still open). Other conversations are seen whole.
CREATE TABLE intervals (
    conversation INTEGER NOT NULL,
    user         INTEGER NOT NULL,
    first_seq    INTEGER NOT NULL,
    last_seq     INTEGER,
    PRIMARY KEY (conversation, user, first_seq)
) STRICT, WITHOUT ROWID;

-- What each device has confirmed.
CREATE TABLE cursors (
    device       INTEGER NOT NULL,
    conversation INTEGER NOT NULL,
    seq          INTEGER NOT NULL,
    PRIMARY KEY (device, conversation)
) STRICT, WITHOUT ROWID;

-- The logs. position: conversation << 32 | seq, so that a log is one stretch of one B-tree with integer keys.
-- tally: 0 does not count as unread, 1 counts, 2 counts and has meta `mentions`. frame: the message in the v3 form.
CREATE TABLE messages (
    position INTEGER PRIMARY KEY,
    source   INTEGER NOT NULL,
    origin   INTEGER NOT NULL,
    tally    INTEGER NOT NULL,
    frame    BLOB NOT NULL
) STRICT;

-- Which messages are in the logs. slot: conversation << 32 | 32 bits of a keyed hash of source and id; on a collision
-- the next free slot. The row in `messages` tells collisions from repeats.
CREATE TABLE known (
    slot INTEGER PRIMARY KEY,
    seq  INTEGER NOT NULL
) STRICT;
