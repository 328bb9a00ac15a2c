-- SPDX-License-Identifier: MIT
-- Files: what is known of them. Their bytes are elsewhere.

-- state: 0 awaited, 1 complete, 2 condemned. is_sent: something refers to it.
CREATE TABLE files (
    number       INTEGER PRIMARY KEY,
    id           TEXT NOT NULL UNIQUE,
    owner        INTEGER NOT NULL,
    category     TEXT NOT NULL,
    extension    TEXT NOT NULL,
    content_type TEXT NOT NULL,
    bytes        INTEGER NOT NULL,
    state        INTEGER NOT NULL DEFAULT 0,
    is_sent      INTEGER NOT NULL DEFAULT 0,
    created_at   INTEGER NOT NULL
) STRICT;
CREATE INDEX files_by_owner ON files (owner, state, bytes);
CREATE INDEX files_unsettled ON files (created_at) WHERE state <> 1 OR is_sent = 0;

-- The messages that name a file. seq 0: the conversation itself refers to it, for those who are members now.
CREATE TABLE file_references (
    file         INTEGER NOT NULL,
    conversation INTEGER NOT NULL,
    seq          INTEGER NOT NULL,
    PRIMARY KEY (file, conversation, seq)
) STRICT, WITHOUT ROWID;
