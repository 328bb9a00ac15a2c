// SPDX-License-Identifier: MIT

#include "server/auth/access_keys.h"

#include <QTest>

#include "tests/server/auth/auth_fixture.h"
#include "tests/support/register_test.h"

namespace baithak::test {

class AccessKeysTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { fixture_ = std::make_unique<AuthFixture>(); }

    void makesKeysThatNobodyGuesses();
    void hashesKeys();
    void findsTheDeviceOfARequest_data();
    void findsTheDeviceOfARequest();
    void refusesAnExpiredKey();

private:
    std::unique_ptr<AuthFixture> fixture_;
};
BAITHAK_REGISTER_TEST(AccessKeysTest);

void AccessKeysTest::makesKeysThatNobodyGuesses() {
    const auto one = makeAccessKey();
    const auto other = makeAccessKey();
    QCOMPARE(one.size(), 43u);
    QVERIFY(one != other);
    for (const char c : one) QVERIFY(QChar::fromLatin1(c).isLetterOrNumber() || c == '-' || c == '_');
}

void AccessKeysTest::hashesKeys() {
    QCOMPARE(hashAccessKey("key").size(), 32u);
    QCOMPARE(hashAccessKey("key"), hashAccessKey("key"));
    QVERIFY(hashAccessKey("key") != hashAccessKey("Key"));
}

void AccessKeysTest::findsTheDeviceOfARequest_data() {
    QTest::addColumn<QString>("user");
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("cookie");
    QTest::addColumn<QString>("origin");
    QTest::addColumn<bool>("isFound");
    const QString cookie = "theme=dark; user=ann; accesskey=KEY";
    QTest::newRow("headers") << "ann" << "KEY" << "" << "" << true;
    QTest::newRow("headers with a foreign origin") << "ann" << "KEY" << "" << "https://evil.example" << true;
    QTest::newRow("wrong key") << "ann" << "KEX" << "" << "" << false;
    QTest::newRow("key of another") << "bob" << "KEY" << "" << "" << false;
    QTest::newRow("user alone") << "ann" << "" << "" << "" << false;
    QTest::newRow("key alone") << "" << "KEY" << "" << "" << false;
    QTest::newRow("nothing") << "" << "" << "" << "" << false;
    QTest::newRow("cookies without origin") << "" << "" << cookie << "" << false;
    QTest::newRow("cookies of our own page") << "" << "" << cookie << "http://chat.example:7443" << true;
    QTest::newRow("cookies of our own page in capitals") << "" << "" << cookie << "HTTP://CHAT.EXAMPLE:7443" << true;
    QTest::newRow("cookies with another port") << "" << "" << cookie << "http://chat.example:80" << false;
    QTest::newRow("cookies with an allowed origin") << "" << "" << cookie << "https://web.example" << true;
    QTest::newRow("cookies with an allowed host but scheme") << "" << "" << cookie << "http://web.example" << false;
    QTest::newRow("cookies with a foreign origin") << "" << "" << cookie << "https://evil.example" << false;
    QTest::newRow("cookies with a longer host")
        << "" << "" << cookie << "http://chat.example:7443.evil.example" << false;
    QTest::newRow("cookies with origin null") << "" << "" << cookie << "null" << false;
    QTest::newRow("half from headers, half from cookies")
        << "ann" << "" << "accesskey=KEY" << "http://chat.example:7443" << false;
}

void AccessKeysTest::findsTheDeviceOfARequest() {
    QFETCH(QString, user);
    QFETCH(QString, key);
    QFETCH(QString, cookie);
    QFETCH(QString, origin);
    QFETCH(bool, isFound);
    const auto accessKey = fixture_->signIn("ann");
    fixture_->signIn("bob");
    const auto inText = [&accessKey](const QString& text) {
        return QString(text).replace("KEY", QString::fromStdString(accessKey)).toStdString();
    };
    HttpRequest request;
    request.headers["host"] = "chat.example:7443";
    if (!user.isEmpty()) request.headers["user"] = user.toStdString();
    if (!key.isEmpty()) request.headers["accesskey"] = inText(key);
    if (!cookie.isEmpty()) request.headers["cookie"] = inText(cookie);
    if (!origin.isEmpty()) request.headers["origin"] = origin.toStdString();
    Authenticator authenticator(fixture_->users(), fixture_->clock, {"https://web.example/"});

    const auto device = runTask(authenticator.authenticate(std::make_shared<const HttpRequest>(request)));

    QCOMPARE(static_cast<bool>(device), isFound);
    if (isFound)
        QCOMPARE(device->user.value, std::string("ann"));
    else
        QVERIFY(device.error().code == Errc::unauthenticated);
}

void AccessKeysTest::refusesAnExpiredKey() {
    HttpRequest request;
    request.headers["user"] = "ann";
    request.headers["accesskey"] = fixture_->signIn("ann");
    const auto shared = std::make_shared<const HttpRequest>(request);
    Authenticator authenticator(fixture_->users(), fixture_->clock, {});

    const auto before = runTask(authenticator.authenticate(shared));
    fixture_->clock.wall = fixture_->clock.wall + AuthFixture::kKeyLife;
    const auto after = runTask(authenticator.authenticate(shared));

    QVERIFY(before);
    QVERIFY(!after && after.error().code == Errc::unauthenticated);
}

}  // namespace baithak::test

#include "access_keys_test.moc"
