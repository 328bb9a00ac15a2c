// SPDX-License-Identifier: MIT

// Signing in by an ID token through POST /login on the real server, with issuers and keys of our own.

#include <csignal>

#include "tests/e2e/qt_print.h"
#include "tests/e2e/world.h"
#include "tests/support/register_test.h"
#include "tests/support/token_issuer.h"

namespace baithak::test {
namespace {

using nlohmann::json;

const std::string kProject = "climbing-club";
const std::string kClient = "baithak-client";
const std::string kPhone = "+4915112345678";

std::uint64_t wallMs() {
    const auto since = std::chrono::system_clock::now().time_since_epoch();
    return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(since).count());
}

}  // namespace

class TokenSignInTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { issuer_ = std::make_unique<TokenIssuer>(); }
    void cleanup() {
        world_.reset();
        issuer_.reset();
    }

    void signsInByFirebase() {
        startFirebase();
        const auto claims = firebaseClaims(kProject, wallMs(), "uid-1", kPhone);
        const auto first = login(kPhone, issuer_->token(claims));
        QCOMPARE(first.status, 200);
        const auto answer = json::parse(first.body);
        QVERIFY(answer["username"] == json(kPhone));
        QVERIFY(answer["isNew"] == json(true));
        const Account account{kPhone, answer["accesskey"].get<std::string>(), answer["deviceId"].get<std::string>()};
        QCOMPARE(world_->get(account, "/v1.0/profile/").status, 200);

        const auto inHeader =
            world_->call("POST", "/v1.0/login", bodyOf(kPhone).dump(), {{"token", issuer_->token(claims)}});
        QCOMPARE(inHeader.status, 200);
        QVERIFY(json::parse(inHeader.body)["isNew"] == json(false));
    }

    void refusesWhatIsNotTheirs() {
        startFirebase();
        const auto now = wallMs();
        const auto fine = issuer_->token(firebaseClaims(kProject, now, "uid-1", kPhone));
        QCOMPARE(login(kPhone, fine).status, 200);
        for (const auto& token :
             {issuer_->token(firebaseClaims("other", now, "uid-1", kPhone)),
              issuer_->token(firebaseClaims(kProject, now, "uid-2", kPhone)),
              issuer_->token(firebaseClaims(kProject, now, "uid-1", "+4915100000000")), fine + "A", std::string("t")}) {
            const auto refused = login(kPhone, token);
            QCOMPARE(refused.status, 401);
            QCOMPARE(refused.body, std::string("{}"));
        }
        QVERIFY(world_->server.log().find(fine) == std::string::npos);
    }

    void saysThatTheKeysAreAway() {
        startFirebase();
        const auto token = issuer_->token(firebaseClaims(kProject, wallMs(), "uid-1", kPhone));
        issuer_->goAway();
        QCOMPARE(login(kPhone, token).status, 503);
    }

    void makesNoAccountsByRegistration() {
        startFirebase();
        const json body = {{"username", "ann"}, {"password", "long enough"}};
        QCOMPARE(world_->call("POST", "/v1.0/register", body.dump()).status, 403);
    }

    void signsInByOpenIdConnect() {
        world_ = std::make_unique<World>(Arguments{"--auth", "oidc", "--durability", "normal", "--oidc-issuer",
                                                   issuer_->url(), "--oidc-audience", kClient});
        const auto now = wallMs();
        const auto ann = issuer_->token(oidcClaims(issuer_->url(), kClient, now, "sub-1", "ann"));
        const auto first = login("ann", ann);
        QCOMPARE(first.status, 200);
        QVERIFY(json::parse(first.body)["isNew"] == json(true));
        QCOMPARE(login("bob", ann).status, 401);
        QCOMPARE(login("ann", issuer_->token(oidcClaims(issuer_->url(), kClient, now, "sub-2", "ann"))).status, 401);
        world_->restartAfterKill();
        QCOMPARE(login("ann", issuer_->token(oidcClaims(issuer_->url(), kClient, now, "sub-2", "ann"))).status, 401);
        QCOMPARE(login("ann", ann).status, 200);
    }

    // The phone was lost: an operator lets the name go to whom the issuer knows now.
    void givesANameToAnotherSubjectOnceItIsUnbound() {
        startFirebase();
        const auto now = wallMs();
        const auto lost = issuer_->token(firebaseClaims(kProject, now, "uid-1", kPhone));
        const auto found = issuer_->token(firebaseClaims(kProject, now, "uid-2", kPhone));
        const auto first = login(kPhone, lost);
        QCOMPARE(first.status, 200);
        const auto answer = json::parse(first.body);
        const Account account{kPhone, answer["accesskey"].get<std::string>(), answer["deviceId"].get<std::string>()};
        const auto peer = world_->peer(account);
        QCOMPARE(login(kPhone, found).status, 401);

        const auto ran = runCtl({"users", "unbind", kPhone, "--data-dir", world_->dataDir});
        QVERIFY2(ran.exitCode == 0, ran.err.c_str());
        QVERIFY2(ran.out.find("1 device ended") != std::string::npos, ran.out.c_str());

        QVERIFY(world_->eventually([&] { return peer->raw.closeCode() == 4401; }));
        QCOMPARE(world_->get(account, "/v1.0/profile/").status, 401);
        const auto next = login(kPhone, found);
        QCOMPARE(next.status, 200);
        QVERIFY(json::parse(next.body)["isNew"] == json(false));
        QCOMPARE(login(kPhone, lost).status, 401);
        const auto log = world_->server.log();
        const auto line = log.find("admin.audit");
        QVERIFY(line != std::string::npos && log.find("/subject", line) != std::string::npos);
        const auto again = runCtl({"users", "unbind", "nobody", "--data-dir", world_->dataDir});
        QCOMPARE(again.exitCode, 1);
    }

    // A server that kept passwords and now takes tokens: a stranger whose token has Ann's name is not Ann.
    void givesNoAccountOfAPasswordToAStranger() {
        world_ = std::make_unique<World>(Arguments{"--auth", "local", "--durability", "normal"});
        world_->rest.registerUser("ann", "long enough");
        const Arguments oidc{"--auth",        "oidc",         "--durability",    "normal",
                             "--oidc-issuer", issuer_->url(), "--oidc-audience", kClient};
        world_->server.signal(SIGTERM);
        QCOMPARE(world_->server.waitExit().value_or(-1), 0);
        ServerProcess server(serverBinary(), world_->dataDir, oidc);  // the same data, served otherwise
        server.start();
        world_->enterBy(server.port());
        const auto tokenOf = [this](const char* subject) {
            return issuer_->token(oidcClaims(issuer_->url(), kClient, wallMs(), subject, "ann"));
        };
        QCOMPARE(login("ann", tokenOf("stranger")).status, 401);
        QVERIFY2(server.log().find("an operator has to say whose it is") != std::string::npos, server.log().c_str());

        const auto bound = runCtl({"users", "bind", "ann", "ann-herself", "--data-dir", world_->dataDir});
        QVERIFY2(bound.exitCode == 0, bound.err.c_str());
        QCOMPARE(bound.out, std::string("ann signs in as the subject ann-herself.\n"));

        QCOMPARE(login("ann", tokenOf("stranger")).status, 401);
        const auto ann = login("ann", tokenOf("ann-herself"));
        QCOMPARE(ann.status, 200);
        QVERIFY(json::parse(ann.body)["isNew"] == json(false));
        const auto other = runCtl({"users", "bind", "ann", "stranger", "--data-dir", world_->dataDir});
        QCOMPARE(other.exitCode, 1);
        QVERIFY2(other.err.find("belongs to somebody else") != std::string::npos, other.err.c_str());
        QCOMPARE(runCtl({"users", "bind", "nobody", "x", "--data-dir", world_->dataDir}).exitCode, 1);
        QCOMPARE(runCtl({"users", "bind", "ann", "--data-dir", world_->dataDir}).exitCode, 2);
    }

    void bindsNobodyWhereThereAreNoTokens() {
        world_ = std::make_unique<World>(Arguments{"--auth", "local", "--durability", "normal"});
        world_->rest.registerUser("ann", "long enough");
        const auto refused = runCtl({"users", "bind", "ann", "x", "--data-dir", world_->dataDir});
        QCOMPARE(refused.exitCode, 1);
        QVERIFY2(refused.err.find("by the tokens of an issuer") != std::string::npos, refused.err.c_str());
    }

    // What a stranger sends is named, and neither logged nor kept.
    void namesNamesThatWillNotDo() {
        startFirebase();
        const std::string flood(5'000, 'x');
        const auto refused = login(flood, "t");
        QCOMPARE(refused.status, 400);
        QVERIFY2(refused.body.find("username is longer than 64 bytes") != std::string::npos, refused.body.c_str());
        auto body = bodyOf(kPhone);
        body["authToken"] = "t";
        body["notificationToken"] = flood;
        const auto long_ = world_->call("POST", "/v1.0/login", body.dump());
        QCOMPARE(long_.status, 400);
        QVERIFY2(long_.body.find("notificationToken is longer than 4096 bytes") != std::string::npos,
                 long_.body.c_str());
        QVERIFY(world_->server.log().find("xxxx") == std::string::npos);
    }

    void refusesToStartWithHalfOfIt_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("option");
        QTest::newRow("no project") << QStringList{"--auth", "firebase"} << "firebase-project";
        QTest::newRow("no issuer") << QStringList{"--auth", "oidc", "--oidc-audience", "a"} << "oidc-issuer";
        QTest::newRow("no audience") << QStringList{"--auth", "oidc", "--oidc-issuer", "https://a"} << "oidc-audience";
        QTest::newRow("an issuer in the clear")
            << QStringList{"--auth", "oidc", "--oidc-issuer", "http://a.example"} << "oidc-issuer";
        QTest::newRow("certificates that can't be read")
            << QStringList{"--auth",    "firebase", "--firebase-project", "a",
                           "--http-ca", "/nowhere", "--listen",           "127.0.0.1:0"}
            << "http-ca";
    }

    void refusesToStartWithHalfOfIt() {
        QFETCH(QStringList, arguments);
        QFETCH(QString, option);
        const TempDir directory;
        Arguments words{"--data-dir", directory.path() + "/data"};
        for (const auto& argument : arguments) words.push_back(argument.toStdString());
        const auto ran = runServer(words);
        QVERIFY(ran.exitCode != 0);
        QVERIFY2(ran.err.find(option.toStdString()) != std::string::npos, ran.err.c_str());
    }

private:
    void startFirebase() {
        world_ =
            std::make_unique<World>(Arguments{"--auth", "firebase", "--durability", "normal", "--firebase-project",
                                              kProject, "--firebase-certificates-url", issuer_->certificatesUrl()});
    }

    static json bodyOf(const std::string& user) { return {{"username", user}, {"notificationToken", "none"}}; }

    HttpAnswer login(const std::string& user, const std::string& token) {
        auto body = bodyOf(user);
        body["authToken"] = token;
        return world_->call("POST", "/v1.0/login", body.dump());
    }

    std::unique_ptr<TokenIssuer> issuer_;
    std::unique_ptr<World> world_;
};
BAITHAK_REGISTER_TEST(TokenSignInTest);

}  // namespace baithak::test

#include "token_sign_in_test.moc"
