// SPDX-License-Identifier: MIT
#pragma once

// What the tests of the bus over Kafka share: a bus on the stand-in, quick to rebalance and to try again.

#include <QTest>

#include <sys/mman.h>
#include <unistd.h>

#include "tests/server/bus/kafka/quick_config.h"

namespace baithak::test {

inline constexpr std::chrono::seconds kRebalance{25};  // the stand-in waits for seconds before each

inline KafkaBusConfig configOf(const KafkaStandIn& kafka) { return quickConfig(kafka.brokers()); }

inline std::unique_ptr<Bus> opened(const KafkaBusConfig& config) {
    auto bus = openKafkaBus(config);
    if (!bus) qFatal("%s", bus.error().text.c_str());
    return std::move(*bus);
}

// A log in memory, and whether it has said something.
class LogFile {
public:
    LogFile() : descriptor_(::memfd_create("log", MFD_CLOEXEC)), log(LogLevel::debug, descriptor_) {}
    ~LogFile() { ::close(descriptor_); }
    LogFile(const LogFile&) = delete;
    LogFile& operator=(const LogFile&) = delete;

    bool has(const std::string& words) const {
        std::string text(static_cast<std::size_t>(::lseek(descriptor_, 0, SEEK_CUR)), '\0');
        (void)!::pread(descriptor_, text.data(), text.size(), 0);
        return text.find(words) != text.npos;
    }

private:
    int descriptor_;

public:
    Log log;
};

}  // namespace baithak::test
