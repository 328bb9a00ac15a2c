// SPDX-License-Identifier: MIT

// The operators' API on the operations listener: who may call it, accounts, status, and what it leaves in the log.

#include <sys/stat.h>

#include <fstream>
#include <sstream>

#include "tests/e2e/qt_print.h"
#include "tests/e2e/world.h"
#include "tests/support/register_test.h"

namespace baithak::test {

using nlohmann::json;

namespace {

constexpr const char* kPassword = "correct horse";
const std::string kSharedToken(48, 's');

std::string ownerTokenOf(const World& world) {
    std::ifstream file(world.dataDir + "/server.json");
    return json::parse(file).at("ownerToken");
}

}  // namespace

class AdminTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { world_.reset(); }

    void keepsTheOwnersTokenToItsFile();
    void answersOperatorsOnly_data();
    void answersOperatorsOnly();
    void isNotOnThePublicListener();
    void makesANewTokenAtEachStart();
    void takesASharedToken();
    void refusesATokenFileThatWillNotDo();
    void tellsHowTheProcessIs();
    void makesAccounts();
    void findsAccounts();
    void disablesAnAccount();
    void resetsAPassword();
    void signsOutWithAReset();
    void refusesWhatIsNotRight_data();
    void refusesWhatIsNotRight();
    void resetsNoPasswordWhereThereAreNone();
    void listsDeadLetters();
    void leavesAnAuditTrail();

private:
    HttpAnswer call(const std::string& method, const std::string& target, const json& body = nullptr);
    // A new account with kPassword.
    std::string newUser(const std::string& base);

    std::unique_ptr<World> world_;
    std::string token_;
};

void AdminTest::initTestCase() {
    world_ = std::make_unique<World>(Arguments{"--auth", "local", "--durability", "normal"});
    token_ = ownerTokenOf(*world_);
}

HttpAnswer AdminTest::call(const std::string& method, const std::string& target, const json& body) {
    return callHttp(world_->loop, world_->server.opsPort(),
                    {method, target, {{"Authorization", "Bearer " + token_}}, body.is_null() ? "" : body.dump()});
}

std::string AdminTest::newUser(const std::string& base) {
    auto name = world_->name(base);
    world_->rest.registerUser(name, kPassword);
    return name;
}

void AdminTest::keepsTheOwnersTokenToItsFile() {
    struct stat facts{};
    QCOMPARE(stat((world_->dataDir + "/server.json").c_str(), &facts), 0);
    QCOMPARE(facts.st_mode & 0777, 0600U);
    QVERIFY(token_.size() >= 43);
    QVERIFY(world_->server.readyLine().find("oken") == std::string::npos);
    QVERIFY(world_->server.log().find(token_) == std::string::npos);
}

void AdminTest::answersOperatorsOnly_data() {
    QTest::addColumn<QString>("method");
    QTest::addColumn<QString>("path");
    QTest::newRow("status") << "GET" << "/admin/status";
    QTest::newRow("users") << "GET" << "/admin/users";
    QTest::newRow("a user") << "GET" << "/admin/users/ann";
    QTest::newRow("make a user") << "POST" << "/admin/users";
    QTest::newRow("password") << "PUT" << "/admin/users/ann/password";
    QTest::newRow("active") << "PUT" << "/admin/users/ann/active";
    QTest::newRow("dead letters") << "GET" << "/admin/dead-letters";
    QTest::newRow("replay") << "POST" << "/admin/dead-letters/1/replay";
    QTest::newRow("drop") << "DELETE" << "/admin/dead-letters/1";
}

void AdminTest::answersOperatorsOnly() {
    QFETCH(QString, method);
    QFETCH(QString, path);
    const auto wrong = "Bearer " + std::string(43, 'x');
    for (const auto& headers : {Headers{}, Headers{{"Authorization", wrong}}, Headers{{"Authorization", token_}},
                                Headers{{"user", "ann"}, {"accesskey", token_}}}) {
        const auto answer =
            callHttp(world_->loop, world_->server.opsPort(), {method.toStdString(), path.toStdString(), headers, "{}"});
        QCOMPARE(answer.status, 401);
        QCOMPARE(json::parse(answer.body).at("statusCode").get<int>(), 401);
    }
}

void AdminTest::isNotOnThePublicListener() {
    for (const auto* path : {"/admin/status", "/v1.0/admin/status", "/admin/users"}) {
        QCOMPARE(world_->call("GET", path, {}, {{"Authorization", "Bearer " + token_}}).status, 404);
    }
}

void AdminTest::makesANewTokenAtEachStart() {
    World world;
    const auto before = ownerTokenOf(world);
    world.restartAfterKill();
    QVERIFY(ownerTokenOf(world) != before);
    const auto answer = callHttp(world.loop, world.server.opsPort(),
                                 {"GET", "/admin/status", {{"Authorization", "Bearer " + before}}, {}});
    QCOMPARE(answer.status, 401);
}

void AdminTest::takesASharedToken() {
    const TempDir directory;
    std::ofstream(directory.path() + "/token") << kSharedToken << '\n';
    World world({"--auth", "open", "--admin-token-file", directory.path() + "/token"});

    for (const auto& token : {kSharedToken, ownerTokenOf(world)}) {
        const auto answer = callHttp(world.loop, world.server.opsPort(),
                                     {"GET", "/admin/status", {{"Authorization", "Bearer " + token}}, {}});
        QCOMPARE(answer.status, 200);
    }
}

void AdminTest::refusesATokenFileThatWillNotDo() {
    const TempDir directory;
    const auto file = directory.path() + "/token";
    std::ofstream(file) << "too-short\n";
    const auto ran =
        runServer({"--listen", "127.0.0.1:0", "--data-dir", directory.path() + "/d", "--admin-token-file", file});
    QCOMPARE(ran.exitCode, 2);
    QVERIFY2(ran.err.find(file) != std::string::npos, ran.err.c_str());
    QVERIFY(ran.err.find("too-short") == std::string::npos);
}

void AdminTest::tellsHowTheProcessIs() {
    const auto user = newUser("ann");
    const auto peer = world_->peer(world_->rest.login(user, kPassword));

    const auto answer = call("GET", "/admin/status");

    QCOMPARE(answer.status, 200);
    const auto process = json::parse(answer.body).at("process");
    QVERIFY(process.at("id").get<std::string>().starts_with("p-"));
    QVERIFY(process.at("roles").size() >= 7U);
    QVERIFY(process.at("connections").get<int>() >= 1);
    QVERIFY(process.at("problems").empty());
    QVERIFY(process.at("uptimeSeconds").get<int>() >= 0);
    QVERIFY(!process.at("queues").empty());
    QCOMPARE(process.at("opsAddress").get<std::string>(), "127.0.0.1:" + std::to_string(world_->server.opsPort()));
    QVERIFY(json::parse(answer.body).at("instances").is_array());
}

void AdminTest::makesAccounts() {
    const auto name = world_->name("ann");
    const auto made = call("POST", "/admin/users", {{"username", name}, {"password", kPassword}, {"name", "Ann A."}});
    QCOMPARE(made.status, 201);
    QVERIFY(!json::parse(made.body).contains("password"));
    QVERIFY(!world_->rest.login(name, kPassword).accessKey.empty());

    const auto other = world_->name("bob");
    const auto generated = call("POST", "/admin/users", {{"username", other}});
    QCOMPARE(generated.status, 201);
    const auto password = json::parse(generated.body).at("password").get<std::string>();
    QVERIFY(password.size() >= 20);
    QVERIFY(!world_->rest.login(other, password).accessKey.empty());
    QCOMPARE(call("POST", "/admin/users", {{"username", other}}).status, 409);
}

void AdminTest::findsAccounts() {
    const auto base = world_->name("finder");
    std::vector<std::string> names;
    for (const auto* ending : {"-a", "-b", "-c"}) {
        names.push_back(base + ending);
        world_->rest.registerUser(names.back(), kPassword);
    }

    const auto first = json::parse(call("GET", "/admin/users?limit=2&q=" + base).body);
    const auto next = first.at("next").get<std::string>();
    const auto second = json::parse(call("GET", "/admin/users?limit=2&q=" + base + "&after=" + next).body);

    QCOMPARE(first.at("users").size(), 2U);
    QCOMPARE(first.at("users")[0].at("username").get<std::string>(), names[0]);
    QCOMPARE(second.at("users").size(), 1U);
    QCOMPARE(second.at("users")[0].at("username").get<std::string>(), names[2]);
    QVERIFY(!second.contains("next"));
    const auto shown = json::parse(call("GET", "/admin/users/" + names[0]).body);
    QCOMPARE(shown.at("active").get<bool>(), true);
    QVERIFY(shown.at("hasPassword").get<bool>());
    QVERIFY(shown.at("devices").empty());
}

void AdminTest::disablesAnAccount() {
    const auto user = newUser("ann");
    const auto account = world_->rest.login(user, kPassword, "phone");
    const auto peer = world_->peer(account);
    const auto shown = json::parse(call("GET", "/admin/users/" + user).body);
    QCOMPARE(shown.at("devices").size(), 1U);
    QVERIFY(shown.at("devices")[0].at("gateway").is_string());

    const auto answer = call("PUT", "/admin/users/" + user + "/active", {{"active", false}});

    QCOMPARE(answer.status, 200);
    QCOMPARE(json::parse(answer.body).at("devicesEnded").get<int>(), 1);
    QVERIFY(peer->raw.waitClosed());
    QCOMPARE(peer->raw.closeCode(), 4401);
    QCOMPARE(world_->get(account, "/v1.0/profile").status, 401);
    const json login{{"username", user}, {"authToken", kPassword}, {"notificationToken", "n"}};
    QCOMPARE(world_->call("POST", "/v1.0/login", login.dump()).status, 401);

    QCOMPARE(call("PUT", "/admin/users/" + user + "/active", {{"active", true}}).status, 200);
    QVERIFY(!world_->rest.login(user, kPassword).accessKey.empty());
}

void AdminTest::resetsAPassword() {
    const auto user = newUser("ann");
    const auto account = world_->rest.login(user, kPassword, "phone");

    const auto answer = json::parse(call("PUT", "/admin/users/" + user + "/password", json::object()).body);

    const json old{{"username", user}, {"authToken", kPassword}, {"notificationToken", "n"}};
    QCOMPARE(world_->call("POST", "/v1.0/login", old.dump()).status, 401);
    QVERIFY(!world_->rest.login(user, answer.at("password")).accessKey.empty());
    // Who is signed in stays so.
    QCOMPARE(answer.at("devicesEnded").get<int>(), 0);
    QCOMPARE(world_->get(account, "/v1.0/profile").status, 200);
}

void AdminTest::signsOutWithAReset() {
    const auto user = newUser("ann");
    const auto account = world_->rest.login(user, kPassword, "phone");
    const auto peer = world_->peer(account);

    const auto answer =
        call("PUT", "/admin/users/" + user + "/password", {{"password", "another horse"}, {"signOut", true}});

    QCOMPARE(answer.status, 200);
    QCOMPARE(json::parse(answer.body).at("devicesEnded").get<int>(), 1);
    QVERIFY(!json::parse(answer.body).contains("password"));
    QVERIFY(peer->raw.waitClosed());
    QCOMPARE(peer->raw.closeCode(), 4401);
    QCOMPARE(world_->get(account, "/v1.0/profile").status, 401);
    QVERIFY(!world_->rest.login(user, "another horse").accessKey.empty());
}

void AdminTest::refusesWhatIsNotRight_data() {
    QTest::addColumn<QString>("method");
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("body");
    QTest::addColumn<int>("status");
    QTest::newRow("show nobody") << "GET" << "/admin/users/nobody" << "" << 404;
    QTest::newRow("disable nobody") << "PUT" << "/admin/users/nobody/active" << R"({"active":false})" << 404;
    QTest::newRow("reset nobody") << "PUT" << "/admin/users/nobody/password" << "{}" << 404;
    QTest::newRow("no word on active") << "PUT" << "/admin/users/nobody/active" << "{}" << 400;
    QTest::newRow("active is no boolean") << "PUT" << "/admin/users/nobody/active" << R"({"active":1})" << 400;
    QTest::newRow("a short password") << "PUT" << "/admin/users/nobody/password" << R"({"password":"short"})" << 400;
    QTest::newRow("a field that is none") << "POST" << "/admin/users" << R"({"username":"x","admin":true})" << 400;
    QTest::newRow("no username") << "POST" << "/admin/users" << "{}" << 400;
    QTest::newRow("a username that won't do") << "POST" << "/admin/users" << R"({"username":"a b"})" << 400;
    QTest::newRow("a new one's short password")
        << "POST" << "/admin/users" << R"({"username":"shorty","password":"short"})" << 400;
    QTest::newRow("no subject") << "PUT" << "/admin/users/nobody/subject" << "{}" << 400;
    QTest::newRow("a subject where nobody has any")
        << "PUT" << "/admin/users/nobody/subject" << R"({"subject":"x"})" << 403;
    QTest::newRow("no JSON") << "POST" << "/admin/users" << "{" << 400;
    QTest::newRow("a letter that is none") << "POST" << "/admin/dead-letters/none/replay" << "{}" << 404;
    QTest::newRow("another letter that is none") << "DELETE" << "/admin/dead-letters/none" << "" << 404;
    QTest::newRow("another method") << "DELETE" << "/admin/users" << "" << 405;
}

void AdminTest::refusesWhatIsNotRight() {
    QFETCH(QString, method);
    QFETCH(QString, path);
    QFETCH(QString, body);
    QFETCH(int, status);
    const auto answer = callHttp(
        world_->loop, world_->server.opsPort(),
        {method.toStdString(), path.toStdString(), {{"Authorization", "Bearer " + token_}}, body.toStdString()});
    QCOMPARE(answer.status, status);
    QVERIFY(!json::parse(answer.body).at("message").get<std::string>().empty());
}

void AdminTest::resetsNoPasswordWhereThereAreNone() {
    World world;
    const auto ann = world.newUser("ann");
    const auto answer = callHttp(
        world.loop, world.server.opsPort(),
        {"PUT", "/admin/users/" + ann.user + "/password", {{"Authorization", "Bearer " + ownerTokenOf(world)}}, "{}"});
    QCOMPARE(answer.status, 403);
}

void AdminTest::listsDeadLetters() {
    const auto answer = call("GET", "/admin/dead-letters");
    QCOMPARE(answer.status, 200);
    QVERIFY(json::parse(answer.body).at("deadLetters").empty());
}

void AdminTest::leavesAnAuditTrail() {
    const auto user = newUser("ann");
    QCOMPARE(call("PUT", "/admin/users/" + user + "/password", {{"password", "marker-password"}}).status, 200);
    (void)callHttp(world_->loop, world_->server.opsPort(), {"PUT", "/admin/users/" + user + "/active", {}, "{}"});

    int audits = 0;
    int refusals = 0;
    std::istringstream lines(world_->server.log());
    for (std::string line; std::getline(lines, line);) {
        const auto entry = json::parse(line);
        const auto path = entry.value("path", "");
        if (path != "/admin/users/" + user + "/password" && path != "/admin/users/" + user + "/active") continue;
        QCOMPARE(entry.at("from").get<std::string>(), std::string("127.0.0.1"));
        QCOMPARE(entry.at("method").get<std::string>(), std::string("PUT"));
        if (entry.at("event") == "admin.audit") {
            QCOMPARE(entry.at("by").get<std::string>(), std::string("owner"));
            QCOMPARE(entry.at("status").get<int>(), 200);
            ++audits;
        } else {
            QCOMPARE(entry.at("event").get<std::string>(), std::string("admin.refused"));
            ++refusals;
        }
    }
    QCOMPARE(audits, 1);
    QCOMPARE(refusals, 1);
    QVERIFY(world_->server.log().find("marker-password") == std::string::npos);
    QVERIFY(world_->server.log().find(token_) == std::string::npos);
}

BAITHAK_REGISTER_TEST(AdminTest);

}  // namespace baithak::test

#include "admin_test.moc"
