// SPDX-License-Identifier: MIT
#pragma once

// A data directory has one server at a time: the file `lock` in it is locked as long as this object lives, and holds
// the process id for people who look. The kernel drops the lock when the process ends, however it ends.

#include <memory>
#include <string>

#include "shared/base/result.h"

namespace baithak::sqlite {

class DirectoryLock {
public:
    // Makes the directory when it is missing (mode 0700). Errc::unavailable when another process has it: it
    // may end.
    static Result<std::unique_ptr<DirectoryLock>> take(const std::string& directory);
    ~DirectoryLock();
    DirectoryLock(const DirectoryLock&) = delete;
    DirectoryLock& operator=(const DirectoryLock&) = delete;

private:
    explicit DirectoryLock(int descriptor) : descriptor_(descriptor) {}
    int descriptor_;
};

}  // namespace baithak::sqlite
