// SPDX-License-Identifier: MIT
#include "server/host/secret_files.h"

#include <filesystem>

namespace baithak {
namespace {

namespace fs = std::filesystem;

bool mayOthers(const fs::path& path, fs::perms what) {
    std::error_code failure;
    const auto status = fs::status(path, failure);
    return !failure && (status.permissions() & what) == what;
}

}  // namespace

bool isOpenToAll(const std::string& path) {
    std::error_code failure;
    const auto file = fs::canonical(path, failure);
    if (failure || !mayOthers(file, fs::perms::others_read)) return false;
    for (auto folder = file.parent_path();; folder = folder.parent_path()) {
        if (!mayOthers(folder, fs::perms::others_exec)) return false;
        if (folder == folder.root_path()) return true;
    }
}

Result<> checkSecretFiles(const Config& config, const Needs& needs) {
    std::string problems;
    const auto look = [&](const char* option, const std::string& file) {
        if (file.empty() || !isOpenToAll(file)) return;
        problems += (problems.empty() ? "" : "\n") + std::string(option) + ": everybody on this machine can read " +
                    file + ", which is a secret: chmod o-r " + file;
    };
    look("admin-token-file", config.adminTokenFile);
    if (needs.push && config.push == "fcm") look("fcm-credentials", config.fcmCredentials);
    if (needs.blobs && config.blob == "disk") look("blob-secret-file", config.blobSecretFile);
    if (config.bus == "nats") {
        look("nats-credentials", config.natsCredentials);
        look("nats-nkey", config.natsNkey);
        look("nats-key", config.natsKey);
    }
    if (config.bus == "kafka") look("kafka-settings", config.kafkaSettings);
    if (problems.empty()) return {};
    return {Errc::forbidden, problems};
}

}  // namespace baithak
