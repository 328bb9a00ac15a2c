-- SPDX-License-Identifier: MIT
-- Messages that were refused lately, so that a late copy of one is refused as well. code: as in append_rules.h;
-- refused_at: seconds.

CREATE TABLE refusals (
    conversation TEXT NOT NULL,
    source       TEXT NOT NULL,
    id           TEXT NOT NULL,
    code         INTEGER NOT NULL,
    refused_at   INTEGER NOT NULL,
    PRIMARY KEY (conversation, source, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX refusals_by_time ON refusals (refused_at);
