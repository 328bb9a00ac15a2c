// SPDX-License-Identifier: MIT
#pragma once

// librdkafka's settings: what the operator's file says, and what is ours. Used from any thread.

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <librdkafka/rdkafka.h>

#include "shared/base/result.h"

namespace baithak {

// Owns what librdkafka made, by the function that ends it.
template <auto destroy>
struct KafkaDeleter {
    template <class Handle>
    void operator()(Handle* handle) const noexcept {
        destroy(handle);
    }
};
using KafkaConf = std::unique_ptr<rd_kafka_conf_t, KafkaDeleter<rd_kafka_conf_destroy>>;
// Names and values, in the order of the file.
using KafkaSettings = std::vector<std::pair<std::string, std::string>>;

// The settings of a file with `name=value` on a line; none without a path. Errc::unavailable when it can't be read,
// Errc::malformed for a line that is not like that, or that sets what is ours. An error never holds a value.
Result<KafkaSettings> readKafkaSettings(const std::string& path);

// A configuration with them, where the later of the same name counts. Errc::malformed names a setting that won't do.
Result<KafkaConf> makeKafkaConf(const KafkaSettings& settings);

}  // namespace baithak
