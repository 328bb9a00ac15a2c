// SPDX-License-Identifier: MIT

#include "server/store/postgres/postgres_files.h"

#include "server/store/postgres/files.h"

namespace baithak::postgres {

Task<Result<std::uint64_t>> PostgresFiles::create(FileRecord file, std::uint64_t least, std::uint64_t quota) {
    auto& lane = engine_.forPerson(file.owner.view());
    auto body = [held = std::move(file), least, quota](Connection& connection) {
        return createFile(connection, held, least, quota);
    };
    return awaitJob<std::uint64_t>(lane, JobKind::write, std::move(body));
}

Task<Result<FileRecord>> PostgresFiles::find(FileId id, UserId reader) {
    auto body = [held = std::move(id), who = std::move(reader)](Connection& connection) {
        return findFile(connection, held, who);
    };
    return awaitJob<FileRecord>(engine_.forReads(), JobKind::read, std::move(body));
}

Task<Result<>> PostgresFiles::complete(FileId id, UserId owner, std::uint64_t bytes, std::string contentType) {
    auto& lane = engine_.forPerson(owner.view());
    auto body = [held = std::move(id), who = std::move(owner), bytes, type = std::move(contentType)](
                    Connection& connection) { return completeFile(connection, held, who, bytes, type); };
    return awaitJob<void>(lane, JobKind::write, std::move(body));
}

Task<Result<std::vector<FileRecord>>> PostgresFiles::condemn(Timestamp madeBefore, std::size_t limit) {
    auto body = [madeBefore, limit](Connection& connection) { return condemnFiles(connection, madeBefore, limit); };
    return awaitJob<std::vector<FileRecord>>(engine_.forPerson({}), JobKind::write, std::move(body));
}

Task<Result<>> PostgresFiles::forget(std::vector<FileId> ids) {
    auto body = [held = std::move(ids)](Connection& connection) { return forgetFiles(connection, held); };
    return awaitJob<void>(engine_.forPerson({}), JobKind::write, std::move(body));
}

Task<Result<std::uint64_t>> PostgresFiles::usedBy(UserId owner) {
    auto body = [who = std::move(owner)](Connection& connection) { return sumFilesOf(connection, who); };
    return awaitJob<std::uint64_t>(engine_.forReads(), JobKind::read, std::move(body));
}

}  // namespace baithak::postgres
