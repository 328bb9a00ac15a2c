// SPDX-License-Identifier: MIT
#pragma once

// Upload addresses that outlive the sealing of their file, as those of S3 do: what came by one afterwards is removed
// once its time is over. Kept in memory, and so many at most: what a process forgets by its end is for the bucket's
// lifecycle rule (docs/operations.md).

#include <deque>

#include "server/blob/blob_store.h"
#include "server/runtime/clock.h"
#include "server/runtime/log.h"

namespace baithak {

class LateUploads {
public:
    LateUploads(BlobStore& blobs, const Clock& clock, Log& log) : blobs_(blobs), clock_(clock), log_(log) {}

    // The address of that file ends then. Called in about the order of these times.
    void add(FileId id, Timestamp until);
    // Clears up behind those whose time is over. One caller at a time.
    Task<> run();

private:
    struct Address {
        FileId id;
        Timestamp until;
    };

    BlobStore& blobs_;
    const Clock& clock_;
    Log& log_;
    std::deque<Address> addresses_;
};

}  // namespace baithak
