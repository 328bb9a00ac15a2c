// SPDX-License-Identifier: MIT
#pragma once

// A client's device in the simulation: it sends, shows, confirms and reconnects, and writes the history. What it stores
// survives a restart of its program: the messages that were not acknowledged, and how far it has shown each log. Two
// kinds: one of today, over the real ClientSession (session_device.h), and those of older days (old_device.h).

#include <map>
#include <memory>
#include <string>

#include "shared/model/message.h"
#include "tests/simulation/wire.h"

namespace baithak::simulation {

struct Account {
    std::string device;  // `ann/1`
    UserId user;
    std::string key;
};

// Where devices connect to: the balancer in front of the gateways. Null: there is no gateway now.
using ChooseGateway = std::function<std::shared_ptr<Server>()>;

class Device {
public:
    Device(Engine& engine, const NetWeather& weather, ChooseGateway chooseGateway, Account account);
    virtual ~Device();

    const std::string& name() const noexcept { return account_.device; }
    const UserId& user() const noexcept { return account_.user; }

    virtual void goOnline() = 0;
    virtual void goOffline() = 0;
    // The program is killed and started again.
    virtual void restart() = 0;
    virtual void send(Message message) = 0;
    virtual bool isOnline() const = 0;
    virtual std::size_t queued() const = 0;
    void cutConnection();
    void setStalled(bool isStalled);

    MessageId nextId() { return MessageId(account_.device + "-" + std::to_string(++lastId_)); }
    // How far it has shown a log.
    std::uint64_t shownUpTo(const std::string& conversation) const;
    // Answered with an acknowledgement, in their order.
    const std::vector<Message>& acknowledged() const noexcept { return acknowledged_; }
    // The last message that another sent and this one has shown.
    const std::optional<Message>& lastShown() const noexcept { return lastShown_; }

protected:
    virtual void onOpened() = 0;
    virtual void onOpenFailed(int status) = 0;
    virtual void onFrame(std::string_view bytes, bool isBinary) = 0;
    virtual void onClosed(std::uint16_t code) = 0;
    virtual void onPong() = 0;

    // `path` with its query.
    void connect(const std::string& path);
    void disconnect(std::uint16_t code);
    void abandon();
    void write(std::string bytes, bool isBinary);

    void recordSent(const Message& message);
    void recordAcked(const MessageId& id, const std::string& conversation, std::uint64_t seq);
    void recordRefused(const MessageId& id, Errc code);
    // Whether it was not shown before.
    bool show(const Message& message, const std::string& conversation, std::uint64_t seq);
    void recordConfirmed(const std::string& conversation, std::uint64_t seq);

    Engine& engine_;
    Account account_;
    std::vector<Message> outbox_;                 // as it is stored: not acknowledged, in order
    std::map<std::string, std::uint64_t> shown_;  // likewise: conversation → last place

private:
    void recordReceived(std::string_view bytes, bool isBinary);

    const NetWeather& weather_;
    ChooseGateway chooseGateway_;
    std::shared_ptr<Wire> wire_;
    std::uint64_t connection_ = 0;
    std::uint64_t lastId_ = 0;
    std::map<MessageId, Message> sent_;
    std::vector<Message> acknowledged_;
    std::optional<Message> lastShown_;
};

}  // namespace baithak::simulation
