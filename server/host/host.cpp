// SPDX-License-Identifier: MIT
#include "server/host/host.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <cstdlib>
#include <optional>

#include "server/host/announced_address.h"
#include "server/host/announcer.h"
#include "server/host/backends.h"
#include "server/host/drain_watch.h"
#include "server/host/operators.h"
#include "server/host/parent_watch.h"
#include "server/host/ready_file.h"
#include "server/host/role_table.h"
#include "server/host/secret_files.h"
#include "server/host/service_manager.h"
#include "server/net/http_server.h"
#include "server/roles/admin/status_routes.h"
#include "server/runtime/private_directory.h"
#include "shared/base/random.h"
#include "shared/base/ulid.h"

namespace baithak {
namespace {

LogLevel logLevelOf(const std::string& name) {
    if (name == "debug") return LogLevel::debug;
    if (name == "warn") return LogLevel::warn;
    if (name == "error") return LogLevel::error;
    return LogLevel::info;
}

// What an operator has to mend before another try can do better.
bool isMisfit(Errc code) { return code == Errc::malformed || code == Errc::forbidden || code == Errc::conflict; }

// Each connection is a file: take as many as the system lets us.
void raiseFileLimit() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

class Host {
public:
    explicit Host(const Config& config)
        : config_(config),
          log_(logLevelOf(config.logLevel)),
          signals_(loop_),
          operators_(opsRoutes_, log_),
          parent_(loop_, [this] { return connections(); }, [this] { beginDrain("parent left"); }) {}

    int run() {
        if (auto started = start(); !started) {
            log_.error("host.start_failed", {{"reason", started.error().text}});
            return isMisfit(started.error().code) ? 2 : 1;
        }
        loop_.run();
        log_.info("host.stopped");
        return exitCode_;
    }

private:
    Result<> start() {
        auto chosen = chooseRoles(config_.roles);
        if (!chosen) return chosen.error();
        const auto needs = needsOf(*chosen);
        if (auto kept = checkSecretFiles(config_, needs); !kept) return kept.error();
        raiseFileLimit();
        if (auto made = makePrivateDirectory(config_.dataDir); !made) return made.error();
        if (auto opened = operators_.open(config_); !opened) return opened.error();
        auto backends = buildBackends(config_, needs, clock_, log_, metrics_);
        if (!backends) return backends.error();
        backends_ = std::move(*backends);
        roles_ =
            makeRoles(*chosen, {config_, loop_, backends_, publicRoutes_, operators_.routes(), clock_, log_, metrics_});
        for (const auto& role : roles_.roles) {
            if (auto started = role->start(); !started) return started.error();
        }
        hangHostRoutes();
        if (auto listening = listen(); !listening) return listening.error();
        watchSignals();
        if (config_.child) parent_.start();
        self_ = instanceOf(*chosen);
        announcer_.emplace(loop_, *backends_.presence, self_, roles_.gateway, clock_, log_);
        announcer_->start();
        return announce();
    }

    std::size_t connections() const { return roles_.gateway ? roles_.gateway->connections() : 0; }

    // Why this process can't serve. Presence is not among the reasons: it is a hint, and every role serves without it.
    std::string problem() const {
        if (isDraining_) return "the server is draining";
        auto reason = backends_.store ? backends_.store->problem() : std::string();
        if (auto bus = busProblem(); !bus.empty()) reason += (reason.empty() ? "" : "; ") + bus;
        return reason;
    }

    std::string busProblem() const {
        if (backends_.bus->status().isConnected) return {};
        return "the bus can't be reached: no broker of " + config_.bus + " answers";
    }

    void hangHostRoutes() {
        const auto alive = [](HttpRequestPtr) -> Task<HttpResponse> {
            HttpResponse response;
            response.body = "OK";
            response.contentType = "text/html; charset=utf-8";
            co_return response;
        };
        publicRoutes_.add("GET", "/alive", alive);
        opsRoutes_.add("GET", "/alive", alive);
        opsRoutes_.add("GET", "/ready", [this](HttpRequestPtr) { return ready(); });
        opsRoutes_.add("GET", "/metrics", [this](HttpRequestPtr) { return metrics(); });
        hangStatus(operators_.routes(), *backends_.presence, [this] { return status(); });
    }

    ProcessStatus status() const {
        ProcessStatus status{self_, clock_.now(), connections(), {}, backends_.bus->status()};
        const auto note = [&](const char* part, const std::string& reason) {
            if (!reason.empty()) status.problems.push_back({part, reason});
        };
        note("server", isDraining_ ? "the server is draining" : "");
        note("store", backends_.store ? backends_.store->problem() : std::string());
        note("bus", busProblem());
        return status;
    }

    Task<HttpResponse> ready() {
        const auto reason = problem();
        if (!reason.empty()) co_return errorResponse(503, reason);
        co_return jsonResponse(200, R"({"status":true})");
    }

    Task<HttpResponse> metrics() {
        HttpResponse response;
        response.body = metrics_.text();
        response.contentType = "text/plain; version=0.0.4; charset=utf-8";
        co_return response;
    }

    Result<> listen() {
        HttpServerConfig server;
        // Who does not say goodbye is not waited for longer than a drain has time.
        server.closeTimeout = std::min(server.closeTimeout, clientDrainOf(config_) / 2);
        const auto open = *parseListen(config_.listen);
        server.address = open.address;
        server.port = open.port;
        auto made = makeHttpServer(loop_, server, publicRoutes_, log_, metrics_);
        if (!made) return made.error();
        public_ = std::move(*made);
        const auto ops = *parseListen(config_.opsListen);
        server.address = ops.address;
        server.port = ops.port;
        server.name = "ops";
        auto opsMade = makeHttpServer(loop_, server, opsRoutes_, log_, metrics_);
        if (!opsMade) return opsMade.error();
        ops_ = std::move(*opsMade);
        return {};
    }

    // This process, as the others will know it.
    Instance instanceOf(const RoleEntries& roles) const {
        const auto at = [this](const std::string& listen, std::uint16_t port) {
            return announcedAddress(*parseListen(listen), port, config_.advertise);
        };
        Instance self;
        self.id = "p-" + UlidGenerator(systemRandom()).next(clock_.now());
        self.roles = namesOf(roles);
        self.address = at(config_.listen, public_->port());
        self.opsAddress = at(config_.opsListen, ops_->port());
        self.version = BAITHAK_VERSION;
        self.startedAt = clock_.now();
        return self;
    }

    Result<> announce() {
        const ReadyFacts facts{parseListen(config_.listen)->address, public_->port(), ops_->port(),
                               parseListen(config_.opsListen)->address, operators_.ownerToken()};
        if (auto written = writeReadyFile(config_.dataDir, facts); !written) return written.error();
        const auto line = readyLine(facts);
        // Whoever started us may not care to read it.
        (void)!::write(STDOUT_FILENO, line.data(), line.size());
        log_.info("host.serving", {{"address", facts.address}, {"port", facts.port}, {"opsPort", facts.opsPort}});
        tell(kServiceReady);
        return {};
    }

    void tell(std::string_view state) {
        if (auto told = tellServiceManager(std::getenv("NOTIFY_SOCKET"), state); !told)
            log_.warn("host.manager_unheard", {{"reason", told.error().text}});
    }

    void watchSignals() {
        std::signal(SIGPIPE, SIG_IGN);
        signals_.add(SIGTERM);
        signals_.add(SIGINT);
        signals_.async_wait([this](const boost::system::error_code& error, int) {
            if (!error) beginDrain("signal");
        });
    }

    void beginDrain(std::string_view why) {
        if (std::exchange(isDraining_, true)) return;
        log_.info("host.draining", {{"why", why}});
        tell(kServiceStopping);
        drainWatch_.start(std::chrono::seconds(config_.drainSeconds));
        boost::asio::co_spawn(loop_, drain(), [this](std::exception_ptr failure) {
            if (failure) exitCode_ = 1;
            loop_.stop();
        });
    }

    Task<> drain() {
        removeReadyFile(config_.dataDir);
        signals_.cancel();
        parent_.stop();
        public_->stopAccepting();
        drainWatch_.enter("clients");
        if (roles_.gateway) co_await roles_.gateway->drain(clientDrainOf(config_));
        co_await public_->close();
        for (auto role = roles_.roles.rbegin(); role != roles_.roles.rend(); ++role) {
            drainWatch_.enter("role " + std::string((*role)->name()));
            co_await (*role)->stop();
            // What it said last is heard before the next one stops.
            co_await boost::asio::post(loop_, useTask);
        }
        drainWatch_.enter("presence");
        if (announcer_) co_await announcer_->withdraw();
        drainWatch_.enter("operations");
        co_await ops_->close();
        drainWatch_.enter("backends");
    }

    void giveUp(const std::string& step) {
        log_.error("host.given_up", {{"during", step}, {"seconds", config_.drainSeconds}});
        std::_Exit(exitCode_);
    }

    const Config& config_;
    SystemClock clock_;
    Log log_;
    std::atomic<int> exitCode_ = 0;
    // Sees those below destroyed, too.
    DrainWatch drainWatch_{[this](const std::string& step) { giveUp(step); }};
    Metrics metrics_;
    Loop loop_{1};
    boost::asio::signal_set signals_;
    Backends backends_;
    HttpRoutes publicRoutes_;
    HttpRoutes opsRoutes_;
    Operators operators_;
    Instance self_;
    RoleSet roles_;
    std::optional<Announcer> announcer_;
    std::unique_ptr<HttpServer> public_;
    std::unique_ptr<HttpServer> ops_;
    ParentWatch parent_;
    bool isDraining_ = false;
};

}  // namespace

int serve(const Config& config) { return Host(config).run(); }

}  // namespace baithak
