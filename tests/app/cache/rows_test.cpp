// SPDX-License-Identifier: MIT
#include "app/cache/rows.h"

#include <QObject>
#include <QTest>

#include "tests/support/register_test.h"

using namespace baithak::client;

namespace {

MessageRow row(const char* source, const char* id, MessageState state) {
    MessageRow row;
    row.source = QLatin1String(source);
    row.id = QLatin1String(id);
    row.state = state;
    return row;
}

}  // namespace

class RowsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void ofEachMessageTheLastWordStands() {
        const auto queued = row("ann", "1", MessageState::queued);
        const auto stored = row("ann", "1", MessageState::stored);
        const auto ofBob = row("bob", "1", MessageState::kept);  // ids are the sender's own
        QCOMPARE(newestOfEach({queued, ofBob, stored}), (QList<MessageRow>{stored, ofBob}));
        QVERIFY(newestOfEach({}).isEmpty());
    }
};
BAITHAK_REGISTER_TEST(RowsTest);

#include "rows_test.moc"
