// SPDX-License-Identifier: MIT
#include "tests/server/store/postgres/own_server.h"

#include "tests/server/support/run_task.h"
#include "tests/support/builders.h"

namespace baithak::test {
namespace {

class UrlPlace final : public StorePlace {
public:
    explicit UrlPlace(std::string url) : url_(std::move(url)) {}
    Result<std::unique_ptr<Store>> open() override { return openAt(url_); }

private:
    std::string url_;
};

class SamePlace final : public StorePlace {
public:
    explicit SamePlace(PostgresPlace& place, std::string url = {})
        : place_(place), url_(url.empty() ? place.url() : std::move(url)) {}
    Result<std::unique_ptr<Store>> open() override { return place_.openAt(url_); }

private:
    PostgresPlace& place_;
    std::string url_;
};

}  // namespace

Result<std::unique_ptr<Store>> openAt(const std::string& url) {
    static Log log(LogLevel::error, -1);
    static SystemClock clock;
    static Metrics metrics;
    return openPostgresStore({url, 3}, clock, log, metrics);
}

std::unique_ptr<StoreUnderTest> storeAt(const std::string& url) {
    return std::make_unique<StoreUnderTest>([&] { return std::make_unique<UrlPlace>(url); });
}

std::unique_ptr<StoreUnderTest> storeOn(PostgresPlace& place, const std::string& url) {
    return std::make_unique<StoreUnderTest>([&] { return std::make_unique<SamePlace>(place, url); });
}

Result<std::vector<AppendOutcome>> tryToSend(StoreUnderTest& store, const std::string& id) {
    return runTask(store.messages().append({requestFor(aMessage(id).from("ann").to("bob").text(id))}));
}

}  // namespace baithak::test
