// SPDX-License-Identifier: MIT
#include "server/auth/firebase/firebase_auth.h"

#include <QTest>

#include <functional>

#include "shared/base/base64.h"
#include "tests/server/auth/auth_fixture.h"
#include "tests/support/register_test.h"
#include "tests/support/token_issuer.h"

namespace baithak::test {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

const std::string kProject = "climbing-club";
const std::string kPhone = "+4915112345678";
const std::string kUid = "uid-of-ann";

using Spoil = std::function<void(json&)>;
struct SpoiltClaim {
    const char* name;
    Spoil spoil;
};

std::uint64_t secondsOf(const json& claims, const char* name) { return claims[name].get<std::uint64_t>(); }

// Each breaks one claim of a token that would do.
const std::vector<SpoiltClaim> kSpoilt{
    {"another issuer", [](json& c) { c["iss"] = "https://securetoken.google.com/other"; }},
    {"an issuer by HTTP", [](json& c) { c["iss"] = "http://securetoken.google.com/" + kProject; }},
    {"no issuer", [](json& c) { c.erase("iss"); }},
    {"another audience", [](json& c) { c["aud"] = "other"; }},
    {"an audience in another case", [](json& c) { c["aud"] = "Climbing-Club"; }},
    {"no audience", [](json& c) { c.erase("aud"); }},
    {"two audiences", [](json& c) { c["aud"] = {kProject, "other"}; }},
    {"another authorized party", [](json& c) { c["azp"] = "other"; }},
    {"expired", [](json& c) { c["exp"] = secondsOf(c, "iat") - 3600; }},
    {"expired a minute and more ago", [](json& c) { c["exp"] = secondsOf(c, "iat") + 5 - 61; }},
    {"no expiry", [](json& c) { c.erase("exp"); }},
    {"an expiry that is text", [](json& c) { c["exp"] = "4102444800"; }},
    {"an expiry beyond all time", [](json& c) { c["exp"] = 1e300; }},
    {"issued in the future", [](json& c) { c["iat"] = secondsOf(c, "exp"); }},
    {"no time of issue", [](json& c) { c.erase("iat"); }},
    {"a negative time of issue", [](json& c) { c["iat"] = -1; }},
    {"not yet", [](json& c) { c["nbf"] = secondsOf(c, "exp"); }},
    {"authenticated in the future", [](json& c) { c["auth_time"] = secondsOf(c, "exp"); }},
    {"no time of authentication", [](json& c) { c.erase("auth_time"); }},
    {"no subject", [](json& c) { c.erase("sub"); }},
    {"an empty subject", [](json& c) { c["sub"] = ""; }},
    {"a long subject", [](json& c) { c["sub"] = std::string(129, 'a'); }},
    {"a subject that is a number", [](json& c) { c["sub"] = 1; }},
    {"another phone", [](json& c) { c["phone_number"] = "+4915100000000"; }},
    {"no phone", [](json& c) { c.erase("phone_number"); }},
    {"a phone that is none", [](json& c) { c["phone_number"] = "ann"; }},
    {"a phone without plus", [](json& c) { c["phone_number"] = kPhone.substr(1); }},
};

// A token's signature under a header that lies about it.
std::string underHeader(const std::string& token, const std::string& header) {
    return encodeBase64(header, Base64::url) + token.substr(token.find('.'));
}

}  // namespace

class FirebaseAuthTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { http_ = makeHttpClient({}); }
    void cleanupTestCase() { http_.reset(); }
    void init() {
        issuer_ = std::make_unique<TokenIssuer>();
        fixture_ = std::make_unique<AuthFixture>();
        auth_ = make(FirebaseUsername::phoneNumber);
    }
    void cleanup() {
        auth_.reset();
        fixture_.reset();
        issuer_.reset();
    }

    void makesTheAccountWithTheFirstSignIn() {
        const auto first = signIn(kPhone, token());
        const auto second = signIn(kPhone, token());
        QVERIFY2(first, first ? "" : first.error().text.c_str());
        QVERIFY(*first);
        QVERIFY(second && !*second);
        QCOMPARE(issuer_->fetches(), 1u);
        QVERIFY(runTask(fixture_->users().find(UserId(kPhone))));
    }

    void takesTheUidAsUsername() {
        auth_ = make(FirebaseUsername::uid);
        auto claims = this->claims();
        claims.erase("phone_number");
        QVERIFY(signIn(kUid, issuer_->token(claims)));
        isRefused(signIn(kPhone, issuer_->token(claims)));
        isRefused(signIn("other", issuer_->token(claims)));
    }

    void refusesEachClaimThatIsBroken_data() {
        QTest::addColumn<int>("row");
        for (std::size_t i = 0; i < kSpoilt.size(); ++i) QTest::newRow(kSpoilt[i].name) << static_cast<int>(i);
    }

    void refusesEachClaimThatIsBroken() {
        QFETCH(int, row);
        auto claims = this->claims();
        kSpoilt[static_cast<std::size_t>(row)].spoil(claims);
        isRefused(signIn(kPhone, issuer_->token(claims)));
        QVERIFY(!runTask(fixture_->users().find(UserId(kPhone))));
        QVERIFY(signIn(kPhone, token()));
    }

    void bearsWithClocksThatDiffer() {
        auto claims = this->claims();
        claims["exp"] = secondsOf(claims, "iat") + 5 - 59;
        claims["iat"] = claims["auth_time"] = secondsOf(claims, "iat") + 5 + 59;
        QVERIFY(signIn(kPhone, issuer_->token(claims)));
    }

    void refusesForgedSignatures() {
        const auto fine = token();
        auto changed = fine;
        changed[fine.find('.') + 10] = changed[fine.find('.') + 10] == 'A' ? 'B' : 'A';
        isRefused(signIn(kPhone, changed));
        isRefused(signIn(kPhone, fine.substr(0, fine.rfind('.') + 1)));
        const auto header = R"({"alg":"RS256","kid":"key-1"})";
        isRefused(signIn(kPhone, signedToken(issuer_->strangersKey(), "RS256", header, claims().dump())));
    }

    void refusesOtherAlgorithms_data() {
        QTest::addColumn<QString>("algorithm");
        for (const char* name : {"none", "HS256", "RS384", "RS512", "PS256", "ES256"}) QTest::newRow(name) << name;
    }

    // HS256 with the public key as the secret, and a real signature under another name.
    void refusesOtherAlgorithms() {
        QFETCH(QString, algorithm);
        const auto header = json{{"kid", "key-1"}, {"alg", algorithm.toStdString()}}.dump();
        isRefused(signIn(kPhone, underHeader(token(), header)));
        const auto fine = token();
        isRefused(signIn(kPhone, underHeader(fine.substr(0, fine.rfind('.') + 1), header)));
        if (algorithm == "RS384" || algorithm == "RS512" || algorithm == "PS256")
            isRefused(signIn(kPhone, signedToken(issuer_->key(), algorithm.toStdString(), header, claims().dump())));
    }

    void asksForAKeysName() {
        const auto token = signedToken(issuer_->key(), "RS256", R"({"alg":"RS256"})", claims().dump());
        isRefused(signIn(kPhone, token));
        isRefused(signIn(kPhone, issuer_->token(claims(), {{"kid", "unknown"}})));
        isRefused(signIn(kPhone, issuer_->token(claims(), {{"kid", ""}})));
    }

    void followsTheRotationOfKeys() {
        const auto old = token();
        QVERIFY(signIn(kPhone, old));
        issuer_->addKey("key-2", TestKey::known(2));
        fixture_->clock.wall = fixture_->clock.wall + 2min;
        QVERIFY(signIn(kPhone, token()));
        QVERIFY(signIn(kPhone, old));
        issuer_->withdrawKey("key-1");
        fixture_->clock.wall = fixture_->clock.wall + 61min;
        isRefused(signIn(kPhone, old));
        const auto header = R"({"alg":"RS256","kid":"key-2"})";
        QVERIFY(signIn(kPhone, signedToken(issuer_->key(), "RS256", header, claims().dump())));
    }

    void goesOnWhileTheCertificatesAreAway() {
        QVERIFY(signIn(kPhone, token()));
        const auto later = fixture_->clock.wall + 2h;
        issuer_->setStatus(503);
        fixture_->clock.wall = later;
        QVERIFY(signIn(kPhone, token()));
        fixture_->clock.wall = later + 7h;
        const auto stale = signIn(kPhone, token());
        QVERIFY(!stale && stale.error().code == Errc::unavailable);
    }

    void saysWhenTheCertificatesCannotBeHad() {
        const auto token = this->token();
        issuer_->goAway();
        const auto away = signIn(kPhone, token);
        QVERIFY(!away && away.error().code == Errc::unavailable);
    }

    void letsNobodyElseSignInAsABoundName() {
        QVERIFY(signIn(kPhone, token()));
        auto another = claims();
        another["sub"] = another["user_id"] = "uid-of-eve";  // the number was given to somebody else
        isRefused(signIn(kPhone, issuer_->token(another)));
        QVERIFY(signIn(kPhone, token()));
    }

    void refusesNamesThatAreNone() {
        for (const char* name : {"", "server", "a b", "0f8fad5b-d9cb-469f-a165-70867728950e"}) {
            isRefused(signIn(name, token()));
        }
        isRefused(signIn(kPhone, ""));
        isRefused(signIn(kPhone, "not a token"));
    }

    void makesNoAccountsByRegistration() {
        Registration registration;
        registration.username = UserId("ann");
        const auto refused = runTask(auth_->registerAccount(registration));
        QVERIFY(!refused && refused.error().code == Errc::forbidden);
    }

private:
    std::unique_ptr<AuthProvider> make(FirebaseUsername username) {
        FirebaseConfig config;
        config.project = kProject;
        config.certificatesUrl = issuer_->certificatesUrl();
        config.username = username;
        return makeFirebaseAuth({fixture_->users(), *http_, fixture_->clock, log_}, config);
    }

    json claims() const { return firebaseClaims(kProject, fixture_->clock.wall.ms, kUid, kPhone); }
    std::string token() const { return issuer_->token(claims()); }

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
BAITHAK_REGISTER_TEST(FirebaseAuthTest);

}  // namespace baithak::test

#include "firebase_auth_test.moc"
