// SPDX-License-Identifier: MIT
#include "server/roles/file/orphan_sweep.h"

namespace baithak {
namespace {

constexpr std::size_t kAtOnce = 64;

}  // namespace

OrphanSweep::OrphanSweep(FileStore& files, BlobStore& blobs, const Clock& clock, Log& log, Metrics& metrics,
                         std::chrono::milliseconds lifetime)
    : files_(files),
      blobs_(blobs),
      clock_(clock),
      log_(log),
      removed_(metrics.counter("baithak_file_orphans_removed_total", "Files removed, as nobody ever sent them.")),
      lifetime_(lifetime) {}

Task<std::size_t> OrphanSweep::run() {
    std::size_t all = 0;
    for (;;) {
        auto removed = co_await removeSome();
        if (!removed) log_.warn("file.sweep_failed", {{"reason", removed.error().text}});
        if (!removed || *removed == 0) break;
        all += *removed;
    }
    if (all > 0) log_.info("file.orphans_removed", {{"files", all}});
    removed_.add(static_cast<double>(all));
    co_return all;
}

Task<Result<std::size_t>> OrphanSweep::removeSome() {
    const Timestamp now = clock_.now();
    const auto lifetime = static_cast<std::uint64_t>(lifetime_.count());
    const Timestamp madeBefore{now.ms > lifetime ? now.ms - lifetime : 0};
    auto condemned = co_await files_.condemn(madeBefore, kAtOnce);
    if (!condemned) co_return condemned.error();
    std::vector<FileId> gone;
    for (const auto& file : *condemned) {
        auto removed = co_await blobs_.remove(file.id);
        if (!removed) co_return removed.error();
        gone.push_back(file.id);
    }
    const auto count = gone.size();
    if (count == 0) co_return count;
    auto forgotten = co_await files_.forget(std::move(gone));
    if (!forgotten) co_return forgotten.error();
    co_return count;
}

}  // namespace baithak
