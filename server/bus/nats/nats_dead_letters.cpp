// SPDX-License-Identifier: MIT
#include "server/bus/nats/nats_dead_letters.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "server/bus/event_fields.h"
#include "server/bus/partitions.h"
#include "shared/protocol/proto_writer.h"

namespace baithak {
namespace {

std::string headerOf(natsMsg* message, const char* name) {
    const char* value = nullptr;
    return natsMsgHeader_Get(message, name, &value) == NATS_OK && value != nullptr ? value : "";
}

template <class Number>
Number numberOf(std::string_view text) {
    Number number{};
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

DeadLetter letterOf(natsMsg* message, std::uint64_t sequence) {
    DeadLetter letter;
    letter.id = std::to_string(sequence);
    letter.topic = headerOf(message, "Baithak-Topic");
    letter.group = headerOf(message, "Baithak-Group");
    letter.key = headerOf(message, "Baithak-Key");
    letter.reason = headerOf(message, "Baithak-Reason");
    letter.tries = numberOf<int>(headerOf(message, "Baithak-Tries"));
    letter.at = Timestamp{numberOf<std::uint64_t>(headerOf(message, "Baithak-Time"))};
    letter.bytes = dataOf(message).size();
    return letter;
}

Error noSuchLetter(const std::string& id) { return {Errc::notFound, "there is no dead letter '" + id + "'"}; }

std::optional<std::uint64_t> sequenceOf(const std::string& id) {
    std::uint64_t sequence = 0;
    const auto [stop, failure] = std::from_chars(id.data(), id.data() + id.size(), sequence);
    if (failure != std::errc{} || stop != id.data() + id.size() || sequence == 0) return std::nullopt;
    return sequence;
}

Result<NatsMessage> letterAt(NatsParts& parts, std::uint64_t sequence) {
    natsMsg* raw = nullptr;
    const auto stream = parts.streams->deadStream();
    const auto status = js_GetMsg(&raw, parts.link->jetStream(), stream.c_str(), sequence, nullptr, nullptr);
    if (status == NATS_NOT_FOUND) return noSuchLetter(std::to_string(sequence));
    if (status != NATS_OK) return natsError("NATS, reading the dead letters", status);
    return NatsMessage(raw);
}

// The state of the stream, with the numbers of what was taken out of its middle; empty when there is no stream.
Result<StreamInfo> lettersThere(NatsParts& parts) {
    jsOptions options;
    jsOptions_Init(&options);
    options.Stream.Info.DeletedDetails = true;
    jsStreamInfo* raw = nullptr;
    const auto stream = parts.streams->deadStream();
    const auto status = js_GetStreamInfo(&raw, parts.link->jetStream(), stream.c_str(), &options, nullptr);
    StreamInfo info(raw);
    if (status != NATS_OK && status != NATS_NOT_FOUND) return natsError("NATS, listing the dead letters", status);
    return info;
}

// One by one from the stream's leader: a consumer may sit at a copy that has not got the last ones yet.
Result<std::vector<DeadLetter>> listLetters(NatsParts& parts, std::size_t limit) {
    auto there = lettersThere(parts);
    if (!there) return there.error();
    std::vector<DeadLetter> letters;
    if (!*there || (*there)->State.Msgs == 0) return letters;
    const auto& state = (*there)->State;
    const std::set<std::uint64_t> gone(state.Deleted, state.Deleted + state.DeletedLen);
    // A stream that never held anything begins at 0, and letters at 1.
    for (auto sequence = std::max<std::uint64_t>(1, state.FirstSeq);
         sequence <= state.LastSeq && letters.size() < limit; ++sequence) {
        if (gone.contains(sequence)) continue;
        auto letter = letterAt(parts, sequence);
        if (letter) {
            letters.push_back(letterOf(letter->get(), sequence));
        } else if (letter.error().code != Errc::notFound) {
            return letter.error();
        }
    }
    return letters;
}

Result<> dropLetter(NatsParts& parts, const std::string& id) {
    const auto sequence = sequenceOf(id);
    if (!sequence) return noSuchLetter(id);
    if (auto letter = letterAt(parts, *sequence); !letter) return letter.error();
    const auto stream = parts.streams->deadStream();
    const auto status = js_DeleteMsg(parts.link->jetStream(), stream.c_str(), *sequence, nullptr, nullptr);
    if (status != NATS_OK) return natsError("NATS, dropping a dead letter", status);
    return {};
}

// The record as it was, and behind it for whom alone it is.
Result<> replayLetter(NatsParts& parts, const std::string& id) {
    const auto sequence = sequenceOf(id);
    if (!sequence) return noSuchLetter(id);
    auto found = letterAt(parts, *sequence);
    if (!found) return found.error();
    const auto letter = letterOf(found->get(), *sequence);
    std::string payload(dataOf(found->get()));
    ProtoWriter(payload).addBytes(event_fields::kOnlyGroup, letter.group);
    const auto subject = parts.streams->subjectOf(letter.topic, partitionOf(letter.key, parts.config.partitions));
    const auto status = js_Publish(nullptr, parts.link->jetStream(), subject.c_str(), payload.data(),
                                   static_cast<int>(payload.size()), nullptr, nullptr);
    if (status != NATS_OK) return natsError("NATS, trying a dead letter again", status);
    return dropLetter(parts, id);
}

}  // namespace

Task<Result<std::vector<DeadLetter>>> NatsDeadLetters::list(std::size_t limit) {
    const auto work = [parts = parts_, limit] { return listLetters(*parts, limit); };
    auto done = co_await workers_.run(work);
    if (!done) co_return done.error();
    co_return std::move(*done);
}

Task<Result<>> NatsDeadLetters::replay(std::string id) {
    const auto work = [parts = parts_, id] { return replayLetter(*parts, id); };
    auto done = co_await workers_.run(work);
    if (!done) co_return done.error();
    co_return std::move(*done);
}

Task<Result<>> NatsDeadLetters::drop(std::string id) {
    const auto work = [parts = parts_, id] { return dropLetter(*parts, id); };
    auto done = co_await workers_.run(work);
    if (!done) co_return done.error();
    co_return std::move(*done);
}

}  // namespace baithak
