// SPDX-License-Identifier: MIT
#include "app/models/group_editor.h"

#include <QObject>
#include <QSignalSpy>
#include <QTest>

#include "tests/support/register_test.h"

using namespace baithak::client;

class GroupEditorTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void needsANameAndAMember() {
        GroupEditor editor;
        QVERIFY(!editor.canCreate());
        editor.setName(QStringLiteral("  "));
        QVERIFY(editor.addMember(QStringLiteral(" bob ")));
        QCOMPARE(editor.members(), QStringList{"bob"});
        QVERIFY(!editor.canCreate());
        editor.setName(QStringLiteral("Team"));
        QVERIFY(editor.canCreate());
        editor.removeMember(QStringLiteral("bob"));
        QVERIFY(!editor.canCreate());
    }

    void saysWhatIsWrong() {
        GroupEditor editor;
        editor.setSelf(QStringLiteral("ann"));
        QVERIFY(!editor.addMember(QStringLiteral("no name!")));
        QVERIFY(editor.problem().contains(QStringLiteral("no name!")));
        QVERIFY(!editor.addMember(QStringLiteral("ann")));
        QVERIFY(editor.addMember(QStringLiteral("bob")));
        QVERIFY(editor.problem().isEmpty());
        QVERIFY(editor.addMember(QStringLiteral("bob")));
        QCOMPARE(editor.members().size(), 1);
        editor.setName(QString(300, u'x'));
        QVERIFY(!editor.problem().isEmpty());
        QVERIFY(!editor.canCreate());
    }

    void makesTheGroupOnce() {
        GroupEditor editor;
        QSignalSpy wanted(&editor, &GroupEditor::createWanted);
        QSignalSpy created(&editor, &GroupEditor::created);
        editor.setName(QStringLiteral(" Team "));
        editor.addMember(QStringLiteral("bob"));
        editor.create();
        editor.create();
        QCOMPARE(wanted.size(), 1);
        QCOMPARE(wanted.first().first().toString(), QStringLiteral("Team"));
        QVERIFY(editor.isBusy());
        editor.fail(QStringLiteral("no connection"));
        QCOMPARE(editor.problem(), QStringLiteral("no connection"));
        QVERIFY(editor.canCreate());
        editor.create();
        editor.succeed(QStringLiteral("grp:x"));
        QCOMPARE(created.first().first().toString(), QStringLiteral("grp:x"));
        QVERIFY(editor.name().isEmpty() && editor.members().isEmpty() && !editor.isBusy());
    }
};
BAITHAK_REGISTER_TEST(GroupEditorTest);

#include "group_editor_test.moc"
