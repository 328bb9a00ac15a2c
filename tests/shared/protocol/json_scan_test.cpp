// SPDX-License-Identifier: MIT
#include "shared/protocol/json_scan.h"

#include <QObject>
#include <QTest>
#include <nlohmann/json.hpp>

#include "shared/base/random.h"
#include "shared/protocol/json_writer.h"
#include "shared/protocol/limits.h"
#include "tests/support/register_test.h"

using namespace baithak;

class JsonScanTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void acceptsJson_data() {
        QTest::addColumn<QByteArray>("text");
        for (const char* text : {"{}",
                                 "[]",
                                 "null",
                                 "true",
                                 "false",
                                 "0",
                                 "-0",
                                 "1.5",
                                 "-1e5",
                                 "1E+5",
                                 "1e-999",
                                 "\"\"",
                                 " [ 1 , 2 ] \n",
                                 "{\"a\":{\"b\":[null,true]}}",
                                 "\"\\u00e9\\n\\\"\\\\\\/\"",
                                 "\"\\ud83d\"",
                                 "1.7976931348623157e308",
                                 "123456789012345678901234567890",
                                 "0e999",
                                 "\"\x7f éü 👋\"",
                                 "0.0000000000000000000000000000001"}) {
            QTest::newRow(text) << QByteArray(text);
        }
        const QByteArray open(static_cast<int>(limits::kJsonDepth), '[');
        const QByteArray close(static_cast<int>(limits::kJsonDepth), ']');
        QTest::newRow("as deep as may be") << open + close;
        QTest::newRow("a tiny number written out") << "0." + QByteArray(400, '0') + "1";
    }
    void acceptsJson() {
        QFETCH(QByteArray, text);
        QVERIFY(isJson(text.toStdString()));
    }

    void refusesWhatIsNot_data() {
        QTest::addColumn<QByteArray>("text");
        for (const char* text : {"",
                                 " ",
                                 "{",
                                 "}",
                                 "[",
                                 "[1",
                                 "[1,",
                                 "[,1]",
                                 "[1,]",
                                 "{\"a\"}",
                                 "{\"a\":}",
                                 "{\"a\":1,}",
                                 "{a:1}",
                                 "{,}",
                                 "{\"a\":1 \"b\":2}",
                                 "[1 2]",
                                 "nul",
                                 "nulll",
                                 "True",
                                 "01",
                                 "1.",
                                 ".5",
                                 "-",
                                 "+1",
                                 "1e",
                                 "1e+",
                                 "0x10",
                                 "1_0",
                                 "NaN",
                                 "Infinity",
                                 "\"",
                                 "\"\\\"",
                                 "\"\\x\"",
                                 "\"\\u12\"",
                                 "\"\\u12g4\"",
                                 "\"a\nb\"",
                                 "'a'",
                                 "[1]]",
                                 "{}{}",
                                 "[1,{\"a\":2]}",
                                 "1e309",
                                 "-1e400",
                                 "1 1",
                                 "// a comment\n1",
                                 "\"a\" \"b\"",
                                 "\xef\xbb\xbf{}"}) {
            QTest::newRow(text) << QByteArray(text);
        }
        QTest::newRow("a NUL") << QByteArray("\0", 1);
        QTest::newRow("a NUL in a string") << QByteArray("\"a\0b\"", 5);
        QTest::newRow("a NUL behind") << QByteArray("{}\0", 3);
        const int deep = static_cast<int>(limits::kJsonDepth) + 1;
        QTest::newRow("a level too deep") << QByteArray(deep, '[') + QByteArray(deep, ']');
        QTest::newRow("a hundred thousand levels") << QByteArray(100'000, '[');
        QTest::newRow("a huge number written out") << QByteArray(400, '9');
    }
    void refusesWhatIsNot() {
        QFETCH(QByteArray, text);
        QVERIFY(!isJson(text.toStdString()));
    }

    void findsTheMemberAsItStands() {
        QCOMPARE(*scanForMember(R"({"a":1, "text" : "x\ny" ,"b":2})", "text"), std::string_view(R"("x\ny")"));
        QCOMPARE(*scanForMember(R"({"text":{"text":1}})", "text"), std::string_view(R"({"text":1})"));
        QCOMPARE(*scanForMember(R"({"text":1,"text":2})", "text"), std::string_view("2"));
        QCOMPARE(*scanForMember(R"({"a":{"text":1}})", "text"), std::string_view());
        QCOMPARE(*scanForMember(R"([{"text":1}])", "text"), std::string_view());
        QVERIFY(!scanForMember(R"({"text":1)", "text"));
    }

    // The judge is another parser; mutations of good texts reach its corners.
    void agreesWithAnotherParserOnMutations_data() {
        QTest::addColumn<quint64>("seed");
        for (quint64 seed = 1; seed <= 8; ++seed) QTest::addRow("seed %llu", seed) << seed;
    }
    void agreesWithAnotherParserOnMutations() {
        QFETCH(quint64, seed);
        const auto random = seededRandom(seed);
        const std::string good = R"({"a":[1,-2.5e3,true,null,"x\u0041\n"],"text":{"b":"c"},"d":[[],{}],"e":0.1})";
        constexpr std::string_view kBytes = "{}[]\",:\\u0123456789eE+-.tfnabx ";
        for (int round = 0; round < 20'000; ++round) {
            std::array<std::uint8_t, 8> dice{};
            random(dice);
            std::string text = good;
            for (std::size_t i = 0; i < 1U + dice[0] % 3U; ++i) {
                const auto place = (dice[1 + i * 2] * 7U + i) % text.size();
                const char byte = kBytes[dice[2 + i * 2] % kBytes.size()];
                if (dice[7] % 3 == 0) {
                    text.erase(place, 1);
                } else if (dice[7] % 3 == 1) {
                    text.insert(place, 1, byte);
                } else {
                    text[place] = byte;
                }
            }
            // Lone surrogates are the one thing that we let pass and the judge does not.
            if (text.find("\\ud") != std::string::npos || text.find("\\uD") != std::string::npos) continue;
            QVERIFY2(isJson(text) == nlohmann::json::accept(text), text.c_str());
        }
    }

    void writesStringsThatReadersGetBack() {
        std::string text;
        for (int c = 0; c < 0x80; ++c) text.push_back(static_cast<char>(c));
        text += "नमस्ते 👋🏽 \xe2\x80\xa8";
        std::string json;
        JsonObject object(json);
        object.addString(text, text);
        object.addNumber("n", UINT64_MAX);
        object.addBool("b", true);
        object.close();
        const auto parsed = nlohmann::json::parse(json);
        QCOMPARE(parsed.at(text).get<std::string>(), text);
        QCOMPARE(parsed.at("n").get<std::uint64_t>(), UINT64_MAX);
        QVERIFY(parsed.at("b").get<bool>());
    }
};

BAITHAK_REGISTER_TEST(JsonScanTest);

#include "json_scan_test.moc"
