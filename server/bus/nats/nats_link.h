// SPDX-License-Identifier: MIT
#pragma once

// The connection to NATS: made with the configured servers and credentials, and made again for ever when it breaks.
// Used from any thread. Listeners are called on threads of libnats, one call at a time for each.

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "server/bus/nats/nats_bus.h"
#include "server/bus/nats/nats_handles.h"

namespace baithak {

class NatsLink {
public:
    static Result<std::unique_ptr<NatsLink>> open(const NatsBusConfig& config);
    ~NatsLink();
    NatsLink(const NatsLink&) = delete;
    NatsLink& operator=(const NatsLink&) = delete;

    natsConnection* connection() const noexcept { return connection_.get(); }
    // For calls that wait for an answer; each is given up after some seconds.
    jsCtx* jetStream() const noexcept { return jetStream_.get(); }

    bool isConnected() const { return natsConnection_Status(connection_.get()) == NATS_CONN_STATUS_CONNECTED; }
    // For how long it has not been; zero while it is.
    std::chrono::milliseconds awayFor() const;
    // From now on nobody waits for a NATS that is away: whoever asks it again and again looks at isEnding().
    void end() noexcept { isEnding_ = true; }
    bool isEnding() const noexcept { return isEnding_; }
    // Of one message with its headers.
    std::size_t mostBytes() const { return static_cast<std::size_t>(natsConnection_GetMaxPayload(connection_.get())); }

    // A subject of our own, for answers.
    const std::string& inbox() const noexcept { return inbox_; }

    // Called for each message until the handle is destroyed; a call that runs then is waited for. Several that listen
    // in one `group` share what comes; with an empty one each gets all.
    using Listener = std::function<void(NatsMessage message)>;
    class Hearing;
    Result<std::unique_ptr<Hearing>> listen(const std::string& subject, const std::string& group, Listener listener);

private:
    struct Watch;  // what the library's callbacks know; it outlives them

    NatsLink(NatsConnection connection, JetStream jetStream, std::string inbox, std::shared_ptr<Watch> watch);

    std::shared_ptr<Watch> watch_;
    NatsConnection connection_;
    JetStream jetStream_;
    std::string inbox_;
    std::atomic<bool> isEnding_{false};
};

class NatsLink::Hearing {
public:
    Hearing(const Hearing&) = delete;
    Hearing& operator=(const Hearing&) = delete;
    ~Hearing();

private:
    friend class NatsLink;
    struct Ear;
    explicit Hearing(std::shared_ptr<Ear> ear) : ear_(std::move(ear)) {}

    std::shared_ptr<Ear> ear_;
    NatsSubscription subscription_;
};

}  // namespace baithak
