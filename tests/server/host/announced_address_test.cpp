// SPDX-License-Identifier: MIT
#include "server/host/announced_address.h"

#include <QTest>

#include "tests/support/register_test.h"

namespace baithak::test {
namespace {

std::string announced(const std::string& listen, const std::string& advertise = {}) {
    return announcedAddress(*parseListen(listen), 7443, advertise);
}

}  // namespace

class AnnouncedAddressTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void isWhereItListens() {
        QCOMPARE(announced("10.0.0.5:0"), std::string("10.0.0.5:7443"));
        QCOMPARE(announced("localhost:0"), std::string("127.0.0.1:7443"));
        QCOMPARE(announced("[fd00::5]:0"), std::string("[fd00::5]:7443"));
    }

    void isWhatTheOperatorSays() {
        for (const auto* listen : {"0.0.0.0:0", "[::]:0", "10.0.0.5:0"}) {
            QCOMPARE(announced(listen, "10.1.2.3"), std::string("10.1.2.3:7443"));
            QCOMPARE(announced(listen, "chat-1.example.org"), std::string("chat-1.example.org:7443"));
            QCOMPARE(announced(listen, "fd00::7"), std::string("[fd00::7]:7443"));
            QCOMPARE(announced(listen, "[fd00::7]"), std::string("[fd00::7]:7443"));
        }
    }

    // Said of all listeners, it would send others where nobody listens.
    void staysOnLoopbackWhereItListensThere() {
        QCOMPARE(announced("127.0.0.1:0", "10.1.2.3"), std::string("127.0.0.1:7443"));
        QCOMPARE(announced("[::1]:0", "10.1.2.3"), std::string("[::1]:7443"));
    }

    void isTheMachinesNameOnAllAddresses() {
        const auto name = announced("0.0.0.0:0");
        QVERIFY(name.ends_with(":7443") && !name.starts_with("0.0.0.0"));
        QCOMPARE(announced("[::]:0"), name);
    }
};
BAITHAK_REGISTER_TEST(AnnouncedAddressTest);

}  // namespace baithak::test

#include "announced_address_test.moc"
