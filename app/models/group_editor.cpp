// SPDX-License-Identifier: MIT
#include "app/models/group_editor.h"

#include "app/base/convert.h"
#include "shared/protocol/limits.h"
#include "shared/protocol/validate.h"

namespace baithak::client {

GroupEditor::GroupEditor(QObject* parent) : QObject(parent) {}

void GroupEditor::setName(const QString& name) {
    if (name == name_) return;
    name_ = name;
    Q_EMIT nameChanged();
    setProblem({});
    judge();
}

bool GroupEditor::addMember(const QString& name) {
    const QString user = name.trimmed();
    if (members_.contains(user)) return true;
    if (user == self_) {
        setProblem(tr("You are in the group anyway."));
        return false;
    }
    if (!validateUsername(toStd(user))) {
        setProblem(tr("“%1” is not a user name.").arg(user.left(64)));
        return false;
    }
    if (members_.size() >= static_cast<qsizetype>(limits::kGroupCreateMembers)) {
        setProblem(tr("A new group has at most %n members. More can be added later.", nullptr,
                      static_cast<int>(limits::kGroupCreateMembers)));
        return false;
    }
    members_ << user;
    Q_EMIT membersChanged();
    setProblem({});
    judge();
    return true;
}

void GroupEditor::removeMember(const QString& name) {
    if (members_.removeAll(name) == 0) return;
    Q_EMIT membersChanged();
    setProblem({});
    judge();
}

void GroupEditor::reset() {
    setName({});
    members_.clear();
    Q_EMIT membersChanged();
    setProblem({});
    setBusy(false);
}

void GroupEditor::create() {
    if (!canCreate_) return;
    setProblem({});
    setBusy(true);
    Q_EMIT createWanted(name_.trimmed(), members_);
}

void GroupEditor::succeed(const QString& conversation) {
    reset();
    Q_EMIT created(conversation);
}

void GroupEditor::fail(const QString& problem) {
    setBusy(false);
    setProblem(problem);
}

void GroupEditor::setProblem(const QString& problem) {
    if (problem == problem_) return;
    problem_ = problem;
    Q_EMIT problemChanged();
}

void GroupEditor::setBusy(bool busy) {
    if (busy != isBusy_) {
        isBusy_ = busy;
        Q_EMIT isBusyChanged();
    }
    judge();
}

void GroupEditor::judge() {
    const bool nameIsGood = static_cast<bool>(validateGroupName(toStd(name_.trimmed())));
    if (!nameIsGood && !name_.trimmed().isEmpty())
        setProblem(tr("A group's name has at most %n bytes.", nullptr, static_cast<int>(limits::kGroupNameBytes)));
    const bool can = nameIsGood && !members_.isEmpty() && !isBusy_;
    if (can == canCreate_) return;
    canCreate_ = can;
    Q_EMIT canCreateChanged();
}

}  // namespace baithak::client
