// SPDX-License-Identifier: MIT
#pragma once

// One account's conversation with the server, as a pure state machine: bytes, events and the time go in, actions come
// out. No I/O, no clock, no threads: whoever drives it owns the socket and the timer (the desktop client, the tests and
// the load generator all do). It keeps the client's half of docs/protocol.md, B1: what the caller sends leaves in order
// and is sent again until it is acknowledged or refused for good; what arrives is reported once, in order of `seq`
// within each conversation, and confirmed only when the caller says that it has kept it.

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>
#include <variant>
#include <vector>

#include "shared/base/result.h"
#include "shared/model/message.h"
#include "shared/protocol/codec.h"
#include "shared/protocol/frames.h"
#include "shared/session/backoff.h"
#include "shared/session/inbox.h"
#include "shared/session/outbox.h"

namespace baithak {

struct SessionConfig {
    UserId user;
    WireVersion sendAs = WireVersion::v3_0;     // form of what we send
    WireFormat receiveAs = WireFormat::binary;  // form of what the server sends (`format=` of the query)
    bool strict = true;                         // `confirm=true`: receipts, and nothing counts as confirmed unless said
    std::size_t maxInFlight = 128;              // sent and not yet acknowledged
    BackoffConfig backoff{};
    std::chrono::milliseconds ackTimeout{15'000};    // unanswered for longer: the connection is taken for dead
    std::chrono::milliseconds pingInterval{25'000};  // after so much silence a `ping` is sent
    std::chrono::milliseconds connectTimeout{20'000};
    std::uint64_t seed = 1;  // of the jitter
};

enum class Link : std::uint8_t { offline, connecting, online };

namespace session_action {
// Open a socket to path() (docs/protocol.md, A3); onOpened or onOpenFailed follows.
struct Connect {};
// Close it, without waiting for the other side for long; onClosed (or onOpenFailed) follows.
struct Disconnect {
    std::uint16_t code;
};
struct SendFrame {
    std::string bytes;
    bool isBinary;
};
// Keep it, then confirm(). seq 0: an ephemeral message, which needs no confirmation.
struct Arrived {
    Message message;
    std::string conversation;
    std::uint64_t seq;
};
// Durable at the server. seq 0: ephemeral, and merely handed on.
struct Acknowledged {
    MessageId id;
    std::string conversation;
    std::uint64_t seq;
    Timestamp serverTimestamp;
};
// For good: it has left the outbox.
struct Refused {
    MessageId id;
    Error error;
};
struct ReceiptMoved {
    Receipt receipt;
};
// Seqs between the two that this device has not seen. It may be that there is nothing to fetch (the user was not a
// member then), or that one's own message stands there whose acknowledgement is still on its way.
struct GapFound {
    std::string conversation;
    std::uint64_t after;
    std::uint64_t before;
};
// retryAt: when the next try is due; 0 when there is none.
struct LinkChanged {
    Link link;
    Timestamp retryAt;
};
// 4401 or 4409: no more tries until start() is called again.
struct SignedOut {
    std::uint16_t code;
};
}  // namespace session_action

using SessionAction = std::variant<session_action::Connect, session_action::Disconnect, session_action::SendFrame,
                                   session_action::Arrived, session_action::Acknowledged, session_action::Refused,
                                   session_action::ReceiptMoved, session_action::GapFound, session_action::LinkChanged,
                                   session_action::SignedOut>;

class ClientSession {
public:
    explicit ClientSession(SessionConfig config);

    // What the caller still has from an earlier run: queued messages in order, then per conversation the last seq kept.
    void restoreOutbox(std::vector<Message> queued);
    void restorePosition(std::string conversation, std::uint64_t lastKeptSeq);

    // Events. Each returns nothing; what they cause is in takeActions().
    void start(Timestamp now);                         // wants to be online from now on
    void stop(Timestamp now);                          // wants to be offline
    void retryNow(Timestamp now);                      // skip the wait of the backoff
    void onOpened(Timestamp now);                      // the handshake succeeded
    void onOpenFailed(Timestamp now, int httpStatus);  // 0: no answer; 401 ends the session (SignedOut 4401)
    void onClosed(Timestamp now, std::uint16_t code);
    void onFrame(Timestamp now, std::string_view bytes, bool isBinary);
    void onPong(Timestamp now);  // a protocol pong, or any sign of life
    void onTick(Timestamp now);  // call no later than nextDeadline()

    // Queues a message; its id must be unique for this user, and one that is queued already is ignored. Kept until
    // Acknowledged or Refused. An ephemeral message is sent now or never: with no connection it is Refused
    // (`unavailable`), and so it is when the connection ends before the answer. A message past the limits is Refused.
    void send(Timestamp now, Message message);
    // The caller has kept what Arrived reported: tell the server. Ephemeral messages need none.
    void confirm(const MessageId& id, std::string_view conversation, std::uint64_t seq);

    // When onTick wants to be called; Timestamp{0} when there is nothing to wait for.
    Timestamp nextDeadline() const noexcept;
    // The actions since the last call, in order.
    std::vector<SessionAction> takeActions();

    Link link() const noexcept;
    std::size_t queued() const noexcept;  // messages not yet acknowledged
    // The path and query for Connect.
    std::string path() const;

private:
    enum class State : std::uint8_t { idle, waiting, connecting, open, closing };

    void connect(Timestamp now);
    void disconnect(std::uint16_t code);
    void connectionEnded(Timestamp now, bool atOnce);
    void signOut(std::uint16_t code);
    void setLink(Link link, Timestamp retryAt = {});
    void heard(Timestamp now) noexcept;
    void flush(Timestamp now);
    void sendNow(const Message& message);

    void onMessage(Timestamp now, Message message);
    void onServerAck(Timestamp now, const Message& ack);
    void onRefusal(Timestamp now, const ErrorNotice& notice);
    void onArrival(Message message, LogPosition position);
    void checkConnection(Timestamp now);

    SessionConfig config_;
    Outbox outbox_;
    Inbox inbox_;
    Backoff reconnect_;
    Backoff resend_;
    std::unordered_set<MessageId> ephemeral_;  // sent on this connection, not answered
    std::vector<SessionAction> actions_;

    State state_ = State::idle;
    Link link_ = Link::offline;
    bool wantsOnline_ = false;
    bool isWanted_ = false;   // closing: connect again as soon as the old connection is gone
    unsigned restarts_ = 0;   // closes with 1012 in a row
    Timestamp retryAt_;       // waiting: when to connect
    Timestamp connectUntil_;  // connecting: when to give up
    Timestamp openedAt_;
    Timestamp heardAt_;   // when anything came in last
    Timestamp pingedAt_;  // 0: no ping is unanswered
    Timestamp resumeAt_;  // nothing is sent before: the server asked for time
};

}  // namespace baithak
