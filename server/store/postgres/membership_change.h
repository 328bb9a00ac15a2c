// SPDX-License-Identifier: MIT
#pragma once

// A change of membership, in the transaction of its job: the notice goes into the log, and its seq opens or closes the
// members' intervals.

#include "server/store/postgres/fence_book.h"

namespace baithak::postgres {

// What is to be written is added to the connection, for the run that commits. `fences` and `change` outlive the task.
Task<Result<MembershipOutcome>> changeMembership(Connection& connection, const MembershipChange& change,
                                                 Fences& fences);

}  // namespace baithak::postgres
