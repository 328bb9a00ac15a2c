// SPDX-License-Identifier: MIT
#pragma once

// A group in the making: its name, its members, and what is still wrong with it. Making it needs the server; while it
// is asked, isBusy. GUI thread only.

#include <QtQml/qqmlregistration.h>
#include <QObject>
#include <QStringList>

namespace baithak::client {

class GroupEditor : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by ChatApp")
    Q_PROPERTY(QString name READ name WRITE setName NOTIFY nameChanged)
    Q_PROPERTY(QStringList members READ members NOTIFY membersChanged)
    Q_PROPERTY(QString problem READ problem NOTIFY problemChanged)
    Q_PROPERTY(bool isBusy READ isBusy NOTIFY isBusyChanged)
    Q_PROPERTY(bool canCreate READ canCreate NOTIFY canCreateChanged)

public:
    explicit GroupEditor(QObject* parent = nullptr);

    QString name() const { return name_; }
    void setName(const QString& name);
    QStringList members() const { return members_; }
    QString problem() const { return problem_; }
    bool isBusy() const { return isBusy_; }
    bool canCreate() const { return canCreate_; }

    // False, with a problem, for what is no user name or one too many.
    Q_INVOKABLE bool addMember(const QString& name);
    Q_INVOKABLE void removeMember(const QString& name);
    Q_INVOKABLE void reset();
    Q_INVOKABLE void create();

    void setSelf(const QString& self) { self_ = self; }
    void succeed(const QString& conversation);
    void fail(const QString& problem);

Q_SIGNALS:
    void nameChanged();
    void membersChanged();
    void problemChanged();
    void isBusyChanged();
    void canCreateChanged();
    void created(const QString& conversation);
    void createWanted(const QString& name, const QStringList& members);  // for ChatApp

private:
    void setProblem(const QString& problem);
    void setBusy(bool busy);
    void judge();

    QString self_;
    QString name_;
    QStringList members_;
    QString problem_;
    bool isBusy_ = false;
    bool canCreate_ = false;
};

}  // namespace baithak::client
