// SPDX-License-Identifier: MIT

// baithakctl against a real server: what an operator types, what comes back, and what the people concerned notice.

#include <filesystem>
#include <fstream>
#include <mutex>
#include <set>
#include <sstream>

#include "tests/e2e/qt_print.h"
#include "tests/e2e/world.h"
#include "tests/support/http_stand_in.h"
#include "tests/support/register_test.h"

namespace baithak::test {

using nlohmann::json;

namespace {

constexpr const char* kPassword = "correct horse";
const std::string kSharedToken(48, 's');

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::string passwordIn(const std::string& text) {
    const std::string label = "Password: ";
    const auto begin = text.find(label);
    if (begin == text.npos) return {};
    return text.substr(begin + label.size(), text.find('\n', begin) - begin - label.size());
}

}  // namespace

class CtlTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { world_.reset(); }

    void showsTheStatus();
    void tellsTheStatusAsJson();
    void makesAUserWhoSignsIn();
    void readsPasswordsFromFilesAndInput();
    void listsAndShowsUsers();
    void disablesAUser();
    void resetsAPassword();
    void showsNamesWithoutHarm();
    void dealsWithDeadLetters();
    void reachesAServerByItsAddress();
    void findsTheServerByTheEnvironment();
    void saysThatTheTokenIsWrong();
    void saysThatNoServerRuns_data();
    void saysThatNoServerRuns();
    void saysThatNoServerAnswers();
    void saysWhatTheServerRefused();
    void refusesArgumentsThatWillNotDo();
    void helps();
    void writesCompletions();
    void namesTheRunningServerToNginx();
    void replacesTheFileForNginxAtOnce();
    void dealsWithEveryDeadLetter();
    void survivesAnswersOfAnotherVersion_data();
    void survivesAnswersOfAnotherVersion();

private:
    // Of this world's server.
    Ran ctl(Arguments arguments, const std::string& input = {});
    json ctlJson(Arguments arguments);
    HttpAnswer logIn(const std::string& user, const std::string& password);
    std::string newUser(const std::string& base);

    std::unique_ptr<World> world_;
    TempDir directory_;
};

void CtlTest::initTestCase() {
    std::ofstream(directory_.path() + "/token") << kSharedToken << '\n';
    std::ofstream(directory_.path() + "/wrong") << std::string(48, 'w') << '\n';
    world_ = std::make_unique<World>(
        Arguments{"--auth", "local", "--durability", "normal", "--admin-token-file", directory_.path() + "/token"});
}

Ran CtlTest::ctl(Arguments arguments, const std::string& input) {
    arguments.insert(arguments.end(), {"--data-dir", world_->dataDir});
    return runCtl(arguments, {}, input);
}

json CtlTest::ctlJson(Arguments arguments) {
    arguments.emplace_back("--json");
    const auto ran = ctl(std::move(arguments));
    if (ran.exitCode != 0) throw TestFailure(ran.err);
    return json::parse(ran.out);
}

HttpAnswer CtlTest::logIn(const std::string& user, const std::string& password) {
    return world_->call("POST", "/v1.0/login",
                        json{{"username", user}, {"authToken", password}, {"notificationToken", "n"}}.dump());
}

std::string CtlTest::newUser(const std::string& base) {
    auto name = world_->name(base);
    world_->rest.registerUser(name, kPassword);
    return name;
}

void CtlTest::showsTheStatus() {
    const auto ran = ctl({"status"});
    QCOMPARE(ran.exitCode, 0);
    QVERIFY(ran.err.empty());
    for (const auto& part : {std::string("PROCESS"), std::string("gateway"), std::string("delivery"),
                             std::to_string(world_->server.port()), std::to_string(world_->server.opsPort()),
                             std::string("ready"), std::string("bus.pending"), std::string("No problems.")}) {
        QVERIFY2(contains(ran.out, part), (part + " is not in\n" + ran.out).c_str());
    }
}

void CtlTest::tellsTheStatusAsJson() {
    const auto status = ctlJson({"status"});
    const auto& processes = status.at("processes");
    QCOMPARE(processes.size(), 1U);
    QVERIFY(processes[0].at("isReached").get<bool>());
    QVERIFY(processes[0].at("roles").size() >= 7U);
    QCOMPARE(processes[0].at("opsAddress").get<std::string>(), "127.0.0.1:" + std::to_string(world_->server.opsPort()));
}

void CtlTest::makesAUserWhoSignsIn() {
    const auto name = world_->name("ann");
    const auto ran = ctl({"users", "create", name, "--name", "Ann Arbor"});
    QCOMPARE(ran.exitCode, 0);
    QVERIFY(contains(ran.out, "Made " + name));
    const auto account = world_->rest.login(name, passwordIn(ran.out));
    QCOMPARE(world_->rest.call(account, "GET", "/v1.0/profile").at("name").get<std::string>(),
             std::string("Ann Arbor"));

    const auto again = ctl({"users", "create", name});
    QCOMPARE(again.exitCode, 1);
    QVERIFY2(contains(again.err, "taken"), again.err.c_str());
    QVERIFY(again.out.empty());
}

void CtlTest::readsPasswordsFromFilesAndInput() {
    const auto ann = world_->name("ann");
    std::ofstream(directory_.path() + "/password") << "from a file\nnot this\n";
    QCOMPARE(ctl({"users", "create", ann, "--password-file", directory_.path() + "/password"}).exitCode, 0);
    QCOMPARE(logIn(ann, "from a file").status, 200);

    const auto ran = ctl({"users", "reset-password", ann, "--password-file", "-"}, "from the input\n");
    QCOMPARE(ran.exitCode, 0);
    QVERIFY(!contains(ran.out, "from the input"));
    QCOMPARE(logIn(ann, "from the input").status, 200);
    QCOMPARE(ctl({"users", "create", ann + "x", "--password-file", "/nowhere/password"}).exitCode, 1);
}

void CtlTest::listsAndShowsUsers() {
    const auto base = world_->name("lister");
    for (const auto* ending : {"-a", "-b", "-c"}) world_->rest.registerUser(base + ending, kPassword);
    (void)world_->rest.login(base + "-a", kPassword, "phone");

    const auto all = ctl({"users", "list", base});
    QVERIFY(contains(all.out, base + "-a") && contains(all.out, base + "-c") && contains(all.out, "active"));
    QVERIFY(!contains(all.out, "There are more"));
    const auto page = ctl({"users", "list", base, "--limit", "2"});
    QVERIFY(!contains(page.out, base + "-c") && contains(page.out, "--after " + base + "-b"));
    const auto rest = ctlJson({"users", "list", base, "--after", base + "-b"});
    QCOMPARE(rest.at("users").size(), 1U);
    const auto shown = ctl({"users", "show", base + "-a"});
    QVERIFY2(contains(shown.out, "phone") && contains(shown.out, "yes"), shown.out.c_str());
    QVERIFY(contains(ctl({"users", "show", base + "-b"}).out, "No devices."));
    QVERIFY(contains(ctl({"users", "list", "nobody-of-this-name"}).out, "No accounts."));
}

void CtlTest::disablesAUser() {
    const auto user = newUser("ann");
    const auto account = world_->rest.login(user, kPassword, "phone");
    const auto peer = world_->peer(account);

    const auto ran = ctl({"users", "disable", user});

    QCOMPARE(ran.exitCode, 0);
    QVERIFY2(contains(ran.out, "1 device ended"), ran.out.c_str());
    QVERIFY(peer->raw.waitClosed());
    QCOMPARE(peer->raw.closeCode(), 4401);
    QCOMPARE(logIn(user, kPassword).status, 401);
    QCOMPARE(ctl({"users", "enable", user}).exitCode, 0);
    QCOMPARE(logIn(user, kPassword).status, 200);
}

void CtlTest::resetsAPassword() {
    const auto user = newUser("ann");
    const auto peer = world_->peer(world_->rest.login(user, kPassword, "phone"));

    const auto password = passwordIn(ctl({"users", "reset-password", user}).out);

    QCOMPARE(logIn(user, kPassword).status, 401);
    QCOMPARE(logIn(user, password).status, 200);
    QVERIFY(peer->isAnswered());
    QCOMPARE(ctl({"users", "reset-password", user, "--sign-out"}).exitCode, 0);
    QVERIFY(peer->raw.waitClosed());
    QCOMPARE(peer->raw.closeCode(), 4401);
}

// A name is chosen by its user: a terminal must not obey it.
void CtlTest::showsNamesWithoutHarm() {
    const auto user = world_->name("ann");
    const json body{{"username", user}, {"password", kPassword}, {"name", "\x1b[2Jred"}};
    QCOMPARE(world_->call("POST", "/v1.0/register", body.dump()).status, 201);
    const auto ran = ctl({"users", "show", user});
    QCOMPARE(ran.exitCode, 0);
    QVERIFY(!contains(ran.out, "\x1b"));
    QVERIFY(contains(ran.out, "?[2Jred"));
}

void CtlTest::dealsWithDeadLetters() {
    QVERIFY(contains(ctl({"dead-letters", "list"}).out, "No dead letters."));
    QVERIFY(ctlJson({"dead-letters", "list"}).at("deadLetters").empty());
    const auto unknown = ctl({"dead-letters", "replay", "none"});
    QCOMPARE(unknown.exitCode, 1);
    QVERIFY(contains(unknown.err, "none"));
    QCOMPARE(ctl({"dead-letters", "drop", "--all"}).exitCode, 0);
    QCOMPARE(ctl({"dead-letters", "drop"}).exitCode, 2);
    QCOMPARE(ctl({"dead-letters", "drop", "1", "--all"}).exitCode, 2);
}

void CtlTest::reachesAServerByItsAddress() {
    const auto url = "http://127.0.0.1:" + std::to_string(world_->server.opsPort());
    const auto ran = runCtl({"status", "--ops", url, "--token-file", directory_.path() + "/token"});
    QVERIFY2(ran.exitCode == 0, ran.err.c_str());
    QCOMPARE(runCtl({"status", "--ops", url}).exitCode, 2);
}

void CtlTest::findsTheServerByTheEnvironment() {
    QCOMPARE(runCtl({"status"}, "BAITHAK_DATA_DIR=" + world_->dataDir).exitCode, 0);
    const auto url = "http://127.0.0.1:" + std::to_string(world_->server.opsPort());
    QCOMPARE(runCtl({"status"}, "BAITHAK_OPS=" + url + " BAITHAK_TOKEN_FILE=" + directory_.path() + "/token").exitCode,
             0);
}

void CtlTest::saysThatTheTokenIsWrong() {
    const auto url = "http://127.0.0.1:" + std::to_string(world_->server.opsPort());
    const auto ran = runCtl({"users", "list", "--ops", url, "--token-file", directory_.path() + "/wrong"});
    QCOMPARE(ran.exitCode, 1);
    QVERIFY2(contains(ran.err, "refuses the token"), ran.err.c_str());
    QVERIFY(!contains(ran.err, "wwww"));
}

void CtlTest::saysThatNoServerRuns_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("named");
    QTest::newRow("no such directory") << QStringList{"--data-dir", "/nowhere/baithak"} << "/nowhere/baithak";
    QTest::newRow("nor in the usual places") << QStringList{} << "--data-dir";
    QTest::newRow("nothing listens") << QStringList{"--ops", "http://127.0.0.1:1", "--token-file", "/etc/hostname"}
                                     << "http://127.0.0.1:1";
}

void CtlTest::saysThatNoServerRuns() {
    QFETCH(QStringList, arguments);
    QFETCH(QString, named);
    Arguments all{"status"};
    for (const auto& argument : arguments) all.push_back(argument.toStdString());
    const auto ran = runCtl(all);
    QCOMPARE(ran.exitCode, 1);
    QVERIFY(ran.out.empty());
    QVERIFY2(contains(ran.err, named.toStdString()), ran.err.c_str());
}

// A server that was killed leaves its file behind.
void CtlTest::saysThatNoServerAnswers() {
    World world;
    world.server.kill();
    const auto ran = runCtl({"status", "--data-dir", world.dataDir});
    QCOMPARE(ran.exitCode, 1);
    QVERIFY2(contains(ran.err, "no server answers"), ran.err.c_str());
}

void CtlTest::saysWhatTheServerRefused() {
    const auto unknown = ctl({"users", "show", "nobody/of?this name"});
    QCOMPARE(unknown.exitCode, 1);
    QVERIFY2(contains(unknown.err, "nobody/of?this name"), unknown.err.c_str());
    const auto unfit = ctl({"users", "create", "a b"});
    QCOMPARE(unfit.exitCode, 1);
    QVERIFY(!unfit.err.empty());
}

void CtlTest::refusesArgumentsThatWillNotDo() {
    for (const auto& arguments : {Arguments{}, Arguments{"nonsense"}, Arguments{"users"}, Arguments{"users", "show"},
                                  Arguments{"status", "--colour"}, Arguments{"completion", "tcsh"},
                                  Arguments{"nginx-config", "--servers", "127.0.0.1:1"},
                                  Arguments{"nginx-config", "--servers", "127.0.0.1:1", "--plain", "--trusted-proxy",
                                            "10.0.0.0/8,10.0.0.0/33"}}) {
        const auto ran = runCtl(arguments);
        QCOMPARE(ran.exitCode, 2);
        QVERIFY(ran.out.empty());
        QVERIFY2(ran.err.starts_with("baithakctl: "), ran.err.c_str());
    }
}

void CtlTest::helps() {
    for (const auto& arguments : {Arguments{"--help"}, Arguments{"help"}, Arguments{"-h"}}) {
        const auto ran = runCtl(arguments);
        QCOMPARE(ran.exitCode, 0);
        QVERIFY(contains(ran.out, "users reset-password"));
    }
    QVERIFY(contains(runCtl({"help", "users", "create"}).out, "--password-file"));
    QVERIFY(contains(runCtl({"users", "create", "--help"}).out, "--password-file"));
    for (const auto& arguments : {Arguments{"version"}, Arguments{"--version"}, Arguments{"--version", "--json"}}) {
        const auto ran = runCtl(arguments);
        QCOMPARE(ran.exitCode, 0);
        QCOMPARE(ran.out, "baithakctl" + runServer({"--version"}).out.substr(std::string("baithakd").size()));
    }
}

void CtlTest::writesCompletions() {
    for (const auto* shell : {"bash", "zsh", "fish"}) {
        const auto ran = runCtl({"completion", shell});
        QCOMPARE(ran.exitCode, 0);
        QVERIFY(contains(ran.out, "reset-password"));
    }
}

void CtlTest::namesTheRunningServerToNginx() {
    const auto ran = ctl({"nginx-config", "--from-running", "--plain"});
    QVERIFY2(ran.exitCode == 0, ran.err.c_str());
    QVERIFY(contains(ran.out, "server 127.0.0.1:" + std::to_string(world_->server.port()) + " "));
}

void CtlTest::replacesTheFileForNginxAtOnce() {
    const auto file = directory_.path() + "/baithak.conf";
    const Arguments arguments{"nginx-config", "--servers", "127.0.0.1:7443", "--plain", "--output", file};
    std::ofstream(file) << "as it was";
    const auto rights = std::filesystem::perms::owner_read | std::filesystem::perms::owner_write;
    std::filesystem::permissions(file, rights);
    const std::ifstream reader(file);

    QCOMPARE(runCtl(arguments).exitCode, 0);

    // Whoever had opened it still reads the old one, whole.
    std::ostringstream old, now;
    old << reader.rdbuf();
    QCOMPARE(old.str(), std::string("as it was"));
    now << std::ifstream(file).rdbuf();
    QVERIFY(contains(now.str(), "upstream"));
    QVERIFY(!std::filesystem::exists(file + ".new"));
    QVERIFY(std::filesystem::status(file).permissions() == rights);
    const auto refused = runCtl({"nginx-config", "--servers", "127.0.0.1:7443", "--plain", "--output", "/nowhere/x"});
    QCOMPARE(refused.exitCode, 1);
    QVERIFY(contains(refused.err, "/nowhere/x can't be written"));
}

// A server lists a thousand at most.
void CtlTest::dealsWithEveryDeadLetter() {
    std::mutex mutex;
    std::set<int> left;
    for (int i = 0; i < 2500; ++i) left.insert(i);
    HttpStandIn server([&](const StandInRequest& request) {
        const std::lock_guard lock(mutex);
        if (request.method == "DELETE") {
            left.erase(std::stoi(request.target.substr(request.target.rfind('/') + 1)));
            return StandInAnswer{200, R"({"status":true})", {}};
        }
        json letters = json::array();
        for (const int id : left) {
            if (letters.size() < 1000) letters.push_back({{"id", std::to_string(id)}});
        }
        return StandInAnswer{200, json{{"deadLetters", letters}}.dump(), {}};
    });
    const auto ran =
        runCtl({"dead-letters", "drop", "--all", "--ops", server.url(), "--token-file", directory_.path() + "/token"});
    QVERIFY2(ran.exitCode == 0, ran.err.c_str());
    QCOMPARE(ran.out, std::string("2500 dropped.\n"));
    QVERIFY(left.empty());
}

void CtlTest::survivesAnswersOfAnotherVersion_data() {
    QTest::addColumn<QStringList>("command");
    for (const auto* command :
         {"status", "users list", "users show ann", "users disable ann", "users create ann", "users reset-password ann",
          "dead-letters list", "dead-letters replay --all", "nginx-config --plain --from-running"}) {
        QTest::newRow(command) << QString(command).split(' ');
    }
}

void CtlTest::survivesAnswersOfAnotherVersion() {
    QFETCH(QStringList, command);
    for (const auto* answer :
         {"{}", "[]", "7", R"({"process":[1],"instances":7,"users":[{}],"deadLetters":[{"id":7}]})",
          R"({"process":{},"instances":[7,{"id":7,"roles":7}],"username":7,"devices":[{}]})"}) {
        HttpStandIn server([&](const StandInRequest&) { return StandInAnswer{200, answer, {}}; });
        Arguments arguments;
        for (const auto& word : command) arguments.push_back(word.toStdString());
        arguments.insert(arguments.end(), {"--ops", server.url(), "--token-file", directory_.path() + "/token"});
        const auto ran = runCtl(arguments);
        QVERIFY2(ran.exitCode == 1, answer);
        QVERIFY2(contains(ran.err, "baithakctl: ") && contains(ran.err, "version"), (ran.err + answer).c_str());
    }
}

BAITHAK_REGISTER_TEST(CtlTest);

}  // namespace baithak::test

#include "ctl_test.moc"
