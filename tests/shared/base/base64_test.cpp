// SPDX-License-Identifier: MIT
#include "shared/base/base64.h"

#include <QObject>
#include <QTest>

#include "shared/base/random.h"
#include "tests/support/register_test.h"

using namespace baithak;

class Base64Test : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // The vectors of RFC 4648, section 10.
    void agreesWithTheRfc_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("nothing") << QByteArray() << QByteArray();
        QTest::newRow("f") << QByteArray("f") << QByteArray("Zg==");
        QTest::newRow("fo") << QByteArray("fo") << QByteArray("Zm8=");
        QTest::newRow("foo") << QByteArray("foo") << QByteArray("Zm9v");
        QTest::newRow("foob") << QByteArray("foob") << QByteArray("Zm9vYg==");
        QTest::newRow("fooba") << QByteArray("fooba") << QByteArray("Zm9vYmE=");
        QTest::newRow("foobar") << QByteArray("foobar") << QByteArray("Zm9vYmFy");
    }
    void agreesWithTheRfc() {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, text);
        QCOMPARE(encodeBase64(bytes.toStdString()), text.toStdString());
        const auto back = decodeBase64(text.toStdString());
        QVERIFY(back);
        QCOMPARE(*back, bytes.toStdString());
    }

    void urlVariantHasNoPaddingAndItsOwnLetters() {
        const std::string bytes = "\xfb\xff\xfe\x3f";
        QCOMPARE(encodeBase64(bytes), std::string("+//+Pw=="));
        QCOMPARE(encodeBase64(bytes, Base64::url), std::string("-__-Pw"));
        QCOMPARE(*decodeBase64("-__-Pw", Base64::url), bytes);
        QVERIFY(!decodeBase64("+//+Pw", Base64::url));
        QVERIFY(!decodeBase64("-__-Pw==", Base64::url));
    }

    void refusesWhatIsNotCanonical_data() {
        QTest::addColumn<QByteArray>("text");
        for (const char* text : {"Z", "Zg", "Zg=", "Zm9", "Zg===", "====", "=", "Z===", "Zg==Zg==", "Zm9v\n", " Zm9v",
                                 "Zm-v", "Zh==", "Zm9=", "Zm8=Zm8=", "Zm9v!m9v", "\xc3\xa9m9v"}) {
            QTest::newRow(text) << QByteArray(text);
        }
        QTest::newRow("a NUL") << QByteArray("Zm9\0", 4);
    }
    void refusesWhatIsNotCanonical() {
        QFETCH(QByteArray, text);
        const auto decoded = decodeBase64(text.toStdString());
        QVERIFY(!decoded);
        QVERIFY(decoded.error().code == Errc::malformed);
        QVERIFY(!decoded.error().text.empty());
    }

    void agreesWithQtOnRandomBytes() {
        const auto random = seededRandom(7);
        for (std::size_t size = 0; size < 300; ++size) {
            std::string bytes(size, '\0');
            random({reinterpret_cast<std::uint8_t*>(bytes.data()), size});
            const auto text = encodeBase64(bytes);
            QCOMPARE(text, QByteArray::fromStdString(bytes).toBase64().toStdString());
            QCOMPARE(*decodeBase64(text), bytes);
            QCOMPARE(*decodeBase64(encodeBase64(bytes, Base64::url), Base64::url), bytes);
        }
    }
};

BAITHAK_REGISTER_TEST(Base64Test);

#include "base64_test.moc"
