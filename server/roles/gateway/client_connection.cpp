// SPDX-License-Identifier: MIT
#include "server/roles/gateway/client_connection.h"

#include <algorithm>
#include <map>

#include "server/roles/gateway/intake.h"
#include "shared/protocol/frames.h"

namespace baithak {
namespace {

using namespace std::chrono_literals;

constexpr std::uint32_t kMalformedBeforeAbuse = 1000;
constexpr std::uint16_t kCloseAbuse = 1008;
constexpr std::uint16_t kCloseNotReading = 4429;
constexpr auto kSilence = 75s;      // two unanswered keep-alive pings
constexpr auto kAwaitReturn = 30s;  // of a message put off, before those behind it are taken without it

StreamConfig streamConfig(const Device& device, const ConnectionOptions& options) {
    StreamConfig config;
    config.user = device.user;
    config.device = device.number;
    config.isWindowed = options.isStrict;
    return config;
}

SharedBytes share(std::string bytes) { return std::make_shared<const std::string>(std::move(bytes)); }

}  // namespace

ClientConnection::ClientConnection(GatewayContext& context, Device device, ConnectionOptions options)
    : context_(context),
      id_(context.ids.next(context.clock.now())),
      user_(device.user),
      device_(device.number),
      options_(options),
      confirms_(options.isStrict),
      stream_(streamConfig(device, options)),
      messageBucket_(context.limits.messagesPerSecond, 2.0 * context.limits.messagesPerSecond) {
    openedAt_ = lastActive_ = progressAt_ = context.clock.steadyNow();
    nextSweep_ = lastActive_ + context.limits.ackTimeout;
}

void ClientConnection::onOpen(WebSocket& socket) {
    socket_ = &socket;
    context_.opened(*this);
    publishState(ConnectionChange::connected);
}

void ClientConnection::publishState(ConnectionChange change) {
    const auto openedAt = context_.presenceClock.at(openedAt_);
    ConnectionState state{change, user_, device_, context_.id, id_, options_.isStrict, openedAt, hasHeads_};
    auto event = makeEvent(std::move(state));
    // A bus that is full now is asked again by the sweep.
    (void)context_.bus.publish(topics::kUserConnectionState, user_.value, std::move(event));
}

void ClientConnection::onMessage(std::string_view payload, bool isBinary) {
    context_.counters.framesIn.add();
    lastActive_ = context_.clock.steadyNow();
    if (!isBinary && payload == "ping") {
        static const auto kPong = share("pong");
        socket_->sendText(kPong);
        return checkBackPressure();
    }
    RefusedFrame refused;
    auto message = isBinary ? decodeBinary(payload, user_, refused) : decodeText(payload, user_, refused);
    // Nothing addressed to `server` is answered with an error: who confirms everything would confirm that, too.
    if (!message) return refuseArrived(message.error(), refused.id, refused.isToServer);
    take(std::move(*message));
}

void ClientConnection::take(Message message) {
    const auto id = message.id.value;
    auto taken = takeIn(std::move(message), context_.ids, context_.clock.now());
    if (!taken) return refuseArrived(taken.error(), id);
    if (taken->kind == IntakeKind::confirmation) return onConfirmation(taken->message);
    if (taken->kind == IntakeKind::nothing) return;
    noteStateNotice(taken->message);
    auto taking = std::make_shared<const Message>(std::move(taken->message));
    if (!batches_.add(std::move(taken->conversation), std::move(taking), lastActive_)) {
        return refuseArrived({Errc::unavailable, "an earlier message to them was not stored; send that one first"}, id);
    }
    messageBucket_.take(lastActive_);
    checkBackPressure();
    requestFlush();
}

void ClientConnection::onConfirmation(const Message& confirmation) {
    if (!confirms_) {
        confirms_ = true;
        stream_.useWindow();
    }
    const auto position = logPosition(confirmation);
    afterConfirmation(position ? stream_.confirm(position->conversation, position->seq)
                               : stream_.confirmOldest(confirmation.id));
}

// The older kind of receiver says with a `state` notification to the sender that it has the messages.
void ClientConnection::noteStateNotice(const Message& message) {
    const auto notice = readStateNotice(message);
    if (notice) afterConfirmation(stream_.confirmFrom(UserId(message.destination), notice->ids));
}

void ClientConnection::afterConfirmation(bool isProgress) {
    if (!isProgress) return;
    progressAt_ = lastActive_;
    requestConfirm();
    if (stream_.hasWork()) requestFlush();
}

// What is refused on arrival counts for the rate as well.
void ClientConnection::refuseArrived(const Error& error, std::string_view id, bool isSilent) {
    messageBucket_.take(lastActive_);
    refuse(error, id, isSilent);
    checkBackPressure();
}

void ClientConnection::refuse(const Error& error, std::string_view id, bool isSilent) {
    context_.counters.refused.add();
    if (error.code == Errc::malformed && ++malformed_ > kMalformedBeforeAbuse) {
        return close(kCloseAbuse, "too many malformed frames");
    }
    // Who named its message is always answered; the rate of messages is what limits that.
    if (isSilent || (id.empty() && !errorBucket_.take(context_.clock.steadyNow()))) return;
    send(share(encode(makeErrorNotice(user_, error, id), options_.format)));
}

void ClientConnection::checkBackPressure() {
    if (!socket_) return;
    const bool isFull = batches_.messages() >= context_.limits.undecidedMessages ||
                        batches_.bytes() >= context_.limits.undecidedBytes ||
                        socket_->queuedBytes() >= context_.limits.socketBytes ||
                        !messageBucket_.hasTokens(context_.clock.steadyNow());
    if (isFull == isPaused_) return;
    isPaused_ = isFull;
    if (isFull)
        socket_->pauseReading();
    else
        socket_->resumeReading();
}

void ClientConnection::publishBatch(const SendBatches::Batch& batch) {
    NewMessages messages;
    messages.replyTo = {context_.id, id_, batch.number};
    messages.source = user_;
    messages.origin = device_;
    messages.conversation = batch.conversation;
    messages.messages = batch.messages;
    messages.areEphemeral = batch.isEphemeral;
    auto event = makeEvent(std::move(messages));
    // Without an outcome it is sent again.
    (void)context_.bus.publish(topics::kNewMessage, batch.conversation.value, std::move(event));
}

void ClientConnection::requestFlush() {
    if (!std::exchange(isFlushRequested_, true)) context_.requestFlush(*this);
}

void ClientConnection::requestConfirm() {
    if (!std::exchange(isConfirmRequested_, true)) context_.requestConfirm(*this);
}

void ClientConnection::flush() {
    isFlushRequested_ = false;
    if (!socket_) return;
    const auto now = context_.clock.steadyNow();
    for (const auto& batch : batches_.takeReady(now)) publishBatch(batch);
    publishFetches();
    pingForConfirmation();
}

void ClientConnection::publishFetches() {
    for (auto& wish : stream_.takeFetches()) {
        fetching_.push_back({wish.conversation, context_.clock.steadyNow()});
        FetchRange fetch{{context_.id, id_, 0}, user_,        device_, std::move(wish.conversation), wish.from,
                         wish.maxMessages,      wish.maxBytes};
        auto event = makeEvent(std::move(fetch));
        (void)context_.bus.publish(topics::kFetch, user_.value, std::move(event));
    }
}

// Its device counted as connected when these were committed, so nobody was told to wake it. Whether it has them all the
// same, or is back already, is for those who wake to see.
void ClientConnection::publishUnconfirmed() {
    std::map<ConversationId, OfflineMessages> byConversation;
    std::size_t bytes = 0;
    const auto publishAll = [&] {
        for (auto& [conversation, messages] : byConversation) {
            auto event = makeEvent(std::move(messages));
            (void)context_.bus.publish(topics::kOfflineMessage, conversation.value, std::move(event));
        }
        byConversation.clear();
        bytes = 0;
    };
    for (auto& [conversation, entry] : stream_.unconfirmedSinceOpen()) {
        bytes += entry.message->content.size() + entry.message->meta.bytes();
        auto& messages = byConversation[conversation];
        messages.conversation = conversation;
        messages.users.assign(1, user_);
        messages.entries.push_back(std::move(entry));
        // A bus takes no event of any size.
        if (bytes > limits::kWindowBytes) publishAll();
    }
    publishAll();
}

void ClientConnection::onOutcomes(const MessageOutcomes& outcomes) {
    const auto batch = batches_.onOutcome(outcomes.conversation, outcomes.batch);
    if (!batch || !socket_) return;
    for (std::size_t i = 0; i < batch->messages.size() && i < outcomes.outcomes.size(); ++i) {
        answer(*batch->messages[i], outcomes.outcomes[i], batch->conversation);
    }
    if (!batch->isEphemeral) holdBack(*batch, outcomes);
    checkBackPressure();
    requestFlush();
}

// A message put off is sent again by its client, and what follows it there must not overtake it here.
void ClientConnection::holdBack(const SendBatches::Batch& batch, const MessageOutcomes& outcomes) {
    const auto putOff = std::find_if(outcomes.outcomes.begin(), outcomes.outcomes.end(), [](const auto& outcome) {
        return outcome.refusal && wireName(outcome.refusal->code) == wireName(Errc::unavailable);
    });
    if (putOff == outcomes.outcomes.end()) return;
    const auto index = static_cast<std::size_t>(putOff - outcomes.outcomes.begin());
    if (index >= batch.messages.size()) return;
    const auto until = context_.clock.steadyNow() + kAwaitReturn;
    for (const auto& behind : batches_.awaitReturn(batch.conversation, batch.messages[index]->id, until)) {
        refuse(*putOff->refusal, behind->id.value);
    }
}

void ClientConnection::answer(const Message& message, const AppendOutcome& outcome,
                              const ConversationId& conversation) {
    if (outcome.refusal) return refuse(*outcome.refusal, message.id.value);
    (outcome.isRepeat ? context_.counters.repeated : context_.counters.accepted).add();
    if (!options_.wantsAcks) return;
    auto ack = makeServerAck(message, outcome.seq ? conversation.view() : std::string_view{}, outcome.seq);
    if (outcome.isRepeat) {
        ack.serverId = outcome.serverId;
        ack.serverTimestamp = outcome.serverTimestamp;
    }
    send(share(encode(ack, options_.format)));
}

void ClientConnection::onLive(const LiveMessages& live, FrameCache& frames) {
    if (!socket_) return;
    if (live.isHint)
        stream_.onHint(live.conversation, live.entries.front().seq, live.entries.back().seq);
    else
        stream_.onLive(live.conversation, live.entries);
    pump(frames);
}

void ClientConnection::onRange(const FetchedRange& fetched) {
    // A failed one stays on the list: it is asked for again when its time is over, not at once.
    if (!socket_ || fetched.failed) return;
    std::erase_if(fetching_, [&](const Fetch& fetch) { return fetch.conversation == fetched.range.conversation; });
    stream_.onRange(fetched.range);
    FrameCache frames;
    pump(frames);
}

void ClientConnection::onHeads(const StreamHeads& heads) {
    if (!socket_) return;
    hasHeads_ = true;
    stream_.onHeads(heads.behind);
    FrameCache frames;
    pump(frames);
}

void ClientConnection::pump(FrameCache& frames) {
    for (const auto& next : stream_.takeSends()) send(frames.frame(next.conversation, next.entry, options_.format));
    if (socket_) stream_.setTransportRoom(socket_->queuedBytes() < context_.limits.socketBytes);
    requestConfirm();
    if (stream_.hasWork() || !confirms_) requestFlush();
}

void ClientConnection::onEphemeral(const EphemeralMessages& messages, FrameCache& frames) {
    if (!socket_ || device_ == messages.origin) return;
    if (socket_->queuedBytes() >= context_.limits.socketBytes) return;
    for (const auto& message : messages.messages) send(frames.frame(message, options_.format));
}

void ClientConnection::onReceipts(const MovedReceipts& moved) {
    if (!socket_ || !options_.isStrict || socket_->queuedBytes() >= context_.limits.socketBytes) return;
    for (const auto& receipt : moved.receipts) {
        send(share(encode(makeReceiptNotice(user_, receipt), options_.format)));
    }
}

void ClientConnection::send(SharedBytes frame) {
    if (!socket_) return;
    context_.counters.framesOut.add();
    if (options_.format == WireFormat::text)
        socket_->sendText(std::move(frame));
    else
        socket_->sendBinary(std::move(frame));
}

// A client that never confirms is taken to have what came before a ping that it has answered.
void ClientConnection::pingForConfirmation() {
    if (!confirms_ && !isPingOut_ && stream_.unconfirmed() > 0) ping();
}

void ClientConnection::ping() {
    isPingOut_ = true;
    pingMark_ = stream_.written();
    socket_->sendPing(std::to_string(pingMark_));
}

void ClientConnection::onPong(std::string_view payload) {
    lastActive_ = context_.clock.steadyNow();
    if (!isPingOut_ || payload != std::to_string(pingMark_)) return;
    isPingOut_ = false;
    if (confirms_) return;
    afterConfirmation(stream_.confirmAll(pingMark_));
    requestFlush();
}

void ClientConnection::onDrained() {
    stream_.setTransportRoom(true);
    progressAt_ = context_.clock.steadyNow();
    checkBackPressure();
    if (stream_.hasWork()) requestFlush();
}

void ClientConnection::takeMarks(std::vector<MarkUpdate>& into) {
    isConfirmRequested_ = false;
    for (auto& cursor : stream_.takeCursors())
        into.push_back({std::move(cursor.conversation), user_, device_, cursor.seq, 0});
}

void ClientConnection::tick(std::chrono::steady_clock::time_point now) {
    if (!socket_) return;
    const auto& limits = context_.limits;
    checkBackPressure();
    for (const auto& batch : batches_.takeOverdue(now - limits.ackTimeout, now)) publishBatch(batch);
    retryFetches(now);
    noteProgress(now);
    if (now - progressAt_ > limits.stallTimeout) return close(kCloseNotReading, "the client does not read or confirm");
    if (now >= nextSweep_) {
        nextSweep_ = now + (hasHeads_ ? limits.sweepInterval : limits.ackTimeout);
        publishState(ConnectionChange::connected);
        if (now - lastActive_ > kSilence) return close(1001, "no sign of life");
        if (now - lastActive_ > limits.sweepInterval / 2 && !isPingOut_) ping();
    }
    flush();
}

// No answer, or none that was of use: the log is asked again.
void ClientConnection::retryFetches(std::chrono::steady_clock::time_point now) {
    const auto isLate = [&](const Fetch& fetch) { return now - fetch.askedAt > context_.limits.ackTimeout; };
    for (const auto& fetch : fetching_) {
        if (isLate(fetch)) stream_.onFetchFailed(fetch.conversation);
    }
    std::erase_if(fetching_, isLate);
}

// Who reads slowly gets on, too.
void ClientConnection::noteProgress(std::chrono::steady_clock::time_point now) {
    const auto queued = socket_->queuedBytes();
    const bool isStuck = stream_.isHeldBack() || queued >= context_.limits.socketBytes;
    if (!isStuck || queued < queuedBefore_) progressAt_ = now;
    queuedBefore_ = queued;
}

void ClientConnection::close(std::uint16_t code, std::string_view reason) {
    if (socket_) socket_->close(code, reason);
}

void ClientConnection::onClosed(std::uint16_t) {
    const auto self = shared_from_this();
    socket_ = nullptr;
    requestConfirm();
    publishState(ConnectionChange::disconnected);
    publishUnconfirmed();
    context_.closed(*this);
}

}  // namespace baithak
