// SPDX-License-Identifier: MIT
#pragma once

// A server of a test's own, and the people who talk to it: `World` starts the real binary on a free port in a temporary
// directory; `Peer` is a WebSocket that says and hears exactly what the test wants. Names of users are made fresh, so
// that the tests of one class may share a world. One thread.

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "shared/model/message.h"
#include "tests/support/raw_client.h"
#include "tests/support/rest_client.h"
#include "tests/support/scripted_client.h"
#include "tests/support/server_process.h"

namespace baithak::test {

using Arguments = std::vector<std::string>;

// The server under test: this build's, or the one that BAITHAKD_BINARY in the environment names (a sanitizer's, say).
std::string serverBinary();

// How a program ended, and what it wrote.
struct Ran {
    int exitCode = -1;
    std::string out;
    std::string err;
};
// Runs `baithakd` with these arguments to its end.
Ran runServer(const Arguments& arguments, const std::string& environment = {});
// The same with `baithakctl`, which reads `input`.
Ran runCtl(const Arguments& arguments, const std::string& environment = {}, const std::string& input = {});

class Peer;

// Where people come in: a server, or what stands in front of one or of many. The loop outlives it.
class Door {
public:
    Door(Loop& doorLoop, std::uint16_t doorPort) : loop(doorLoop), port(doorPort), rest(doorLoop, doorPort) {}

    Loop& loop;
    const std::uint16_t port;
    RestClient rest;

    // Signs a user in (with auth open).
    Account signIn(const std::string& user, const std::string& deviceId = "default");
    // Connects, and waits for it. `query` is that of /v1.0/wss/.
    std::unique_ptr<Peer> peer(const Account& account, const std::string& query = "ack=true");
};

class World {
public:
    explicit World(Arguments arguments = {"--auth", "open", "--durability", "normal"});

    Loop loop;
    TempDir directory;
    std::string dataDir;
    ServerProcess server;
    RestClient rest;

    // Clients come in by another port from now on: that of something in front of the server.
    void enterBy(std::uint16_t port);
    // Where clients come in.
    std::uint16_t gate() const noexcept { return gate_ != 0 ? gate_ : server.port(); }
    Door door() { return {loop, gate()}; }

    // A name that nobody has yet: `ann` becomes `ann-17`.
    std::string name(const std::string& base);
    // Signs a user in (with auth open).
    Account signIn(const std::string& user, const std::string& deviceId = "default");
    Account newUser(const std::string& base) { return signIn(name(base)); }
    std::unique_ptr<ScriptedClient> client(const Account& account, ScriptedClient::Options options = {});
    // Connects, and waits for it. `query` is that of /v1.0/wss/.
    std::unique_ptr<Peer> peer(const Account& account, const std::string& query = "ack=true");

    // Stops with SIGKILL and starts again, on another port.
    void restartAfterKill();

    HttpAnswer get(const Account& account, const std::string& target);
    HttpAnswer call(const std::string& method, const std::string& target, const std::string& body = {},
                    Headers headers = {});
    HttpAnswer ops(const std::string& target);
    // One conversation of the account's list; null when it is not there.
    nlohmann::json conversation(const Account& account, const std::string& id);
    // A value of GET /metrics; -1 when it is not there.
    double metric(const std::string& name);
    // Waits for a condition, turning the loop; for what is asked over HTTP it asks again and again.
    bool eventually(const std::function<bool()>& condition,
                    std::chrono::milliseconds deadline = std::chrono::seconds(10));

private:
    std::uint16_t gate_ = 0;
    int lastName_ = 0;
};

class Peer {
public:
    Peer(Loop& loop, std::uint16_t port, const Account& account, const std::string& query);

    // The next frame that is a message; throws TestFailure when none comes. Receipts are set aside: they come when they
    // come.
    Message next();
    RawClient::Frame nextFrame();
    // The code of the next message, which must be an error; its id in `*id`.
    std::string nextError(std::string* id = nullptr);
    // So many messages.
    std::vector<Message> take(std::size_t count);
    void sendText(std::string frame) { raw.link().send(std::move(frame), false); }
    void send(const Message& message, WireVersion version = WireVersion::v2_1);
    void confirm(const Message& message);
    // The server has answered a `ping`: it has read all that was sent before. What came meanwhile is kept.
    bool isAnswered();
    // Nothing has come, nor comes for a moment.
    bool isQuiet();

    const std::string user;
    RawClient raw;
    std::size_t receipts = 0;

private:
    void keep(RawClient::Frame frame);
    [[noreturn]] void fail(const std::string& what);

    Loop& loop_;
    std::deque<RawClient::Frame> kept_;
};

// A v2.1 text frame with that body; `head` is added to its head.
std::string textFrame(const std::string& id, const std::string& to, const std::string& text,
                      const nlohmann::json& head = nlohmann::json::object());
Message textMessage(const std::string& id, const std::string& from, const std::string& to, const std::string& text);
Message groupMessage(const std::string& id, const std::string& from, const std::string& group, const std::string& text);
std::string directLog(const std::string& a, const std::string& b);
// {"text":…} of a message's content.
std::string textOf(const Message& message);
// `conv` and `seq` of a message, the seq 0 when it has none.
LogPosition positionOf(const Message& message);

}  // namespace baithak::test
