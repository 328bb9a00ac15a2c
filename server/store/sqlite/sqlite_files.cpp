// SPDX-License-Identifier: MIT

#include "server/store/sqlite/sqlite_files.h"

namespace baithak::sqlite {

namespace {

constexpr std::size_t kSmall = 512;  // the weight of a job here

}  // namespace

Task<Result<std::uint64_t>> SqliteFiles::create(FileRecord file, std::uint64_t least, std::uint64_t quota) {
    auto work = [held = std::move(file), least, quota](WriteContext& context) {
        return context.files.create(held, least, quota);
    };
    return awaitJob<WriteContext, std::uint64_t>(writer_, kSmall, std::move(work));
}

Task<Result<FileRecord>> SqliteFiles::find(FileId id, UserId reader) {
    auto work = [held = std::move(id), who = std::move(reader)](ReadContext& context) {
        return context.files.find(held, who);
    };
    return awaitJob<ReadContext, FileRecord>(reader_, kSmall, std::move(work));
}

Task<Result<>> SqliteFiles::complete(FileId id, UserId owner, std::uint64_t bytes, std::string contentType) {
    auto work = [held = std::move(id), who = std::move(owner), bytes, type = std::move(contentType)](
                    WriteContext& context) { return context.files.complete(held, who, bytes, type); };
    return awaitJob<WriteContext, void>(writer_, kSmall, std::move(work));
}

Task<Result<std::vector<FileRecord>>> SqliteFiles::condemn(Timestamp madeBefore, std::size_t limit) {
    using Files = std::vector<FileRecord>;
    auto work = [madeBefore, limit](WriteContext& context) -> Result<Files> {
        return context.files.condemn(madeBefore, limit);
    };
    return awaitJob<WriteContext, Files>(writer_, kSmall, std::move(work));
}

Task<Result<>> SqliteFiles::forget(std::vector<FileId> ids) {
    auto work = [held = std::move(ids)](WriteContext& context) -> Result<> {
        context.files.forget(held);
        return {};
    };
    return awaitJob<WriteContext, void>(writer_, kSmall, std::move(work));
}

Task<Result<std::uint64_t>> SqliteFiles::usedBy(UserId owner) {
    auto work = [who = std::move(owner)](ReadContext& context) { return context.files.usedBy(who); };
    return awaitJob<ReadContext, std::uint64_t>(reader_, kSmall, std::move(work));
}

}  // namespace baithak::sqlite
