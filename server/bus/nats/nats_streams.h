// SPDX-License-Identifier: MIT
#pragma once

// The streams, their consumers and the bucket of leases: their names, and making what is not there yet. Every call
// waits for NATS. Used from any thread.

#include <mutex>
#include <set>
#include <string>
#include <string_view>

#include "server/bus/nats/nats_link.h"

namespace baithak {

class NatsStreams {
public:
    NatsStreams(NatsLink& link, const NatsBusConfig& config) : link_(link), config_(config) {}

    std::string subjectOf(std::string_view topic, std::uint32_t partition) const;
    // Where the holder of the partition hears what need not be kept.
    std::string directOf(std::string_view topic, std::uint32_t partition) const;
    std::string streamOf(std::string_view topic) const;
    static std::string consumerOf(std::string_view group, std::uint32_t partition);
    // The topic of a subject, or of a stream.
    std::string topicOfSubject(std::string_view subject) const;
    std::string topicOfStream(std::string_view stream) const;
    // Where what is said to one address alone goes.
    std::string addressOf(std::string_view topic) const;
    std::string deadStream() const { return config_.prefix + "_DEAD"; }
    std::string deadSubject() const { return config_.prefix + ".dead"; }
    // Where is noted that a record (NatsRecordName::id) was handed out and given back, with no try to handle it.
    std::string noteStream() const { return config_.prefix + "_GIVEN"; }
    std::string noteSubject(const std::string& id) const { return config_.prefix + ".given." + id; }
    std::string bucket() const { return config_.prefix + "-leases"; }

    // A stream of the topic, as this version wants it.
    Result<> ensureTopic(std::string_view topic);
    // A consumer for each partition, so that what is said from now on is kept for the group.
    Result<> ensureGroup(std::string_view topic, std::string_view group);
    Result<> ensureDeadLetters();
    Result<> ensureNotes();
    // How many notes there are of the record.
    Result<int> countNotes(const std::string& id);
    // The bucket, and in it the number of partitions that all processes go by; the error names the option.
    Result<KeyValues> openBucket();

    // Forgets what it has made: something was wiped.
    void forget();

private:
    Result<> ensureStream(jsStreamConfig wanted);
    Result<> ensureConsumer(const std::string& stream, std::string_view topic, std::string_view group,
                            std::uint32_t partition);
    Result<std::set<std::string>> consumersOf(const std::string& stream);
    jsStorageType storage() const { return config_.inMemory ? js_MemoryStorage : js_FileStorage; }

    NatsLink& link_;
    const NatsBusConfig& config_;
    std::mutex mutex_;
    std::set<std::string> made_;  // streams, and `<stream>/<group>` when all its consumers are there
};

}  // namespace baithak
