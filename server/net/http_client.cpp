// SPDX-License-Identifier: MIT
#include "server/net/http_client.h"

#include <pthread.h>
#include <signal.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <mutex>
#include <optional>
#include <thread>
#include <unordered_map>

#include "server/net/curl_call.h"

namespace baithak {
namespace {

constexpr std::size_t kMaxCalls = 4096;  // in hand; more are refused
constexpr long kMaxConnections = 256;
constexpr long kMaxConnectionsOfAHost = 32;
constexpr int kPollMs = 1000;

// Shared by the awaiting task and the client's thread. The thread writes the answer, then posts to the loop, which
// reads it; `done` and `isDone` are the loop's.
struct Flight {
    explicit Flight(HttpCall c) : call(std::move(c)) {}

    HttpCall call;
    std::optional<Result<HttpAnswer>> answer;
    std::optional<boost::asio::executor_work_guard<LoopExecutor>> loop;
    std::optional<LoopTimer> done;
    bool isDone = false;
};
using FlightPtr = std::shared_ptr<Flight>;

void land(FlightPtr flight, Result<HttpAnswer> answer) {
    flight->answer.emplace(std::move(answer));
    auto loop = std::move(*flight->loop);
    flight->loop.reset();
    const auto executor = loop.get_executor();
    boost::asio::post(executor, [flight = std::move(flight), loop = std::move(loop)] {
        flight->isDone = true;
        if (flight->done) flight->done->cancel();
    });
}

class CurlHttpClient final : public HttpClient {
public:
    explicit CurlHttpClient(HttpClientConfig config);
    ~CurlHttpClient() override;

    Task<Result<HttpAnswer>> send(HttpCall call) override;

private:
    struct Running {
        std::unique_ptr<CurlCall> call;
        FlightPtr flight;
    };

    Task<Result<HttpAnswer>> await(FlightPtr flight);
    bool enqueue(FlightPtr flight);
    void work();
    void begin(FlightPtr flight);
    void finishThoseDone();
    void giveUpAll();

    const HttpClientConfig config_;
    CURLM* multi_;
    std::mutex mutex_;  // guards waiting_
    std::vector<FlightPtr> waiting_;
    std::atomic<std::size_t> inHand_{0};
    std::atomic<bool> isStopping_{false};
    std::unordered_map<CURL*, Running> running_;  // the thread's
    std::thread thread_;
};

CurlHttpClient::CurlHttpClient(HttpClientConfig config) : config_(std::move(config)) {
    static const auto isReady = curl_global_init(CURL_GLOBAL_DEFAULT);
    static_cast<void>(isReady);
    multi_ = curl_multi_init();
    curl_multi_setopt(multi_, CURLMOPT_MAX_TOTAL_CONNECTIONS, kMaxConnections);
    curl_multi_setopt(multi_, CURLMOPT_MAX_HOST_CONNECTIONS, kMaxConnectionsOfAHost);
    thread_ = std::thread([this] { work(); });
}

CurlHttpClient::~CurlHttpClient() {
    isStopping_ = true;
    curl_multi_wakeup(multi_);
    thread_.join();
    curl_multi_cleanup(multi_);
}

Task<Result<HttpAnswer>> CurlHttpClient::send(HttpCall call) {
    return await(std::make_shared<Flight>(std::move(call)));
}

Task<Result<HttpAnswer>> CurlHttpClient::await(FlightPtr flight) {
    if (auto checked = checkCall(flight->call); !checked) co_return checked.error();
    auto executor = co_await boost::asio::this_coro::executor;
    flight->done.emplace(executor, LoopTimer::time_point::max());
    flight->loop.emplace(executor);
    if (!enqueue(flight)) co_return Error{Errc::unavailable, "too many calls to other servers are under way"};
    while (!flight->isDone) co_await flight->done->async_wait(asTuple);
    flight->done.reset();  // the thread may hold the flight for longer than the loop lives
    co_return std::move(*flight->answer);
}

bool CurlHttpClient::enqueue(FlightPtr flight) {
    if (inHand_.fetch_add(1) >= kMaxCalls) {
        --inHand_;
        return false;
    }
    {
        const std::lock_guard lock(mutex_);
        waiting_.push_back(std::move(flight));
    }
    curl_multi_wakeup(multi_);
    return true;
}

void CurlHttpClient::work() {
    // A server that hangs up is an error of its call, not a signal.
    sigset_t pipe;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
    while (!isStopping_) {
        std::vector<FlightPtr> arrived;
        {
            const std::lock_guard lock(mutex_);
            arrived.swap(waiting_);
        }
        for (auto& flight : arrived) begin(std::move(flight));
        int stillRunning = 0;
        curl_multi_perform(multi_, &stillRunning);
        finishThoseDone();
        curl_multi_poll(multi_, nullptr, 0, kPollMs, nullptr);
    }
    giveUpAll();
}

void CurlHttpClient::begin(FlightPtr flight) {
    Running running{std::make_unique<CurlCall>(std::move(flight->call), config_), std::move(flight)};
    auto* handle = running.call->handle();
    if (handle == nullptr || curl_multi_add_handle(multi_, handle) != CURLM_OK) {
        --inHand_;
        land(std::move(running.flight), Error{Errc::unavailable, "there is no memory for a call to another server"});
        return;
    }
    running_.emplace(handle, std::move(running));
}

void CurlHttpClient::finishThoseDone() {
    int left = 0;
    while (const auto* message = curl_multi_info_read(multi_, &left)) {
        if (message->msg != CURLMSG_DONE) continue;
        auto* handle = message->easy_handle;
        const auto outcome = message->data.result;
        auto running = running_.extract(handle);
        curl_multi_remove_handle(multi_, handle);
        auto answer = running.mapped().call->finish(outcome);
        --inHand_;
        land(std::move(running.mapped().flight), std::move(answer));
    }
}

void CurlHttpClient::giveUpAll() {
    const Error closing{Errc::unavailable, "the server is ending"};
    for (auto& [handle, running] : running_) {
        curl_multi_remove_handle(multi_, handle);
        land(std::move(running.flight), closing);
    }
    running_.clear();
    const std::lock_guard lock(mutex_);
    for (auto& flight : waiting_) land(std::move(flight), closing);
    waiting_.clear();
}

}  // namespace

std::string_view HttpAnswer::header(std::string_view name) const noexcept {
    const auto found = std::find_if(headers.begin(), headers.end(), [name](const auto& h) { return h.first == name; });
    return found == headers.end() ? std::string_view() : std::string_view(found->second);
}

std::unique_ptr<HttpClient> makeHttpClient(HttpClientConfig config) {
    return std::make_unique<CurlHttpClient>(std::move(config));
}

}  // namespace baithak
