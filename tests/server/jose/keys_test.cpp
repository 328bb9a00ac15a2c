// SPDX-License-Identifier: MIT
#include "server/jose/keys.h"

#include <QTest>

#include "tests/support/register_test.h"
#include "tests/support/test_keys.h"

namespace baithak::test {
namespace {

std::string rsaJwk(const std::string& modulus, const std::string& exponent = "AQAB") {
    return "{\"kty\":\"RSA\",\"e\":\"" + exponent + "\",\"n\":\"" + modulus + "\"}";
}

}  // namespace

class KeysTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void namesAlgorithms() {
        for (int i = 0; i < 9; ++i) {
            const auto algorithm = static_cast<SignatureAlgorithm>(i);
            QVERIFY(algorithmOf(nameOf(algorithm)) == algorithm);
        }
        QVERIFY(!algorithmOf("none") && !algorithmOf("HS256") && !algorithmOf(""));
    }

    void refusesKeysThatAreNone_data() {
        QTest::addColumn<QString>("jwk");
        const auto row = [](const char* name, const std::string& jwk) {
            QTest::newRow(name) << QString::fromStdString(jwk);
        };
        row("no JSON", "key");
        row("an array", "[]");
        row("no kind", "{}");
        row("a shared secret", R"({"kty":"oct","k":"c2VjcmV0"})");
        row("a short RSA key", TestKey::rsa(1024).jwk());
        row("an RSA key without a modulus", R"({"kty":"RSA","e":"AQAB"})");
        row("an RSA key without an exponent", rsaJwk(std::string(342, 'x'), ""));
        row("an even RSA modulus", rsaJwk(std::string(341, 'x') + "A"));
        row("a modulus that is no base64url", rsaJwk(std::string(342, '+')));
        row("an unknown curve", R"({"kty":"EC","crv":"secp256k1","x":"AA","y":"AA"})");
        row("a point beside the curve",
            R"({"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"})");
        row("a short point", R"({"kty":"EC","crv":"P-256","x":"AAAA","y":"AAAA"})");
    }

    void refusesKeysThatAreNone() {
        QFETCH(QString, jwk);
        const auto key = PublicKey::fromJwk(jwk.toStdString());
        QVERIFY(!key && key.error().code == Errc::malformed);
    }

    void refusesCertificatesThatAreNone() {
        QVERIFY(!PublicKey::fromCertificate(""));
        QVERIFY(!PublicKey::fromCertificate(TestKey::ec().publicPem()));
        QVERIFY(!PublicKey::fromCertificate(TestKey::rsa(1024).certificate()));
    }

    // P-256 and secp256k1 are as long, and not the same.
    void knowsCurvesByMoreThanTheirLength() {
        const auto key = PublicKey::fromCertificate(TestKey::ec("secp256k1").certificate());
        QVERIFY(key && !key->fits(SignatureAlgorithm::es256));
    }

    void refusesPrivateKeysThatWillNotDo() {
        QVERIFY(!PrivateKey::fromPem("nothing"));
        QVERIFY(!PrivateKey::fromPem(TestKey::rsa(1024).privatePem()));
        QVERIFY(!PrivateKey::fromPem(TestKey::ec().privatePem()));
        QVERIFY(!PrivateKey::fromPem(TestKey::known(0).publicPem()));
    }

    void readsAKeySet() {
        const auto set = "{\"keys\":[" + TestKey::known(0).jwk(R"("kid":"1","alg":"RS256","use":"sig")") + "," +
                         TestKey::ec().jwk(R"("kid":"2","key_ops":["verify"])") + "," +
                         TestKey::known(1).jwk(R"("kid":"encrypts","use":"enc")") + "," +
                         TestKey::known(1).jwk(R"("kid":"signs","key_ops":["sign"])") + "," +
                         TestKey::known(1).jwk(R"("kid":"of another algorithm","alg":"RSA-OAEP")") + "," +
                         R"({"kty":"oct","kid":"shared","k":"c2VjcmV0"},"none",{"kty":"OKP","crv":"Ed25519"})" + "]}";
        const auto keys = readKeySet(set);
        QVERIFY(keys);
        QCOMPARE(keys->size(), 2u);
        QCOMPARE(keys->at(0).id, std::string("1"));
        QVERIFY(keys->at(0).algorithm == SignatureAlgorithm::rs256);
        QCOMPARE(keys->at(1).id, std::string("2"));
        QVERIFY(!keys->at(1).algorithm);
        QVERIFY(keys->at(1).key.fits(SignatureAlgorithm::es256));
    }

    void readsCertificates() {
        auto pem = TestKey::known(0).certificate();
        for (std::size_t at = 0; (at = pem.find('\n', at)) != std::string::npos;) pem.replace(at, 1, "\\n");
        const auto keys = readCertificates("{\"a1\":\"" + pem + "\",\"b2\":\"broken\",\"c3\":1}");
        QVERIFY(keys);
        QCOMPARE(keys->size(), 1u);
        QCOMPARE(keys->at(0).id, std::string("a1"));
    }

    void refusesSetsThatAreNone_data() {
        QTest::addColumn<QString>("set");
        for (const char* set : {"", "{}", "[]", R"({"keys":{}})", R"({"keys":[]})", R"({"keys":[{"kty":"RSA"}]})"})
            QTest::newRow(set) << set;
    }

    void refusesSetsThatAreNone() {
        QFETCH(QString, set);
        QVERIFY(!readKeySet(set.toStdString()));
        QVERIFY(!readCertificates(set.toStdString()));
    }
};
BAITHAK_REGISTER_TEST(KeysTest);

}  // namespace baithak::test

#include "keys_test.moc"
