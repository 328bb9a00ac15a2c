// SPDX-License-Identifier: MIT
#include "server/host/service_manager.h"

#include <QTemporaryDir>
#include <QTest>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <string>

#include "tests/support/register_test.h"

namespace baithak::test {
namespace {

// What a service manager listens on.
class NotifySocket {
public:
    explicit NotifySocket(const std::string& name) : file_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0)) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path, name.data(), name.size());
        if (name.front() == '@') address.sun_path[0] = '\0';
        const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
        isBound_ = ::bind(file_, reinterpret_cast<const sockaddr*>(&address), size) == 0;
    }
    ~NotifySocket() { ::close(file_); }
    NotifySocket(const NotifySocket&) = delete;
    NotifySocket& operator=(const NotifySocket&) = delete;

    bool isBound() const { return isBound_; }
    // The next word; empty when there is none.
    std::string next() const {
        char bytes[256];
        const auto size = ::recv(file_, bytes, sizeof bytes, 0);
        return size < 0 ? std::string() : std::string(bytes, static_cast<std::size_t>(size));
    }

private:
    int file_;
    bool isBound_ = false;
};

}  // namespace

class ServiceManagerTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void hearsEachStateOnce_data() {
        QTest::addColumn<QString>("name");
        QTest::newRow("a path") << directory_.filePath(QStringLiteral("notify"));
        QTest::newRow("an abstract name") << QStringLiteral("@baithak-notify-%1").arg(::getpid());
    }

    void hearsEachStateOnce() {
        QFETCH(QString, name);
        const auto path = name.toStdString();
        const NotifySocket manager(path);
        QVERIFY(manager.isBound());

        QVERIFY(tellServiceManager(path.c_str(), kServiceReady));
        QVERIFY(tellServiceManager(path.c_str(), kServiceStopping));

        QCOMPARE(manager.next(), std::string("READY=1"));
        QCOMPARE(manager.next(), std::string("STOPPING=1"));
        QCOMPARE(manager.next(), std::string());
    }

    void needsNoManager() {
        QVERIFY(tellServiceManager(nullptr, kServiceReady));
        QVERIFY(tellServiceManager("", kServiceReady));
    }

    void saysWhenNobodyListens() {
        const auto nobody = directory_.filePath(QStringLiteral("nobody")).toStdString();
        const auto told = tellServiceManager(nobody.c_str(), kServiceReady);
        QVERIFY(!told);
        QVERIFY(told.error().text.find(nobody) != std::string::npos);
        const std::string endless(200, 'x');
        QVERIFY(!tellServiceManager(endless.c_str(), kServiceReady));
    }

private:
    QTemporaryDir directory_;
};

BAITHAK_REGISTER_TEST(ServiceManagerTest);

}  // namespace baithak::test

#include "service_manager_test.moc"
