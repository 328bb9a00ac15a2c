// SPDX-License-Identifier: MIT
#pragma once

// A local store in a directory of its own that can be closed and opened again, and messages to put into it.

#include <QTemporaryDir>
#include <memory>

#include "app/cache/local_store.h"
#include "app/session/incoming.h"

namespace baithak::test {

class StoreFixture {
public:
    explicit StoreFixture(QString self = QStringLiteral("ann")) : self_(std::move(self)) { reopen(); }

    void reopen() {
        store_.reset();
        auto opened = client::LocalStore::open(dir_.filePath(QStringLiteral("cache.sqlite")), self_);
        if (!opened) qFatal("%s", opened.error().text.c_str());
        store_ = *std::move(opened);
    }

    client::LocalStore* operator->() { return store_.get(); }
    client::LocalStore* get() { return store_.get(); }

private:
    QTemporaryDir dir_;
    QString self_;
    std::unique_ptr<client::LocalStore> store_;
};

inline const QString kAnnBob = QStringLiteral("dm:ann:bob");

inline client::Arrival arrivalFrom(const QString& source, qint64 seq, const QString& text,
                                   const QString& conversation = kAnnBob) {
    client::Arrival arrival;
    arrival.row.conversation = conversation;
    arrival.row.id = QStringLiteral("m%1").arg(seq);
    arrival.row.source = source;
    arrival.row.text = text;
    arrival.row.seq = seq;
    arrival.row.sentAt = 1'700'000'000'000 + seq;
    arrival.movesPosition = true;
    return arrival;
}

inline client::ConversationRow conversationRow(const QString& id) {
    client::ConversationRow row;
    row.id = id;
    return row;
}

inline Message textFromAnn(const QString& id, const QString& text) {
    return client::makeText(kAnnBob, QStringLiteral("ann"), id, text, 1'700'000'000'000);
}

}  // namespace baithak::test
