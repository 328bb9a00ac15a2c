// SPDX-License-Identifier: MIT
#include "server/roles/file/orphan_sweep.h"

namespace baithak {
namespace {

constexpr std::size_t kAtOnce = 64;
constexpr std::size_t kFailuresInARow = 16;  // so many, and the blobs are away rather than some of them stuck
constexpr std::size_t kMostStuck = 10'000;

}  // namespace

OrphanSweep::OrphanSweep(FileStore& files, BlobStore& blobs, const Clock& clock, Log& log, Metrics& metrics,
                         std::chrono::milliseconds lifetime)
    : files_(files),
      blobs_(blobs),
      clock_(clock),
      log_(log),
      removed_(metrics.counter("baithak_file_orphans_removed_total", "Files removed, as nobody ever sent them.")),
      failures_(metrics.counter("baithak_file_removal_failures_total", "Orphans that could not be removed, each try.")),
      lifetime_(lifetime) {}

Task<std::size_t> OrphanSweep::run() {
    std::size_t all = 0;
    for (;;) {
        auto files = co_await condemnSome();
        if (!files) {
            log_.warn("file.sweep_failed", {{"reason", files.error().text}});
            break;
        }
        const auto tried = files->size();
        auto gone = co_await removeThose(std::move(*files));
        const auto count = gone.size();
        if (count > 0) {
            auto forgotten = co_await files_.forget(std::move(gone));
            if (!forgotten) {
                log_.warn("file.sweep_failed", {{"reason", forgotten.error().text}});
                break;
            }
        }
        all += count;
        if (count > 0) continue;
        // The end, or nothing goes: those that are stuck have their turn again when the others are through.
        if (tried < kFailuresInARow || stuck_.size() > kMostStuck) stuck_.clear();
        break;
    }
    if (all > 0) log_.info("file.orphans_removed", {{"files", all}});
    removed_.add(static_cast<double>(all));
    co_return all;
}

// The store names the oldest first, those that are stuck among them.
Task<Result<std::vector<FileRecord>>> OrphanSweep::condemnSome() {
    const Timestamp now = clock_.now();
    const auto lifetime = static_cast<std::uint64_t>(lifetime_.count());
    const Timestamp madeBefore{now.ms > lifetime ? now.ms - lifetime : 0};
    auto condemned = co_await files_.condemn(madeBefore, kAtOnce + stuck_.size());
    if (condemned) std::erase_if(*condemned, [this](const FileRecord& file) { return stuck_.contains(file.id); });
    co_return condemned;
}

Task<std::vector<FileId>> OrphanSweep::removeThose(std::vector<FileRecord> files) {
    std::vector<FileId> gone;
    std::size_t failed = 0, inARow = 0;
    std::string reason;
    for (const auto& file : files) {
        if (inARow >= kFailuresInARow) break;
        auto removed = co_await blobs_.remove(file.id);
        inARow = removed ? 0 : inARow + 1;
        if (removed) {
            gone.push_back(file.id);
            continue;
        }
        ++failed;
        reason = removed.error().text;
        stuck_.insert(file.id);
    }
    if (failed > 0) log_.warn("file.removal_failed", {{"files", failed}, {"reason", reason}});
    failures_.add(static_cast<double>(failed));
    co_return gone;
}

}  // namespace baithak
