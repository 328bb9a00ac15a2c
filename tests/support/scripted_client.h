// SPDX-License-Identifier: MIT
#pragma once

// A real client for tests: drives shared/session's ClientSession over a real socket, keeps what it is told, and writes
// the history when it is given one. It confirms what arrives unless told not to. Lives on the loop; not movable.

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "shared/session/client_session.h"
#include "tests/support/history.h"
#include "tests/support/rest_client.h"
#include "tests/support/sockets.h"

namespace baithak::test {

class ScriptedClient {
public:
    struct Options {
        std::string name;  // of the device in the history; the user's when empty
        WireVersion sendAs = WireVersion::v3_0;
        WireFormat receiveAs = WireFormat::binary;
        bool isStrict = true;
        bool confirms = true;
        History* history = nullptr;
        BackoffConfig backoff{std::chrono::milliseconds(20), std::chrono::milliseconds(200), std::chrono::seconds(1)};
        std::chrono::milliseconds connectTimeout{20'000};
        std::chrono::milliseconds ackTimeout{10'000};
        std::uint64_t seed = 1;
    };

    ScriptedClient(Loop& loop, std::uint16_t port, Account account, Options options);
    ~ScriptedClient();
    ScriptedClient(const ScriptedClient&) = delete;
    ScriptedClient& operator=(const ScriptedClient&) = delete;

    const Account& account() const noexcept { return account_; }
    const std::string& name() const noexcept { return options_.name; }

    // Wants to be online from now on; `goOnline` also waits for it and throws TestFailure when it can't be.
    void start();
    void goOnline(std::chrono::milliseconds deadline = std::chrono::seconds(10));
    void goOffline();
    // The network fails: no goodbye. It comes back by itself.
    void cutConnection();
    // The server has come back at another port.
    void setPort(std::uint16_t port);
    // The client's process dies and starts anew with what it had stored: its outbox and what it had kept.
    void restart();

    // Sends a message with a fresh id, which it returns. The text must need no escapes.
    std::string sendText(const std::string& destination, const std::string& text,
                         ChannelKind channel = ChannelKind::individual);
    void send(Message message);
    void confirm(const session_action::Arrived& arrived);

    bool isOnline() const noexcept { return session_->link() == Link::online; }
    bool isAcknowledged(const std::string& id) const { return acknowledged_.contains(id); }
    // Nothing waits for an answer.
    bool isIdle() const noexcept { return session_->queued() == 0; }
    // In the order of arrival; ephemeral ones have seq 0.
    const std::vector<session_action::Arrived>& arrived() const noexcept { return arrived_; }
    bool hasArrived(const std::string& id) const;
    // The last place shown of a conversation; 0 for none.
    std::uint64_t lastSeq(const std::string& conversation) const;
    const std::map<std::string, session_action::Acknowledged>& acknowledged() const noexcept { return acknowledged_; }
    const std::map<std::string, Error>& refused() const noexcept { return refused_; }
    const std::vector<Receipt>& receipts() const noexcept { return receipts_; }
    const std::vector<session_action::GapFound>& gaps() const noexcept { return gaps_; }
    // The code that ended the session for good; 0 while it has not.
    std::uint16_t signedOutCode() const noexcept { return signedOutCode_; }
    std::uint16_t lastCloseCode() const noexcept { return lastCloseCode_; }

private:
    void makeSession();
    void connect();
    void act();
    void on(session_action::Connect& action);
    void on(session_action::Disconnect& action);
    void on(session_action::SendFrame& action);
    void on(session_action::Arrived& action);
    void on(session_action::Acknowledged& action);
    void on(session_action::Refused& action);
    void on(session_action::ReceiptMoved& action);
    void on(session_action::GapFound& action);
    void on(session_action::LinkChanged& action);
    void on(session_action::SignedOut& action);
    void recordSent(const session_action::SendFrame& frame);
    void recordReceived(std::string_view bytes, bool isBinary);
    void record(Event event);

    Loop& loop_;
    std::uint16_t port_;
    Account account_;
    Options options_;
    std::unique_ptr<ClientSession> session_;
    std::unique_ptr<WebSocketLink> link_;
    LoopTimer timer_;
    std::uint64_t connection_ = 0;
    std::uint64_t lastId_ = 0;
    std::vector<Message> outbox_;                      // as a client stores it
    std::map<std::string, std::uint64_t> kept_;        // likewise: conversation → last place
    std::map<std::string, std::string> destinations_;  // id → conversation
    std::vector<session_action::Arrived> arrived_;
    std::map<std::string, session_action::Acknowledged> acknowledged_;
    std::map<std::string, Error> refused_;
    std::vector<Receipt> receipts_;
    std::vector<session_action::GapFound> gaps_;
    std::uint16_t signedOutCode_ = 0;
    std::uint16_t lastCloseCode_ = 0;
};

}  // namespace baithak::test
