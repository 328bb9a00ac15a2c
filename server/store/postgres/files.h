// SPDX-License-Identifier: MIT
#pragma once

// What is known of files. Those that write do so in the transaction of their job.

#include "server/store/file_store.h"
#include "server/store/postgres/connection.h"

namespace baithak::postgres {

Task<Result<std::uint64_t>> createFile(Connection& connection, FileRecord file, std::uint64_t least,
                                       std::uint64_t quota);
Task<Result<FileRecord>> findFile(Connection& connection, FileId id, UserId reader);
Task<Result<>> completeFile(Connection& connection, FileId id, UserId owner, std::uint64_t bytes,
                            std::string contentType);
Task<Result<std::vector<FileRecord>>> condemnFiles(Connection& connection, Timestamp madeBefore, std::size_t limit);
Task<Result<>> forgetFiles(Connection& connection, std::vector<FileId> ids);
Task<Result<std::uint64_t>> sumFilesOf(Connection& connection, UserId owner);

// Messages of these users, or (seq 0) conversations themselves, refer to files: to those that the user may have. One
// entry each in all four; adds statements for the run that commits.
struct FileReferences {
    Texts files;
    Numbers users, conversations, seqs;
};
void addFileReferences(Connection& connection, const FileReferences& references);

}  // namespace baithak::postgres
