// SPDX-License-Identifier: MIT

#include "server/store/sqlite/directory_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "server/runtime/private_directory.h"

namespace baithak::sqlite {

namespace {

std::string reason(int errorNumber) { return std::generic_category().message(errorNumber); }

// What the holder of the lock wrote into it.
std::string holder(int descriptor) {
    char text[32] = {};
    const auto size = pread(descriptor, text, sizeof text - 1, 0);
    std::string pid(text, size > 0 ? static_cast<std::size_t>(size) : 0);
    while (!pid.empty() && pid.back() == '\n') pid.pop_back();
    return pid.empty() ? std::string("another server") : "another server (process " + pid + ")";
}

}  // namespace

Result<std::unique_ptr<DirectoryLock>> DirectoryLock::take(const std::string& directory) {
    if (auto made = makePrivateDirectory(directory); !made) return made.error();
    const std::string file = directory + "/lock";
    const int descriptor = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0) return {Errc::unavailable, "The file " + file + " can't be opened: " + reason(errno) + "."};
    if (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        const int cause = errno;
        const auto other = holder(descriptor);
        close(descriptor);
        if (cause == EWOULDBLOCK) {
            return {Errc::unavailable, "The data directory " + directory + " is in use by " + other + "."};
        }
        return {Errc::unavailable, "The file " + file + " can't be locked: " + reason(cause) + "."};
    }
    const auto pid = std::to_string(getpid()) + "\n";
    // The id is for people: a full disk must not keep the server from starting, and reading.
    if (ftruncate(descriptor, 0) == 0) [[maybe_unused]]
        const auto written = pwrite(descriptor, pid.data(), pid.size(), 0);
    return std::unique_ptr<DirectoryLock>(new DirectoryLock(descriptor));
}

DirectoryLock::~DirectoryLock() { close(descriptor_); }

}  // namespace baithak::sqlite
