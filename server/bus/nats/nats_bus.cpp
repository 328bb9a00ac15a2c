// SPDX-License-Identifier: MIT
#include "server/bus/nats/nats_bus.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <mutex>
#include <set>
#include <unordered_map>

#include "server/bus/event_codec.h"
#include "server/bus/nats/nats_dead_letters.h"
#include "server/bus/nats/nats_inbox.h"
#include "server/bus/nats/nats_leases.h"
#include "server/bus/partitions.h"

namespace baithak {
namespace {

constexpr std::string_view kAddress = "deliver.";

bool isAddress(std::string_view topic) { return topic.starts_with(kAddress); }

// What may be part of a subject and of the names of streams and consumers.
bool isName(std::string_view text, bool withDots) {
    return !text.empty() && text.size() <= 128 && std::all_of(text.begin(), text.end(), [withDots](char c) {
        const bool isLetter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        return isLetter || c == '-' || c == '_' || (withDots && c == '.');
    });
}

// `$JS.ACK.<stream>.<consumer>.<tries>.…`: what NATS says with each record. Newer servers put two words before the
// stream.
struct RecordName {
    std::string_view reader;  // `<stream>.<consumer>`
    int tries = 0;
};
std::optional<RecordName> recordName(std::string_view replyTo) {
    if (!replyTo.starts_with("$JS.ACK.")) return std::nullopt;
    std::array<std::size_t, 16> dots{};
    std::size_t count = 0;
    for (std::size_t i = 0; i < replyTo.size() && count < dots.size(); ++i) {
        if (replyTo[i] == '.') dots[count++] = i;
    }
    if (count != 8 && count < 10) return std::nullopt;
    const std::size_t first = count == 8 ? 1 : 3;
    RecordName name;
    name.reader = replyTo.substr(dots[first] + 1, dots[first + 2] - dots[first] - 1);
    std::from_chars(replyTo.data() + dots[first + 2] + 1, replyTo.data() + dots[first + 3], name.tries);
    return name;
}

struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
};

class NatsBus final : public Bus {
public:
    NatsBus(NatsPartsPtr parts) : parts_(std::move(parts)), letters_(parts_, workers_) {
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
        leases_.reset();
        if (parts_->sender) parts_->sender->flush(std::chrono::seconds(2));
        records_.reset();
        if (parts_->sender) parts_->sender->stop();
    }

    Result<> open() {
        auto& parts = *parts_;
        auto linked = NatsLink::open(parts.config);
        if (!linked) return linked.error();
        parts.link = std::move(*linked);
        parts.streams = std::make_unique<NatsStreams>(*parts.link, parts.config);
        if (auto made = parts.streams->ensureDeadLetters(); !made) return made;
        auto sender = NatsSender::start(*parts.link, parts.config.log, parts.config.metrics,
                                        {[this] { tick(); }, [this](const std::string& s) { makeStream(s); }});
        if (!sender) return sender.error();
        parts.sender = std::move(*sender);
        parts.consumerMissing = [this] { makeConsumers(); };
        auto records = parts.link->listen(parts.link->inbox() + ".r.>", "", [this](NatsMessage m) { onMessage(m); });
        if (!records) return records.error();
        records_ = std::move(*records);
        return startLeases();
    }

    Result<> publish(std::string_view topic, std::string_view key, EventPtr event) override {
        if (isAddress(topic)) return publishLive(topic, *event);
        if (!isName(topic, false)) return {Errc::malformed, "'" + std::string(topic) + "' is no topic's name"};
        makeStreamOnce(topic);
        const auto partition = partitionOf(key, parts_->config.partitions);
        return parts_->sender->publish(parts_->streams->subjectOf(topic, partition), encodeEvent(*event, key));
    }

    Result<std::unique_ptr<Subscription>> subscribe(std::string_view topic, std::string_view group, Loop& loop,
                                                    EventHandler handler) override;

    BusStatus status() override {
        BusStatus status;
        status.isConnected = parts_->link->isConnected();
        status.owned = leases_->owned();
        status.pending = parts_->sender->pending();
        for (const auto& reader : readers()) status.inHand += reader->inHand();
        return status;
    }

    DeadLetters& deadLetters() override { return letters_; }

    // On the member's loop.
    void leave(const NatsMemberPtr& member) {
        member->isActive = false;
        std::vector<NatsReaderPtr> affected;
        bool isGroupEmpty = true;
        {
            const std::lock_guard lock(mutex_);
            auto& members = members_[{member->group, member->topic}];
            std::erase_if(members, [&](const Seat& seat) { return seat.member == member; });
            const bool isTopicEmpty = members.empty();
            if (isTopicEmpty) members_.erase({member->group, member->topic});
            isGroupEmpty = !hasMembers(member->group);
            for (auto& [name, reader] : readers_) {
                if (reader->group() == member->group && reader->topic() == member->topic) affected.push_back(reader);
            }
            for (const auto& reader : affected) {
                if (isTopicEmpty) readers_.erase(reader->name());
            }
        }
        for (const auto& reader : affected) {
            reader->memberLeft(member.get());
            if (isGroupEmpty) reader->stop();
        }
        if (isGroupEmpty) leases_->leave(member->group);
    }

private:
    struct Seat {
        NatsMemberPtr member;
        NatsInboxPtr inbox;
    };
    using GroupTopic = std::pair<std::string, std::string>;

    Result<> startLeases() {
        NatsLeases::Hooks hooks;
        hooks.gained = [this](const std::string& group, NatsLeasePtr lease) { gained(group, std::move(lease)); };
        hooks.leaving = [this](const std::string& group, std::uint32_t partition) { stopReading(group, partition); };
        hooks.isIdle = [this](const std::string& group, std::uint32_t partition) { return isIdle(group, partition); };
        hooks.ended = [this](const std::string& group, std::uint32_t partition) { ended(group, partition); };
        auto leases = NatsLeases::start(parts_, std::move(hooks));
        if (!leases) return leases.error();
        leases_ = std::move(*leases);
        return {};
    }

    Result<> publishLive(std::string_view topic, const Event& event) {
        if (!isName(topic, true)) return {Errc::malformed, "'" + std::string(topic) + "' is no address"};
        if (!parts_->link->isConnected()) return {Errc::unavailable, "NATS is away"};
        parts_->sender->say(parts_->streams->addressOf(topic), encodeEvent(event));
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
        if (const auto name = recordName(replyTo)) {
            if (const auto reader = find(name->reader)) reader->onRecord(message.get(), replyTo, name->tries);
            return;
        }
        // `<inbox>.r.<stream>.<consumer>.<request>`
        std::string_view subject = natsMsg_GetSubject(message.get());
        subject.remove_prefix(std::min(subject.size(), parts_->link->inbox().size() + 3));
        const auto dot = subject.rfind('.');
        const char* status = nullptr;
        const bool hasStatus = natsMsgHeader_Get(message.get(), "Status", &status) == NATS_OK && status != nullptr;
        if (!hasStatus || dot == subject.npos) return;
        if (const auto reader = find(subject.substr(0, dot))) reader->onStatus(subject.substr(dot + 1), status);
    }

    NatsReaderPtr find(std::string_view name) {
        const std::lock_guard lock(mutex_);
        const auto found = readers_.find(name);
        return found == readers_.end() ? nullptr : found->second;
    }

    std::vector<NatsReaderPtr> readers() {
        const std::lock_guard lock(mutex_);
        std::vector<NatsReaderPtr> all;
        for (const auto& [name, reader] : readers_) all.push_back(reader);
        return all;
    }

    // A partition has one member in this process, so that a key keeps its order.
    bool hand(const GroupTopic& where, const NatsDeliveryPtr& delivery) {
        const std::lock_guard lock(mutex_);
        const auto found = members_.find(where);
        if (found == members_.end() || found->second.empty()) return false;
        const auto& seat = found->second[delivery->fence().partition % found->second.size()];
        delivery->assignTo(seat.member.get());
        seat.inbox->push(seat.member, delivery);
        return true;
    }

    // --- partitions ---

    void gained(const std::string& group, NatsLeasePtr lease) {
        std::vector<NatsReaderPtr> fresh;
        {
            const std::lock_guard lock(mutex_);
            held_[group][lease->fence().partition] = lease;
            for (const auto& [where, members] : members_) {
                if (where.first == group) fresh.push_back(addReader(where, lease));
            }
        }
        for (const auto& reader : fresh) reader->start();
    }

    NatsReaderPtr addReader(const GroupTopic& where, const NatsLeasePtr& lease) {
        const auto hand = [this, where](const NatsDeliveryPtr& delivery) { return this->hand(where, delivery); };
        auto reader = std::make_shared<NatsReader>(parts_, where.second, where.first, lease, hand);
        readers_[reader->name()] = reader;
        return reader;
    }

    std::vector<NatsReaderPtr> readersOf(const std::string& group, std::uint32_t partition) {
        auto all = readers();
        std::erase_if(all, [&](const NatsReaderPtr& reader) {
            return reader->group() != group || reader->lease()->fence().partition != partition;
        });
        return all;
    }

    void stopReading(const std::string& group, std::uint32_t partition) {
        for (const auto& reader : readersOf(group, partition)) reader->stop();
    }

    bool isIdle(const std::string& group, std::uint32_t partition) {
        const auto readers = readersOf(group, partition);
        return std::all_of(readers.begin(), readers.end(), [](const auto& reader) { return reader->inHand() == 0; });
    }

    void ended(const std::string& group, std::uint32_t partition) {
        for (const auto& reader : readersOf(group, partition)) {
            reader->stop();
            const std::lock_guard lock(mutex_);
            readers_.erase(reader->name());
        }
        const std::lock_guard lock(mutex_);
        held_[group].erase(partition);
    }

    bool hasMembers(const std::string& group) const {
        const auto isOfGroup = [&](const auto& entry) { return entry.first.first == group; };
        return std::any_of(members_.begin(), members_.end(), isOfGroup);
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
            workers_.post([this] { (void)parts_->streams->ensureDeadLetters(); });
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
            for (const auto& [group, topic] : groupTopics()) {
                if (auto made = parts_->streams->ensureGroup(topic, group); !made)
                    complain("bus.consumers", made.error());
            }
            const std::lock_guard lock(mutex_);
            making_.erase("");
        });
        const std::lock_guard lock(mutex_);
        if (!isQueued) making_.erase("");
    }

    std::vector<GroupTopic> groupTopics() {
        const std::lock_guard lock(mutex_);
        std::vector<GroupTopic> all;
        for (const auto& [where, members] : members_) all.push_back(where);
        return all;
    }

    void complain(std::string_view event, const Error& error) {
        if (parts_->config.log != nullptr) parts_->config.log->warn(event, {{"reason", error.text}});
    }

    // --- some times a second ---

    void tick() {
        std::size_t inHand = 0;
        for (const auto& reader : readers()) {
            reader->tick();
            inHand += reader->inHand();
        }
        if (inHand_ == nullptr) return;
        inHand_->set(static_cast<double>(inHand));
        connected_->set(parts_->link->isConnected() ? 1 : 0);
        const std::lock_guard lock(mutex_);
        std::size_t owned = 0;
        for (const auto& [group, leases] : held_) owned += leases.size();
        owned_->set(static_cast<double>(owned));
    }

    NatsPartsPtr parts_;
    std::mutex mutex_;
    std::map<GroupTopic, std::vector<Seat>> members_;
    std::unordered_map<std::string, NatsReaderPtr, TextHash, std::equal_to<>> readers_;
    std::map<std::string, std::map<std::uint32_t, NatsLeasePtr>> held_;
    std::map<Loop*, NatsInboxPtr> inboxes_;
    std::set<std::string, std::less<>> topics_;  // said something of
    std::set<std::string> making_;
    Counter* missed_ = nullptr;
    Gauge* owned_ = nullptr;
    Gauge* inHand_ = nullptr;
    Gauge* connected_ = nullptr;
    std::unique_ptr<NatsLink::Hearing> records_;
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
    if (auto made = parts_->streams->ensureGroup(topic, group); !made) return made.error();
    std::vector<NatsReaderPtr> fresh;
    {
        const std::lock_guard lock(mutex_);
        const GroupTopic where{member->group, member->topic};
        auto& members = members_[where];
        members.push_back({member, std::move(inbox)});
        if (members.size() == 1) {
            for (const auto& [partition, lease] : held_[member->group]) fresh.push_back(addReader(where, lease));
        }
    }
    for (const auto& reader : fresh) reader->start();
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
