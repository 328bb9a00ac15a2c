// SPDX-License-Identifier: MIT
#include "server/roles/file/late_uploads.h"

namespace baithak {
namespace {

constexpr std::size_t kMost = 100'000;
// An upload that began in time may end after it.
constexpr std::chrono::hours kLongestUpload{1};

}  // namespace

void LateUploads::add(FileId id, Timestamp until) {
    if (addresses_.size() >= kMost) addresses_.pop_front();
    addresses_.push_back({std::move(id), until + kLongestUpload});
}

// One that can't be removed now is for the next time, with those behind it.
Task<> LateUploads::run() {
    while (!addresses_.empty() && addresses_.front().until <= clock_.now()) {
        // Others are added, and forgotten for want of room, meanwhile.
        auto address = std::move(addresses_.front());
        addresses_.pop_front();
        auto removed = co_await blobs_.removeLate(address.id);
        if (!removed) {
            log_.warn("file.late_upload_kept", {{"reason", removed.error().text}});
            addresses_.push_front(std::move(address));
            co_return;
        }
    }
}

}  // namespace baithak
