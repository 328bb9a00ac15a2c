// SPDX-License-Identifier: MIT
#pragma once

// Files in a folder, whole or in the making. A part lies beside its place under another name and gets its own when all
// of it is on the disk, so that no crash leaves half a file to be seen. Several processes may share the folder: a part
// is locked by the one that writes it. Every call blocks: called on worker threads.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "shared/base/result.h"
#include "shared/model/file_id.h"

namespace baithak {

class Descriptor {
public:
    explicit Descriptor(int number = -1) noexcept : number_(number) {}
    Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }
    ~Descriptor();
    explicit operator bool() const noexcept { return number_ >= 0; }
    int number() const noexcept { return number_; }

private:
    int number_;
};

// A file in the making, locked until this goes.
class FilePart {
public:
    FilePart(Descriptor descriptor, std::string part, std::string place, std::uint64_t bytes)
        : descriptor_(std::move(descriptor)), part_(std::move(part)), place_(std::move(place)), bytes_(bytes) {}

    std::uint64_t bytes() const noexcept { return bytes_; }  // that are there
    Result<> write(std::string_view bytes);                  // behind those
    Result<> cutTo(std::uint64_t bytes);
    // All of it is there: on the disk and under its name when this answers.
    Result<> finish();

private:
    Descriptor descriptor_;
    std::string part_, place_;
    std::uint64_t bytes_;
};

struct WholeFile {
    std::shared_ptr<const Descriptor> descriptor;
    std::uint64_t bytes = 0;
    std::string version;  // another one for each upload
};

class DiskFiles {
public:
    explicit DiskFiles(std::string folder) : folder_(std::move(folder)) {}

    // Makes the folder, for the server's user alone, and tries whether it can be written; one that is there keeps its
    // mode. The error names it.
    Result<> prepare() const;

    // Begins or goes on. Errc::conflict when the file is whole already, Errc::rateLimited when another writes it now.
    Result<std::unique_ptr<FilePart>> openPart(const FileId& id) const;
    // How much of it is there. Errc::notFound when nothing is; whole files are not parts.
    Result<std::uint64_t> partBytes(const FileId& id) const;
    // Errc::notFound when it is not there, or not whole.
    Result<WholeFile> open(const FileId& id) const;
    // That upload and no later one; success when it is gone.
    Result<> removeVersion(const FileId& id, const std::string& version) const;
    // Whole or in part.
    Result<> remove(const FileId& id) const;

private:
    std::string folderOf(const FileId& id) const;
    std::string placeOf(const FileId& id) const { return folderOf(id) + "/" + id.value; }
    std::string partOf(const FileId& id) const { return placeOf(id) + ".part"; }

    std::string folder_;
};

// Reads at that place; fewer bytes at the end only.
Result<std::size_t> readAt(const Descriptor& file, char* bytes, std::size_t size, std::uint64_t offset);

}  // namespace baithak
