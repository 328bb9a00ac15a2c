// SPDX-License-Identifier: MIT
#pragma once

// What the routes of the disk store share.

#include "server/blob/disk/disk_files.h"
#include "server/blob/disk/url_signer.h"
#include "server/runtime/clock.h"
#include "server/runtime/metrics.h"
#include "server/runtime/worker_pool.h"

namespace baithak {

struct DiskContext {
    const DiskFiles files;
    const UrlSigner signer;
    WorkerPool& workers;
    const Clock& clock;
    Counter& received;
    Counter& sent;
};

// A value that may be wrong twice: the threads may be busy, or the work may fail.
template <class Value>
Result<Value> flattened(Result<Result<Value>> result) {
    if (!result) return result.error();
    return std::move(*result);
}

}  // namespace baithak
