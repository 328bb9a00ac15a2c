// SPDX-License-Identifier: MIT
#pragma once

// Removes what nobody will use: uploads that never came, files that were never sent. Several processes may sweep at
// once: the store condemns a file for all of them, removing its bytes twice does no harm, and it is forgotten last.

#include <set>

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

    // All there are; answers how many it removed. What can't be removed now is left for the next time, and stands in
    // nobody's way. One caller at a time.
    Task<std::size_t> run();

private:
    Task<Result<std::vector<FileRecord>>> condemnSome();
    Task<std::vector<FileId>> removeThose(std::vector<FileRecord> files);

    FileStore& files_;
    BlobStore& blobs_;
    const Clock& clock_;
    Log& log_;
    Counter& removed_;
    Counter& failures_;
    std::set<FileId> stuck_;  // could not be removed, and are passed over until all others are gone
    std::chrono::milliseconds lifetime_;
};

}  // namespace baithak
