// SPDX-License-Identifier: MIT
#include "app/session/secret_store.h"

#include <QObject>
#include <QTest>
#include <optional>

#include "tests/support/register_test.h"

using namespace baithak;
using namespace baithak::client;

class SecretStoreTest : public QObject {
    Q_OBJECT

    Result<QString> read(SecretStore& store, const QString& key) {
        std::optional<Result<QString>> answer;
        store.read(key, this, [&answer](const Result<QString>& got) { answer = got; });
        if (!QTest::qWaitFor([&answer] { return answer.has_value(); }, 20'000))
            return Error{Errc::timedOut, "no answer"};
        return *answer;
    }

private Q_SLOTS:
    void memoryKeepsWhatItIsGiven() {
        const auto store = makeMemorySecrets();
        QCOMPARE(read(*store, QStringLiteral("a")).error().code, Errc::notFound);
        bool written = false;
        store->write(QStringLiteral("a"), QStringLiteral("s"), this,
                     [&written](const Result<>& done) { written = bool(done); });
        QVERIFY(!written);  // never from inside the call
        QTRY_VERIFY(written);
        QCOMPARE(*read(*store, QStringLiteral("a")), QStringLiteral("s"));
        store->remove(QStringLiteral("a"));
        QCOMPARE(read(*store, QStringLiteral("a")).error().code, Errc::notFound);
    }

    void aMissingKeychainSaysSo() {
        const auto store = makeMissingKeychain();
        QCOMPARE(read(*store, QStringLiteral("a")).error().code, Errc::unavailable);
    }

    // Whatever this machine has, the answer comes, and it is either "no such entry" or "no keychain".
    void theSystemsKeychainAnswersEitherWay() {
        const auto store = makeKeychain();
        const auto answer = read(*store, QStringLiteral("baithak test: no such entry"));
        QVERIFY(!answer);
        QVERIFY(answer.error().code == Errc::notFound || answer.error().code == Errc::unavailable);
    }

    void aContextThatIsGoneGetsNoAnswer() {
        const auto store = makeMemorySecrets();
        bool told = false;
        {
            QObject context;
            store->read(QStringLiteral("a"), &context, [&told](const Result<QString>&) { told = true; });
        }
        QCoreApplication::processEvents();
        QVERIFY(!told);
    }
};
BAITHAK_REGISTER_TEST(SecretStoreTest);

#include "secret_store_test.moc"
