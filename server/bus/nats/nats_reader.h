// SPDX-License-Identifier: MIT
#pragma once

// Reads one partition of one topic for a group, under a lease: asks NATS for as many records as may be in hand, hears
// what comes directly (nats_direct.h), decodes both, and puts them before the group's members in this process. An event
// is confirmed when the last copy of it goes, handed out again when its handler threw, and put with the dead letters
// after too many tries. NATS counts how often it handed an event out; what was given back with no handler having failed
// is noted, and is no try. Nothing is handed on or confirmed once the lease has ended: the next owner gets it. Used
// from any thread.

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>

#include "server/bus/bus.h"
#include "server/bus/event_codec.h"
#include "server/bus/nats/nats_lease.h"
#include "server/bus/nats/nats_sender.h"
#include "server/bus/nats/nats_streams.h"

namespace baithak {

// How long NATS keeps a request that it can't fulfil. Short: a leader that dies forgets it without a word.
inline constexpr std::chrono::seconds kNatsRequestTime{2};

struct NatsParts;
// The record that `replyTo` confirms is to be handed out again, as if it never had been; but not to what is left of the
// request that brought it here.
void giveBackToNats(NatsParts& parts, const std::string& replyTo);

class NatsReader;
using NatsReaderPtr = std::shared_ptr<NatsReader>;

// One record on its way through a handler.
class NatsDelivery {
public:
    NatsDelivery(NatsReaderPtr reader, WireEvent event, std::string replyTo, int tries, bool isDirect);
    ~NatsDelivery();  // handled, unless something else was said before
    NatsDelivery(const NatsDelivery&) = delete;
    NatsDelivery& operator=(const NatsDelivery&) = delete;

    const EventPtr& event() const noexcept { return event_.event; }
    const Fence& fence() const noexcept;
    bool mayBeHandled() const noexcept;

    // Who it is put before; said before it is.
    void assignTo(const void* member) noexcept { member_ = member; }

    // The handler threw.
    void failed(const std::string& reason);
    // Not handled here: to be handed out again, when the request that brought it here is over.
    void giveBack();

private:
    friend class NatsReader;
    bool settle() noexcept { return !isSettled_.exchange(true); }

    NatsReaderPtr reader_;
    WireEvent event_;
    std::string replyTo_;
    int tries_;  // this one included
    const bool isDirect_;
    std::chrono::steady_clock::time_point wordAt_;  // that it is still in hand, under the reader's mutex
    std::atomic<bool> isSettled_{false};
    std::atomic<const void*> member_{nullptr};
};
using NatsDeliveryPtr = std::shared_ptr<NatsDelivery>;

// What a bus is made of, shared with its readers and with the events that are still in somebody's hands.
struct NatsParts {
    NatsBusConfig config;
    std::unique_ptr<NatsLink> link;
    std::unique_ptr<NatsStreams> streams;
    std::unique_ptr<NatsSender> sender;
    std::function<void()> consumerMissing;
    std::function<bool(std::function<void()> job)> inBackground;  // false: too much waits there already
    Counter* received = nullptr;
    Counter* redelivered = nullptr;
    Counter* dead = nullptr;
};
using NatsPartsPtr = std::shared_ptr<NatsParts>;

class NatsReader : public std::enable_shared_from_this<NatsReader> {
public:
    // Puts a delivery before a member of the group; false when there is none now.
    using Hand = std::function<bool(const NatsDeliveryPtr&)>;

    NatsReader(NatsPartsPtr parts, std::string topic, std::string group, NatsLeasePtr lease, Hand hand);

    // `<stream>.<consumer>`, which names it in the answers of NATS.
    const std::string& name() const noexcept { return name_; }

    // Once, before anything comes.
    void start();
    // What NATS hands out, on its threads: a record of the stream, an event that comes directly, and what became of a
    // request for records.
    void onRecord(const natsMsg* message, std::string_view replyTo, int tries);
    void onDirect(const natsMsg* message);
    void onStatus(std::string_view request, std::string_view status);
    // Some times a second: says of what takes long that it is in hand, and asks again where no answer came.
    void tick();

    // Asks for no more; what no handler has got goes back, as the member's inbox comes to it.
    void stop();
    // Nothing of the member will be confirmed any more: what it has is handed out again.
    void memberLeft(const void* member);

    bool isStopped() const noexcept { return isStopped_; }
    const std::string& topic() const noexcept { return topic_; }
    const std::string& group() const noexcept { return group_; }
    const NatsLeasePtr& lease() const noexcept { return lease_; }
    std::size_t inHand() const;

private:
    friend class NatsDelivery;
    // After which a word is due on what is still in hand.
    std::chrono::milliseconds longTime() const { return parts_->config.ackWait / 3; }
    void noteOpen(NatsDelivery& delivery, std::chrono::milliseconds firstWord);
    void handled(NatsDelivery& delivery);
    void failed(NatsDelivery& delivery, const std::string& reason);
    void gaveBack(NatsDelivery& delivery);
    void remove(NatsDelivery& delivery);
    void askForMore();
    void handOn(const NatsDeliveryPtr& delivery);
    void weigh(const NatsDeliveryPtr& delivery);
    bool isBeingBuried(const std::string& replyTo);
    void bury(std::string payload, const std::string& key, const std::string& reason, int tries,
              const std::string& replyTo);
    void buried(const std::string& id, const std::string& replyTo);
    void nak(const std::string& replyTo, std::chrono::milliseconds delay);

    NatsPartsPtr parts_;
    std::string topic_;
    std::string group_;
    NatsLeasePtr lease_;
    Hand hand_;
    std::string name_;
    std::string nextSubject_;
    std::atomic<bool> isStopped_{false};
    mutable std::mutex mutex_;
    std::set<NatsDelivery*> open_;
    struct Burial {
        std::string replyTo;  // of the last time that it was handed out
        std::chrono::steady_clock::time_point since;
        std::chrono::steady_clock::time_point saidAt;  // that we are at it
    };
    std::map<std::string, Burial> burials_;  // on their way to the dead letters
    int requested_ = 0;                      // records that the current request may still bring
    std::uint64_t request_ = 0;
    std::chrono::steady_clock::time_point requestedUntil_;
    std::unique_ptr<NatsLink::Hearing> direct_;
};

}  // namespace baithak
