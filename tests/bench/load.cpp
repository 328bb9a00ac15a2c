// SPDX-License-Identifier: MIT
#include "tests/bench/load.h"

#include <unistd.h>

#include <algorithm>
#include <stdexcept>

#include "shared/protocol/codec.h"
#include "shared/protocol/frames.h"

namespace baithak::bench {

namespace {

using Seconds = std::chrono::duration<double>;

// Unfinished messages a flow can have; a server that is further behind does not carry the load at all.
constexpr std::size_t kSlots = 1 << 14;
constexpr auto kPatience = std::chrono::seconds(5);

double percentile(std::vector<float>& values, double share) {
    if (values.empty()) return 0;
    const auto at = values.begin() + static_cast<long>(share * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), at, values.end());
    return *at;
}

double milliseconds(Clock::duration time) { return std::chrono::duration<double, std::milli>(time).count(); }

}  // namespace

Load::Load(Poller& poller, LoadConfig config)
    : poller_(poller),
      config_(std::move(config)),
      opcode_(config_.version == WireVersion::v3_0 ? Wire::kBinary : Wire::kText),
      confirmation_(FrameTemplate::confirmation(config_.version)) {
    latencies_.reserve(1 << 20);
}

std::size_t Load::addWire(const Endpoint& server, const std::string& target, const std::string& headers) {
    const std::size_t number = readers_.size();
    auto wire = std::make_unique<Wire>(poller_, [this, number](Wire&, std::uint8_t opcode, std::string_view payload) {
        onFrame(number, opcode, payload);
    });
    wire->open(server, target, headers);
    readers_.push_back({std::move(wire), {}});
    return number;
}

void Load::waitOpen() {
    const auto isUp = [this] {
        while (open_ < readers_.size() && readers_[open_].wire->isOpen()) ++open_;
        return open_ == readers_.size();
    };
    if (!poller_.runUntil(isUp, Clock::now() + std::chrono::seconds(30)))
        throw std::runtime_error("Not all connections were opened in time.");
}

void Load::addFlow(std::size_t wire, FrameTemplate message) {
    flows_.push_back({readers_[wire].wire.get(), std::move(message), 0, std::vector<Slot>(kSlots)});
}

void Load::send(std::size_t flow, Clock::time_point due) {
    Flow& of = flows_[flow];
    Slot& slot = of.slots[of.next % kSlots];
    if (slot.waiting != 0) throw std::runtime_error("The server is too far behind the load.");
    slot = {due, static_cast<std::uint32_t>(config_.readers + (config_.isAcked ? 1 : 0))};
    of.wire->send(opcode_, of.message.with(LoadId{static_cast<std::uint32_t>(flow), of.next}));
    ++of.next;
    ++sent_;
}

void Load::onFrame(std::size_t reader, std::uint8_t opcode, std::string_view payload) {
    const auto seen = readFrame(payload, opcode == Wire::kBinary);
    if (!seen || seen->id.sender >= flows_.size()) return confirmOther(*readers_[reader].wire, opcode, payload);
    if (!seen->isAck) return onDelivery(readers_[reader], *seen);
    if (config_.readers == 0) {
        const auto& slot = flows_[seen->id.sender].slots[seen->id.number % kSlots];
        if (isRecording_) latencies_.push_back(static_cast<float>(milliseconds(Clock::now() - slot.due)));
    }
    onPart(flows_[seen->id.sender], seen->id.number);
}

// What the load did not send is confirmed like anything else: the notice of a new group, for one.
void Load::confirmOther(Wire& wire, std::uint8_t opcode, std::string_view payload) {
    const auto message = opcode == Wire::kBinary ? decodeTrustedBinary(payload) : decodeTrustedText(payload);
    if (!message) throw std::runtime_error("A frame of the server can't be read.");
    const auto notice = readErrorNotice(*message);
    if (notice) throw std::runtime_error("The server refused a message of the load: " + notice->error.text);
    const auto position = logPosition(*message);
    if (!position) return;
    wire.send(opcode, encodeAs(makeClientAck(message->id, position->conversation, position->seq), config_.version));
}

void Load::onDelivery(Reader& reader, const Seen& seen) {
    if (config_.isAcked) reader.wire->send(opcode_, confirmation_.with(seen.idText));
    if (reader.streams.empty()) reader.streams.resize(flows_.size());
    Stream& stream = reader.streams[seen.id.sender];
    const std::uint32_t number = seen.id.number;
    if (number < stream.next) {
        const bool isLate = stream.holes.erase(number) > 0;
        ++(isLate ? stream.outOfOrder : stream.repeated);
        if (!isLate) return;
    } else {
        while (stream.next < number) stream.holes.insert(stream.next++);
        ++stream.next;
    }
    ++deliveries_;
    Flow& flow = flows_[seen.id.sender];
    if (isRecording_)
        latencies_.push_back(static_cast<float>(milliseconds(Clock::now() - flow.slots[number % kSlots].due)));
    if (config_.readers > 0) onPart(flow, number);
}

void Load::onPart(Flow& flow, std::uint32_t number) {
    Slot& slot = flow.slots[number % kSlots];
    if (slot.waiting == 0 || --slot.waiting > 0) return;
    ++finished_;
    if (isRefilling_ && sent_ < sendLimit_) send(static_cast<std::size_t>(&flow - flows_.data()), Clock::now());
}

void Load::fill(std::size_t window) {
    isRefilling_ = true;
    for (std::size_t i = 0; i < window; ++i)
        for (std::size_t flow = 0; flow < flows_.size() && sent_ < sendLimit_; ++flow) send(flow, Clock::now());
}

void Load::finish() {
    isRefilling_ = false;
    poller_.runUntil([this] { return finished_ == sent_; }, Clock::now() + kPatience);
}

template <class Turns>
Measure Load::measure(Turns turns) {
    latencies_.clear();
    isRecording_ = true;
    const auto began = Clock::now();
    std::vector<std::chrono::microseconds> serversBefore;
    for (const auto& group : config_.servers) serversBefore.push_back(cpuTime(group));
    const auto clientBefore = cpuTime(getpid());
    const auto finishedBefore = finished_;
    const auto deliveriesBefore = deliveries_;
    turns();
    const double seconds = Seconds(Clock::now() - began).count();
    isRecording_ = false;
    Measure measure;
    const auto messages = static_cast<double>(finished_ - finishedBefore);
    measure.messagesPerSecond = messages / seconds;
    measure.deliveriesPerSecond = static_cast<double>(deliveries_ - deliveriesBefore) / seconds;
    const auto cpu = [messages](std::chrono::microseconds spent) {
        return messages > 0 ? static_cast<double>(spent.count()) / messages : 0;  // µs a message are ms a thousand
    };
    for (std::size_t i = 0; i < config_.servers.size(); ++i) {
        const auto& group = config_.servers[i];
        measure.shares.push_back({group.name, cpu(cpuTime(group) - serversBefore[i])});
        measure.serverCpuMsPer1000 += measure.shares.back().cpuMsPer1000;
    }
    measure.clientCpuMsPer1000 = cpu(cpuTime(getpid()) - clientBefore);
    measure.p50Ms = percentile(latencies_, 0.50);
    measure.p99Ms = percentile(latencies_, 0.99);
    return measure;
}

Measure Load::runClosed(std::size_t window, Clock::duration warmUp, Clock::duration time) {
    fill(window);
    const auto turnFor = [this](Clock::duration stretch) {
        poller_.runUntil([] { return false; }, Clock::now() + stretch);
    };
    turnFor(warmUp);
    Measure result = measure([&] { turnFor(time); });
    finish();
    result.faults = faults();
    return result;
}

Measure Load::runSteady(double perSecond, Clock::duration time) {
    const auto began = Clock::now();
    const auto gap = std::chrono::duration_cast<Clock::duration>(Seconds(1 / perSecond));
    std::uint64_t count = 0;
    Measure result = measure([&] {
        for (auto now = began; now < began + time; now = Clock::now()) {
            Clock::time_point due = began + gap * static_cast<long>(count);
            for (; due <= now; due += gap) send(count++ % flows_.size(), due);
            poller_.turn(std::min(due, began + time));
        }
    });
    finish();
    result.faults = faults();
    return result;
}

Clock::duration Load::sendAll(std::size_t window, std::uint64_t messages) {
    const auto began = Clock::now();
    sendLimit_ = sent_ + messages;
    fill(window);
    if (!poller_.runUntil([this] { return finished_ >= sendLimit_; }, began + std::chrono::minutes(2)))
        throw std::runtime_error("The server did not take all messages in time.");
    isRefilling_ = false;
    sendLimit_ = UINT64_MAX;
    return Clock::now() - began;
}

Clock::duration Load::waitDeliveries(std::uint64_t deliveries) {
    const auto began = Clock::now();
    for (;;) {
        const auto before = deliveries_;
        const bool isDone = poller_.runUntil([&] { return deliveries_ >= deliveries; }, Clock::now() + kPatience);
        if (isDone || deliveries_ == before) return Clock::now() - began;
    }
}

Faults Load::faults() const {
    Faults all;
    for (const auto& reader : readers_) {
        for (std::size_t i = 0; i < reader.streams.size(); ++i) {
            const Stream& stream = reader.streams[i];
            all.repeated += stream.repeated;
            all.outOfOrder += stream.outOfOrder;
        }
    }
    const std::uint64_t due = sent_ * config_.readers;
    all.lost = due > deliveries_ ? due - deliveries_ : 0;
    return all;
}

}  // namespace baithak::bench
