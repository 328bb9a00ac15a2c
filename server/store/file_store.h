// SPDX-License-Identifier: MIT
#pragma once

// What is known of files; their bytes lie in a BlobStore. A message that names files is noted by MessageStore::append,
// in its own transaction (AppendRequest::files); who may have a file is read from that. Called from any loop; each call
// resolves on the loop that awaits it; Errc::unavailable when the store can't serve.
//
// A file is awaited until its owner says that it is there, then complete. One that is not complete, or that nothing
// refers to, by the end of its time is an orphan: it is condemned, which nobody can undo, its bytes are removed, and
// then it is forgotten. Any number of sweepers may do that at once.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "server/runtime/task.h"
#include "shared/base/result.h"
#include "shared/base/timestamp.h"
#include "shared/model/file_id.h"

namespace baithak {

struct FileRecord {
    FileId id;
    UserId owner;
    std::string category;   // the client's word for what it is for
    std::string extension;  // lower case, without the dot
    std::string contentType;
    std::uint64_t bytes = 0;  // kept free for it while it is awaited; then its size
    bool isComplete = false;
    Timestamp createdAt;
};

class FileStore {
public:
    virtual ~FileStore() = default;

    // Notes a file that is to come. Of `file.bytes` so many are kept free as `quota` has left for the owner, and the
    // answer tells how many. Errc::tooLarge when that is less than `least`, or nothing. The owner must have an account
    // (Errc::notFound).
    virtual Task<Result<std::uint64_t>> create(FileRecord file, std::uint64_t least, std::uint64_t quota) = 0;

    // The file, for its owner and for those who may see a message that names it, or are members of a group whose
    // picture it is. Errc::notFound for everybody else, too.
    virtual Task<Result<FileRecord>> find(FileId id, UserId reader) = 0;

    // It is there, with that size and of that type. Errc::notFound when it is not the owner's, or condemned;
    // Errc::conflict when it is complete already.
    virtual Task<Result<>> complete(FileId id, UserId owner, std::uint64_t bytes, std::string contentType) = 0;

    // Condemns orphans made before that time, the oldest first; answers those condemned so far and not forgotten, at
    // most so many.
    virtual Task<Result<std::vector<FileRecord>>> condemn(Timestamp madeBefore, std::size_t limit) = 0;
    // Their bytes are gone. Only condemned ones are forgotten.
    virtual Task<Result<>> forget(std::vector<FileId> ids) = 0;

    // Bytes that count against the owner's quota.
    virtual Task<Result<std::uint64_t>> usedBy(UserId owner) = 0;
};

}  // namespace baithak
