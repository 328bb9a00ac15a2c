// SPDX-License-Identifier: MIT

// A disk that fills up and gets room again: a small tmpfs, which takes root to mount.

#include <fcntl.h>
#include <sys/mount.h>
#include <unistd.h>

#include "tests/e2e/qt_print.h"
#include "tests/e2e/world.h"
#include "tests/support/register_test.h"

namespace baithak::test {

using nlohmann::json;

namespace {

class SmallDisk {
public:
    explicit SmallDisk(const char* size) {
        const auto options = std::string("size=") + size;
        isMounted_ = ::mount("tmpfs", directory_.path().c_str(), "tmpfs", 0, options.c_str()) == 0;
    }
    ~SmallDisk() {
        if (isMounted_) ::umount2(directory_.path().c_str(), MNT_DETACH);
    }
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;

    bool isMounted() const { return isMounted_; }
    const std::string& path() const { return directory_.path(); }

    void fill() const {
        const int file = ::open((path() + "/filler").c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
        for (const std::size_t size : {65536, 4096, 1}) {
            const std::string block(size, 'x');
            while (::write(file, block.data(), block.size()) > 0) {
            }
        }
        ::close(file);
    }
    void makeRoom() const { ::unlink((path() + "/filler").c_str()); }

private:
    TempDir directory_;
    bool isMounted_ = false;
};

}  // namespace

class FullDiskTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void refusesWhatItCannotStoreAndServesAgain();
};

void FullDiskTest::refusesWhatItCannotStoreAndServesAgain() {
    const SmallDisk disk("8m");
    if (!disk.isMounted()) QSKIP("mounting a small tmpfs takes root");
    World world;
    ServerProcess server(serverBinary(), disk.path() + "/data", {"--auth", "open", "--durability", "normal"});
    server.start();
    RestClient rest(world.loop, server.port());
    const auto ann = rest.login("ann", "t");
    const auto bob = rest.login("bob", "t");
    Peer peer(world.loop, server.port(), ann, "ack=true");
    QVERIFY(peer.raw.waitOpen());
    const auto isReady = [&] {
        return callHttp(world.loop, server.opsPort(), {"GET", "/ready", {}, {}}).status == 200;
    };
    std::vector<std::string> acknowledged;
    std::string refusal;
    std::string reason;
    int number = 0;
    const auto sendAs = [&](const std::string& id) {
        peer.sendText(textFrame(id, "bob", std::string(20'000, 'x')));
        const auto answer = peer.next();
        const auto error = readErrorNotice(answer);
        if (error) {
            refusal = wireName(error->error.code);
            reason = error->error.text;
        } else {
            acknowledged.push_back(answer.id.value);
        }
        return !error;
    };
    const auto send = [&] { return sendAs("m-" + std::to_string(++number)); };
    for (int i = 0; i < 5; ++i) QVERIFY(send());
    QVERIFY(isReady());

    disk.fill();
    // What the log has allocated already may take some more.
    int taken = 0;
    while (taken < 500 && send()) ++taken;
    QCOMPARE(refusal, std::string("unavailable"));
    const auto putOff = "m-" + std::to_string(number);
    QVERIFY(!send());
    QVERIFY(world.eventually([&] { return !isReady(); }));
    const json posted{textFrame("posted", "bob", std::string(20'000, 'x'))};
    QCOMPARE(rest.raw({"POST", "/messages", ann.headers(), posted.dump()}).status, 503);
    // Reading goes on.
    QCOMPARE(rest.log(bob, "dm:ann:bob").size(), acknowledged.size());

    disk.makeRoom();
    // What comes after the first message put off must not overtake it.
    QVERIFY(!send());
    QVERIFY2(reason.find("earlier message") != std::string::npos, reason.c_str());
    QVERIFY(world.eventually([&] { return sendAs(putOff); }));
    QVERIFY(send());
    QVERIFY(world.eventually(isReady));
    std::vector<std::string> stored;
    for (const auto& entry : rest.log(bob, "dm:ann:bob")) stored.push_back(entry.id);
    QCOMPARE(stored, acknowledged);
    server.kill();
    server.start();
    rest.setPort(server.port());
    QCOMPARE(rest.log(bob, "dm:ann:bob").size(), acknowledged.size());
}

BAITHAK_REGISTER_TEST(FullDiskTest);

}  // namespace baithak::test

#include "full_disk_test.moc"
