// SPDX-License-Identifier: MIT
#pragma once

// From the words of the configuration to adapters. The only place, with role_table, that knows every name. Built before
// the roles, destroyed after them.

#include <memory>

#include "server/auth/access_keys.h"
#include "server/auth/auth_provider.h"
#include "server/blob/blob_store.h"
#include "server/bus/bus.h"
#include "server/net/http_client.h"
#include "server/presence/presence.h"
#include "server/push/push_provider.h"
#include "server/runtime/clock.h"
#include "server/runtime/config.h"
#include "server/runtime/log.h"
#include "server/runtime/metrics.h"
#include "server/runtime/worker_pool.h"
#include "server/store/store.h"

namespace baithak {

// What the chosen roles ask for, besides the bus and presence, which every process has. The rest is never opened.
struct Needs {
    bool store = false;
    bool auth = false;
    bool blobs = false;
    bool push = false;
};

struct Backends {
    std::unique_ptr<WorkerPool> workers;
    std::unique_ptr<HttpClient> http;  // none when nothing is called
    std::unique_ptr<Store> store;      // none, and no authenticator, without Needs::store
    std::unique_ptr<Bus> bus;
    std::unique_ptr<Presence> presence;
    std::unique_ptr<AuthProvider> auth;  // none without Needs::auth
    std::unique_ptr<PushProvider> push;  // none without Needs::push
    std::unique_ptr<BlobStore> blobs;    // none without Needs::blobs
    std::unique_ptr<Authenticator> authenticator;
};

// Of `drain-seconds`, what is for clients to take their leave when the server ends, and after that for the pushes in
// hand.
std::chrono::milliseconds clientDrainOf(const Config& config);
std::chrono::milliseconds pushDrainOf(const Config& config);

// What could be wrong with files on disk when other processes have the role, too: a sentence for the log; empty when
// nothing is.
std::string doubtOfSharedFiles(const Config& config);

// The error names what can't be had and why.
Result<Backends> buildBackends(const Config& config, const Needs& needs, const Clock& clock, Log& log,
                               Metrics& metrics);

}  // namespace baithak
