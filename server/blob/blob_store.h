// SPDX-License-Identifier: MIT
#pragma once

// Where the bytes of files lie. Clients put and get them by URLs that carry their own permission: whoever holds one may
// use it, until its time is over. Used by the file role. Calls resolve on the loop that awaits them; Errc::unavailable
// when the store is away.

#include <cstdint>
#include <string>
#include <string_view>

#include "server/runtime/task.h"
#include "shared/base/result.h"
#include "shared/base/timestamp.h"
#include "shared/model/file_id.h"

namespace baithak {

class HttpRoutes;

// What a client may do with an upload URL.
struct UploadGrant {
    FileId id;
    std::uint64_t bytes = 0;  // at most, where the store guards uploads
    bool isExact = false;     // exactly so many
    std::string contentType;
    Timestamp now;
    Timestamp until;
};

// What is answered to a download URL.
struct DownloadGrant {
    FileId id;
    std::string contentType;
    std::string fileName;  // letters, digits, `-` and `.` only
    bool isShown = false;  // a browser may show it in place; else it is saved
    Timestamp now;
    Timestamp until;
};

struct BlobFacts {
    std::uint64_t bytes = 0;
    std::string beginning;  // the first kSniffedBytes
    std::string version;    // the store's own mark of these very bytes
};

class BlobStore {
public:
    static constexpr std::size_t kSniffedBytes = 512;

    virtual ~BlobStore() = default;

    // `base`: how clients reach this server, `https://chat.example.org`; for stores that have no address of their own.
    virtual std::string uploadUrl(const UploadGrant& grant, std::string_view base) = 0;
    virtual std::string downloadUrl(const DownloadGrant& grant, std::string_view base) = 0;

    // Whether an upload URL takes no more bytes than its grant says, and none once the file is sealed. Where not, a URL
    // that is not exact takes what it is given, and each of them until its time is over: such URLs are to be
    // short-lived, and `removeLate` has to clear up behind them.
    virtual bool guardsUploads() const noexcept { return true; }

    // What was uploaded whole. Errc::notFound when nothing was.
    virtual Task<Result<BlobFacts>> inspect(FileId id) = 0;
    // From now on no upload URL can change what was inspected. Errc::conflict when it has changed since. Repeatable.
    virtual Task<Result<>> seal(FileId id, BlobFacts facts) = 0;
    // Removes the upload that was inspected, not one that has come since; success, too, when it is gone.
    virtual Task<Result<>> discard(FileId id, BlobFacts facts) = 0;
    // Whole or in part; success, too, when there is nothing.
    virtual Task<Result<>> remove(FileId id) = 0;
    // Removes what came by the upload URL of a file that is sealed, for a store that does not guard uploads.
    virtual Task<Result<>> removeLate(FileId) { co_return Result<>(); }

    // The routes behind the URLs, of a store that serves them itself.
    virtual void hangOn(HttpRoutes&) {}
};

}  // namespace baithak
