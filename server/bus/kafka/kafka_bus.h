// SPDX-License-Identifier: MIT
#pragma once

// The bus over Kafka. Each topic is a topic there, partitioned by key; each group is a consumer group, whose members
// share the partitions by cooperative rebalancing. Who gets a partition raises its epoch, in the metadata of the
// group's offset, before it handles anything: the broker takes that from nobody who has lost the partition since. An
// offset is committed when all before it has been handled; in its metadata the tries of the record there are counted,
// so that one that ends its process is given up, too (kafka_tries.h). What is said to one address (`deliver.<address>`)
// shares one topic and is heard from now on only.
//
// What was published is kept and sent again until Kafka has it, once each, for half a minute; past a bound publish says
// unavailable.

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "server/bus/bus.h"
#include "server/runtime/log.h"
#include "server/runtime/metrics.h"

namespace baithak {

struct KafkaBusConfig {
    std::string brokers = "127.0.0.1:9092";  // several with commas between
    // A file of librdkafka's properties, `name=value` on a line, for TLS and SASL; # begins a comment. What the server
    // sets itself is refused.
    std::string settingsFile;
    std::uint32_t partitions = 16;  // of each topic; the same in all processes, and for good
    std::int16_t replicas = 1;
    bool createsTopics = true;       // otherwise they must be there
    std::string prefix = "baithak";  // of topics and groups
    std::chrono::milliseconds connectFor{10'000};
    // Until a process that is silent counts as gone; brokers may ask for six seconds at least.
    std::chrono::milliseconds sessionTime{8'000};
    std::chrono::milliseconds firstRetry{250};  // after a handler threw; twice as long each time after that
    Log* log = nullptr;
    Metrics* metrics = nullptr;
};

// Connects, and makes the topics. The error names the setting that won't do, or says why Kafka can't be had.
Result<std::unique_ptr<Bus>> openKafkaBus(KafkaBusConfig config);

}  // namespace baithak
