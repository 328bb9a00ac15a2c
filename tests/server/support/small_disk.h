// SPDX-License-Identifier: MIT
#pragma once

// A place to write that fills up, and later has room again. As root it is a file system of a few megabytes; the other
// way, which any user may take, is the limit that the kernel puts on the size of this process's files.

#include <memory>
#include <string>

namespace baithak::test {

class SmallDisk {
public:
    virtual ~SmallDisk() = default;
    virtual std::string directory() const = 0;
    // Before: there is room for some megabytes. After: for many.
    virtual void makeRoom() = 0;

    // Null when this process may not mount.
    static std::unique_ptr<SmallDisk> mounted();
    static std::unique_ptr<SmallDisk> limited();
};

}  // namespace baithak::test
