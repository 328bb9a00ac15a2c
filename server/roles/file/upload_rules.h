// SPDX-License-Identifier: MIT
#pragma once

// What may be uploaded. Pure.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "server/blob/blob_store.h"
#include "server/store/file_store.h"

namespace baithak {

struct UploadRules {
    std::uint64_t maxBytes = 100 * 1024 * 1024;
    std::uint64_t quotaBytes = 0;    // of each user
    std::vector<std::string> types;  // `image/png`, `image/*`; `*` is any
    bool needsSize = false;          // a wish has to say how many bytes it will be
};

// What a client wants to upload, as it says.
struct UploadWish {
    std::string extension;  // with or without a dot
    std::string category;
    std::optional<std::uint64_t> bytes;
};

// The record of the file that is to come, without id, owner and time. Errc::malformed, Errc::tooLarge, or
// Errc::forbidden for a type that is not taken here.
Result<FileRecord> acceptWish(const UploadWish& wish, const UploadRules& rules);

// The type of what has come for that record. Errc::tooLarge when it is more than was kept free, Errc::forbidden when it
// is of a type that is not taken here.
Result<std::string> acceptBlob(const FileRecord& file, const BlobFacts& facts, const UploadRules& rules);

bool isAllowed(std::string_view type, const std::vector<std::string>& types);

}  // namespace baithak
