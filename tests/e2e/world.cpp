// SPDX-License-Identifier: MIT
#include "tests/e2e/world.h"

#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "shared/model/conversation.h"
#include "shared/protocol/codec.h"

namespace baithak::test {

using nlohmann::json;

namespace {

std::string quoted(const std::string& text) {
    std::string safe = "'";
    for (const char c : text) safe += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return safe + "'";
}

std::string readFile(const std::string& path) {
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

}  // namespace

std::string serverBinary() {
    const char* named = std::getenv("BAITHAKD_BINARY");
    return named != nullptr ? named : BAITHAKD_BINARY;
}

namespace {

Ran runProgram(const std::string& program, const Arguments& arguments, const std::string& environment,
               const std::string& input) {
    const TempDir directory;
    std::ofstream(directory.path() + "/in") << input;
    auto command = "cd " + quoted(directory.path()) + " && " + environment + " timeout 30 " + quoted(program);
    for (const auto& argument : arguments) command += " " + quoted(argument);
    command += " >out 2>err <in";
    const int status = std::system(command.c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, readFile(directory.path() + "/out"),
            readFile(directory.path() + "/err")};
}

}  // namespace

Ran runServer(const Arguments& arguments, const std::string& environment) {
    return runProgram(serverBinary(), arguments, environment, {});
}

Ran runCtl(const Arguments& arguments, const std::string& environment, const std::string& input) {
    return runProgram(BAITHAKCTL_BINARY, arguments, environment, input);
}

World::World(Arguments arguments)
    : dataDir(directory.path() + "/data"), server(serverBinary(), dataDir, std::move(arguments)), rest(loop, 0) {
    server.start();
    rest.setPort(server.port());
}

void World::enterBy(std::uint16_t port) {
    gate_ = port;
    rest.setPort(port);
}

std::string World::name(const std::string& base) { return base + "-" + std::to_string(++lastName_); }

Account Door::signIn(const std::string& user, const std::string& deviceId) { return rest.login(user, "t", deviceId); }

std::unique_ptr<Peer> Door::peer(const Account& account, const std::string& query) {
    auto made = std::make_unique<Peer>(loop, port, account, query);
    if (!made->raw.waitOpen()) throw TestFailure(account.user + " could not connect.");
    // The answer shows that the server has heard of the connection.
    if (!made->isAnswered()) throw TestFailure(account.user + " hears nothing.");
    return made;
}

Account World::signIn(const std::string& user, const std::string& deviceId) { return door().signIn(user, deviceId); }

std::unique_ptr<ScriptedClient> World::client(const Account& account, ScriptedClient::Options options) {
    auto made = std::make_unique<ScriptedClient>(loop, gate(), account, std::move(options));
    made->goOnline();
    return made;
}

std::unique_ptr<Peer> World::peer(const Account& account, const std::string& query) {
    return door().peer(account, query);
}

void World::restartAfterKill() {
    server.kill();
    server.start();
    rest.setPort(gate());
}

HttpAnswer World::get(const Account& account, const std::string& target) {
    return rest.raw({"GET", target, account.headers(), {}});
}

HttpAnswer World::call(const std::string& method, const std::string& target, const std::string& body, Headers headers) {
    return rest.raw({method, target, std::move(headers), body});
}

HttpAnswer World::ops(const std::string& target) { return callHttp(loop, server.opsPort(), {"GET", target, {}, {}}); }

json World::conversation(const Account& account, const std::string& id) {
    const auto list = rest.call(account, "GET", "/v1.0/conversations");
    for (const auto& each : list.at("conversations")) {
        if (each.at("id") == id) return each;
    }
    return {};
}

double World::metric(const std::string& name) {
    std::istringstream lines(ops("/metrics").body);
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with(name + " ")) return std::stod(line.substr(name.size() + 1));
    }
    return -1;
}

bool World::eventually(const std::function<bool()>& condition, std::chrono::milliseconds deadline) {
    const auto end = std::chrono::steady_clock::now() + deadline;
    while (!condition()) {
        if (std::chrono::steady_clock::now() >= end) return false;
        loop.turnFor(std::chrono::milliseconds(20));
    }
    return true;
}

Peer::Peer(Loop& loop, std::uint16_t port, const Account& account, const std::string& query)
    : user(account.user), raw(loop, port, "/v1.0/wss/?" + query, account.headers()), loop_(loop) {}

void Peer::fail(const std::string& what) {
    // Qt Test does not show what an exception says.
    std::fprintf(stderr, "%s %s\n", user.c_str(), what.c_str());
    throw TestFailure(user + " " + what);
}

void Peer::keep(RawClient::Frame frame) {
    const auto message = frame.isBinary ? decodeTrustedBinary(frame.bytes) : decodeTrustedText(frame.bytes);
    if (message && readReceipt(*message))
        ++receipts;
    else
        kept_.push_back(std::move(frame));
}

RawClient::Frame Peer::nextFrame() {
    while (kept_.empty()) {
        if (!raw.waitFrames(1, std::chrono::seconds(15))) fail("got no frame");
        keep(raw.take());
    }
    auto frame = std::move(kept_.front());
    kept_.pop_front();
    return frame;
}

Message Peer::next() {
    const auto frame = nextFrame();
    auto message = frame.isBinary ? decodeTrustedBinary(frame.bytes) : decodeTrustedText(frame.bytes);
    if (!message) fail("got what is no message: " + frame.bytes);
    return std::move(*message);
}

std::string Peer::nextError(std::string* id) {
    const auto message = next();
    const auto error = readErrorNotice(message);
    if (!error) fail("got " + message.id.value + " " + message.content + " instead of an error");
    if (message.source.value != kServerName || !message.ephemeral) fail("got an error that is not as said");
    if (id) *id = error->refusedId;
    return std::string(wireName(error->error.code));
}

std::vector<Message> Peer::take(std::size_t count) {
    std::vector<Message> messages;
    while (messages.size() < count) messages.push_back(next());
    return messages;
}

void Peer::send(const Message& message, WireVersion version) {
    raw.link().send(encodeAs(message, version), version == WireVersion::v3_0);
}

void Peer::confirm(const Message& message) {
    const auto position = positionOf(message);
    raw.link().send(encodeBinary(makeClientAck(message.id, position.conversation, position.seq)), true);
}

bool Peer::isAnswered() {
    sendText("ping");
    while (raw.waitFrames(1)) {
        auto frame = raw.take();
        if (frame.bytes == "pong") return true;
        keep(std::move(frame));
    }
    return false;
}

bool Peer::isQuiet() {
    // What is read from the store on the way comes a little later than the answer.
    loop_.turnFor(std::chrono::milliseconds(100));
    if (!isAnswered()) return false;
    for (const auto& frame : kept_)
        std::fprintf(stderr, "%s got %s\n", user.c_str(), frame.bytes.substr(0, 500).c_str());
    return kept_.empty();
}

std::string textFrame(const std::string& id, const std::string& to, const std::string& text, const json& head) {
    json frame{{"_v", 2.1},
               {"id", id},
               {"head", {{"type", "INDIVIDUAL"}, {"to", to}, {"contentType", "text"}, {"action", "message"}}},
               {"body", {{"text", text}}}};
    frame["head"].update(head);
    return frame.dump();
}

Message textMessage(const std::string& id, const std::string& from, const std::string& to, const std::string& text) {
    Message message;
    message.id = MessageId(id);
    message.source = UserId(from);
    message.destination = to;
    message.content = json{{"text", text}}.dump();
    message.sentAt = Timestamp{1'700'000'000'000};
    message.meta.set(meta_key::kContentType, "text");
    message.meta.set(meta_key::kAction, "message");
    return message;
}

Message groupMessage(const std::string& id, const std::string& from, const std::string& group,
                     const std::string& text) {
    auto message = textMessage(id, from, group, text);
    message.channel = ChannelKind::group;
    return message;
}

std::string directLog(const std::string& a, const std::string& b) {
    return directConversation(UserId(a), UserId(b)).value;
}

std::string textOf(const Message& message) {
    const auto body = json::parse(message.content, nullptr, false);
    return body.is_object() ? body.value("text", "") : "";
}

LogPosition positionOf(const Message& message) { return logPosition(message).value_or(LogPosition{}); }

}  // namespace baithak::test
