-- SPDX-License-Identifier: MIT
-- Accounts that belong to somebody whom an issuer of signed tokens knows, and push tokens that change hands.

-- An account is bound to one subject of one issuer; the first who signs in as it. A subject may have several accounts.
CREATE TABLE subjects (
    user     INTEGER PRIMARY KEY,
    issuer   TEXT NOT NULL,
    subject  TEXT NOT NULL,
    bound_at INTEGER NOT NULL
) STRICT;

CREATE INDEX devices_by_token ON devices (notification_token) WHERE notification_token <> '';
