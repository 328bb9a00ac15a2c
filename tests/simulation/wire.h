// SPDX-License-Identifier: MIT
#pragma once

// One connection of a simulated client: a WebSocket that delivers frames in order, late, until it is cut at any moment;
// then what is under way is lost, and each side hears of it in its own time, or does not for long.

#include <deque>
#include <functional>
#include <memory>
#include <string>

#include "server/net/web_socket.h"
#include "tests/simulation/server.h"

namespace baithak::simulation {

struct NetWeather {
    Duration slowest{5'000};
};

// What a client hears of its connection.
struct WireEvents {
    Action onOpened;
    std::function<void(int status)> onOpenFailed;
    std::function<void(std::string_view bytes, bool isBinary)> onFrame;
    std::function<void(std::uint16_t code)> onClosed;
    Action onPong;
};

class Wire final : public WebSocket, public std::enable_shared_from_this<Wire> {
public:
    Wire(Engine& engine, const NetWeather& weather, std::shared_ptr<Server> server, WireEvents events);

    // --- the client's side ---
    void open(HttpRequest request);
    void send(std::string bytes, bool isBinary);
    // The client says goodbye and listens no more.
    void close(std::uint16_t code);
    // The client's process is gone, or it has opened another connection: it listens no more, and says nothing.
    void abandon();
    // A client that does not read: what comes waits.
    void setStalled(bool isStalled);

    // --- the network ---
    // The connection breaks; each side hears of it after its own time.
    void cut(Duration untilServerHears, Duration untilClientHears);
    void serverIsGone();

    // --- the server's side ---
    void sendText(SharedBytes payload) override { queue({std::move(payload), false, {}}); }
    void sendBinary(SharedBytes payload) override { queue({std::move(payload), true, {}}); }
    void sendPing(std::string_view payload) override { queue({nullptr, false, std::string(payload)}); }
    void close(std::uint16_t code, std::string_view reason) override;
    void pauseReading() override { isReadingPaused_ = true; }
    void resumeReading() override;
    std::size_t queuedBytes() const noexcept override { return queuedBytes_; }

private:
    struct Frame {
        SharedBytes bytes;  // null: a ping
        bool isBinary = false;
        std::string ping;
    };

    Time arrival(Time& last);
    void toServer(Action action);
    void toClient(Action action);
    void queue(Frame frame);
    void deliver(const Frame& frame);
    void release();
    void onUpgraded(Result<std::shared_ptr<WebSocketListener>> listener);
    void endAtServer(std::uint16_t code);
    void endAtClient(std::uint16_t code);

    Engine& engine_;
    const NetWeather& weather_;
    std::weak_ptr<Server> server_;
    WireEvents events_;
    std::shared_ptr<WebSocketListener> listener_;
    std::shared_ptr<Wire> self_;  // while there is a listener, which writes here
    Time lastToServer_{};
    Time lastToClient_{};
    bool isDown_ = false;  // nothing passes any more
    bool isOpenAtClient_ = false;
    bool isClosing_ = false;
    bool isReadingPaused_ = false;
    bool isStalled_ = false;
    std::size_t queuedBytes_ = 0;
    std::deque<Frame> held_;                           // of a client that does not read
    std::deque<std::pair<std::string, bool>> unread_;  // by a gateway that has paused
};

}  // namespace baithak::simulation
