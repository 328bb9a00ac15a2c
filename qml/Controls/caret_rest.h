// SPDX-License-Identifier: MIT
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QObject>
#include <QTimer>

namespace baithak::ui {

// Lets the caret stand still when nobody has touched keyboard or mouse for a while: a window at rest draws nothing and
// costs nothing. Any input makes it blink again. One for the program; GUI thread only.
class CaretRest : public QObject {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(int restAfter READ restAfter WRITE setRestAfter NOTIFY restAfterChanged)

public:
    explicit CaretRest(QObject* parent = nullptr);
    ~CaretRest() override;

    // Milliseconds.
    int restAfter() const { return timer_.interval(); }
    void setRestAfter(int milliseconds);

    bool eventFilter(QObject* watched, QEvent* event) override;

Q_SIGNALS:
    void restAfterChanged();

private:
    void blink();

    int flashTime_;  // of the system
    QTimer timer_;
};

}  // namespace baithak::ui
