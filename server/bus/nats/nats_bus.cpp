// SPDX-License-Identifier: MIT
#include "server/bus/nats/nats_bus.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "server/bus/event_codec.h"
#include "server/bus/nats/nats_dead_letters.h"
#include "server/bus/nats/nats_desk.h"
#include "server/bus/nats/nats_direct.h"
#include "server/bus/nats/nats_leases.h"
#include "server/bus/nats/nats_patience.h"
#include "server/bus/nats/nats_record_name.h"
#include "server/bus/partitions.h"

namespace baithak {
namespace {

constexpr std::size_t kWantedPayload = 8'000'000;  // of docs/operations.md
constexpr std::string_view kAddress = "deliver.";

bool isAddress(std::string_view topic) { return topic.starts_with(kAddress); }

// What may be part of a subject and of the names of streams and consumers.
bool isName(std::string_view text, bool withDots) {
    return !text.empty() && text.size() <= 128 && std::all_of(text.begin(), text.end(), [withDots](char c) {
        const bool isLetter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        return isLetter || c == '-' || c == '_' || (withDots && c == '.');
    });
}

class NatsBus final : public Bus {
public:
    explicit NatsBus(NatsPartsPtr parts) : parts_(std::move(parts)), desk_(parts_), letters_(parts_) {
        if (parts_->config.metrics == nullptr) return;
        auto& metrics = *parts_->config.metrics;
        parts_->received = &metrics.counter("baithak_bus_received_total", "Events that the broker handed out here");
        parts_->redelivered =
            &metrics.counter("baithak_bus_redelivered_total", "Events that were handed out before, here or elsewhere");
        parts_->dead = &metrics.counter("baithak_bus_dead_letters_total", "Events put with the dead letters");
        missed_ = &metrics.counter("baithak_bus_missed_total", "Live events dropped because too much waited");
        owned_ = &metrics.gauge("baithak_bus_partitions_owned", "Partitions that this process handles");
        inHand_ = &metrics.gauge("baithak_bus_in_hand", "Events handed out here and not handled yet");
        connected_ = &metrics.gauge("baithak_bus_connected", "1 while the broker is reached");
    }

    ~NatsBus() override {
        if (parts_->link) parts_->link->end();
        leases_.reset();
        for (const auto& reader : desk_.readers()) reader->stop();
        if (parts_->sender) direct_->stop();
        if (parts_->sender) parts_->sender->flush(std::chrono::seconds(2));
        records_.reset();
        if (parts_->sender) parts_->sender->stop();
    }

    Result<> open() {
        auto& parts = *parts_;
        auto linked = NatsLink::open(parts.config);
        if (!linked) return linked.error();
        parts.link = std::move(*linked);
        if (parts.link->mostBytes() < kWantedPayload) {
            complain("bus.small_payload",
                     {Errc::tooLarge, "NATS takes " + std::to_string(parts.link->mostBytes()) +
                                          " bytes at a time (max_payload): events with large messages to large groups "
                                          "may be more; give it 8MB"});
        }
        parts.streams = std::make_unique<NatsStreams>(*parts.link, parts.config);
        if (auto made = patiently([&] { return parts.streams->ensureDeadLetters(); }); !made) return made;
        if (auto made = patiently([&] { return parts.streams->ensureNotes(); }); !made) return made;
        auto direct = NatsDirect::start(parts);
        if (!direct) return direct.error();
        direct_ = std::move(*direct);
        auto sender = NatsSender::start(*parts.link, parts.config.log, parts.config.metrics,
                                        {[this] { tick(); }, [this](const std::string& s) { makeStream(s); }});
        if (!sender) return sender.error();
        parts.sender = std::move(*sender);
        parts.consumerMissing = [this] { makeConsumers(); };
        parts.inBackground = [this](std::function<void()> job) { return workers_.post(std::move(job)); };
        auto records = parts.link->listen(parts.link->inbox() + ".r.>", "", [this](NatsMessage m) { onMessage(m); });
        if (!records) return records.error();
        records_ = std::move(*records);
        return startLeases();
    }

    Result<> publish(std::string_view topic, std::string_view key, EventPtr event) override {
        if (isAddress(topic)) return publishLive(topic, *event);
        if (!isName(topic, false)) return {Errc::malformed, "'" + std::string(topic) + "' is no topic's name"};
        makeStreamOnce(topic);
        const auto partition = partitionOf(key);
        auto payload = encodeEvent(*event, key);
        if (isAskedAgain(*event) && direct_->send(topic, partition, payload)) return {};
        return parts_->sender->publish(parts_->streams->subjectOf(topic, partition), std::move(payload));
    }

    std::uint32_t partitionOf(std::string_view key) const noexcept override {
        return baithak::partitionOf(key, parts_->config.partitions);
    }

    Result<std::unique_ptr<Subscription>> subscribe(std::string_view topic, std::string_view group, Loop& loop,
                                                    EventHandler handler) override;

    BusStatus status() override {
        BusStatus status;
        status.isConnected = parts_->link->isConnected();
        status.owned = leases_->owned();
        status.pending = parts_->sender->pending() + direct_->waiting();
        for (const auto& reader : desk_.readers()) status.inHand += reader->inHand();
        return status;
    }

    DeadLetters& deadLetters() override { return letters_; }

    // On the member's loop.
    void leave(const NatsMemberPtr& member) {
        member->isActive = false;
        if (!desk_.unseat(member)) leases_->leave(member->group);
    }

private:
    // A cluster of NATS that is being started, or chooses a leader, gets the same time as the first connection.
    Result<> patiently(const std::function<Result<>()>& call) { return askPatiently(parts_->config.connectFor, call); }

    Result<> startLeases() {
        NatsLeases::Hooks hooks;
        hooks.gained = [this](const std::string& group, NatsLeasePtr lease) { desk_.gained(group, lease); };
        hooks.leaving = [this](const std::string& group, std::uint32_t partition) {
            desk_.stopReading(group, partition);
        };
        hooks.isIdle = [this](const std::string& group, std::uint32_t partition) {
            return desk_.isIdle(group, partition);
        };
        hooks.ended = [this](const std::string& group, std::uint32_t partition) { desk_.ended(group, partition); };
        return patiently([&]() -> Result<> {
            auto leases = NatsLeases::start(parts_, hooks);
            if (!leases) return leases.error();
            leases_ = std::move(*leases);
            return {};
        });
    }

    Result<> publishLive(std::string_view topic, const Event& event) {
        if (!isName(topic, true)) return {Errc::malformed, "'" + std::string(topic) + "' is no address"};
        if (!parts_->link->isConnected()) return {Errc::unavailable, "NATS is away"};
        auto bytes = encodeEvent(event);
        if (auto fits = parts_->sender->checkSize(bytes.size()); !fits) {
            complain("bus.too_large", fits.error());
            return fits;
        }
        parts_->sender->say(parts_->streams->addressOf(topic), std::move(bytes));
        return {};
    }

    Result<std::unique_ptr<Subscription>> hear(std::string_view topic, const NatsMemberPtr& member,
                                               const NatsInboxPtr& inbox);

    NatsInboxPtr inboxOf(Loop& loop) {
        const std::lock_guard lock(mutex_);
        auto& inbox = inboxes_[&loop];
        if (!inbox) inbox = std::make_shared<NatsInbox>(loop, parts_->config.log);
        return inbox;
    }

    // --- what NATS hands out ---

    void onMessage(const NatsMessage& message) {
        const char* reply = natsMsg_GetReply(message.get());
        const std::string_view replyTo = reply != nullptr ? reply : "";
        if (const auto name = natsRecordName(replyTo)) {
            if (const auto reader = desk_.find(name->reader)) {
                reader->onRecord(message.get(), replyTo, name->tries);
            } else {
                // Asked for before the partition went to somebody else.
                giveBackToNats(*parts_, std::string(replyTo));
            }
            return;
        }
        // `<inbox>.r.<stream>.<consumer>.<request>`
        std::string_view subject = natsMsg_GetSubject(message.get());
        subject.remove_prefix(std::min(subject.size(), parts_->link->inbox().size() + 3));
        const auto dot = subject.rfind('.');
        const char* status = nullptr;
        const bool hasStatus = natsMsgHeader_Get(message.get(), "Status", &status) == NATS_OK && status != nullptr;
        if (!hasStatus || dot == subject.npos) return;
        if (const auto reader = desk_.find(subject.substr(0, dot))) reader->onStatus(subject.substr(dot + 1), status);
    }

    // --- what is not there yet, or not any more ---

    void makeStreamOnce(std::string_view topic) {
        {
            const std::lock_guard lock(mutex_);
            if (topics_.contains(topic)) return;
            topics_.emplace(topic);
        }
        makeTopic(std::string(topic));
    }

    void makeTopic(const std::string& topic) {
        {
            const std::lock_guard lock(mutex_);
            if (!making_.insert(topic).second) return;
        }
        const bool isQueued = workers_.post([this, topic] {
            if (parts_->link->isEnding()) return;
            const auto made = parts_->streams->ensureTopic(topic);
            if (!made) complain("bus.stream", made.error());
            {
                const std::lock_guard lock(mutex_);
                making_.erase(topic);
            }
            if (made) parts_->sender->sendWaiting();
        });
        const std::lock_guard lock(mutex_);
        if (!isQueued) making_.erase(topic);
    }

    // No stream takes the subject: there is none, it was wiped, or it has no leader now.
    void makeStream(const std::string& subject) {
        parts_->streams->forget();
        if (subject == parts_->streams->deadSubject()) {
            workers_.post([this] {
                if (!parts_->link->isEnding()) (void)parts_->streams->ensureDeadLetters();
            });
        } else {
            makeTopic(parts_->streams->topicOfSubject(subject));
        }
    }

    void makeConsumers() {
        {
            const std::lock_guard lock(mutex_);
            if (!making_.insert("").second) return;
        }
        const bool isQueued = workers_.post([this] {
            parts_->streams->forget();
            makeAllConsumers();
            const std::lock_guard lock(mutex_);
            making_.erase("");
        });
        const std::lock_guard lock(mutex_);
        if (!isQueued) making_.erase("");
    }

    // While NATS is away the others would wait as long as the first, one after the other.
    void makeAllConsumers() {
        if (parts_->link->isEnding()) return;
        auto made = parts_->streams->ensureNotes();
        if (!made) complain("bus.stream", made.error());
        for (const auto& [group, topic] : desk_.groupTopics()) {
            if (!made && made.error().code == Errc::unavailable) return;
            made = parts_->streams->ensureGroup(topic, group);
            if (!made) complain("bus.consumers", made.error());
        }
    }

    void complain(std::string_view event, const Error& error) {
        if (parts_->config.log != nullptr) parts_->config.log->warn(event, {{"reason", error.text}});
    }

    // --- some times a second ---

    void tick() {
        std::size_t inHand = 0;
        direct_->tick();
        for (const auto& reader : desk_.readers()) {
            reader->tick();
            inHand += reader->inHand();
        }
        if (inHand_ == nullptr) return;
        inHand_->set(static_cast<double>(inHand));
        connected_->set(parts_->link->isConnected() ? 1 : 0);
        owned_->set(static_cast<double>(desk_.partitionsHeld()));
    }

    NatsPartsPtr parts_;
    NatsDesk desk_;
    std::mutex mutex_;
    std::map<Loop*, NatsInboxPtr> inboxes_;
    std::set<std::string, std::less<>> topics_;  // said something of
    std::set<std::string> making_;
    Counter* missed_ = nullptr;
    Gauge* owned_ = nullptr;
    Gauge* inHand_ = nullptr;
    Gauge* connected_ = nullptr;
    std::unique_ptr<NatsLink::Hearing> records_;
    std::unique_ptr<NatsDirect> direct_;
    std::unique_ptr<NatsLeases> leases_;
    WorkerPool workers_{1};
    NatsDeadLetters letters_;
};

class NatsSubscribed final : public Subscription {
public:
    NatsSubscribed(NatsBus& bus, NatsMemberPtr member) : bus_(bus), member_(std::move(member)) {}
    ~NatsSubscribed() override { bus_.leave(member_); }

private:
    NatsBus& bus_;
    NatsMemberPtr member_;
};

class NatsHeard final : public Subscription {
public:
    NatsHeard(NatsMemberPtr member, std::unique_ptr<NatsLink::Hearing> hearing)
        : member_(std::move(member)), hearing_(std::move(hearing)) {}
    ~NatsHeard() override { member_->isActive = false; }

private:
    NatsMemberPtr member_;
    std::unique_ptr<NatsLink::Hearing> hearing_;
};

Result<std::unique_ptr<Subscription>> NatsBus::subscribe(std::string_view topic, std::string_view group, Loop& loop,
                                                         EventHandler handler) {
    if (!isName(topic, isAddress(topic)) || !isName(group, false)) {
        return {Errc::malformed, "'" + std::string(topic) + "' or '" + std::string(group) + "' is no name for NATS"};
    }
    auto member = std::make_shared<NatsMember>(NatsMember{std::string(topic), std::string(group), std::move(handler)});
    auto inbox = inboxOf(loop);
    if (isAddress(topic)) return hear(topic, member, inbox);
    if (auto made = patiently([&] { return parts_->streams->ensureGroup(topic, group); }); !made) return made.error();
    desk_.seat(member, std::move(inbox));
    leases_->join(member->group);
    return std::unique_ptr<Subscription>(std::make_unique<NatsSubscribed>(*this, std::move(member)));
}

Result<std::unique_ptr<Subscription>> NatsBus::hear(std::string_view topic, const NatsMemberPtr& member,
                                                    const NatsInboxPtr& inbox) {
    const auto take = [member, inbox, missed = missed_, log = parts_->config.log](NatsMessage message) {
        auto event = decodeEvent(dataOf(message.get()));
        if (!event) {
            if (log != nullptr)
                log->error("bus.unreadable", {{"topic", member->topic}, {"reason", event.error().text}});
        } else if (!inbox->pushLive(member, std::move(event->event)) && missed != nullptr) {
            missed->add();
        }
    };
    auto hearing = parts_->link->listen(parts_->streams->addressOf(topic), member->group, take);
    if (!hearing) return hearing.error();
    // NATS knows of it before anybody can be told the address.
    if (const auto status = natsConnection_FlushTimeout(parts_->link->connection(), 2000); status != NATS_OK) {
        return natsError("NATS, subscribing to " + member->topic, status);
    }
    return std::unique_ptr<Subscription>(std::make_unique<NatsHeard>(member, std::move(*hearing)));
}

}  // namespace

Result<std::unique_ptr<Bus>> openNatsBus(NatsBusConfig config) {
    auto parts = std::make_shared<NatsParts>();
    parts->config = std::move(config);
    auto bus = std::make_unique<NatsBus>(std::move(parts));
    if (auto opened = bus->open(); !opened) return opened.error();
    return std::unique_ptr<Bus>(std::move(bus));
}

}  // namespace baithak
