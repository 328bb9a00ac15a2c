// SPDX-License-Identifier: MIT
#pragma once

// Decides whether a server kept its promises (docs/protocol.md, B1) in a history, given the logs as they were in the
// end. Used by every test that runs clients against a server; itself tested against toy servers that break each one.

#include <string>
#include <vector>

#include "tests/support/history.h"

namespace baithak::test {

// What was broken, a sentence with ids each; empty when all was kept:
// - an acknowledged message is in its log exactly once, at the place the acknowledgement named;
// - a refused or ephemeral message is in no log, and nothing is there that nobody sent;
// - the log's places are 1, 2, 3 …; one device's messages stand in the order sent; what was sent after another's
//   acknowledgement stands behind it;
// - what a device receives equals the log, and lies within its user's membership; never twice on one connection, and
//   in order;
// - what a device shows is there once, in order, without a gap, and complete once the test has waited for it;
// - who writes to a group is a member there and then;
// - a log's entries were written by one owner after the other, where their epochs are known: a former one is fenced.
std::vector<std::string> check(const History& history, const FinalLogs& logs);

}  // namespace baithak::test
