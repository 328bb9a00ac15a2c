// SPDX-License-Identifier: MIT
#pragma once

// Blobs in a folder of this machine, or one that the machines share. It serves its URLs itself, at
// /assets/upload/{id} (PUT of the whole; tus 1.0 for what may be interrupted: HEAD and PATCH) and
// /assets/download/{id} (GET and HEAD, with ranges): docs/protocol.md, B8. What is whole can't be uploaded again.
// Reading and writing is done by threads of its own, a part at a time.

#include <memory>
#include <string>

#include "server/blob/blob_store.h"
#include "server/runtime/clock.h"
#include "server/runtime/metrics.h"

namespace baithak {

struct DiskBlobsConfig {
    std::string folder;
    std::string secretFile;     // of the URLs' signatures; the same on every machine that shares the folder
    bool mayMakeSecret = true;  // when the file is not there
};

// The error names the folder or file that can't be used.
Result<std::unique_ptr<BlobStore>> openDiskBlobs(DiskBlobsConfig config, const Clock& clock, Metrics& metrics);

}  // namespace baithak
