// SPDX-License-Identifier: MIT
#include "server/bus/kafka/kafka_settings.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <string_view>

namespace baithak {
namespace {

// What keeps the promises is ours to set, by each of its names.
constexpr std::array<std::string_view, 17> kReserved{
    "bootstrap.servers",   "metadata.broker.list",      "group.id",
    "group.instance.id",   "enable.idempotence",        "transactional.id",
    "enable.auto.commit",  "auto.commit.enable",        "enable.auto.offset.store",
    "auto.offset.reset",   "enable.partition.eof",      "partition.assignment.strategy",
    "session.timeout.ms",  "heartbeat.interval.ms",     "message.timeout.ms",
    "delivery.timeout.ms", "delivery.report.only.error"};

}  // namespace

Result<KafkaSettings> readKafkaSettings(const std::string& path) {
    KafkaSettings settings;
    if (path.empty()) return settings;
    std::ifstream file(path);
    if (!file) return Error{Errc::unavailable, "kafka-settings: " + path + " can't be read"};
    int number = 0;
    for (std::string line; std::getline(file, line);) {
        ++number;
        if (line.empty() || line.starts_with('#')) continue;
        const auto equals = line.find('=');
        const auto name = line.substr(0, equals);
        const auto where = "kafka-settings: line " + std::to_string(number) + " of " + path;
        if (equals == line.npos) return Error{Errc::malformed, where + " is not like name=value"};
        if (std::find(kReserved.begin(), kReserved.end(), name) != kReserved.end())
            return Error{Errc::malformed, where + ": " + name + " is not to be set there: the server sets it"};
        settings.emplace_back(name, line.substr(equals + 1));
    }
    return settings;
}

Result<KafkaConf> makeKafkaConf(const KafkaSettings& settings) {
    KafkaConf conf(rd_kafka_conf_new());
    std::array<char, 256> reason{};
    for (const auto& [name, value] : settings) {
        const auto set = rd_kafka_conf_set(conf.get(), name.c_str(), value.c_str(), reason.data(), reason.size());
        if (set == RD_KAFKA_CONF_OK) continue;
        return Error{Errc::malformed, "kafka-settings: " + name + " won't do" +
                                          (set == RD_KAFKA_CONF_UNKNOWN ? ": there is no such setting" : "")};
    }
    return conf;
}

}  // namespace baithak
