// SPDX-License-Identifier: MIT
#include "server/bus/nats/nats_link.h"

#include <atomic>
#include <condition_variable>
#include <fstream>
#include <mutex>
#include <thread>
#include <vector>

#include "server/bus/nats/nkey.h"
#include "server/runtime/comma_list.h"

namespace baithak {
namespace {

constexpr int kListeningThreads = 4;

using namespace std::chrono_literals;
using SteadyClock = std::chrono::steady_clock;

std::int64_t steadyMs() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(SteadyClock::now().time_since_epoch()).count();
}

// Where a server is, without what may be secret: for sentences and logs.
std::string placeOf(const std::string& url) {
    const auto scheme = url.find("://");
    const auto begin = scheme == url.npos ? 0 : scheme + 3;
    const auto at = url.rfind('@');
    return at == url.npos ? url.substr(begin) : url.substr(at + 1);
}

std::string placesOf(const std::string& urls) {
    std::string places;
    for (const auto& url : splitAtCommas(urls)) places += (places.empty() ? "" : ", ") + placeOf(url);
    return places;
}

Error badOption(std::string_view option, const std::string& why) {
    return {Errc::malformed, std::string(option) + ": " + why};
}

Result<> checkFile(std::string_view option, const std::string& path) {
    if (path.empty() || std::ifstream(path)) return {};
    return badOption(option, "the file " + path + " can't be read");
}

Result<> setServers(natsOptions* options, const NatsBusConfig& config) {
    const auto urls = splitAtCommas(config.url);
    if (urls.empty()) return badOption("nats-url", "it names no server");
    std::vector<const char*> pointers;
    for (const auto& url : urls) pointers.push_back(url.c_str());
    const auto status = natsOptions_SetServers(options, pointers.data(), static_cast<int>(pointers.size()));
    if (status != NATS_OK) return badOption("nats-url", "it is not a list of addresses like nats://host:4222");
    return {};
}

Result<> setTls(natsOptions* options, const NatsBusConfig& config) {
    if (auto found = checkFile("nats-ca", config.ca); !found) return found;
    if (auto found = checkFile("nats-cert", config.certificate); !found) return found;
    if (auto found = checkFile("nats-key", config.key); !found) return found;
    if (config.certificate.empty() != config.key.empty()) {
        return badOption(config.key.empty() ? "nats-key" : "nats-cert", "a certificate and its key go together");
    }
    if (!config.ca.empty() && natsOptions_LoadCATrustedCertificates(options, config.ca.c_str()) != NATS_OK) {
        return badOption("nats-ca", "the file " + config.ca + " holds no certificates");
    }
    if (!config.key.empty() &&
        natsOptions_LoadCertificatesChain(options, config.certificate.c_str(), config.key.c_str()) != NATS_OK) {
        return badOption("nats-cert", "the certificate and its key can't be used");
    }
    const bool isWanted = !config.ca.empty() || !config.key.empty();
    if (isWanted && natsOptions_SetSecure(options, true) != NATS_OK) {
        return badOption("nats-ca", "this libnats knows no TLS");
    }
    return {};
}

Result<> setCredentials(natsOptions* options, const NatsBusConfig& config) {
    if (!config.credentials.empty() && !config.nkey.empty()) {
        return badOption("nats-nkey", "there are nats-credentials too; only one of them can be used");
    }
    if (auto found = checkFile("nats-credentials", config.credentials); !found) return found;
    if (!config.credentials.empty() &&
        natsOptions_SetUserCredentialsFromFiles(options, config.credentials.c_str(), nullptr) != NATS_OK) {
        return badOption("nats-credentials", "the file " + config.credentials + " can't be used");
    }
    if (!config.token.empty() && natsOptions_SetToken(options, config.token.c_str()) != NATS_OK) {
        return badOption("nats-token", "it can't be used");
    }
    if (config.nkey.empty()) return {};
    if (auto found = checkFile("nats-nkey", config.nkey); !found) return found;
    auto publicKey = publicKeyOfSeedFile(config.nkey);
    if (!publicKey) return badOption("nats-nkey", publicKey.error().text);
    if (natsOptions_SetNKeyFromSeed(options, publicKey->c_str(), config.nkey.c_str()) != NATS_OK) {
        return badOption("nats-nkey", "the file " + config.nkey + " can't be used");
    }
    return {};
}

// A server that stops without closing its sockets is noticed within six seconds.
void setPatience(natsOptions* options) {
    constexpr std::int64_t kPingMs = 2000;
    constexpr std::int64_t kWaitMs = 250;
    constexpr std::int64_t kWriteMs = 3000;
    natsOptions_SetAllowReconnect(options, true);
    natsOptions_SetMaxReconnect(options, -1);
    natsOptions_SetReconnectWait(options, kWaitMs);
    natsOptions_SetReconnectJitter(options, kWaitMs, kWaitMs);
    natsOptions_SetPingInterval(options, kPingMs);
    natsOptions_SetMaxPingsOut(options, 2);
    natsOptions_SetTimeout(options, 2000);
    natsOptions_SetWriteDeadline(options, kWriteMs);
    natsOptions_SetFailRequestsOnDisconnect(options, true);
}

bool isRefusal(natsStatus status) {
    return status == NATS_CONNECTION_AUTH_FAILED || status == NATS_SSL_ERROR || status == NATS_NOT_PERMITTED ||
           status == NATS_SECURE_CONNECTION_WANTED || status == NATS_SECURE_CONNECTION_REQUIRED;
}

// A NATS that is being started at the same time gets its chance; one that refuses us is believed.
Result<NatsConnection> connect(natsOptions* options, const NatsBusConfig& config) {
    const auto end = SteadyClock::now() + config.connectFor;
    for (;;) {
        natsConnection* connection = nullptr;
        const auto status = natsConnection_Connect(&connection, options);
        if (status == NATS_OK) return NatsConnection(connection);
        if (isRefusal(status) || SteadyClock::now() >= end) {
            return natsError("nats-url: no connection to NATS at " + placesOf(config.url), status);
        }
        std::this_thread::sleep_for(200ms);
    }
}

}  // namespace

struct NatsLink::Watch {
    Log* log = nullptr;
    std::atomic<std::int64_t> lostAt{0};  // milliseconds of the steady clock; 0: connected
    std::mutex mutex;
    std::condition_variable hasClosed;
    bool isClosed = false;

    void lost() {
        lostAt = steadyMs();
        if (log != nullptr) log->warn("bus.disconnected");
    }
    void found(natsConnection* connection) {
        lostAt = 0;
        char url[256] = {};
        natsConnection_GetConnectedUrl(connection, url, sizeof url);
        if (log != nullptr) log->info("bus.connected", {{"server", placeOf(url)}});
    }
    void closed() {
        const std::lock_guard lock(mutex);
        isClosed = true;
        hasClosed.notify_all();
    }
    void waitUntilClosed() {
        std::unique_lock lock(mutex);
        hasClosed.wait_for(lock, 5s, [this] { return isClosed; });
    }

    static void onLost(natsConnection*, void* watch) { static_cast<Watch*>(watch)->lost(); }
    static void onFound(natsConnection* connection, void* watch) { static_cast<Watch*>(watch)->found(connection); }
    static void onClosed(natsConnection*, void* watch) { static_cast<Watch*>(watch)->closed(); }
    // The library would print it otherwise.
    static void onError(natsConnection*, natsSubscription*, natsStatus status, void* watch) {
        auto* log = static_cast<Watch*>(watch)->log;
        if (log != nullptr) log->warn("bus.nats_error", {{"reason", natsStatus_GetText(status)}});
    }
};

Result<std::unique_ptr<NatsLink>> NatsLink::open(const NatsBusConfig& config) {
    natsOptions* raw = nullptr;
    if (const auto status = natsOptions_Create(&raw); status != NATS_OK) return natsError("NATS", status);
    const NatsOptions options(raw);
    natsOptions_SetName(raw, "baithakd");
    setPatience(raw);
    // A thread a subscription, as is usual, would be one a partition and topic.
    natsOptions_UseGlobalMessageDelivery(raw, true);
    nats_SetMessageDeliveryPoolSize(kListeningThreads);
    if (auto set = setServers(raw, config); !set) return set.error();
    if (auto set = setTls(raw, config); !set) return set.error();
    if (auto set = setCredentials(raw, config); !set) return set.error();
    auto watch = std::make_shared<Watch>();
    watch->log = config.log;
    natsOptions_SetDisconnectedCB(raw, Watch::onLost, watch.get());
    natsOptions_SetReconnectedCB(raw, Watch::onFound, watch.get());
    natsOptions_SetClosedCB(raw, Watch::onClosed, watch.get());
    natsOptions_SetErrorHandler(raw, Watch::onError, watch.get());

    auto connection = connect(raw, config);
    if (!connection) return connection.error();
    constexpr std::int64_t kAnswerMs = 2500;
    jsOptions patience;
    jsOptions_Init(&patience);
    patience.Wait = kAnswerMs;
    jsCtx* jetStream = nullptr;
    if (const auto status = natsConnection_JetStream(&jetStream, connection->get(), &patience); status != NATS_OK) {
        return natsError("NATS JetStream", status);
    }
    natsInbox* inbox = nullptr;
    natsInbox_Create(&inbox);
    std::string inboxName = inbox;
    natsInbox_Destroy(inbox);
    return std::unique_ptr<NatsLink>(
        new NatsLink(std::move(*connection), JetStream(jetStream), std::move(inboxName), std::move(watch)));
}

NatsLink::NatsLink(NatsConnection connection, JetStream jetStream, std::string inbox, std::shared_ptr<Watch> watch)
    : watch_(std::move(watch)),
      connection_(std::move(connection)),
      jetStream_(std::move(jetStream)),
      inbox_(std::move(inbox)) {}

NatsLink::~NatsLink() {
    jetStream_.reset();
    natsConnection_FlushTimeout(connection_.get(), 1000);
    natsConnection_Close(connection_.get());
    watch_->waitUntilClosed();
}

std::chrono::milliseconds NatsLink::awayFor() const {
    const auto lostAt = watch_->lostAt.load();
    return std::chrono::milliseconds(lostAt == 0 ? 0 : steadyMs() - lostAt);
}

// The listener, and the knowledge whether it may still be called.
struct NatsLink::Hearing::Ear {
    explicit Ear(Listener call) : listener(std::move(call)) {}

    std::mutex mutex;  // held during a call
    Listener listener;
    bool isShut = false;

    static void onMessage(natsConnection*, natsSubscription*, natsMsg* message, void* closure) {
        NatsMessage owned(message);
        auto& ear = **static_cast<std::shared_ptr<Ear>*>(closure);
        const std::lock_guard lock(ear.mutex);
        if (!ear.isShut) ear.listener(std::move(owned));
    }
    static void onComplete(void* closure) { delete static_cast<std::shared_ptr<Ear>*>(closure); }
};

NatsLink::Hearing::~Hearing() {
    {
        const std::lock_guard lock(ear_->mutex);
        ear_->isShut = true;
        ear_->listener = nullptr;
    }
    natsSubscription_Unsubscribe(subscription_.get());
}

Result<std::unique_ptr<NatsLink::Hearing>> NatsLink::listen(const std::string& subject, const std::string& group,
                                                            Listener listener) {
    auto hearing = std::unique_ptr<Hearing>(new Hearing(std::make_shared<Hearing::Ear>(std::move(listener))));
    auto* closure = new std::shared_ptr<Hearing::Ear>(hearing->ear_);
    natsSubscription* raw = nullptr;
    const auto status =
        group.empty() ? natsConnection_Subscribe(&raw, connection(), subject.c_str(), Hearing::Ear::onMessage, closure)
                      : natsConnection_QueueSubscribe(&raw, connection(), subject.c_str(), group.c_str(),
                                                      Hearing::Ear::onMessage, closure);
    if (status != NATS_OK) {
        delete closure;
        return natsError("NATS, subscribing to " + subject, status);
    }
    hearing->subscription_.reset(raw);
    natsSubscription_SetOnCompleteCB(raw, Hearing::Ear::onComplete, closure);
    natsSubscription_SetPendingLimits(raw, -1, -1);
    return hearing;
}

}  // namespace baithak
