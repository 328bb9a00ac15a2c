// SPDX-License-Identifier: MIT
#pragma once

// The file role: /assets. Gives out URLs to put and get files, and keeps the books: who may have which file, how much
// each user has stored, what is there, what is left over. The bytes go between the client and the BlobStore.

#include <chrono>
#include <memory>
#include <string>

#include "server/auth/access_keys.h"
#include "server/blob/blob_store.h"
#include "server/net/http_routes.h"
#include "server/roles/file/upload_rules.h"
#include "server/roles/role.h"
#include "server/runtime/clock.h"
#include "server/runtime/log.h"
#include "server/runtime/metrics.h"
#include "server/store/file_store.h"

namespace baithak {

struct FilePorts {
    Loop& loop;
    FileStore& files;
    BlobStore& blobs;
    Authenticator& authenticator;
    HttpRoutes& routes;
    const Clock& clock;
    Log& log;
    Metrics& metrics;
};

struct FileSettings {
    UploadRules rules;
    std::string publicUrl;                  // how clients reach us; empty: as they did for this request
    std::chrono::milliseconds orphanAfter;  // a file that came to nothing is removed
    std::chrono::milliseconds sweepEvery{std::chrono::minutes(10)};
};

std::unique_ptr<Role> makeFileRole(FilePorts ports, FileSettings settings);

}  // namespace baithak
