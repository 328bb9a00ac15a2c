// SPDX-License-Identifier: MIT
#include "app/models/words.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>
#include <QRegularExpression>

#include "app/base/convert.h"
#include "shared/model/conversation.h"

namespace baithak::client {
namespace {

struct MembershipChange {
    QStringList added;
    QStringList removed;
};

MembershipChange readChange(const QByteArray& content) {
    MembershipChange change;
    const QJsonObject body = QJsonDocument::fromJson(content).object();
    const auto added = body["added"].toArray();
    for (const auto& entry : added) change.added << entry.toObject()["username"].toString();
    const auto removed = body["removed"].toArray();
    for (const auto& entry : removed) change.removed << entry.toString();
    return change;
}

}  // namespace

QString Words::peerOf(const QString& conversation, const QString& self) {
    const std::string id = toStd(conversation);
    const auto peers = directPeers(id);
    if (!peers) return {};
    const QString first = toQt(peers->first);
    return first == self ? toQt(peers->second) : first;
}

bool Words::isWithSelf(const QString& conversation, const QString& self) {
    return !self.isEmpty() && peerOf(conversation, self) == self;
}

QString Words::kindOf(const ConversationRow& row, const QString& self) {
    if (row.kind == ConversationKind::group) return QStringLiteral("group");
    if (row.kind == ConversationKind::system) return QStringLiteral("system");
    return isWithSelf(row.id, self) ? QStringLiteral("self") : QStringLiteral("direct");
}

QString Words::titleOf(const ConversationRow& row, const QString& self) {
    if (row.id.isEmpty()) return {};
    if (row.kind == ConversationKind::group) return row.title.isEmpty() ? tr("Group") : row.title;
    if (row.kind == ConversationKind::system) return tr("Server notices");
    if (isWithSelf(row.id, self)) return tr("Note to self");
    return row.title.isEmpty() ? peerOf(row.id, self) : row.title;
}

QString Words::avatarSeedOf(const ConversationRow& row, const QString& self) {
    if (row.kind == ConversationKind::direct) return peerOf(row.id, self);
    const std::string id = toStd(row.id);
    return toQt(subjectOf(id));
}

QString Words::initialsOf(const QString& name) {
    static const QRegularExpression separators(QStringLiteral("[\\s._+@-]+"));
    const QStringList parts = name.split(separators, Qt::SkipEmptyParts);
    QString initials;
    for (const auto& part : parts.mid(0, 2)) initials += part.left(part.at(0).isHighSurrogate() ? 2 : 1).toUpper();
    return initials;
}

QString Words::timeOfDay(qint64 ms) {
    // Some locales' short form has seconds.
    const QString format = QLocale().timeFormat(QLocale::ShortFormat).remove(QStringLiteral(":ss"));
    return QLocale().toString(toDateTime(ms).time(), format);
}

QString Words::listTime(qint64 ms, const QDate& today) {
    if (ms == 0) return {};
    const QDate day = toDateTime(ms).date();
    const qint64 ago = day.daysTo(today);
    if (ago <= 0) return timeOfDay(ms);
    if (ago == 1) return tr("Yesterday");
    if (ago < 7) return QLocale().dayName(day.dayOfWeek(), QLocale::ShortFormat);
    return QLocale().toString(day, QLocale::ShortFormat);
}

QString Words::dayName(const QDate& day, const QDate& today) {
    const qint64 ago = day.daysTo(today);
    if (ago == 0) return tr("Today");
    if (ago == 1) return tr("Yesterday");
    if (ago > 1 && ago < 7) return QLocale().dayName(day.dayOfWeek(), QLocale::LongFormat);
    //: The form of a day of this year, see QLocale::toString: weekday, day, month
    const QString thisYear = tr("ddd d MMMM");
    //: The form of a day of another year: day, month, year
    const QString otherYear = tr("d MMMM yyyy");
    return QLocale().toString(day, day.year() == today.year() ? thisYear : otherYear);
}

QString Words::fullTime(qint64 ms) { return QLocale().toString(toDateTime(ms), QLocale::LongFormat); }

QString Words::people(const QStringList& names) { return QLocale().createSeparatedList(names); }

QString Words::notice(const MessageRow& row, const QString& self) {
    MembershipChange change = readChange(row.content);
    const bool byMe = row.source == self;
    if (change.added == QStringList{row.source}) return byMe ? tr("You joined") : tr("%1 joined").arg(row.source);
    if (change.added.contains(row.source)) {
        change.added.removeAll(row.source);
        if (byMe) return tr("You created this group with %1").arg(people(change.added));
        return tr("%1 created this group").arg(row.source);
    }
    if (!change.added.isEmpty()) {
        if (byMe) return tr("You added %1").arg(people(change.added));
        if (change.added == QStringList{self}) return tr("%1 added you").arg(row.source);
        return tr("%1 added %2").arg(row.source, people(change.added));
    }
    if (change.removed == QStringList{row.source}) return byMe ? tr("You left") : tr("%1 left").arg(row.source);
    if (change.removed == QStringList{self}) return tr("%1 removed you").arg(row.source);
    if (change.removed.isEmpty()) return tr("The group changed");
    if (byMe) return tr("You removed %1").arg(people(change.removed));
    return tr("%1 removed %2").arg(row.source, people(change.removed));
}

QString Words::typing(const QStringList& names, bool inGroup) {
    if (names.isEmpty()) return {};
    if (!inGroup) return tr("typing…");
    if (names.size() == 1) return tr("%1 is typing…").arg(names.first());
    if (names.size() <= 3) return tr("%1 are typing…").arg(people(names));
    return tr("Several people are typing…");
}

QString Words::stateWord(const QString& state) {
    if (state == QLatin1String("queued")) return tr("waiting to be sent");
    if (state == QLatin1String("stored")) return tr("sent");
    if (state == QLatin1String("delivered")) return tr("delivered");
    if (state == QLatin1String("read")) return tr("read");
    if (state == QLatin1String("failed")) return tr("not sent");
    return {};
}

QString deliveryState(const MessageRow& row, const ConversationRow& header, const QString& self) {
    if (row.isNotice || row.source != self) return {};
    if (row.state == MessageState::failed) return QStringLiteral("failed");
    if (row.seq == 0) return QStringLiteral("queued");
    if (row.seq <= header.readUpTo) return QStringLiteral("read");
    if (row.seq <= header.deliveredUpTo) return QStringLiteral("delivered");
    return QStringLiteral("stored");
}

}  // namespace baithak::client
