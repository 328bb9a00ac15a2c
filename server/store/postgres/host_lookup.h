// SPDX-License-Identifier: MIT
#pragma once

// The addresses of a host's name, looked up before libpq could: it would ask the name service itself, and the loop
// would stand still until that answers. Called on the engine's loop.

#include <chrono>

#include "server/runtime/task.h"
#include "server/store/postgres/address.h"

namespace baithak::postgres {

// The same settings, with the addresses of the host beside its name, which the certificate is still compared with. What
// is an address already, or a local socket, stays as it is. Throws Failure when the name is not known, or not within
// `limit`; the question goes on then until the name service answers it.
Task<Address::Settings> withAddresses(Loop& loop, Address::Settings host, std::chrono::milliseconds limit);

}  // namespace baithak::postgres
