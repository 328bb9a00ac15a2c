// SPDX-License-Identifier: MIT
#include "server/runtime/private_directory.h"

#include <sys/stat.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

namespace baithak {

Result<> makePrivateDirectory(const std::string& directory) {
    std::error_code error;
    const auto parent = std::filesystem::absolute(directory, error).parent_path();
    if (!error) std::filesystem::create_directories(parent, error);
    if (!error && ::mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST)
        error.assign(errno, std::generic_category());
    if (error)
        return {Errc::unavailable, "The data directory " + directory + " can't be made: " + error.message() + "."};
    return {};
}

}  // namespace baithak
