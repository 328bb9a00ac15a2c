// SPDX-License-Identifier: MIT
#include "server/roles/delivery/delivery_role.h"

#include <algorithm>
#include <deque>

#include "server/bus/topics.h"
#include "server/roles/delivery/conversation_routes.h"
#include "server/roles/delivery/delivery_plan.h"
#include "server/roles/delivery/mark_keeper.h"
#include "server/runtime/gate.h"
#include "server/runtime/recent_set.h"

namespace baithak {
namespace {

// While one transaction is being written the next is gathered; a third would only wait.
constexpr int kCommitLanes = 2;
constexpr std::size_t kCommitMessages = 512;
constexpr std::size_t kPendingMessages = 100'000;  // past them a batch is answered `unavailable`
constexpr std::size_t kEnded = 16'384;             // no number is used again: the latest that ended are remembered
constexpr std::uint16_t kCloseKeyEnded = 4401;
constexpr std::uint16_t kCloseReplaced = 4409;

using SendPtr = std::shared_ptr<const SendMessages>;

class Delivery final : public Role {
public:
    explicit Delivery(DeliveryPorts ports)
        : ports_(ports),
          gate_(ports.loop, ports.log),
          unasked_(ports.metrics.counter("baithak_delivery_unasked_total",
                                         "What was said to every gateway, as presence could not be asked")),
          marks_({ports.loop, gate_, ports.bus, ports.messages, ports.groups, ports.presence, ports.clock, ports.log,
                  unasked_}),
          conversations_(ports.messages, ports.authenticator,
                         [this](std::vector<Receipt> receipts) { return marks_.tell(std::move(receipts)); }),
          stored_(ports.metrics.counter("baithak_delivery_messages_stored_total", "Messages appended to a log")),
          batchSize_(ports.metrics.histogram("baithak_delivery_commit_messages", "Messages in one call of the store",
                                             {1, 4, 16, 64, 256, 512})),
          pendingGauge_(ports.metrics.gauge("baithak_delivery_pending_messages", "Messages waiting for their commit")) {
    }

    std::string_view name() const noexcept override { return "delivery"; }

    Result<> start() override {
        const std::pair<std::string_view, void (Delivery::*)(const EventPtr&, const Fence&)> topics[] = {
            {topics::kSendMessage, &Delivery::onSend},
            {topics::kSystemMessage, &Delivery::onChange},
            {topics::kClientAck, &Delivery::onConfirmations},
            {topics::kFetch, &Delivery::onFetch},
            {topics::kUserConnectionState, &Delivery::onConnectionState}};
        for (const auto& [topic, handler] : topics) {
            auto subscribed = ports_.bus.subscribe(
                topic, "delivery", ports_.loop, [this, handler = handler](const EventPtr& event, const Fence& fence) {
                    (this->*handler)(event, fence);
                });
            if (!subscribed) return subscribed.error();
            subscriptions_.push_back(std::move(*subscribed));
        }
        conversations_.hangOn(ports_.routes);
        return {};
    }

    Task<> stop() override {
        subscriptions_.clear();
        marks_.stop();
        co_await gate_.close();
        co_await marks_.saveAll();
    }

private:
    void say(const GatewayId& gateway, EventPtr event) {
        // What a gateway does not hear, it asks for again.
        (void)ports_.bus.publish(topics::deliver(gateway), gateway.value, std::move(event));
    }

    // --- messages ---

    void onSend(const EventPtr& event, const Fence& fence) {
        const auto* sending = std::get_if<SendMessages>(event.get());
        if (!sending) return;
        const SendPtr held(event, sending);
        if (held->batch->areEphemeral) return gate_.spawn("delivery.ephemeral", passOn(held));
        if (pendingMessages_ >= kPendingMessages)
            return refuse(*held, Errc::unavailable, "too much is waiting to be stored");
        pendingMessages_ += held->batch->messages.size();
        pending_.push_back({held, fence});
        if (lanes_ >= kCommitLanes) return;
        ++lanes_;
        gate_.spawn("delivery.commit", commitPending());
    }

    // A former owner is silent: the sender hears from the partition's owner.
    static bool isFenced(const std::vector<AppendOutcome>& outcomes) {
        return std::any_of(outcomes.begin(), outcomes.end(), [](const AppendOutcome& outcome) {
            return outcome.refusal && outcome.refusal->code == Errc::fenced;
        });
    }

    void refuse(const SendMessages& sending, Errc code, std::string text) {
        AppendOutcome outcome;
        outcome.refusal = Error{code, std::move(text)};
        say(sending.batch->replyTo.gateway, makeEvent(sameOutcome(*sending.batch, outcome)));
    }

    Task<> commitPending() {
        while (!pending_.empty()) {
            std::vector<SendPtr> taken;
            std::vector<AppendRequest> requests;
            while (!pending_.empty() && (taken.empty() || requests.size() < kCommitMessages)) {
                auto& [sending, fence] = pending_.front();
                auto more = appendRequests(*sending->batch, fence);
                requests.insert(requests.end(), std::make_move_iterator(more.begin()),
                                std::make_move_iterator(more.end()));
                taken.push_back(std::move(sending));
                pending_.pop_front();
            }
            const auto count = requests.size();
            auto outcomes = co_await ports_.messages.append(std::move(requests));
            pendingMessages_ -= count;
            pendingGauge_.set(static_cast<double>(pendingMessages_));
            batchSize_.observe(static_cast<double>(count));
            if (!outcomes) {
                ports_.log.error("delivery.append_failed", {{"messages", count}, {"reason", outcomes.error().text}});
                for (const auto& sending : taken) refuse(*sending, outcomes.error().code, outcomes.error().text);
                continue;
            }
            co_await ring(taken, *outcomes);
        }
        --lanes_;
    }

    // Entries of one conversation, and who is to hear of them.
    struct Ring {
        ConversationId conversation;
        std::vector<LogEntry> entries;
        UserList users;
        bool isHint = false;
    };

    // Tells senders and recipients of what has just been committed.
    Task<> ring(const std::vector<SendPtr>& taken, std::vector<AppendOutcome>& outcomes) {
        std::vector<Ring> rings;
        auto next = outcomes.begin();
        for (const auto& sending : taken) {
            const auto& batch = *sending->batch;
            const auto end = next + static_cast<std::ptrdiff_t>(batch.messages.size());
            MessageOutcomes answer{
                batch.replyTo.connection, batch.conversation, batch.replyTo.batch,
                std::vector<AppendOutcome>(std::make_move_iterator(next), std::make_move_iterator(end))};
            next = end;
            if (isFenced(answer.outcomes)) continue;
            auto entries = newEntries(batch, answer.outcomes);
            const auto version = answer.outcomes.empty() ? 0 : answer.outcomes.back().membersVersion;
            say(batch.replyTo.gateway, makeEvent(std::move(answer)));
            if (entries.empty()) continue;
            stored_.add(static_cast<double>(entries.size()));
            noteReadState(batch);
            Ring ring{batch.conversation, std::move(entries), nullptr, false};
            co_await findWhomToRing(*sending, version, ring);
            if (ring.users) rings.push_back(std::move(ring));
        }
        co_await ringAll(std::move(rings));
    }

    // The group router's list is right for one version of the group. The members of a later one may have come after the
    // message: they are told to look for themselves.
    Task<> findWhomToRing(const SendMessages& sending, std::uint64_t version, Ring& ring) {
        ring.users = sending.ring;
        if (sending.ring && (sending.membersVersion == 0 || sending.membersVersion == version)) co_return;
        GroupId id(subjectOf(sending.batch->conversation.value));
        auto group = co_await ports_.groups.group(std::move(id));
        ring.users = group ? (*group)->names : nullptr;
        ring.isHint = group && (*group)->version != version;
    }

    // What gateways do not hear now, they find on their next comparison of heads. Presence may be a server of its own:
    // it is asked once for all that was committed together.
    Task<std::vector<Reach>> reachOfUsers(std::vector<UserList> lists) {
        auto everyone = unionOf(lists);
        auto sessions = co_await ports_.presence.sessionsOf(std::move(everyone));
        if (sessions) co_return reachOfEach(lists, *sessions);
        unasked_.add();
        std::vector<Reach> reaches;
        for (const auto& users : lists) reaches.push_back(reachOfAll(users, ports_.presence.gateways()));
        co_return reaches;
    }

    Task<> ringAll(std::vector<Ring> rings) {
        if (rings.empty()) co_return;
        std::vector<UserList> lists;
        for (const auto& ring : rings) lists.push_back(ring.users);
        auto reaches = co_await reachOfUsers(std::move(lists));
        for (std::size_t i = 0; i < rings.size(); ++i) ringUsers(rings[i], reaches[i]);
    }

    void ringUsers(const Ring& ring, Reach& reach) {
        if (!reach.away.empty()) {
            OfflineMessages offline{ring.conversation, ring.entries, std::move(reach.away)};
            auto event = makeEvent(std::move(offline));
            (void)ports_.bus.publish(topics::kOfflineMessage, ring.conversation.value, std::move(event));
        }
        for (auto& [gateway, there] : reach.byGateway) {
            LiveMessages live{ring.conversation, ring.entries, std::move(there), ring.isHint};
            say(gateway, makeEvent(std::move(live)));
        }
    }

    // An older client says READ in a message: the mark follows.
    void noteReadState(const NewMessages& batch) {
        for (const auto& message : batch.messages) {
            if (message->type != MessageType::notification) continue;
            if (auto read = readStateOf(*message))
                gate_.spawn("delivery.read_state", followReadState(std::move(*read)));
        }
    }

    Task<> followReadState(ReadState read) {
        auto seq = co_await ports_.messages.lastSeqOf(read.conversation, read.author, std::move(read.ids));
        if (!seq || *seq == 0) co_return;
        marks_.note({read.conversation, read.reader, kNoDevice, 0, *seq});
    }

    // --- ephemeral messages ---

    Task<> passOn(SendPtr sending) {
        const auto& batch = *sending->batch;
        auto recipients = co_await ephemeralRecipients(*sending);
        if (!recipients) {
            refuse(*sending, recipients.error().code, recipients.error().text);
            co_return;
        }
        std::vector<UserList> lists{*recipients};
        auto reaches = co_await reachOfUsers(std::move(lists));
        for (auto& [gateway, there] : reaches.front().byGateway)
            say(gateway, makeEvent(EphemeralMessages{batch.messages, std::move(there), batch.origin}));
        say(batch.replyTo.gateway, makeEvent(sameOutcome(batch, AppendOutcome{})));
    }

    // Those connected now, but the sender; to oneself, one's other devices.
    Task<Result<UserList>> ephemeralRecipients(const SendMessages& sending) {
        const auto& batch = *sending.batch;
        if (kindOf(batch.conversation.value) == ConversationKind::group) {
            GroupId id(subjectOf(batch.conversation.value));
            auto group = co_await ports_.groups.group(id);
            if (!group && group.error().code == Errc::notFound) {
                co_return Error{Errc::unknownDestination, "there is no group " + id.value};
            }
            if (!group) co_return group.error();
            co_return othersOf(**group, batch.source);
        }
        UserId destination(batch.messages.front()->destination);
        std::vector<UserId> names{destination};
        auto known = co_await ports_.users.existing(std::move(names));
        if (!known) co_return known.error();
        if (known->empty() || !sending.ring || sending.ring->empty()) {
            co_return Error{Errc::unknownDestination, "there is no user " + destination.value};
        }
        co_return std::make_shared<const std::vector<UserId>>(1, std::move(destination));
    }

    // --- groups ---

    void onChange(const EventPtr& event, const Fence& fence) {
        if (const auto* change = std::get_if<SystemChange>(event.get())) {
            gate_.spawn("delivery.change", applyChange({event, change}, fence));
        }
    }

    Task<> applyChange(std::shared_ptr<const SystemChange> request, Fence fence) {
        auto change = request->change;
        change.fence = fence;
        ConversationId conversation = groupConversation(change.group);
        auto notice = change.notice;
        auto applied = co_await ports_.messages.change(std::move(change));
        ChangeOutcome outcome;
        outcome.connection = request->replyTo.connection;
        if (!applied && applied.error().code == Errc::fenced) co_return;
        if (!applied) {
            outcome.refusal = applied.error();
            say(request->replyTo.gateway, makeEvent(std::move(outcome)));
            co_return;
        }
        auto users = std::make_shared<std::vector<UserId>>(*applied->after->names);
        for (const auto& user : request->change.removed) users->push_back(user);
        const auto seq = applied->seq;
        outcome.outcome = std::move(*applied);
        say(request->replyTo.gateway, makeEvent(std::move(outcome)));
        std::vector<LogEntry> entries{{seq, std::move(notice), kNoDevice}};
        std::vector<Ring> rings;
        rings.push_back({std::move(conversation), std::move(entries), std::move(users), false});
        co_await ringAll(std::move(rings));
    }

    // --- connections ---

    void onConnectionState(const EventPtr& event, const Fence&) {
        const auto* state = std::get_if<ConnectionState>(event.get());
        if (!state) return;
        const std::shared_ptr<const ConnectionState> held(event, state);
        switch (state->change) {
            case ConnectionChange::connected:
                return gate_.spawn("delivery.connected", welcome(held));
            case ConnectionChange::disconnected:
                return gate_.spawn("delivery.disconnected", forget(held));
            case ConnectionChange::deviceEnded:
                return gate_.spawn("delivery.device_ended", expel(held));
        }
    }

    // Presence first, heads after: a message committed in between is seen by one of the two.
    Task<> welcome(std::shared_ptr<const ConnectionState> state) {
        // It was on its way for longer than the connection lasted.
        if (endedConnections_.contains(state->connection)) co_return;
        // Its key ended while its handshake was under way.
        if (endedDevices_.contains(state->device))
            co_return say(state->gateway, makeEvent(CloseConnection{state->connection, kCloseKeyEnded}));
        Session session{state->user,       state->device,   state->gateway,
                        state->connection, state->isStrict, state->openedAt};
        auto replaced = co_await ports_.presence.put(std::move(session));
        if (replaced) close(*replaced, kCloseReplaced);
        co_await marks_.saveOf(state->user);
        auto behind = co_await ports_.messages.behind(state->user, state->device);
        if (!behind || (behind->empty() && state->hasHeads)) co_return;  // it asks again anyhow
        for (auto& part : headsInParts(std::move(*behind)))
            say(state->gateway, makeEvent(StreamHeads{state->connection, std::move(part)}));
    }

    Task<> forget(std::shared_ptr<const ConnectionState> state) {
        endedConnections_.add(state->connection);
        (void)co_await ports_.presence.remove(state->user, state->connection);
    }

    Task<> expel(std::shared_ptr<const ConnectionState> state) {
        endedDevices_.add(state->device);
        auto sessions = co_await ports_.presence.sessionsOf(state->user);
        if (!sessions) {
            unasked_.add();
            for (const auto& gateway : ports_.presence.gateways())
                say(gateway, makeEvent(CloseConnection{{}, kCloseKeyEnded, state->user, state->device}));
            co_return;
        }
        std::erase_if(*sessions, [&](const SessionPtr& session) { return session->device != state->device; });
        close(*sessions, kCloseKeyEnded);
    }

    void close(const Sessions& sessions, std::uint16_t code) {
        for (const auto& session : sessions)
            say(session->gateway, makeEvent(CloseConnection{session->connection, code}));
    }

    void onFetch(const EventPtr& event, const Fence&) {
        if (const auto* wish = std::get_if<FetchRange>(event.get()))
            gate_.spawn("delivery.fetch", fetch({event, wish}));
    }

    Task<> fetch(std::shared_ptr<const FetchRange> wish) {
        if (wish->from == 0) co_await marks_.saveOf(wish->user);
        auto range = co_await ports_.messages.fetch(wish->user, wish->device, wish->conversation, wish->from,
                                                    wish->maxMessages, wish->maxBytes);
        FetchedRange fetched{wish->replyTo.connection, {}, false};
        if (range) {
            fetched.range = std::move(*range);
        } else {
            fetched.failed = true;
            fetched.range.conversation = wish->conversation;
            ports_.log.warn("delivery.fetch_failed", {{"user", wish->user.value}, {"reason", range.error().text}});
        }
        say(wish->replyTo.gateway, makeEvent(std::move(fetched)));
    }

    void onConfirmations(const EventPtr& event, const Fence&) {
        const auto* confirmations = std::get_if<Confirmations>(event.get());
        if (!confirmations) return;
        for (const auto& update : confirmations->updates) marks_.note(update);
    }

    DeliveryPorts ports_;
    Gate gate_;
    std::vector<std::unique_ptr<Subscription>> subscriptions_;
    std::deque<std::pair<SendPtr, Fence>> pending_;
    RecentSet<DeviceNumber> endedDevices_{kEnded};
    RecentSet<ConnectionId> endedConnections_{kEnded};
    std::size_t pendingMessages_ = 0;
    int lanes_ = 0;
    Counter& unasked_;
    MarkKeeper marks_;
    ConversationRoutes conversations_;
    Counter& stored_;
    Histogram& batchSize_;
    Gauge& pendingGauge_;
};

}  // namespace

std::unique_ptr<Role> makeDeliveryRole(DeliveryPorts ports) { return std::make_unique<Delivery>(ports); }

}  // namespace baithak
