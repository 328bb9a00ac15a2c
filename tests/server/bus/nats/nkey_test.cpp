// SPDX-License-Identifier: MIT
#include "server/bus/nats/nkey.h"

#include <QTest>

#include <fstream>

#include "tests/support/child_process.h"
#include "tests/support/register_test.h"

namespace baithak::test {

// A pair made by the `nk` tool; it opens nothing.
inline const std::string kSeed = "SUACSSL3UAHUDXKFSNVUZRF5UHPMWZ6BFDTJ7M6USDXIEDNPPQYYYCU3VY";
inline const std::string kPublicKey = "UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4";

class NkeyTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void findsThePublicKeyOfASeed();
    void refusesAFileWithoutSeed();
    void refusesASeedWithAWrongLetter();

private:
    Result<std::string> read(const std::string& text) {
        const auto path = directory_.path() + "/seed";
        std::ofstream(path) << text;
        return publicKeyOfSeedFile(path);
    }
    TempDir directory_;
};

void NkeyTest::findsThePublicKeyOfASeed() {
    auto key = read("-----BEGIN USER NKEY SEED-----\n" + kSeed + "\r\n------END USER NKEY SEED------\n");

    QVERIFY2(key, key ? "" : key.error().text.c_str());
    QCOMPARE(*key, kPublicKey);
}

void NkeyTest::refusesAFileWithoutSeed() {
    QVERIFY(!read("SUPERB\n"));
    QVERIFY(!read(""));
    QVERIFY(!publicKeyOfSeedFile("/nowhere/seed"));
}

void NkeyTest::refusesASeedWithAWrongLetter() {
    auto seed = kSeed;
    seed[20] = seed[20] == 'A' ? 'B' : 'A';

    const auto key = read(seed + "\n");

    QVERIFY(!key);
    QVERIFY2(key.error().text.find(seed) == std::string::npos, "the error shows the seed");
}

BAITHAK_REGISTER_TEST(NkeyTest);

}  // namespace baithak::test

#include "nkey_test.moc"
