// SPDX-License-Identifier: MIT
#include "server/roles/delivery/mark_keeper.h"

#include <QTest>

#include <stdexcept>

#include "tests/server/roles/notification/fake_ports.h"
#include "tests/server/support/turn_loop.h"
#include "tests/support/fake_clock.h"
#include "tests/support/register_test.h"

namespace baithak::test {
namespace {

using namespace std::chrono_literals;

class CountingBus final : public Bus {
public:
    Result<> publish(std::string_view, std::string_view, EventPtr) override {
        ++published;
        return {};
    }
    Result<std::unique_ptr<Subscription>> subscribe(std::string_view, std::string_view, Loop&, EventHandler) override {
        return std::unique_ptr<Subscription>();
    }
    BusStatus status() override { return {}; }
    DeadLetters& deadLetters() override { throw std::logic_error("a counting bus has no dead letters"); }
    int published = 0;
};

class CountedMessages final : public FakeMessages {
public:
    Task<Result<std::vector<Receipt>>> saveMarks(std::vector<MarkUpdate>) override {
        ++saves;
        co_return std::vector<Receipt>();
    }
    int saves = 0;
};

// Away, after it has told of a hundred gateways.
class AwayPresence final : public FakePresence {
public:
    Task<Result<Sessions>> sessionsOf(UserId) override { co_return kAway; }
    Task<Result<Sessions>> sessionsOf(std::shared_ptr<const std::vector<UserId>>) override { co_return kAway; }
    std::vector<GatewayId> gateways() const override {
        std::vector<GatewayId> all;
        for (int i = 0; i < 100; ++i) all.emplace_back("gw-" + std::to_string(i));
        return all;
    }
};

}  // namespace

class MarkKeeperTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void storesSoonThoughEverybodyIsTold() {
        const std::string conversation("dm:ann:bob");
        Receipt receipt;
        receipt.conversation = conversation;
        runTask(loop_, keeper_.tell(std::vector<Receipt>(1000, receipt)));
        QCOMPARE(bus_.published, 100);

        keeper_.note({ConversationId(conversation), UserId("ann"), DeviceNumber{1}, 5, 0});
        clock_.advance(2s);
        runReady(loop_);
        QCOMPARE(messages_.saves, 1);
    }

    void cleanup() {
        keeper_.stop();
        runTask(loop_, gate_.close());
    }

private:
    Loop loop_;
    Log log_{LogLevel::error};
    Metrics metrics_;
    FakeClock clock_;
    Gate gate_{loop_, log_};
    CountingBus bus_;
    CountedMessages messages_;
    NoGroups groups_;
    AwayPresence presence_;
    MarkKeeper keeper_{
        {loop_, gate_, bus_, messages_, groups_, presence_, clock_, log_, metrics_.counter("unasked", "-")}};
};
BAITHAK_REGISTER_TEST(MarkKeeperTest);

}  // namespace baithak::test

#include "mark_keeper_test.moc"
