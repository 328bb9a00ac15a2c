// SPDX-License-Identifier: MIT
#pragma once

// Certificates for servers of the tests, at localhost and 127.0.0.1: one that is good until 2120 and one that expired
// on 1 March 2020, both signed only by themselves, with one key. They are worth nothing outside the tests.

#include <QSslCertificate>
#include <QSslConfiguration>

namespace baithak::test {

QSslCertificate goodCertificate();
QSslCertificate expiredCertificate();
// What a server needs to show it.
QSslConfiguration showing(const QSslCertificate& certificate);

// As long as it lives, connections of this process believe that certificate too.
class Trusting {
public:
    explicit Trusting(const QSslCertificate& certificate);
    ~Trusting() { QSslConfiguration::setDefaultConfiguration(before_); }
    Q_DISABLE_COPY_MOVE(Trusting)

private:
    QSslConfiguration before_ = QSslConfiguration::defaultConfiguration();
};

}  // namespace baithak::test
