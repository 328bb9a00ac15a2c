// SPDX-License-Identifier: MIT
// The system's keychain for real: an unlocked keyring on a bus of its own (CMakeLists.txt starts both), so that what is
// written is read back, replaced and forgotten as the client does it.

#include <QTest>

#include "app/session/secret_store.h"
#include "tests/support/register_test.h"

using namespace baithak;
using namespace baithak::client;

namespace {

const QString kName = QStringLiteral("password/keychain-test");

}  // namespace

class KeychainTest : public QObject {
    Q_OBJECT

private:
    // The answer to one call; a call without an answer fails the test.
    template <class T, class Call>
    Result<T> answerTo(Call call) {
        std::optional<Result<T>> answer;
        call([&answer](Result<T> given) { answer = std::move(given); });
        if (!QTest::qWaitFor([&answer] { return answer.has_value(); }, 10'000))
            return Error{Errc::timedOut, "the keychain does not answer"};
        return *std::move(answer);
    }
    Result<QString> read() {
        return answerTo<QString>([this](auto done) { store_->read(kName, this, done); });
    }
    Result<> write(const QString& secret) {
        return answerTo<void>([this, &secret](auto done) { store_->write(kName, secret, this, done); });
    }

    std::shared_ptr<SecretStore> store_ = makeKeychain();

private Q_SLOTS:
    void anEmptyKeychainHasNoSuchEntry() {
        const auto found = read();
        QVERIFY(!found);
        QCOMPARE(found.error().code, Errc::notFound);
    }

    void keepsReplacesAndForgetsASecret() {
        QVERIFY(write(QStringLiteral("first – ü")));
        QCOMPARE(*read(), QStringLiteral("first – ü"));
        QVERIFY(write(QStringLiteral("second")));
        QCOMPARE(*read(), QStringLiteral("second"));
        store_->remove(kName);
        QTRY_VERIFY(!read());
        QCOMPARE(read().error().code, Errc::notFound);
    }
};

BAITHAK_REGISTER_TEST(KeychainTest);

#include "keychain_test.moc"
