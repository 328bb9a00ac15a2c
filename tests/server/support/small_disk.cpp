// SPDX-License-Identifier: MIT

#include "tests/server/support/small_disk.h"

#include <sys/mount.h>
#include <sys/resource.h>

#include <csignal>

#include <QTemporaryDir>

namespace baithak::test {

namespace {

constexpr rlim_t kLimit = 3 * 1024 * 1024;

class MountedDisk final : public SmallDisk {
public:
    ~MountedDisk() override {
        if (isMounted_) umount2(path().c_str(), MNT_DETACH);
    }
    bool mount() {
        isMounted_ = ::mount("none", path().c_str(), "tmpfs", 0, "size=4m") == 0;
        return isMounted_;
    }
    std::string directory() const override { return path() + "/data"; }
    void makeRoom() override { ::mount("none", path().c_str(), "tmpfs", MS_REMOUNT, "size=64m"); }

private:
    std::string path() const { return directory_.path().toStdString(); }
    QTemporaryDir directory_;
    bool isMounted_ = false;
};

class LimitedDisk final : public SmallDisk {
public:
    LimitedDisk() : signalBefore_(std::signal(SIGXFSZ, SIG_IGN)) {
        getrlimit(RLIMIT_FSIZE, &before_);
        rlimit limit = before_;
        limit.rlim_cur = kLimit;
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~LimitedDisk() override {
        makeRoom();
        std::signal(SIGXFSZ, signalBefore_);
    }
    std::string directory() const override { return directory_.path().toStdString() + "/data"; }
    void makeRoom() override { setrlimit(RLIMIT_FSIZE, &before_); }

private:
    QTemporaryDir directory_;
    rlimit before_{};
    void (*signalBefore_)(int);
};

}  // namespace

std::unique_ptr<SmallDisk> SmallDisk::mounted() {
    auto disk = std::make_unique<MountedDisk>();
    if (!disk->mount()) return nullptr;
    return disk;
}

std::unique_ptr<SmallDisk> SmallDisk::limited() { return std::make_unique<LimitedDisk>(); }

}  // namespace baithak::test
