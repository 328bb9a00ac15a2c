// SPDX-License-Identifier: MIT
#include "server/blob/disk/disk_files.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

namespace baithak {
namespace {

constexpr mode_t kOwnerOnly = 0600;

Error diskError(const std::string& what) { return {Errc::unavailable, what + ": " + std::strerror(errno)}; }

bool isThere(const std::string& path) {
    struct stat facts{};
    return ::stat(path.c_str(), &facts) == 0;
}

// What a folder lists survives a power cut once the folder itself is on the disk.
bool syncFolder(const std::string& folder) {
    const Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    return descriptor && ::fsync(descriptor.number()) == 0;
}

// Ours alone. One that is there is somebody's, who chose its mode.
Result<> makeFolder(const std::string& folder) {
    if (isThere(folder)) return {};
    std::error_code failure;
    std::filesystem::create_directories(folder, failure);
    if (!failure) std::filesystem::permissions(folder, std::filesystem::perms::owner_all, failure);
    if (failure) return {Errc::unavailable, "the folder " + folder + " can't be made: " + failure.message()};
    syncFolder(std::filesystem::path(folder).parent_path());
    return {};
}

// The inode alone may be another file's later.
std::string versionOf(const struct stat& facts) {
    return std::to_string(facts.st_ino) + "-" + std::to_string(facts.st_mtim.tv_sec) + "." +
           std::to_string(facts.st_mtim.tv_nsec);
}

Error isWhole(const FileId& id) { return {Errc::conflict, "The file " + id.value + " is there already"}; }

}  // namespace

Descriptor::~Descriptor() {
    if (number_ >= 0) ::close(number_);
}

Result<> FilePart::write(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto written = ::pwrite(descriptor_.number(), bytes.data(), bytes.size(), static_cast<off_t>(bytes_));
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return diskError("a file can't be written");
        bytes_ += static_cast<std::uint64_t>(written);
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

Result<> FilePart::cutTo(std::uint64_t bytes) {
    if (::ftruncate(descriptor_.number(), static_cast<off_t>(bytes)) != 0) return diskError("a file can't be cut");
    bytes_ = bytes;
    return {};
}

Result<> FilePart::finish() {
    if (::fdatasync(descriptor_.number()) != 0) return diskError("a file can't be synced");
    if (::rename(part_.c_str(), place_.c_str()) != 0) return diskError("a file can't be named");
    if (!syncFolder(std::filesystem::path(place_).parent_path())) return diskError("a folder can't be synced");
    return {};
}

Result<> DiskFiles::prepare() const {
    if (auto made = makeFolder(folder_); !made) return made;
    if (::access(folder_.c_str(), R_OK | W_OK | X_OK) != 0) return diskError("the folder " + folder_ + " for files");
    return {};
}

// Ids are random: 1024 folders of about the same size.
std::string DiskFiles::folderOf(const FileId& id) const { return folder_ + "/" + id.value.substr(6, 2); }

Result<std::unique_ptr<FilePart>> DiskFiles::openPart(const FileId& id) const {
    if (isThere(placeOf(id))) return isWhole(id);
    if (auto made = makeFolder(folderOf(id)); !made) return made.error();
    const auto part = partOf(id);
    Descriptor descriptor(::open(part.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, kOwnerOnly));
    if (!descriptor) return diskError("a file can't be made");
    if (::flock(descriptor.number(), LOCK_EX | LOCK_NB) != 0) {
        return {Errc::rateLimited, "The file " + id.value + " is being uploaded by another connection"};
    }
    // The one who held the lock before may have finished it, or it was removed, since we opened it.
    struct stat ours{}, named{};
    if (::fstat(descriptor.number(), &ours) != 0) return diskError("a file can't be looked at");
    if (isThere(placeOf(id))) {
        if (ours.st_size == 0 && ::stat(part.c_str(), &named) == 0 && named.st_ino == ours.st_ino) {
            ::unlink(part.c_str());
        }
        return isWhole(id);
    }
    if (::stat(part.c_str(), &named) != 0 || named.st_ino != ours.st_ino) {
        return {Errc::rateLimited, "The file " + id.value + " was just removed"};
    }
    return std::make_unique<FilePart>(std::move(descriptor), part, placeOf(id),
                                      static_cast<std::uint64_t>(ours.st_size));
}

Result<std::uint64_t> DiskFiles::partBytes(const FileId& id) const {
    struct stat facts{};
    if (::stat(partOf(id).c_str(), &facts) == 0) return static_cast<std::uint64_t>(facts.st_size);
    return {Errc::notFound, "Of the file " + id.value + " nothing is there"};
}

Result<WholeFile> DiskFiles::open(const FileId& id) const {
    auto descriptor = std::make_shared<const Descriptor>(::open(placeOf(id).c_str(), O_RDONLY | O_CLOEXEC));
    struct stat facts{};
    if (!*descriptor && errno == ENOENT) return {Errc::notFound, "The file " + id.value + " is not there"};
    if (!*descriptor || ::fstat(descriptor->number(), &facts) != 0) return diskError("a file can't be read");
    return WholeFile{std::move(descriptor), static_cast<std::uint64_t>(facts.st_size), versionOf(facts)};
}

// Between the look and the removal nothing can come in its place: an upload begins when this name is free, and takes a
// sync of the disk until it has it.
Result<> DiskFiles::removeVersion(const FileId& id, const std::string& version) const {
    struct stat facts{};
    const auto place = placeOf(id);
    if (::stat(place.c_str(), &facts) != 0) {
        if (errno == ENOENT) return {};
        return diskError("a file can't be looked at");
    }
    if (versionOf(facts) != version) return {};
    if (::unlink(place.c_str()) != 0 && errno != ENOENT) return diskError("a file can't be removed");
    return {};
}

Result<> DiskFiles::remove(const FileId& id) const {
    for (const auto& path : {partOf(id), placeOf(id)}) {
        if (::unlink(path.c_str()) != 0 && errno != ENOENT) return diskError("a file can't be removed");
    }
    return {};
}

Result<std::size_t> readAt(const Descriptor& file, char* bytes, std::size_t size, std::uint64_t offset) {
    std::size_t got = 0;
    while (got < size) {
        const auto read = ::pread(file.number(), bytes + got, size - got, static_cast<off_t>(offset + got));
        if (read < 0 && errno == EINTR) continue;
        if (read < 0) return diskError("a file can't be read");
        if (read == 0) break;
        got += static_cast<std::size_t>(read);
    }
    return got;
}

}  // namespace baithak
