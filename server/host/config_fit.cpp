// SPDX-License-Identifier: MIT
#include "server/host/config_fit.h"

#include "server/host/role_table.h"

namespace baithak {
namespace {

constexpr std::uint64_t kS3MostBytes = 5ULL << 30;  // of one PUT, and of one copy

class Problems {
public:
    void add(const std::string& problem) { text_ += (text_.empty() ? "" : "\n") + problem; }
    void need(const std::string& who, const std::string& value, const std::string& option) {
        if (value.empty()) add(who + " needs " + option);
    }
    Result<> result() const { return text_.empty() ? Result<>() : Result<>(Errc::malformed, text_); }

private:
    std::string text_;
};

// Each process would have one of its own, and hear nobody.
void checkSpread(const Config& config, Problems& problems) {
    if (config.roles == "all") return;
    if (config.bus == "memory")
        problems.add("bus memory lives within one process: with it, roles must be all. Others share nats or kafka");
    if (config.presence == "memory")
        problems.add("presence memory lives within one process: with it, roles must be all. Others share redis");
}

void checkBackends(const Config& config, const Needs& needs, Problems& problems) {
    if (needs.store && config.store == "postgres")
        problems.need("store postgres", config.postgresUrl,
                      "postgres-url (or BAITHAK_POSTGRES_URL), like postgresql://user@host/database");
    if (!needs.blobs || config.blob != "s3") return;
    problems.need("blob s3", config.s3Bucket, "s3-bucket");
    problems.need("blob s3", config.s3Region, "s3-region");
    problems.need("blob s3", config.s3AccessKey, "s3-access-key");
    problems.need("blob s3", config.s3SecretKey, "s3-secret-key");
    if (config.fileMaxBytes > kS3MostBytes)
        problems.add("blob s3 takes files of up to " + std::to_string(kS3MostBytes) + " bytes: file-max-bytes is more");
}

}  // namespace

Result<> checkFit(const Config& config) {
    const auto chosen = chooseRoles(config.roles);
    if (!chosen) return chosen.error();
    Problems problems;
    checkSpread(config, problems);
    checkBackends(config, needsOf(*chosen), problems);
    return problems.result();
}

}  // namespace baithak
