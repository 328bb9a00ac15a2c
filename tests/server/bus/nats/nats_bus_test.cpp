// SPDX-License-Identifier: MIT
#include "server/bus/nats/nats_bus.h"

#include <QTest>

#include "tests/server/bus/bus_contract.h"
#include "tests/server/bus/event_samples.h"
#include "tests/server/support/turn_loop.h"
#include "tests/support/register_test.h"
#include "tests/support/services/nats.h"
#include "tests/support/test_failure.h"

namespace baithak::test {

using namespace std::chrono_literals;

// The contract on one nats-server. Each bus has streams of its own, so that the tests do not meet.
class NatsBusTest : public BusContract {
    Q_OBJECT

protected:
    std::unique_ptr<Bus> makeBus() override { return open(fresh()); }

private Q_SLOTS:
    void initTestCase() { service_ = std::make_unique<NatsService>(); }
    void cleanupTestCase() { service_.reset(); }

private:
    NatsBusConfig fresh() {
        NatsBusConfig config;
        config.url = service_->url();
        config.prefix = "t" + std::to_string(++count_);
        config.firstRetry = 1ms;
        return config;
    }
    static std::unique_ptr<Bus> open(NatsBusConfig config) {
        auto opened = openNatsBus(std::move(config));
        if (!opened) throw TestFailure(opened.error().text);
        return std::move(*opened);
    }

    std::unique_ptr<NatsService> service_;
    int count_ = 0;
};

BAITHAK_REGISTER_TEST(NatsBusTest);

}  // namespace baithak::test

#include "nats_bus_test.moc"
