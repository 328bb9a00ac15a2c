// SPDX-License-Identifier: MIT
#pragma once

// Removes what nobody will use: uploads that never came, files that were never sent. Several processes may sweep at
// once: the store condemns a file for all of them, removing its bytes twice does no harm, and it is forgotten last.

#include "server/blob/blob_store.h"
#include "server/runtime/clock.h"
#include "server/runtime/log.h"
#include "server/runtime/metrics.h"
#include "server/store/file_store.h"

namespace baithak {

class OrphanSweep {
public:
    OrphanSweep(FileStore& files, BlobStore& blobs, const Clock& clock, Log& log, Metrics& metrics,
                std::chrono::milliseconds lifetime);

    // All there are; answers how many it removed. What can't be removed now is left for the next time.
    Task<std::size_t> run();

private:
    Task<Result<std::size_t>> removeSome();

    FileStore& files_;
    BlobStore& blobs_;
    const Clock& clock_;
    Log& log_;
    Counter& removed_;
    std::chrono::milliseconds lifetime_;
};

}  // namespace baithak
