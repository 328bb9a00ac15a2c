// SPDX-License-Identifier: MIT

// PROTOCOL B5 with passwords: registration, sign-in, devices, cookies.

#include <atomic>
#include <thread>

#include "tests/e2e/qt_print.h"
#include "tests/e2e/world.h"
#include "tests/support/register_test.h"

namespace baithak::test {

using nlohmann::json;

namespace {

constexpr const char* kPassword = "correct horse";

}  // namespace

class AccountsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { world_.reset(); }

    void registersAndSignsIn();
    void refusesRegistrations_data();
    void refusesRegistrations();
    void refusesSignIns_data();
    void refusesSignIns();
    void keepsAccountsOverARestart();
    void listsAndEndsDevices();
    void takesCookiesFromOwnOriginsOnly_data();
    void takesCookiesFromOwnOriginsOnly();
    void answersOthersWhilePasswordsAreHashed();
    void findsContacts();

private:
    HttpAnswer registerAs(const std::string& user, const std::string& password);

    std::unique_ptr<World> world_;
};

void AccountsTest::initTestCase() {
    world_ = std::make_unique<World>(
        Arguments{"--auth", "local", "--durability", "normal", "--allowed-origins", "https://chat.example.org"});
    world_->rest.registerUser("ann", kPassword);
}

HttpAnswer AccountsTest::registerAs(const std::string& user, const std::string& password) {
    return world_->call("POST", "/v1.0/register", json{{"username", user}, {"password", password}}.dump());
}

void AccountsTest::registersAndSignsIn() {
    const auto made = world_->call("POST", "/v1.0/register",
                                   json{{"username", "bob"}, {"password", kPassword}, {"name", "Bob B."}}.dump());
    QCOMPARE(made.status, 201);

    const auto bob = world_->rest.login("bob", kPassword);

    const auto profile = world_->rest.call(bob, "GET", "/profile/");
    QCOMPARE(profile.at("username").get<std::string>(), std::string("bob"));
    QCOMPARE(profile.at("name").get<std::string>(), std::string("Bob B."));
    const auto peer = world_->peer(bob);
    QVERIFY(peer->isQuiet());
}

void AccountsTest::refusesRegistrations_data() {
    QTest::addColumn<QString>("user");
    QTest::addColumn<QString>("password");
    QTest::addColumn<int>("status");
    QTest::newRow("taken") << "ann" << kPassword << 409;
    QTest::newRow("differs in case alone") << "ANN" << kPassword << 409;
    QTest::newRow("reserved: server") << "server" << kPassword << 400;
    QTest::newRow("reserved: System") << "System" << kPassword << 400;
    QTest::newRow("empty") << "" << kPassword << 400;
    QTest::newRow("a blank") << "ann b" << kPassword << 400;
    QTest::newRow("too long") << QString(65, 'a') << kPassword << 400;
    QTest::newRow("the form of a group id") << "0f0e0d0c-0000-4000-8000-000000000001" << kPassword << 400;
    QTest::newRow("a short password") << "cleo" << "short" << 400;
}

void AccountsTest::refusesRegistrations() {
    QFETCH(QString, user);
    QFETCH(QString, password);
    QFETCH(int, status);
    const auto answer = registerAs(user.toStdString(), password.toStdString());
    QCOMPARE(answer.status, status);
    QVERIFY2(!json::parse(answer.body).at("message").get<std::string>().empty(), answer.body.c_str());
}

void AccountsTest::refusesSignIns_data() {
    QTest::addColumn<QString>("body");
    QTest::addColumn<int>("status");
    const auto row = [](const char* name, const json& body, int status) {
        QTest::newRow(name) << QString::fromStdString(body.dump()) << status;
    };
    row("wrong password", {{"username", "ann"}, {"authToken", "wrong"}, {"notificationToken", ""}}, 401);
    row("unknown user", {{"username", "nobody"}, {"authToken", kPassword}, {"notificationToken", ""}}, 401);
    row("another case", {{"username", "Ann"}, {"authToken", kPassword}, {"notificationToken", ""}}, 401);
    row("no password", {{"username", "ann"}, {"notificationToken", ""}}, 401);
    row("a key too many", {{"username", "ann"}, {"authToken", kPassword}, {"notificationToken", ""}, {"x", 1}}, 400);
    row("a version that is none",
        {{"username", "ann"}, {"authToken", kPassword}, {"notificationToken", ""}, {"messageVersion", 9}}, 400);
    row("a device of the wrong type",
        {{"username", "ann"}, {"authToken", kPassword}, {"notificationToken", ""}, {"deviceId", 7}}, 400);
}

void AccountsTest::refusesSignIns() {
    QFETCH(QString, body);
    QFETCH(int, status);
    const auto answer = world_->call("POST", "/login", body.toStdString());
    QCOMPARE(answer.status, status);
    if (status == 401) QCOMPARE(answer.body, std::string("{}"));
}

void AccountsTest::keepsAccountsOverARestart() {
    const auto before = world_->rest.login("ann", kPassword, "desk");
    world_->restartAfterKill();
    QCOMPARE(world_->get(before, "/auth").status, 200);
    (void)world_->rest.login("ann", kPassword);
}

void AccountsTest::listsAndEndsDevices() {
    const auto phone = world_->rest.login("ann", kPassword, "phone");
    const auto tablet = world_->rest.login("ann", kPassword, "tablet");
    const auto list = world_->rest.call(phone, "GET", "/devices");
    const auto isThis = [&](const char* id) {
        return std::any_of(list.begin(), list.end(),
                           [&](const json& each) { return each.at("deviceId") == id && each.value("isThis", false); });
    };
    QVERIFY(isThis("phone"));
    QVERIFY(!isThis("tablet"));

    QCOMPARE(world_->call("DELETE", "/devices/tablet", {}, phone.headers()).status, 200);

    QCOMPARE(world_->get(tablet, "/auth").status, 401);
    QCOMPARE(world_->call("DELETE", "/devices/tablet", {}, phone.headers()).status, 404);
    QCOMPARE(world_->call("POST", "/logout", "{}", phone.headers()).status, 200);
    QCOMPARE(world_->get(phone, "/auth").status, 401);
}

void AccountsTest::takesCookiesFromOwnOriginsOnly_data() {
    QTest::addColumn<QString>("origin");
    QTest::addColumn<int>("status");
    QTest::newRow("our own address") << "http://127.0.0.1:PORT" << 200;
    QTest::newRow("one that is allowed") << "https://chat.example.org" << 200;
    QTest::newRow("a foreign one") << "https://evil.example.org" << 401;
    QTest::newRow("another port") << "http://127.0.0.1:1" << 401;
    QTest::newRow("null") << "null" << 401;
    QTest::newRow("none") << "" << 401;
}

void AccountsTest::takesCookiesFromOwnOriginsOnly() {
    QFETCH(QString, origin);
    QFETCH(int, status);
    static const auto ann = world_->rest.login("ann", kPassword, "browser");
    Headers headers{{"Cookie", "user=" + ann.user + "; accesskey=" + ann.accessKey}};
    origin.replace("PORT", QString::number(world_->server.port()));
    if (!origin.isEmpty()) headers["Origin"] = origin.toStdString();

    QCOMPARE(world_->call("GET", "/profile/", {}, headers).status, status);
    RawClient socket(world_->loop, world_->server.port(), "/v1.0/wss/", headers);
    QCOMPARE(socket.waitOpen(), status == 200);
}

// Argon2id takes its time on purpose; it has threads of its own.
void AccountsTest::answersOthersWhilePasswordsAreHashed() {
    const auto ann = world_->rest.login("ann", kPassword, "talking");
    const auto peer = world_->peer(ann);
    std::atomic<int> running = 4;
    std::atomic<int> signedIn = 0;
    std::vector<std::thread> crowd;
    for (int i = 0; i < 4; ++i) {
        crowd.emplace_back([&, port = world_->server.port()] {
            Loop loop;
            const json body{{"username", "ann"}, {"authToken", "wrong password"}, {"notificationToken", ""}};
            for (int n = 0; n < 3; ++n) {
                if (callHttp(loop, port, {"POST", "/login", {}, body.dump()}).status == 401) ++signedIn;
            }
            --running;
        });
    }
    int answered = 0;
    bool isQuiet = true;
    while (running > 0 && isQuiet) {
        isQuiet = peer->isQuiet();
        ++answered;
    }
    for (auto& thread : crowd) thread.join();

    QVERIFY(isQuiet);
    QCOMPARE(signedIn.load(), 12);
    QVERIFY2(answered > 3, std::to_string(answered).c_str());
}

void AccountsTest::findsContacts() {
    const auto ann = world_->rest.login("ann", kPassword);
    const auto found = world_->rest.call(ann, "POST", "/contactbook/sync", R"({"users":["ann","Ann","nobody"]})");
    QVERIFY(found == json::parse(R"({"ann":true})"));
    QCOMPARE(world_->call("POST", "/contactbook/sync", R"({"users":"ann"})", ann.headers()).status, 400);
}

BAITHAK_REGISTER_TEST(AccountsTest);

}  // namespace baithak::test

#include "accounts_test.moc"
