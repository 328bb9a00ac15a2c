// SPDX-License-Identifier: MIT
#include "server/auth/oidc/oidc_auth.h"

#include <QTest>

#include <functional>

#include "tests/server/auth/auth_fixture.h"
#include "tests/support/register_test.h"
#include "tests/support/token_issuer.h"

namespace baithak::test {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

const std::string kClient = "baithak-client";

struct SpoiltClaim {
    const char* name;
    std::function<void(json&)> spoil;
};

const std::vector<SpoiltClaim> kSpoilt{
    {"another issuer", [](json& c) { c["iss"] = "https://elsewhere.example"; }},
    {"an issuer with a slash", [](json& c) { c["iss"] = c["iss"].get<std::string>() + "/"; }},
    {"another audience", [](json& c) { c["aud"] = "other"; }},
    {"no audience", [](json& c) { c["aud"] = json::array(); }},
    {"several audiences, not asked for by us", [](json& c) { c["aud"] = {kClient, "other"}; }},
    {"several audiences, asked for by another", [](json& c) { c["aud"] = {kClient, "other"}, c["azp"] = "other"; }},
    {"another authorized party", [](json& c) { c["azp"] = "other"; }},
    {"expired", [](json& c) { c["exp"] = 1; }},
    {"no expiry", [](json& c) { c.erase("exp"); }},
    {"issued in the future", [](json& c) { c["iat"] = c["exp"]; }},
    {"not yet", [](json& c) { c["nbf"] = c["exp"]; }},
    {"a start that is text", [](json& c) { c["nbf"] = "0"; }},
    {"no subject", [](json& c) { c.erase("sub"); }},
    {"a long subject", [](json& c) { c["sub"] = std::string(256, 'a'); }},
    {"another username", [](json& c) { c["preferred_username"] = "bob"; }},
    {"a username that is no text", [](json& c) { c["preferred_username"] = 1, c["sub"] = "other"; }},
};

}  // namespace

class OidcAuthTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { http_ = makeHttpClient({}); }
    void cleanupTestCase() { http_.reset(); }
    void init() {
        issuer_ = std::make_unique<TokenIssuer>();
        fixture_ = std::make_unique<AuthFixture>();
        auth_ = make("preferred_username");
    }
    void cleanup() {
        auth_.reset();
        fixture_.reset();
        issuer_.reset();
    }

    void makesTheAccountWithTheFirstSignIn() {
        const auto first = signIn("ann", issuer_->token(claims()));
        const auto second = signIn("ann", issuer_->token(claims()));
        QVERIFY2(first, first ? "" : first.error().text.c_str());
        QVERIFY(*first);
        QVERIFY(second && !*second);
        QCOMPARE(issuer_->fetches(), 1u);
    }

    void refusesEachClaimThatIsBroken_data() {
        QTest::addColumn<int>("row");
        for (std::size_t i = 0; i < kSpoilt.size(); ++i) QTest::newRow(kSpoilt[i].name) << static_cast<int>(i);
    }

    void refusesEachClaimThatIsBroken() {
        QFETCH(int, row);
        auto claims = this->claims();
        kSpoilt[static_cast<std::size_t>(row)].spoil(claims);
        isRefused(signIn("ann", issuer_->token(claims)));
        QVERIFY(signIn("ann", issuer_->token(this->claims())));
    }

    void takesSeveralAudiencesWhenWeAsked() {
        auto claims = this->claims();
        claims["aud"] = {"other", kClient};
        claims["azp"] = kClient;
        QVERIFY(signIn("ann", issuer_->token(claims)));
    }

    void takesEachAlgorithm_data() {
        QTest::addColumn<QString>("algorithm");
        for (const char* name : {"RS256", "RS384", "RS512", "PS256", "ES256"}) QTest::newRow(name) << name;
    }

    void takesEachAlgorithm() {
        QFETCH(QString, algorithm);
        if (algorithm.startsWith("ES")) issuer_->addKey("ec", TestKey::ec());
        QVERIFY(signIn("ann", issuer_->token(claims(), {{"alg", algorithm.toStdString()}})));
    }

    void refusesTheKeyOfAnotherKind() {
        issuer_->addKey("ec", TestKey::ec());
        isRefused(signIn("ann", issuer_->token(claims(), {{"alg", "ES256"}, {"kid", "key-1"}})));
        const auto header = R"({"alg":"RS256","kid":"ec"})";
        isRefused(signIn("ann", signedToken(issuer_->strangersKey(), "RS256", header, claims().dump())));
    }

    void needsNoNameOfAnOnlyKey() {
        const auto header = R"({"alg":"RS256"})";
        QVERIFY(signIn("ann", signedToken(issuer_->key(), "RS256", header, claims().dump())));
        isRefused(signIn("ann", signedToken(issuer_->strangersKey(), "RS256", header, claims().dump())));
    }

    void choosesTheUsername_data() {
        QTest::addColumn<QString>("claim");
        QTest::addColumn<QString>("change");
        QTest::addColumn<QString>("username");
        const char* usual = "preferred_username";
        QTest::newRow("the usual claim") << usual << "{}" << "ann";
        QTest::newRow("a verified address") << usual << R"({"preferred_username":null})" << "ann@example.org";
        QTest::newRow("the subject") << usual << R"({"preferred_username":null,"email_verified":false})" << "sub-1";
        QTest::newRow("the address by choice") << "email" << "{}" << "ann@example.org";
        QTest::newRow("an address that nobody verified") << "email" << R"({"email_verified":"true"})" << "";
        QTest::newRow("the subject by choice") << "sub" << "{}" << "sub-1";
        QTest::newRow("another claim") << "nick" << R"({"nick":"annie"})" << "annie";
        QTest::newRow("another claim that is missing") << "nick" << "{}" << "";
    }

    void choosesTheUsername() {
        QFETCH(QString, claim);
        QFETCH(QString, change);
        QFETCH(QString, username);
        auth_ = make(claim.toStdString());
        auto claims = this->claims();
        claims["email"] = "ann@example.org";
        claims["email_verified"] = true;
        claims.update(json::parse(change.toStdString()));
        for (const char* name : {"ann", "ann@example.org", "sub-1", "annie"}) {
            const auto answer = signIn(name, issuer_->token(claims));
            QCOMPARE(static_cast<bool>(answer), username == name);
        }
    }

    void believesNoConfigurationThatIsNotTheIssuers_data() {
        QTest::addColumn<QString>("configuration");
        QTest::newRow("of another") << R"({"issuer":"https://elsewhere.example","jwks_uri":"URL/keys"})";
        QTest::newRow("of nobody") << R"({"jwks_uri":"URL/keys"})";
        QTest::newRow("with a slash") << R"({"issuer":"URL/","jwks_uri":"URL/keys"})";
        QTest::newRow("without keys") << R"({"issuer":"URL"})";
        QTest::newRow("with keys in a file") << R"({"issuer":"URL","jwks_uri":"file:///etc/passwd"})";
        QTest::newRow("with keys that are none") << R"({"issuer":"URL","jwks_uri":"URL/nothing"})";
        QTest::newRow("that is no object") << "[]";
        QTest::newRow("that is no JSON") << "<html>";
    }

    void believesNoConfigurationThatIsNotTheIssuers() {
        QFETCH(QString, configuration);
        issuer_->setConfiguration(configuration.replace("URL", QString::fromStdString(issuer_->url())).toStdString());
        const auto answer = signIn("ann", issuer_->token(claims()));
        QVERIFY(!answer && answer.error().code == Errc::unavailable);
    }

    void followsTheRotationOfKeys() {
        const auto old = issuer_->token(claims());
        QVERIFY(signIn("ann", old));
        issuer_->addKey("key-2", TestKey::known(2));
        issuer_->withdrawKey("key-1");
        fixture_->clock.wall = fixture_->clock.wall + 61s;
        QVERIFY(signIn("ann", issuer_->token(claims())));
        isRefused(signIn("ann", old));
    }

    void letsNobodyElseSignInAsABoundName() {
        QVERIFY(signIn("ann", issuer_->token(claims())));
        auto another = claims();
        another["sub"] = "sub-2";
        isRefused(signIn("ann", issuer_->token(another)));
        isRefused(signIn("Ann", issuer_->token(claims())));
    }

private:
    std::unique_ptr<AuthProvider> make(const std::string& claim) {
        OidcConfig config;
        config.issuer = issuer_->url();
        config.audience = kClient;
        config.usernameClaim = claim;
        return makeOidcAuth({fixture_->users(), *http_, fixture_->clock, log_}, config);
    }

    json claims() const { return oidcClaims(issuer_->url(), kClient, fixture_->clock.wall.ms, "sub-1", "ann"); }

    Result<bool> signIn(const std::string& name, const std::string& credential) {
        return runTask(auth_->signIn(UserId(name), credential));
    }

    static void isRefused(const Result<bool>& answer) {
        QVERIFY(!answer);
        QVERIFY2(answer.error().code == Errc::unauthenticated, answer.error().text.c_str());
    }

    Log log_{LogLevel::error};
    std::unique_ptr<HttpClient> http_;
    std::unique_ptr<TokenIssuer> issuer_;
    std::unique_ptr<AuthFixture> fixture_;
    std::unique_ptr<AuthProvider> auth_;
};
BAITHAK_REGISTER_TEST(OidcAuthTest);

}  // namespace baithak::test

#include "oidc_auth_test.moc"
