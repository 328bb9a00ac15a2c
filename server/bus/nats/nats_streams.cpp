// SPDX-License-Identifier: MIT
#include "server/bus/nats/nats_streams.h"

#include <algorithm>

#include "server/bus/nats/nats_patience.h"

namespace baithak {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;  // as JetStream counts

// Events are a doorbell: what nobody took for so long is of no more use.
constexpr std::int64_t kOldestEvent = 15 * 60 * kSecond;
constexpr std::int64_t kMostNoteBytes = 64LL << 20;
constexpr std::int64_t kOldestLetter = 30LL * 24 * 3600 * kSecond;
constexpr std::int64_t kMostLetterBytes = 256LL << 20;
// Longer than a record is sent again.
constexpr std::int64_t kDuplicates = 40 * kSecond;

bool mayPass(natsStatus status, jsErrCode code) {
    return isNatsAway(status) || code == JSClusterNotAvailErr || code == JSClusterNoPeersErr ||
           code == JSInsufficientResourcesErr;
}

// Not JSInsufficientResourcesErr, which a cluster says while too few of its servers run, too.
bool isWithoutRoom(jsErrCode code) {
    return code == JSMemoryResourcesExceededErr || code == JSStorageResourcesExceededErr;
}

// Asks again for as long as the trouble may pass.
template <class Ask>
natsStatus patiently(const NatsLink& link, const Ask& ask, jsErrCode& code) {
    const auto askAnew = [&] {
        code = {};
        return ask();
    };
    return askPatiently(kNatsPatience, askAnew, [&](natsStatus status) {
        return status != NATS_OK && mayPass(status, code) && !link.isEnding();
    });
}

}  // namespace

std::string NatsStreams::subjectOf(std::string_view topic, std::uint32_t partition) const {
    return config_.prefix + ".topic." + std::string(topic) + "." + std::to_string(partition);
}

std::string NatsStreams::directOf(std::string_view topic, std::uint32_t partition) const {
    return config_.prefix + ".direct." + std::string(topic) + "." + std::to_string(partition);
}

std::string NatsStreams::streamOf(std::string_view topic) const { return config_.prefix + "_" + std::string(topic); }

std::string NatsStreams::consumerOf(std::string_view group, std::uint32_t partition) {
    return std::string(group) + "_" + std::to_string(partition);
}

std::string NatsStreams::topicOfSubject(std::string_view subject) const {
    subject.remove_prefix(std::min(subject.size(), config_.prefix.size() + std::string_view(".topic.").size()));
    return std::string(subject.substr(0, subject.rfind('.')));
}

std::string NatsStreams::topicOfStream(std::string_view stream) const {
    return std::string(stream.substr(std::min(stream.size(), config_.prefix.size() + 1)));
}

std::string NatsStreams::addressOf(std::string_view topic) const { return config_.prefix + "." + std::string(topic); }

Result<> NatsStreams::ensureTopic(std::string_view topic) {
    const auto name = streamOf(topic);
    const auto subject = config_.prefix + ".topic." + std::string(topic) + ".*";
    const char* subjects[] = {subject.c_str()};
    jsStreamConfig wanted;
    jsStreamConfig_Init(&wanted);
    wanted.Name = name.c_str();
    wanted.Subjects = subjects;
    wanted.SubjectsLen = 1;
    // Kept for its time, whoever has handled it: brokers of the 2.9 line lose their way when copies of a stream have to
    // agree on what was taken out of its middle.
    wanted.Retention = js_LimitsPolicy;
    wanted.MaxAge = kOldestEvent;
    wanted.MaxBytes = static_cast<std::int64_t>(config_.topicBytes);
    wanted.Duplicates = kDuplicates;
    return ensureStream(wanted);
}

Result<> NatsStreams::ensureDeadLetters() {
    const auto name = deadStream();
    const auto subject = deadSubject();
    const char* subjects[] = {subject.c_str()};
    jsStreamConfig wanted;
    jsStreamConfig_Init(&wanted);
    wanted.Name = name.c_str();
    wanted.Subjects = subjects;
    wanted.SubjectsLen = 1;
    wanted.MaxAge = kOldestLetter;
    wanted.MaxBytes = kMostLetterBytes;
    return ensureStream(wanted);
}

Result<> NatsStreams::ensureNotes() {
    const auto name = noteStream();
    const auto subject = noteSubject(">");
    const char* subjects[] = {subject.c_str()};
    jsStreamConfig wanted;
    jsStreamConfig_Init(&wanted);
    wanted.Name = name.c_str();
    wanted.Subjects = subjects;
    wanted.SubjectsLen = 1;
    wanted.MaxAge = kOldestEvent;
    wanted.MaxBytes = kMostNoteBytes;
    return ensureStream(wanted);
}

Result<int> NatsStreams::countNotes(const std::string& id) {
    const auto name = noteStream();
    const auto subject = noteSubject(id);
    jsOptions options;
    jsOptions_Init(&options);
    options.Stream.Info.SubjectsFilter = subject.c_str();
    jsStreamInfo* raw = nullptr;
    const auto status = js_GetStreamInfo(&raw, link_.jetStream(), name.c_str(), &options, nullptr);
    if (status != NATS_OK) return natsError("NATS, counting what was given back", status);
    const StreamInfo info(raw);
    const auto* subjects = info->State.Subjects;
    return subjects == nullptr || subjects->Count == 0 ? 0 : static_cast<int>(subjects->List[0].Msgs);
}

Result<> NatsStreams::ensureStream(jsStreamConfig wanted) {
    const std::string name = wanted.Name;
    {
        const std::lock_guard lock(mutex_);
        if (made_.contains(name)) return {};
    }
    wanted.Storage = storage();
    wanted.Replicas = config_.replicas;
    jsErrCode code{};
    auto status =
        patiently(link_, [&] { return js_AddStream(nullptr, link_.jetStream(), &wanted, nullptr, &code); }, code);
    // Made by an earlier version, or with other options: brought to what this one wants, where NATS allows it. NATS
    // looks for room before it looks whether the stream is there.
    if (status != NATS_OK && (code == JSStreamNameExistErr || isWithoutRoom(code))) {
        jsErrCode why{};
        const auto updated =
            patiently(link_, [&] { return js_UpdateStream(nullptr, link_.jetStream(), &wanted, nullptr, &why); }, why);
        if (why != JSStreamNotFoundErr) {
            status = updated;
            code = why;
        }
    }
    if (status != NATS_OK && isWithoutRoom(code)) {
        return Error{Errc::tooLarge, "NATS has no room for the " + std::to_string(wanted.MaxBytes >> 20) +
                                         " MiB of the stream " + name +
                                         ": raise its max_mem or max_file, or lower nats-topic-bytes"};
    }
    if (status != NATS_OK) return natsError("NATS, making the stream " + name, status);
    const std::lock_guard lock(mutex_);
    made_.insert(name);
    return {};
}

Result<> NatsStreams::ensureGroup(std::string_view topic, std::string_view group) {
    if (auto made = ensureTopic(topic); !made) return made;
    const auto stream = streamOf(topic);
    const auto mark = stream + "/" + std::string(group);
    {
        const std::lock_guard lock(mutex_);
        if (made_.contains(mark)) return {};
    }
    auto known = consumersOf(stream);
    if (!known) return known.error();
    for (std::uint32_t partition = 0; partition < config_.partitions; ++partition) {
        if (known->contains(consumerOf(group, partition))) continue;
        if (link_.isEnding()) return Error{Errc::unavailable, "NATS: the bus ends"};
        if (auto made = ensureConsumer(stream, topic, group, partition); !made) return made;
    }
    const std::lock_guard lock(mutex_);
    made_.insert(mark);
    return {};
}

Result<> NatsStreams::ensureConsumer(const std::string& stream, std::string_view topic, std::string_view group,
                                     std::uint32_t partition) {
    const auto name = consumerOf(group, partition);
    const auto filter = subjectOf(topic, partition);
    constexpr std::int64_t kMostUnacked = 2048;
    jsConsumerConfig wanted;
    jsConsumerConfig_Init(&wanted);
    wanted.Durable = name.c_str();
    wanted.FilterSubject = filter.c_str();
    wanted.DeliverPolicy = js_DeliverNew;  // what was said before there was such a group is not for it
    wanted.AckPolicy = js_AckExplicit;
    wanted.AckWait = std::chrono::nanoseconds(config_.ackWait).count();
    wanted.MaxAckPending = kMostUnacked;
    wanted.MaxDeliver = -1;  // the reader counts: what it gives up goes to the dead letters
    jsErrCode code{};
    const auto status = patiently(
        link_, [&] { return js_AddConsumer(nullptr, link_.jetStream(), stream.c_str(), &wanted, nullptr, &code); },
        code);
    if (status == NATS_OK || code == JSConsumerNameExistErr || code == JSConsumerExistingActiveErr) return {};
    return natsError("NATS, making the consumer " + name + " of " + stream, status);
}

Result<std::set<std::string>> NatsStreams::consumersOf(const std::string& stream) {
    jsConsumerNamesList* raw = nullptr;
    jsErrCode code{};
    const auto status = patiently(
        link_, [&] { return js_ConsumerNames(&raw, link_.jetStream(), stream.c_str(), nullptr, &code); }, code);
    const ConsumerNames list(raw);
    std::set<std::string> names;
    if (status == NATS_NOT_FOUND) return names;
    if (status != NATS_OK) return natsError("NATS, listing the consumers of " + stream, status);
    for (int i = 0; i < list->Count; ++i) names.insert(list->List[i]);
    return names;
}

Result<KeyValues> NatsStreams::openBucket() {
    const auto name = bucket();
    const auto description = "leases of " + std::to_string(config_.partitions) + " partitions";
    kvConfig wanted;
    kvConfig_Init(&wanted);
    wanted.Description = description.c_str();
    wanted.Bucket = name.c_str();
    wanted.History = 1;
    wanted.TTL = std::chrono::nanoseconds(config_.leaseTime).count();
    wanted.StorageType = storage();
    wanted.Replicas = static_cast<int>(config_.replicas);
    kvStore* raw = nullptr;
    auto status = js_KeyValue(&raw, link_.jetStream(), name.c_str());
    if (status == NATS_NOT_FOUND) status = js_CreateKeyValue(&raw, link_.jetStream(), &wanted);
    // Two that make it at the same time: the other one was first.
    if (status != NATS_OK) status = js_KeyValue(&raw, link_.jetStream(), name.c_str());
    if (status != NATS_OK) return natsError("NATS, making the bucket " + name, status);
    KeyValues bucket(raw);
    jsStreamInfo* info = nullptr;
    status = js_GetStreamInfo(&info, link_.jetStream(), ("KV_" + name).c_str(), nullptr, nullptr);
    const StreamInfo owned(info);
    if (status != NATS_OK) return natsError("NATS, looking at the bucket " + name, status);
    const std::string found = info->Config->Description != nullptr ? info->Config->Description : "";
    if (found == description) return bucket;
    return Error{Errc::conflict, "bus-partitions: NATS holds " + found + ", and all processes must go by the same"};
}

void NatsStreams::forget() {
    const std::lock_guard lock(mutex_);
    made_.clear();
}

}  // namespace baithak
