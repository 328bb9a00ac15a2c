// SPDX-License-Identifier: MIT
#include "tests/server/net/support/served.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <future>
#include <stdexcept>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>

namespace baithak::test {
namespace {

constexpr std::chrono::seconds kPatience{10};

Task<HttpResponse> greet(HttpRequestPtr request) {
    const auto name = request->parameters.find("name");
    co_return jsonResponse(200, "{\"name\":\"" + name->second + "\"}");
}

Task<HttpResponse> giveBack(HttpRequestPtr request) { co_return jsonResponse(200, request->body); }

Task<HttpResponse> fail(HttpRequestPtr) {
    throw std::runtime_error("a bug in a handler");
    co_return HttpResponse{};
}

Task<Result<std::shared_ptr<WebSocketListener>>> refuse(HttpRequestPtr) {
    co_return Error{Errc::unauthenticated, "Who are you?"};
}

Task<Result<std::shared_ptr<WebSocketListener>>> breakDown(HttpRequestPtr) {
    throw std::runtime_error("a bug in an upgrade");
    co_return Error{};
}

}  // namespace

void RecordingListener::onOpen(WebSocket& socket) {
    socket_ = &socket;
    note("open");
    if (whenOpen) whenOpen(socket);
}

void RecordingListener::onMessage(std::string_view payload, bool isBinary) {
    note((isBinary ? "binary:" : "text:") + std::string(payload));
    if (whenMessage) whenMessage(*socket_, payload, isBinary);
}

void RecordingListener::onDrained() {
    note("drained");
    if (whenDrained) whenDrained(*socket_);
}

void RecordingListener::onClosed(std::uint16_t code) { note("closed:" + std::to_string(code)); }

bool RecordingListener::waitFor(const std::string& event) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, kPatience,
                             [&] { return std::find(events_.begin(), events_.end(), event) != events_.end(); });
}

std::vector<std::string> RecordingListener::events() {
    const std::lock_guard lock(mutex_);
    return events_;
}

std::size_t RecordingListener::count(const std::string& event) {
    const std::lock_guard lock(mutex_);
    return static_cast<std::size_t>(std::count(events_.begin(), events_.end(), event));
}

void RecordingListener::note(std::string event) {
    {
        const std::lock_guard lock(mutex_);
        events_.push_back(std::move(event));
    }
    changed_.notify_all();
}

Served::Served(HttpServerConfig config)
    : keepRunning_(loop_.get_executor()),
      logFile_(::memfd_create("log", MFD_CLOEXEC)),
      log_(LogLevel::debug, logFile_),
      released_(loop_, LoopTimer::time_point::max()) {
    addRoutes();
    auto made = makeHttpServer(loop_, std::move(config), routes_, log_, metrics_);
    if (!made) throw std::runtime_error(made.error().text);
    server_ = std::move(*made);
    port_ = server_->port();
    thread_ = std::thread([this] { loop_.run(); });
}

Served::~Served() {
    close();
    keepRunning_.reset();
    loop_.stop();
    thread_.join();
    ::close(logFile_);
}

void Served::addRoutes() {
    routes_.add("GET", "/hello/{name}", greet);
    for (const auto* method : {"POST", "PUT", "PATCH", "DELETE"}) routes_.add(method, "/echo", giveBack);
    routes_.add("GET", "/fails", fail);
    routes_.add("GET", "/slow", [this](HttpRequestPtr request) { return slow(std::move(request)); });
    routes_.add("*", "/any", giveBack);
    routes_.addWebSocket("/ws", [this](HttpRequestPtr request) { return upgrade(std::move(request)); });
    routes_.addWebSocket("/refused", refuse);
    routes_.addWebSocket("/broken", breakDown);
}

Task<HttpResponse> Served::slow(HttpRequestPtr) {
    isSlowRunning_ = true;
    co_await released_.async_wait(asTuple);
    isSlowRunning_ = false;
    co_return jsonResponse(200, R"({"slow":true})");
}

Task<Result<std::shared_ptr<WebSocketListener>>> Served::upgrade(HttpRequestPtr) {
    auto listener = std::move(next_);
    if (!listener) {
        listener = std::make_shared<RecordingListener>();
        listener->whenMessage = [](WebSocket& socket, std::string_view payload, bool isBinary) {
            auto bytes = std::make_shared<const std::string>(payload);
            isBinary ? socket.sendBinary(std::move(bytes)) : socket.sendText(std::move(bytes));
        };
    }
    co_return std::shared_ptr<WebSocketListener>(std::move(listener));
}

std::shared_ptr<RecordingListener> Served::nextListener() {
    auto listener = std::make_shared<RecordingListener>();
    onLoop([&] { next_ = listener; });
    return listener;
}

void Served::onLoop(const std::function<void()>& call) {
    std::promise<void> done;
    boost::asio::post(loop_, [&] {
        call();
        done.set_value();
    });
    done.get_future().wait();
}

void Served::release() {
    onLoop([this] { released_.cancel(); });
}

bool Served::isSlowRunning() {
    bool is = false;
    onLoop([&] { is = isSlowRunning_; });
    return is;
}

bool Served::close() {
    if (!server_) return true;
    auto closed = std::make_shared<std::promise<void>>();
    boost::asio::post(loop_, [this, closed] {
        boost::asio::co_spawn(loop_, server_->close(), [closed](std::exception_ptr) { closed->set_value(); });
    });
    const bool isInTime = closed->get_future().wait_for(2 * kPatience) == std::future_status::ready;
    onLoop([this] { server_.reset(); });
    return isInTime;
}

std::string Served::logged() const {
    const auto size = ::lseek(logFile_, 0, SEEK_CUR);
    std::string text(static_cast<std::size_t>(size), '\0');
    const auto read = ::pread(logFile_, text.data(), text.size(), 0);
    text.resize(read > 0 ? static_cast<std::size_t>(read) : 0);
    return text;
}

}  // namespace baithak::test
