// SPDX-License-Identifier: MIT
#include "server/runtime/log.h"

#include <QTest>

#include <sys/mman.h>
#include <unistd.h>

#include <limits>
#include <sstream>
#include <thread>
#include <vector>

#include <nlohmann/json.hpp>

#include "tests/support/register_test.h"

namespace baithak::test {
namespace {

class LogFile {
public:
    LogFile() : descriptor_(::memfd_create("log", MFD_CLOEXEC)) {}
    ~LogFile() { ::close(descriptor_); }
    int descriptor() const { return descriptor_; }
    std::vector<nlohmann::json> lines() const {
        std::string text(static_cast<std::size_t>(::lseek(descriptor_, 0, SEEK_CUR)), '\0');
        (void)!::pread(descriptor_, text.data(), text.size(), 0);
        std::istringstream stream(text);
        std::vector<nlohmann::json> lines;
        for (std::string line; std::getline(stream, line);) lines.push_back(nlohmann::json::parse(line));
        return lines;
    }

private:
    int descriptor_;
};

}  // namespace

class LogTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void writesOneObjectALine() {
        LogFile file;
        Log log(LogLevel::info, file.descriptor());
        log.info("gateway.connected", {{"user", "ann"}, {"count", 3}, {"left", -2}, {"share", 0.5}, {"isNew", true}});
        log.warn("plain");
        const auto lines = file.lines();
        QCOMPARE(lines.size(), std::size_t{2});
        QCOMPARE(lines[0]["level"].get<std::string>(), std::string("info"));
        QCOMPARE(lines[0]["event"].get<std::string>(), std::string("gateway.connected"));
        QCOMPARE(lines[0]["user"].get<std::string>(), std::string("ann"));
        QCOMPARE(lines[0]["count"].get<int>(), 3);
        QCOMPARE(lines[0]["left"].get<int>(), -2);
        QCOMPARE(lines[0]["share"].get<double>(), 0.5);
        QVERIFY(lines[0]["isNew"].is_boolean());
        QCOMPARE(lines[1]["level"].get<std::string>(), std::string("warn"));
        const auto at = lines[0]["at"].get<std::string>();
        QVERIFY(at.size() == 24 && at[10] == 'T' && at[19] == '.' && at.back() == 'Z');
    }

    void escapesWhatJsonMustNotHold_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("read");
        const auto row = [](const char* name, QByteArray text, QByteArray read) {
            QTest::newRow(name) << text << read;
        };
        row("quotes", "a\"b\\c", "a\"b\\c");
        row("controls", QByteArray("\0\x01\n\r\t\x1f\x7f", 7), QByteArray("\0\x01\n\r\t\x1f\x7f", 7));
        row("words of the world", "ü अ 😀", "ü अ 😀");
        row("a stray byte", "a\xFFz", "a\xEF\xBF\xBDz");
        row("a cut sequence", "a\xE2\x82", "a\xEF\xBF\xBD\xEF\xBF\xBD");
        row("overlong", "\xC0\xAF", "\xEF\xBF\xBD\xEF\xBF\xBD");
        row("a surrogate", "\xED\xA0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
        row("beyond Unicode", "\xF4\x90\x80\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
    }
    void escapesWhatJsonMustNotHold() {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, read);
        LogFile file;
        Log log(LogLevel::info, file.descriptor());
        log.info("event", {{"text", text.toStdString()}});
        QCOMPARE(file.lines().at(0)["text"].get<std::string>(), read.toStdString());
    }

    void writesNullForWhatIsNoNumber() {
        LogFile file;
        Log log(LogLevel::info, file.descriptor());
        log.info("event", {{"ratio", std::numeric_limits<double>::quiet_NaN()}});
        QVERIFY(file.lines().at(0)["ratio"].is_null());
    }

    void leavesOutWhatIsBelowItsLevel() {
        LogFile file;
        Log log(LogLevel::warn, file.descriptor());
        log.debug("a");
        log.info("b");
        log.warn("c");
        log.error("d");
        QCOMPARE(file.lines().size(), std::size_t{2});
        QVERIFY(!log.wouldWrite(LogLevel::info));
        QVERIFY(log.wouldWrite(LogLevel::error));
    }

    void keepsLinesOfManyThreadsWhole() {
        LogFile file;
        Log log(LogLevel::info, file.descriptor());
        std::vector<std::thread> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([&log] {
                const std::string text(5000, 'x');
                for (int n = 0; n < 50; ++n) log.info("event", {{"text", text}});
            });
        }
        for (auto& thread : threads) thread.join();
        QCOMPARE(file.lines().size(), std::size_t{200});
    }

    void doesNotMindAClosedOutput() {
        Log log(LogLevel::info, -1);
        log.error("nobody reads this");
    }
};
BAITHAK_REGISTER_TEST(LogTest);

}  // namespace baithak::test

#include "log_test.moc"
