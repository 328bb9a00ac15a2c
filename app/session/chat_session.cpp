// SPDX-License-Identifier: MIT
#include "app/session/chat_session.h"

#include <QCoreApplication>
#include <QRandomGenerator>

#include "app/base/convert.h"
#include "app/session/incoming.h"
#include "shared/model/conversation.h"

namespace baithak::client {
namespace {

// Long enough for a burst to become one transaction, too short to be seen.
constexpr int kFlushMs = 8;
constexpr int kStoreRetryMs = 2'000;
constexpr qint64 kTypingMs = 6'000;

LinkState stateOf(Link link) {
    switch (link) {
        case Link::online:
            return LinkState::online;
        case Link::connecting:
            return LinkState::connecting;
        case Link::offline:
            break;
    }
    return LinkState::offline;
}

}  // namespace

ChatSession::ChatSession(SignedIn signedIn, QString databasePath)
    : account_(std::move(signedIn)), databasePath_(std::move(databasePath)), self_(account_.account.user) {
    qRegisterMetaType<QList<MessageRow>>();
    qRegisterMetaType<QList<ConversationRow>>();
    qRegisterMetaType<QList<MemberRow>>();
}

ChatSession::~ChatSession() {
    // What has arrived is written; nobody is told any more.
    blockSignals(true);
    if (store_) flush();
}

// ---- life -------------------------------------------------------------------------------------------------------

void ChatSession::start() {
    auto store = LocalStore::open(databasePath_, self_);
    if (!store) return Q_EMIT storeFailed(toQt(store.error().text));
    store_ = *std::move(store);
    prepare();
    Q_EMIT conversationsChanged(store_->conversations());
    Q_EMIT contactsChanged(store_->contacts());
    Q_EMIT ready();
    core_->start(currentTime());
    drive();
}

// Everything that is bound to this thread is made on it.
void ChatSession::prepare() {
    SessionConfig config;
    config.user = UserId(toStd(self_));
    config.seed = QRandomGenerator::global()->generate64();
    core_ = std::make_unique<ClientSession>(config);
    const auto positions = store_->positions();
    for (const auto& [conversation, seq] : positions)
        core_->restorePosition(toStd(conversation), static_cast<std::uint64_t>(seq));
    core_->restoreOutbox(store_->outbox());

    rest_ = std::make_unique<RestClient>(QUrl(account_.url));
    rest_->setCredentials(self_, account_.accessKey);
    sync_ = std::make_unique<ConversationSync>(store_.get(), rest_.get(), self_);
    connect(sync_.get(), &ConversationSync::failed, this, [this](const Error& error) { report(error); });
    connect(sync_.get(), &ConversationSync::membersChanged, this, [this](const QString& conversation) {
        touch(conversation);
        announceMembers(conversation);
    });
    connect(sync_.get(), &ConversationSync::conversationsChanged, this, [this](const QStringList& ids) {
        for (const auto& id : ids) touch(id);
        Q_EMIT contactsChanged(store_->contacts());
    });
    connect(sync_.get(), &ConversationSync::messagesLoaded, this,
            [this](const QString&, const QList<MessageRow>& rows) {
                for (const auto& row : rows) touch(row);
            });

    socket_ = std::make_unique<WebSocketLink>();
    const auto then = [this](auto event) {
        return [this, event](auto... arguments) {
            event(*core_, currentTime(), arguments...);
            drive();
        };
    };
    connect(socket_.get(), &WebSocketLink::opened, this, then([](auto& core, Timestamp now) { core.onOpened(now); }));
    connect(socket_.get(), &WebSocketLink::openFailed, this,
            then([](auto& core, Timestamp now, int status) { core.onOpenFailed(now, status); }));
    connect(socket_.get(), &WebSocketLink::identityDoubted, this, &ChatSession::identityDoubted);
    connect(socket_.get(), &WebSocketLink::closed, this,
            then([](auto& core, Timestamp now, quint16 code) { core.onClosed(now, code); }));
    connect(socket_.get(), &WebSocketLink::ponged, this, then([](auto& core, Timestamp now) { core.onPong(now); }));
    connect(socket_.get(), &WebSocketLink::binaryArrived, this,
            then([](auto& core, Timestamp now, const QByteArray& bytes) { core.onFrame(now, viewOf(bytes), true); }));
    connect(socket_.get(), &WebSocketLink::textArrived, this,
            then([](auto& core, Timestamp now, const QString& text) { core.onFrame(now, toStd(text), false); }));

    const auto timer = [this](std::unique_ptr<QTimer>& slot, auto method) {
        slot = std::make_unique<QTimer>();
        slot->setSingleShot(true);
        connect(slot.get(), &QTimer::timeout, this, method);
    };
    timer(tick_, [this] {
        core_->onTick(currentTime());
        drive();
    });
    timer(flushTimer_, [this] { flush(); });
    timer(typingExpiry_, [this] { expireTyping(); });
}

void ChatSession::moveTo(const QString& url, const QString& accessKey) {
    if (!store_) return;
    account_.url = url;
    account_.accessKey = accessKey;
    rest_->setBase(QUrl(url));
    rest_->setCredentials(self_, accessKey);
    core_->stop(currentTime());
    drive();
    core_->start(currentTime());
    drive();
}

void ChatSession::retryNow() {
    if (!store_) return;
    core_->retryNow(currentTime());
    drive();
}

bool ChatSession::isOnline() const { return core_ && core_->link() == Link::online; }

// ---- the state machine ------------------------------------------------------------------------------------------

void ChatSession::drive() {
    for (auto actions = core_->takeActions(); !actions.empty(); actions = core_->takeActions()) {
        for (const auto& action : actions) perform(action);
    }
    rearmTick();
    const int waiting = static_cast<int>(core_->queued());
    if (waiting == waiting_) return;
    waiting_ = waiting;
    Q_EMIT waitingChanged(waiting);
}

void ChatSession::perform(const SessionAction& action) {
    struct Performer {
        ChatSession& session;

        void operator()(const session_action::Connect&) const {
            session.socket_->connectTo(QUrl(session.account_.url), toQt(session.core_->path()), session.self_,
                                       session.account_.accessKey);
        }
        void operator()(const session_action::Disconnect& disconnect) const { session.socket_->close(disconnect.code); }
        void operator()(const session_action::SendFrame& frame) const {
            if (frame.isBinary) return session.socket_->sendBinary(toBytes(frame.bytes));
            session.socket_->sendText(toQt(frame.bytes));
        }
        void operator()(const session_action::Arrived& arrived) const { session.onArrived(arrived); }
        void operator()(const session_action::Acknowledged& done) const { session.onAcknowledged(done); }
        void operator()(const session_action::Refused& refused) const { session.onRefused(refused); }
        void operator()(const session_action::ReceiptMoved& moved) const {
            const Receipt& receipt = moved.receipt;
            session.receipts_ << MarkMove{toQt(receipt.conversation), toQt(receipt.user),
                                          static_cast<qint64>(receipt.delivered), static_cast<qint64>(receipt.read)};
            session.flushSoon();
        }
        void operator()(const session_action::GapFound& gap) const {
            session.sync_->fillGap(toQt(gap.conversation), static_cast<qint64>(gap.after),
                                   static_cast<qint64>(gap.before));
        }
        void operator()(const session_action::LinkChanged& change) const { session.onLinkChanged(change); }
        void operator()(const session_action::SignedOut& out) const { Q_EMIT session.ended(out.code); }
    };
    std::visit(Performer{*this}, action);
}

void ChatSession::onArrived(const session_action::Arrived& arrived) {
    if (arrived.seq == 0) {
        const TypingFact fact = typingFactOf(arrived.message, self_);
        if (!fact.conversation.isEmpty()) noteTyping(fact.conversation, fact.user, fact.isTyping);
        return;
    }
    arrived_.push_back(arrived);
    flushSoon();
}

void ChatSession::onAcknowledged(const session_action::Acknowledged& acknowledged) {
    if (acknowledged.seq == 0) return;
    keepArrived();  // what came before it has its place before it
    const auto row = store_->acknowledge(toQt(acknowledged.id), toQt(acknowledged.conversation),
                                         static_cast<qint64>(acknowledged.seq),
                                         static_cast<qint64>(acknowledged.serverTimestamp.ms));
    if (!row) return report(row.error());
    if (*row) touch(**row);
}

void ChatSession::onRefused(const session_action::Refused& refused) {
    const auto row = store_->refuse(toQt(refused.id), toQt(refused.error.text));
    if (!row) return report(row.error());
    if (*row) touch(**row);
}

void ChatSession::onLinkChanged(const session_action::LinkChanged& change) {
    Q_EMIT linkChanged({stateOf(change.link), static_cast<qint64>(change.retryAt.ms)});
    if (change.link == Link::online) {
        sync_->refresh();
    } else if (!typing_.isEmpty()) {
        const auto conversations = typing_.keys();
        typing_.clear();
        for (const auto& conversation : conversations) Q_EMIT typingChanged(conversation, {});
    }
}

void ChatSession::rearmTick() {
    const Timestamp due = core_->nextDeadline();
    if (due.ms == 0) return tick_->stop();
    const qint64 wait = static_cast<qint64>(due.ms) - static_cast<qint64>(currentTime().ms);
    tick_->start(static_cast<int>(std::clamp<qint64>(wait, 0, 3'600'000)));
}

// ---- what came in -----------------------------------------------------------------------------------------------

void ChatSession::flushSoon() {
    if (flushTimer_ && !flushTimer_->isActive()) flushTimer_->start(kFlushMs);
}

void ChatSession::flush() {
    keepArrived();
    keepReceipts();
    announce();
}

// First into the database, then confirmed.
bool ChatSession::keepArrived() {
    if (arrived_.empty()) return true;
    std::vector<Arrival> batch;
    batch.reserve(arrived_.size());
    for (const auto& arrived : arrived_) {
        batch.push_back(
            arrivalOf(arrived.message, toQt(arrived.conversation), static_cast<qint64>(arrived.seq), self_));
        batch.back().movesPosition = true;
    }
    const auto fresh = store_->keep(batch);
    if (!fresh) {
        // Nothing is confirmed: the server still has it all. We try again soon; it may be a full disk.
        if (!std::exchange(storeFails_, true)) report(fresh.error());
        flushTimer_->start(kStoreRetryMs);
        return false;
    }
    storeFails_ = false;
    const auto kept = std::exchange(arrived_, {});
    for (const auto& arrived : kept) {
        core_->confirm(arrived.message.id, arrived.conversation, arrived.seq);
        touch(toQt(arrived.conversation));
        noteMembership(arrived);
        noteTyping(toQt(arrived.conversation), toQt(arrived.message.source), false);
    }
    for (const auto& row : *fresh) touch(row);
    // The frames go out when this event is done with: drive() may be what called us.
    QMetaObject::invokeMethod(this, [this] { drive(); }, Qt::QueuedConnection);
    return true;
}

void ChatSession::keepReceipts() {
    if (receipts_.isEmpty()) return;
    const auto moved = store_->moveMarks(std::exchange(receipts_, {}));
    if (!moved) return report(moved.error());
    for (const auto& conversation : *moved) touch(conversation);
}

void ChatSession::noteMembership(const session_action::Arrived& arrived) {
    if (isMembershipNotice(arrived.message)) sync_->refreshMembers(toQt(arrived.conversation));
}

void ChatSession::announce() {
    const auto changed = std::exchange(changed_, {});
    for (auto it = changed.constBegin(); it != changed.constEnd(); ++it) Q_EMIT messagesChanged(it.key(), it.value());
    QList<ConversationRow> rows;
    const auto touched = std::exchange(touched_, {});
    for (const auto& conversation : touched) {
        auto row = store_->conversation(conversation);
        if (row && row->kind != ConversationKind::system) rows << *std::move(row);
    }
    if (!rows.isEmpty()) Q_EMIT conversationsChanged(rows);
}

void ChatSession::touch(const QString& conversation) {
    touched_.insert(conversation);
    flushSoon();
}

void ChatSession::touch(const MessageRow& row) {
    changed_[row.conversation] << row;
    touch(row.conversation);
}

void ChatSession::noteTyping(const QString& conversation, const QString& user, bool typing) {
    if (!typing && !typing_.value(conversation).contains(user)) return;
    auto& people = typing_[conversation];
    const bool isNew = typing && !people.contains(user);
    if (typing) {
        people[user] = static_cast<qint64>(currentTime().ms) + kTypingMs;
        if (!typingExpiry_->isActive()) typingExpiry_->start(kTypingMs);
    } else {
        people.remove(user);
    }
    if (isNew || !typing) {
        QStringList names = people.keys();
        names.sort();
        Q_EMIT typingChanged(conversation, names);
    }
    if (people.isEmpty()) typing_.remove(conversation);
}

void ChatSession::expireTyping() {
    const auto now = static_cast<qint64>(currentTime().ms);
    const auto before = typing_;
    for (auto it = before.constBegin(); it != before.constEnd(); ++it) {
        for (auto who = it->constBegin(); who != it->constEnd(); ++who) {
            if (who.value() <= now) noteTyping(it.key(), who.key(), false);
        }
    }
    if (!typing_.isEmpty()) typingExpiry_->start(1'000);
}

}  // namespace baithak::client
