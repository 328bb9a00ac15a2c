// SPDX-License-Identifier: MIT
#pragma once

// A store of blobs without bytes: notes what it is asked, and answers what the test has put in.

#include <vector>

#include "server/blob/blob_store.h"

namespace baithak::test {

class FakeBlobs final : public BlobStore {
public:
    bool isAway = false;
    bool guards = true;
    BlobFacts facts;
    std::vector<UploadGrant> grants;
    std::vector<FileId> discarded, removed, late;

    std::string uploadUrl(const UploadGrant& grant, std::string_view base) override {
        grants.push_back(grant);
        return std::string(base) + "/up";
    }
    std::string downloadUrl(const DownloadGrant&, std::string_view base) override {
        return std::string(base) + "/down";
    }
    bool guardsUploads() const noexcept override { return guards; }
    Task<Result<BlobFacts>> inspect(FileId) override { co_return facts; }
    Task<Result<>> seal(FileId, BlobFacts) override { co_return Result<>(); }
    Task<Result<>> discard(FileId id, BlobFacts) override { co_return note(discarded, std::move(id)); }
    Task<Result<>> remove(FileId id) override { co_return note(removed, std::move(id)); }
    Task<Result<>> removeLate(FileId id) override { co_return note(late, std::move(id)); }

private:
    Result<> note(std::vector<FileId>& where, FileId id) const {
        if (isAway) return Error{Errc::unavailable, "away"};
        where.push_back(std::move(id));
        return {};
    }
};

}  // namespace baithak::test
