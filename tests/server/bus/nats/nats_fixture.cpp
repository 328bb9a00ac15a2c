// SPDX-License-Identifier: MIT
#include "tests/server/bus/nats/nats_fixture.h"

#include <sstream>

#include <nats/nats.h>

#include "tests/server/support/run_task.h"
#include "tests/support/test_failure.h"

namespace baithak::test {
namespace {

// A connection of the test's own.
class RawNats {
public:
    explicit RawNats(const std::string& url) {
        if (natsConnection_ConnectTo(&connection_, url.c_str()) != NATS_OK ||
            natsConnection_JetStream(&jetStream_, connection_, nullptr) != NATS_OK) {
            throw TestFailure("no connection to NATS at " + url);
        }
    }
    ~RawNats() {
        jsCtx_Destroy(jetStream_);
        natsConnection_Destroy(connection_);
    }
    RawNats(const RawNats&) = delete;
    RawNats& operator=(const RawNats&) = delete;

    jsCtx* jetStream() const { return jetStream_; }

private:
    natsConnection* connection_ = nullptr;
    jsCtx* jetStream_ = nullptr;
};

std::vector<std::string> memberCommand(const std::string& url, const std::string& prefix, const std::string& mode) {
    std::vector<std::string> command{BAITHAK_NATS_MEMBER, url, prefix};
    if (!mode.empty()) command.push_back(mode);
    return command;
}

}  // namespace

std::unique_ptr<Bus> mustOpen(NatsBusConfig config) {
    auto opened = openNatsBus(std::move(config));
    if (!opened) throw TestFailure(opened.error().text);
    return std::move(*opened);
}

std::map<std::uint32_t, std::uint64_t> ownedOf(Bus& bus) {
    std::map<std::uint32_t, std::uint64_t> epochs;
    for (const auto& owned : bus.status().owned) {
        if (owned.group == "group") epochs[owned.partition] = owned.epoch;
    }
    return epochs;
}

FenceListener::FenceListener(Bus& bus, baithak::Loop& loop) {
    auto subscribed = bus.subscribe("topic", "group", loop, [this](const EventPtr& event, const Fence& fence) {
        heard.push_back({nameOf(event), fence});
    });
    if (!subscribed) throw TestFailure(subscribed.error().text);
    subscription = std::move(*subscribed);
}

MemberProcess::MemberProcess(const std::string& url, const std::string& prefix, const std::string& mode)
    : process(memberCommand(url, prefix, mode)) {
    process.spawn();
    if (process.readLine(std::chrono::seconds(15)) != "ready") {
        throw TestFailure("the member did not get ready: " + process.log());
    }
}

std::optional<HeardEvent> MemberProcess::next(std::chrono::milliseconds deadline) {
    const auto line = process.readLine(deadline);
    if (!line) return std::nullopt;
    HeardEvent heard;
    std::istringstream(*line) >> heard.name >> heard.fence.partition >> heard.fence.epoch;
    return heard;
}

std::vector<DeadLetter> lettersOf(Bus& bus) {
    auto listed = runTask(bus.deadLetters().list(100));
    if (!listed) throw TestFailure("the dead letters can't be listed: " + listed.error().text);
    return *listed;
}

void limitMessages(const std::string& url, const std::string& stream, int mostBytes) {
    const RawNats nats(url);
    jsStreamInfo* info = nullptr;
    auto status = js_GetStreamInfo(&info, nats.jetStream(), stream.c_str(), nullptr, nullptr);
    if (status == NATS_OK) {
        info->Config->MaxMsgSize = mostBytes;
        status = js_UpdateStream(nullptr, nats.jetStream(), info->Config, nullptr, nullptr);
        jsStreamInfo_Destroy(info);
    }
    if (status != NATS_OK) throw TestFailure("the stream " + stream + " could not be limited");
}

void takeAndDrop(const std::string& url, const std::string& stream, const std::string& consumer, int times) {
    const RawNats nats(url);
    jsSubOptions wanted;
    jsSubOptions_Init(&wanted);
    wanted.Stream = stream.c_str();
    wanted.Consumer = consumer.c_str();
    natsSubscription* subscription = nullptr;
    auto status =
        js_PullSubscribe(&subscription, nats.jetStream(), nullptr, consumer.c_str(), nullptr, &wanted, nullptr);
    for (int i = 0; i < times && status == NATS_OK; ++i) {
        natsMsgList taken{};
        status = natsSubscription_Fetch(&taken, subscription, 1, 5000, nullptr);
        if (status == NATS_OK) status = natsMsg_Nak(taken.Msgs[0], nullptr);
        natsMsgList_Destroy(&taken);
    }
    natsSubscription_Destroy(subscription);
    if (status != NATS_OK) throw TestFailure(consumer + " gave nothing: " + natsStatus_GetText(status));
}

void publishRaw(const std::string& url, const std::string& subject, const std::string& payload) {
    const RawNats nats(url);
    const auto status = js_Publish(nullptr, nats.jetStream(), subject.c_str(), payload.data(),
                                   static_cast<int>(payload.size()), nullptr, nullptr);
    if (status != NATS_OK) throw TestFailure("NATS did not take the record");
}

std::uint64_t storedIn(const std::string& url, const std::string& stream) {
    const RawNats nats(url);
    jsStreamInfo* info = nullptr;
    if (js_GetStreamInfo(&info, nats.jetStream(), stream.c_str(), nullptr, nullptr) != NATS_OK) {
        throw TestFailure("there is no stream " + stream);
    }
    const auto count = info->State.Msgs;
    jsStreamInfo_Destroy(info);
    return count;
}

std::string leaderOf(const std::string& url, const std::string& stream) {
    const RawNats nats(url);
    jsStreamInfo* info = nullptr;
    if (js_GetStreamInfo(&info, nats.jetStream(), stream.c_str(), nullptr, nullptr) != NATS_OK) return {};
    const std::string leader =
        info->Cluster != nullptr && info->Cluster->Leader != nullptr ? info->Cluster->Leader : "";
    jsStreamInfo_Destroy(info);
    return leader;
}

}  // namespace baithak::test
