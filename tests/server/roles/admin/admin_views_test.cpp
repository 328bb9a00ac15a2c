// SPDX-License-Identifier: MIT

#include "server/roles/admin/admin_views.h"

#include <QTest>

#include <nlohmann/json.hpp>

#include "tests/support/register_test.h"

namespace baithak::test {
namespace {

using nlohmann::json;

Account account(const char* username, bool active = true) {
    Account made;
    made.username = UserId(username);
    made.name = "A \xff name";
    made.active = active;
    made.createdAt = Timestamp{5};
    return made;
}

Instance instance(const char* id) {
    return {id, {"gateway", "router"}, "127.0.0.1:1", "127.0.0.1:2", "1.2.3", Timestamp{1'000}};
}

}  // namespace

class AdminViewsTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void showsTheProcessAndAllInstances();
    void saysWhyThereAreNoInstances();
    void namesTheNextPageOfAFullOne();
    void showsWhereADeviceIsConnected();
    void showsNoPasswordHash();
    void listsDeadLetters();
};
BAITHAK_REGISTER_TEST(AdminViewsTest);

void AdminViewsTest::showsTheProcessAndAllInstances() {
    ProcessStatus process;
    process.instance = instance("p-1");
    process.now = Timestamp{61'999};
    process.connections = 3;
    process.problems = {{"store", "the disk is full"}};
    process.bus = {true, {{"delivery", 2, 7}}, 4, 5};

    const auto view = json::parse(statusView(process, std::vector<Instance>{instance("p-1"), instance("p-2")}));

    const auto& own = view.at("process");
    QCOMPARE(own.at("id").get<std::string>(), std::string("p-1"));
    QVERIFY(own.at("roles") == json({"gateway", "router"}));
    QCOMPARE(own.at("uptimeSeconds").get<int>(), 60);
    QCOMPARE(own.at("connections").get<int>(), 3);
    QVERIFY(own.at("problems") == json::parse(R"([{"part":"store","reason":"the disk is full"}])"));
    QVERIFY(own.at("partitions") == json::parse(R"([{"group":"delivery","partition":2,"epoch":7}])"));
    QVERIFY(own.at("queues") == json::parse(R"([{"name":"bus.pending","depth":4},{"name":"bus.inHand","depth":5}])"));
    QCOMPARE(view.at("instances").size(), 2U);
    QCOMPARE(view.at("instances")[1].at("opsAddress").get<std::string>(), std::string("127.0.0.1:2"));
    QVERIFY(!view.contains("instancesProblem"));
}

void AdminViewsTest::saysWhyThereAreNoInstances() {
    const auto view = json::parse(statusView({}, Error{Errc::unavailable, "Redis is away"}));
    QVERIFY(view.at("instances").empty());
    QCOMPARE(view.at("instancesProblem").get<std::string>(), std::string("Redis is away"));
}

void AdminViewsTest::namesTheNextPageOfAFullOne() {
    const std::vector<Account> accounts{account("ann"), account("bob", false)};

    const auto full = json::parse(accountsView(accounts, 2));
    const auto last = json::parse(accountsView(accounts, 3));

    QCOMPARE(full.at("next").get<std::string>(), std::string("bob"));
    QVERIFY(!last.contains("next"));
    QCOMPARE(last.at("users").size(), 2U);
    QCOMPARE(last.at("users")[1].at("active").get<bool>(), false);
    QVERIFY(!json::parse(accountsView({}, 3)).contains("next"));
}

void AdminViewsTest::showsWhereADeviceIsConnected() {
    Device phone;
    phone.number = DeviceNumber{1};
    phone.id = DeviceId("phone");
    auto laptop = phone;
    laptop.number = DeviceNumber{2};
    laptop.id = DeviceId("laptop");
    Session session;
    session.device = laptop.number;
    session.gateway = GatewayId("gw-1");

    const auto view =
        json::parse(accountView(account("ann"), {phone, laptop}, {std::make_shared<const Session>(session)}));

    QVERIFY(view.at("devices")[0].at("gateway").is_null());
    QCOMPARE(view.at("devices")[1].at("gateway").get<std::string>(), std::string("gw-1"));
    QCOMPARE(view.at("devices")[1].at("deviceId").get<std::string>(), std::string("laptop"));
}

void AdminViewsTest::showsNoPasswordHash() {
    auto ann = account("ann");
    ann.passwordHash = "$argon2id$marker";
    const auto view = accountView(ann, {}, {});
    QVERIFY(view.find("marker") == std::string::npos);
    QVERIFY(json::parse(view).at("hasPassword").get<bool>());
    QVERIFY(!json::parse(accountView(account("ann"), {}, {})).at("hasPassword").get<bool>());
}

void AdminViewsTest::listsDeadLetters() {
    DeadLetter letter{"7", "send-message", "delivery", "dm:a:b", "it threw", 8, Timestamp{9}, 120};
    const auto view = json::parse(deadLettersView({letter}));
    QVERIFY(view.at("deadLetters") ==
            json::parse(R"([{"id":"7","topic":"send-message","group":"delivery","key":"dm:a:b",
                              "reason":"it threw","tries":8,"at":9,"bytes":120}])"));
}

}  // namespace baithak::test

#include "admin_views_test.moc"
