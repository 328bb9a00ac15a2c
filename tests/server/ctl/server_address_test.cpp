// SPDX-License-Identifier: MIT

#include "server/ctl/server_address.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <unistd.h>

#include <fstream>

#include "tests/support/register_test.h"

namespace baithak::test {

using namespace ctl;

class ServerAddressTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();

    void readsTheFileOfADataDirectory_data();
    void readsTheFileOfADataDirectory();
    void refusesAFileOfAnotherKind_data();
    void refusesAFileOfAnotherKind();
    void takesTheAddressAndATokenFile();
    void prefersWhatTheCommandLineSays();
    void asksForAToken();
    void refusesWhatIsNoUrl();
    void saysWhereItLooked();
    void believesTheCurrentFolderOfItsUserAlone();

private:
    Result<ServerAddress> find(const std::vector<std::string>& arguments);
    void write(const std::string& name, const std::string& content) { std::ofstream(path(name)) << content; }
    std::string path(const std::string& name) const { return directory_->path().toStdString() + "/" + name; }

    std::unique_ptr<QTemporaryDir> directory_;
    std::map<std::string, std::string> environment_;
};
BAITHAK_REGISTER_TEST(ServerAddressTest);

void ServerAddressTest::init() {
    directory_ = std::make_unique<QTemporaryDir>();
    environment_.clear();
    write("server.json", R"({"opsPort":4000,"opsAddress":"127.0.0.1","ownerToken":"secret"})");
    write("token", "shared\n");
}

Result<ServerAddress> ServerAddressTest::find(const std::vector<std::string>& arguments) {
    std::vector<std::string> all{"status"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    const auto invocation = readArguments(all);
    if (!invocation) return invocation.error();
    return findServer(*invocation, [this](const std::string& name) -> std::optional<std::string> {
        const auto found = environment_.find(name);
        return found == environment_.end() ? std::nullopt : std::optional(found->second);
    });
}

void ServerAddressTest::readsTheFileOfADataDirectory_data() {
    QTest::addColumn<QString>("address");
    QTest::addColumn<QString>("url");
    QTest::newRow("loopback") << "127.0.0.1" << "http://127.0.0.1:4000";
    QTest::newRow("another") << "10.0.0.5" << "http://10.0.0.5:4000";
    QTest::newRow("all addresses") << "0.0.0.0" << "http://127.0.0.1:4000";
    QTest::newRow("IPv6") << "::1" << "http://[::1]:4000";
    QTest::newRow("all of IPv6") << "::" << "http://[::1]:4000";
}

void ServerAddressTest::readsTheFileOfADataDirectory() {
    QFETCH(QString, address);
    QFETCH(QString, url);
    write("server.json", R"({"opsPort":4000,"opsAddress":")" + address.toStdString() + R"(","ownerToken":"secret"})");
    const auto found = find({"--data-dir", directory_->path().toStdString()});
    QVERIFY(found);
    QCOMPARE(found->opsUrl, url.toStdString());
    QCOMPARE(found->token, std::string("secret"));
}

void ServerAddressTest::refusesAFileOfAnotherKind_data() {
    QTest::addColumn<QString>("content");
    QTest::newRow("empty") << "";
    QTest::newRow("no JSON") << "ready";
    QTest::newRow("no object") << "[1]";
    QTest::newRow("of an older version") << R"({"opsPort":4000})";
    QTest::newRow("a port that is none") << R"({"opsPort":"x","ownerToken":"secret"})";
}

void ServerAddressTest::refusesAFileOfAnotherKind() {
    QFETCH(QString, content);
    write("server.json", content.toStdString());
    const auto found = find({"--data-dir", directory_->path().toStdString()});
    QVERIFY(!found && found.error().code == Errc::unavailable);
    QVERIFY(found.error().text.find("server.json") != std::string::npos);
}

void ServerAddressTest::takesTheAddressAndATokenFile() {
    const auto found = find({"--ops", "http://10.0.0.5:7444/", "--token-file", path("token")});
    QVERIFY(found);
    QCOMPARE(found->opsUrl, std::string("http://10.0.0.5:7444"));
    QCOMPARE(found->token, std::string("shared"));
    environment_ = {{"BAITHAK_OPS", "http://10.0.0.6:7444"}, {"BAITHAK_TOKEN_FILE", path("token")}};
    QCOMPARE(find({})->opsUrl, std::string("http://10.0.0.6:7444"));
}

void ServerAddressTest::prefersWhatTheCommandLineSays() {
    environment_ = {{"BAITHAK_OPS", "http://10.0.0.6:7444"}, {"BAITHAK_TOKEN_FILE", path("token")}};
    QCOMPARE(find({"--data-dir", directory_->path().toStdString()})->token, std::string("secret"));
    environment_ = {{"BAITHAK_DATA_DIR", directory_->path().toStdString()}};
    QCOMPARE(find({"--ops", "http://10.0.0.5:1", "--token-file", path("token")})->token, std::string("shared"));
    QCOMPARE(find({})->token, std::string("secret"));
}

void ServerAddressTest::asksForAToken() {
    const auto found = find({"--ops", "http://10.0.0.5:7444"});
    QVERIFY(!found && found.error().code == Errc::malformed);
    QVERIFY(found.error().text.find("--token-file") != std::string::npos);
    const auto missing = find({"--ops", "http://10.0.0.5:7444", "--token-file", path("nowhere")});
    QVERIFY(!missing && missing.error().text.find(path("nowhere")) != std::string::npos);
}

void ServerAddressTest::refusesWhatIsNoUrl() {
    const auto found = find({"--ops", "10.0.0.5:7444", "--token-file", path("token")});
    QVERIFY(!found && found.error().code == Errc::malformed);
}

void ServerAddressTest::saysWhereItLooked() {
    const auto found = find({"--data-dir", "/nowhere/baithak"});
    QVERIFY(!found && found.error().code == Errc::unavailable);
    QVERIFY(found.error().text.find("/nowhere/baithak") != std::string::npos);
}

void ServerAddressTest::believesTheCurrentFolderOfItsUserAlone() {
    const auto before = QDir::currentPath();
    const auto file = path("baithak-data/server.json");
    QVERIFY(QDir(directory_->path()).mkdir("baithak-data"));
    QVERIFY(QFile::rename(QString::fromStdString(path("server.json")), QString::fromStdString(file)));
    const auto atHome = [&] {
        QDir::setCurrent(directory_->path());
        auto found = find({});
        QDir::setCurrent(before);
        return found;
    };
    QVERIFY(atHome() && atHome()->opsUrl == "http://127.0.0.1:4000");
    if (::geteuid() != 0) QSKIP("only root can give a file away");
    QCOMPARE(::chown(file.c_str(), 12'345, 12'345), 0);

    const auto found = atHome();

    const auto said = found ? found->passedOver : found.error().text;
    QVERIFY(!found || found->opsUrl != "http://127.0.0.1:4000");
    QVERIFY2(said.find("server.json is ignored") != said.npos && said.find("12345") != said.npos, said.c_str());
    // Who names the folder means it.
    QVERIFY(find({"--data-dir", path("baithak-data")}));
}

}  // namespace baithak::test

#include "server_address_test.moc"
