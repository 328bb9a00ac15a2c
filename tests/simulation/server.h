// SPDX-License-Identifier: MIT
#pragma once

// One process of the cluster with the role that runs in it, whole and unchanged, and the simulated ports that the role
// was given. It serves HTTP and WebSockets to the simulated network (wire.h).

#include "server/auth/access_keys.h"
#include "server/net/http_routes.h"
#include "server/roles/gateway/gateway_role.h"
#include "tests/simulation/broker.h"
#include "tests/simulation/store_port.h"

namespace baithak::simulation {

enum class Kind { gateway, router, groupRouter, delivery, group };
std::string_view nameOf(Kind kind) noexcept;

// What all processes share.
struct Backbone {
    explicit Backbone(Engine& e) : engine(e), broker(e), disk(e.bug), presence(e) {}

    Engine& engine;
    Broker broker;
    Disk disk;
    PresenceTable presence;
    StoreWeather storeWeather;
    PresenceWeather presenceWeather;
};

class Wire;

class Server : public std::enable_shared_from_this<Server> {
public:
    Server(Backbone& backbone, Kind kind, std::string name);
    ~Server();

    void start();
    // From one moment to the next; connections break.
    void kill();
    // As SIGTERM: drains, stops, and calls back when it has ended.
    void stop(Action ended);

    Kind kind() const noexcept { return kind_; }
    Process& process() noexcept { return *process_; }
    bool isGone() const noexcept { return process_->isGone(); }

    // The call's answer comes back within a turn of the process, if it lives.
    void serve(HttpRequest request, std::function<void(HttpResponse)> answered);
    using Upgraded = std::function<void(Result<std::shared_ptr<WebSocketListener>>)>;
    void upgrade(HttpRequest request, Upgraded answered);
    void keep(const std::shared_ptr<Wire>& wire) { wires_.push_back(wire); }

private:
    std::unique_ptr<Role> makeRole();
    Task<> answer(HttpRequestPtr request, const HttpHandler* handler, std::function<void(HttpResponse)> answered);
    Task<> accept(HttpRequestPtr request, const UpgradeHandler* handler, Upgraded answered);
    Task<> endRole();
    Task<> drain(Action ended);
    Task<> announce();

    Backbone& backbone_;
    Kind kind_;
    std::shared_ptr<Process> process_;
    std::unique_ptr<Bus> bus_;
    PresencePort presence_;
    StorePort store_;
    Authenticator authenticator_;
    HttpRoutes routes_;
    Gate calls_;
    GatewayRole* gateway_ = nullptr;
    std::unique_ptr<Role> role_;
    std::unique_ptr<Timer> lease_;
    std::vector<std::weak_ptr<Wire>> wires_;
};

}  // namespace baithak::simulation
