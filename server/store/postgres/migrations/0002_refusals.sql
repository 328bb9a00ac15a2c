-- SPDX-License-Identifier: MIT
-- needs 1
-- Messages that were refused lately, so that a late copy of one is refused as well. code: as in append_rules.h;
-- refused_at: seconds.

CREATE TABLE refusals (
    conversation text COLLATE "C" NOT NULL,
    source       text COLLATE "C" NOT NULL,
    id           text COLLATE "C" NOT NULL,
    code         smallint NOT NULL,
    refused_at   bigint NOT NULL,
    PRIMARY KEY (conversation, source, id)
);
CREATE INDEX refusals_by_time ON refusals (refused_at);
