// SPDX-License-Identifier: MIT
#include "server/blob/disk/disk_blobs.h"

#include <sodium.h>

#include "server/blob/disk/downloads.h"
#include "server/blob/disk/uploads.h"

namespace baithak {
namespace {

// Enough to keep a disk busy; a transfer has one part in hand.
constexpr std::size_t kThreads = 2;
constexpr std::size_t kQueued = 16 * 1024;

Result<BlobFacts> factsOf(const DiskFiles& files, const FileId& id) {
    auto file = files.open(id);
    if (!file) return file.error();
    BlobFacts facts;
    facts.bytes = file->bytes;
    facts.version = file->version;
    facts.beginning.resize(BlobStore::kSniffedBytes);
    auto read = readAt(*file->descriptor, facts.beginning.data(), facts.beginning.size(), 0);
    if (!read) return read.error();
    facts.beginning.resize(*read);
    return facts;
}

// What is whole is not uploaded again, unless it was removed between: then it is not what was inspected.
Result<> checkVersion(const DiskFiles& files, const FileId& id, const std::string& version) {
    auto file = files.open(id);
    if (!file && file.error().code != Errc::notFound) return file.error();
    if (!file || file->version != version) return {Errc::conflict, "The file was uploaded again just now"};
    return {};
}

class DiskBlobs final : public BlobStore {
public:
    DiskBlobs(DiskFiles files, std::string_view secret, const Clock& clock, Metrics& metrics)
        : context_{std::move(files),
                   UrlSigner(secret),
                   workers_,
                   clock,
                   metrics.counter("baithak_blob_received_bytes_total", "Bytes of files that were uploaded here."),
                   metrics.counter("baithak_blob_sent_bytes_total", "Bytes of files that were downloaded here.")},
          uploads_(context_),
          downloads_(context_) {}

    std::string uploadUrl(const UploadGrant& grant, std::string_view base) override {
        return std::string(base) + context_.signer.sign(grant);
    }
    std::string downloadUrl(const DownloadGrant& grant, std::string_view base) override {
        return std::string(base) + context_.signer.sign(grant);
    }

    Task<Result<BlobFacts>> inspect(FileId id) override {
        const auto look = [files = &context_.files, id = std::move(id)] { return factsOf(*files, id); };
        auto facts = co_await workers_.run(look);
        co_return flattened(std::move(facts));
    }

    Task<Result<>> seal(FileId id, BlobFacts facts) override {
        const auto look = [files = &context_.files, id = std::move(id), version = std::move(facts.version)] {
            return checkVersion(*files, id, version);
        };
        auto checked = co_await workers_.run(look);
        co_return flattened(std::move(checked));
    }

    Task<Result<>> discard(FileId id, BlobFacts facts) override {
        const auto work = [files = &context_.files, id = std::move(id), version = std::move(facts.version)] {
            return files->removeVersion(id, version);
        };
        auto removed = co_await workers_.run(work);
        co_return flattened(std::move(removed));
    }

    Task<Result<>> remove(FileId id) override {
        const auto work = [files = &context_.files, id = std::move(id)] { return files->remove(id); };
        auto removed = co_await workers_.run(work);
        co_return flattened(std::move(removed));
    }

    void hangOn(HttpRoutes& routes) override {
        uploads_.hangOn(routes);
        downloads_.hangOn(routes);
    }

private:
    WorkerPool workers_{kThreads, kQueued};
    DiskContext context_;
    Uploads uploads_;
    Downloads downloads_;
};

}  // namespace

Result<std::unique_ptr<BlobStore>> openDiskBlobs(DiskBlobsConfig config, const Clock& clock, Metrics& metrics) {
    if (sodium_init() < 0) return {Errc::internal, "the cryptographic library can't be started"};
    DiskFiles files(config.folder);
    if (auto prepared = files.prepare(); !prepared) return prepared.error();
    auto secret = config.mayMakeSecret ? readOrMakeSecret(config.secretFile) : readSecret(config.secretFile);
    if (!secret) return secret.error();
    return std::unique_ptr<BlobStore>(std::make_unique<DiskBlobs>(std::move(files), *secret, clock, metrics));
}

}  // namespace baithak
