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

// FNV-1a, byte by byte.
std::uint64_t digest(std::string_view bytes, std::uint64_t soFar) {
    for (const char c : bytes) soFar = (soFar ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    return soFar;
}
constexpr std::uint64_t kNoBytes = 0xcbf29ce484222325ULL;

std::string toldOf(std::uint64_t bytes, std::uint64_t digest) {
    return std::to_string(bytes) + " bytes, " + std::to_string(digest);
}

Task<HttpResponse> count(HttpRequestPtr request) {
    std::uint64_t bytes = 0, sum = kNoBytes;
    for (;;) {
        auto part = co_await request->stream->next();
        if (!part) co_return errorResponse(part.error());
        if (part->empty()) break;
        bytes += part->size();
        sum = digest(*part, sum);
    }
    co_return jsonResponse(200, toldOf(bytes, sum));
}

Task<HttpResponse> refuseStream(HttpRequestPtr) { co_return errorResponse(409, "Not now"); }

class Pattern final : public HttpBodySource {
public:
    Pattern(std::uint64_t promised, std::uint64_t real) : promised_(promised), real_(real) {}
    std::uint64_t length() const override { return promised_; }
    Task<Result<std::string_view>> next() override {
        part_ = patternBytes(given_, std::min<std::uint64_t>(real_ - given_, 40'000));
        given_ += part_.size();
        co_return std::string_view(part_);
    }

private:
    std::uint64_t promised_, real_, given_ = 0;
    std::string part_;
};

Task<HttpResponse> givePattern(HttpRequestPtr request) {
    HttpResponse response;
    const auto size = std::stoull(std::string(request->argument("size")));
    response.stream = std::make_shared<Pattern>(size, size);
    co_return response;
}

Task<HttpResponse> giveShort(HttpRequestPtr) {
    HttpResponse response;
    response.stream = std::make_shared<Pattern>(100'000, 50'000);
    co_return response;
}

}  // namespace

std::string patternBytes(std::size_t from, std::size_t size) {
    std::string bytes(size, '\0');
    for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>((from + i) * 31 >> 3);
    return bytes;
}

std::string streamAnswer(std::string_view bytes) { return toldOf(bytes.size(), digest(bytes, kNoBytes)); }

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
    routes_.add("PUT", "/stream", count, BodyMode::streamed);
    routes_.add("PUT", "/stream/refused", refuseStream, BodyMode::streamed);
    routes_.add("GET", "/pattern", givePattern);
    routes_.add("GET", "/pattern/short", giveShort);
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
