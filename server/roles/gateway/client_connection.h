// SPDX-License-Identifier: MIT
#pragma once

// One connected device: frames in become batches on the bus, confirmations move its stream, and what its stream gives
// is written. Lives on the gateway's loop; made at the upgrade, ends with onClosed.

#include <algorithm>
#include <memory>
#include <string>

#include "server/net/web_socket.h"
#include "server/roles/gateway/device_stream.h"
#include "server/roles/gateway/frame_cache.h"
#include "server/roles/gateway/gateway_context.h"
#include "server/roles/gateway/send_batches.h"
#include "server/roles/gateway/token_bucket.h"

namespace baithak {

struct ConnectionOptions {
    bool wantsAcks = false;                // `ack=true`
    bool isStrict = false;                 // `confirm=true`
    WireFormat format = WireFormat::text;  // `format=binary`
};

class ClientConnection final : public WebSocketListener, public std::enable_shared_from_this<ClientConnection> {
public:
    ClientConnection(GatewayContext& context, Device device, ConnectionOptions options);

    const ConnectionId& id() const noexcept { return id_; }
    const UserId& user() const noexcept { return user_; }
    DeviceNumber device() const noexcept { return device_; }
    bool isStrict() const noexcept { return options_.isStrict; }
    bool isOpen() const noexcept { return socket_ != nullptr; }
    std::chrono::steady_clock::time_point lastActive() const noexcept { return lastActive_; }
    bool hasUndecided() const noexcept { return batches_.hasUndecided(); }

    // Events from the bus.
    void onOutcomes(const MessageOutcomes& outcomes);
    void onLive(const LiveMessages& live, FrameCache& frames);
    void onEphemeral(const EphemeralMessages& messages, FrameCache& frames);
    void onRange(const FetchedRange& fetched);
    void onHeads(const StreamHeads& heads);
    void onReceipts(const MovedReceipts& moved);
    void close(std::uint16_t code, std::string_view reason);

    // Hands on what this turn of the loop has gathered: batches, fetches, the ping of the oldest clients.
    void flush();
    // The cursors that moved since the last call.
    void takeMarks(std::vector<MarkUpdate>& into);
    // Once a second: resends, deadlines, and every sweepInterval the comparison with the store.
    void tick(std::chrono::steady_clock::time_point now);

    // The next comparison is not later than that.
    void sweepBy(std::chrono::steady_clock::time_point time) { nextSweep_ = std::min(nextSweep_, time); }

    // WebSocketListener
    void onOpen(WebSocket& socket) override;
    void onMessage(std::string_view payload, bool isBinary) override;
    void onPong(std::string_view payload) override;
    void onDrained() override;
    void onClosed(std::uint16_t code) override;

private:
    void take(Message message);
    void onConfirmation(const Message& confirmation);
    void noteStateNotice(const Message& message);
    void refuseArrived(const Error& error, std::string_view id, bool isSilent = false);
    void refuse(const Error& error, std::string_view id, bool isSilent = false);
    void publishState(ConnectionChange change);
    void publishBatch(const SendBatches::Batch& batch);
    void publishFetches();
    void publishUnconfirmed();
    void answer(const Message& message, const AppendOutcome& outcome, const ConversationId& conversation);
    void holdBack(const SendBatches::Batch& batch, const MessageOutcomes& outcomes);
    void pump(FrameCache& frames);
    void afterConfirmation(bool isProgress);
    void send(SharedBytes frame);
    void pingForConfirmation();
    void ping();
    void retryFetches(std::chrono::steady_clock::time_point now);
    void noteProgress(std::chrono::steady_clock::time_point now);
    void checkBackPressure();
    void requestFlush();
    void requestConfirm();

    GatewayContext& context_;
    WebSocket* socket_ = nullptr;
    ConnectionId id_;
    UserId user_;
    DeviceNumber device_;
    ConnectionOptions options_;
    bool confirms_;  // strict, or has sent a CLIENT_ACK: pings confirm nothing
    bool isPaused_ = false;
    bool isFlushRequested_ = false;
    bool isConfirmRequested_ = false;
    bool hasHeads_ = false;
    bool isPingOut_ = false;
    std::uint64_t pingMark_ = 0;  // what the pong will confirm
    DeviceStream stream_;
    SendBatches batches_;
    TokenBucket messageBucket_;
    TokenBucket errorBucket_{10, 50};
    std::uint32_t malformed_ = 0;
    std::chrono::steady_clock::time_point openedAt_;
    std::chrono::steady_clock::time_point lastActive_;
    std::chrono::steady_clock::time_point nextSweep_;
    std::chrono::steady_clock::time_point progressAt_;
    std::size_t queuedBefore_ = 0;  // bytes of the socket at the last tick
    struct Fetch {
        ConversationId conversation;
        std::chrono::steady_clock::time_point askedAt;
    };
    std::vector<Fetch> fetching_;
};

}  // namespace baithak
