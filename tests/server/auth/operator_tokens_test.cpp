// SPDX-License-Identifier: MIT

#include "server/auth/operator_tokens.h"

#include <QTemporaryFile>
#include <QTest>

#include "tests/support/register_test.h"

namespace baithak::test {
namespace {

const std::string kOwner(43, 'o');
const std::string kShared(64, 's');

std::string holder(const std::string& authorization) {
    OperatorTokens tokens;
    tokens.accept("owner", kOwner);
    tokens.accept("shared", kShared);
    HttpRequest request;
    if (!authorization.empty()) request.headers["authorization"] = authorization;
    const auto found = tokens.holderOf(request);
    if (found) return *found;
    return found.error().code == Errc::unauthenticated ? "nobody" : "another error";
}

}  // namespace

class OperatorTokensTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void knowsWhoShowsAToken_data();
    void knowsWhoShowsAToken();
    void acceptsNobodyWithoutTokens();
    void readsATokenFromItsFile_data();
    void readsATokenFromItsFile();
    void refusesAFileThatIsNotThere();
};
BAITHAK_REGISTER_TEST(OperatorTokensTest);

void OperatorTokensTest::knowsWhoShowsAToken_data() {
    QTest::addColumn<QString>("authorization");
    QTest::addColumn<QString>("by");
    const auto row = [](const char* name, const std::string& authorization, const char* by) {
        QTest::newRow(name) << QString::fromStdString(authorization) << by;
    };
    row("the owner's", "Bearer " + kOwner, "owner");
    row("the shared one", "Bearer " + kShared, "shared");
    row("the scheme in another case", "bEARER " + kOwner, "owner");
    row("none", "", "nobody");
    row("no token behind the scheme", "Bearer ", "nobody");
    row("another scheme", "Basic " + kOwner, "nobody");
    row("no scheme", kOwner, "nobody");
    row("a part of it", "Bearer " + kOwner.substr(1), "nobody");
    row("more than it", "Bearer " + kOwner + "o", "nobody");
    row("in another case", "Bearer " + std::string(43, 'O'), "nobody");
}

void OperatorTokensTest::knowsWhoShowsAToken() {
    QFETCH(QString, authorization);
    QFETCH(QString, by);
    QCOMPARE(holder(authorization.toStdString()), by.toStdString());
}

void OperatorTokensTest::acceptsNobodyWithoutTokens() {
    HttpRequest request;
    request.headers["authorization"] = "Bearer ";
    QVERIFY(!OperatorTokens().holderOf(request));
    request.headers["authorization"] = "Bearer x";
    QVERIFY(!OperatorTokens().holderOf(request));
}

void OperatorTokensTest::readsATokenFromItsFile_data() {
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QByteArray>("token");
    const QByteArray good(32, 'k');
    QTest::newRow("with a line feed") << good + '\n' << good;
    QTest::newRow("without") << good << good;
    QTest::newRow("with a line of Windows") << good + "\r\n" << good;
    QTest::newRow("empty") << QByteArray() << QByteArray();
    QTest::newRow("too short") << good.chopped(1) << QByteArray();
    QTest::newRow("with a blank") << good + " x" << QByteArray();
    QTest::newRow("an empty first line") << '\n' + good << QByteArray();
    QTest::newRow("beyond ASCII") << good + "\xc3\xa9" << QByteArray();
}

void OperatorTokensTest::readsATokenFromItsFile() {
    QFETCH(QByteArray, content);
    QFETCH(QByteArray, token);
    QTemporaryFile file;
    QVERIFY(file.open() && file.write(content) == content.size() && file.flush());
    const auto path = file.fileName().toStdString();

    const auto read = readTokenFile(path);

    QCOMPARE(static_cast<bool>(read), !token.isEmpty());
    if (read)
        QCOMPARE(*read, token.toStdString());
    else
        QVERIFY(read.error().text.find(path) != std::string::npos);
}

void OperatorTokensTest::refusesAFileThatIsNotThere() {
    const auto read = readTokenFile("/nowhere/token");
    QVERIFY(!read && read.error().code == Errc::unavailable);
}

}  // namespace baithak::test

#include "operator_tokens_test.moc"
