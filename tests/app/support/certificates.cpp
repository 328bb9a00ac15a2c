// SPDX-License-Identifier: MIT
#include "tests/app/support/certificates.h"

#include <QSslKey>
#include <QSslSocket>

namespace baithak::test {
namespace {

constexpr auto kGood = R"(-----BEGIN CERTIFICATE-----
MIIBTTCB9KADAgECAgEBMAoGCCqGSM49BAMCMBcxFTATBgNVBAMMDEJhaXRoYWsg
dGVzdDAgFw0yMDAxMDEwMDAwMDBaGA8yMTIwMDEwMTAwMDAwMFowFzEVMBMGA1UE
AwwMQmFpdGhhayB0ZXN0MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEPlklp6rs
aysAOarv2OzIcb1+GsfXhSWA5+AhgtCAoqNaPDFQtXkjLiulpt1PALAcEAosm1oD
H2l/zDCM2hkAk6MvMC0wGgYDVR0RBBMwEYIJbG9jYWxob3N0hwR/AAABMA8GA1Ud
EwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIgfFkCmF5KTuxGrCmoU6+S1y5W
BC9ttVP1as6a8qqiAAgCIQCqniLNUFvi8JB7DXEbzpI8P83EYQXs0ZgsHbzTymdu
2g==
-----END CERTIFICATE-----
)";

constexpr auto kExpired = R"(-----BEGIN CERTIFICATE-----
MIIBSzCB8qADAgECAgECMAoGCCqGSM49BAMCMBcxFTATBgNVBAMMDEJhaXRoYWsg
dGVzdDAeFw0yMDAxMDEwMDAwMDBaFw0yMDAzMDExMjAwMDBaMBcxFTATBgNVBAMM
DEJhaXRoYWsgdGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABD5ZJaeq7Gsr
ADmq79jsyHG9fhrH14UlgOfgIYLQgKKjWjwxULV5Iy4rpabdTwCwHBAKLJtaAx9p
f8wwjNoZAJOjLzAtMBoGA1UdEQQTMBGCCWxvY2FsaG9zdIcEfwAAATAPBgNVHRMB
Af8EBTADAQH/MAoGCCqGSM49BAMCA0gAMEUCICuWNFa+xUJj3RVOsRUL+soBoqdh
ADqC3HwImcCzINSXAiEAxsk9UwvxT6chbl8ZhLArF9mS/CRWWgPCmMFB/qys/IE=
-----END CERTIFICATE-----
)";

constexpr auto kKey = R"(-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgcgkUaMB2LAVcwB/p
GHiYyCd3hR7GrvLgACuWQNw5Z9+hRANCAAQ+WSWnquxrKwA5qu/Y7MhxvX4ax9eF
JYDn4CGC0ICio1o8MVC1eSMuK6Wm3U8AsBwQCiybWgMfaX/MMIzaGQCT
-----END PRIVATE KEY-----
)";

}  // namespace

QSslCertificate goodCertificate() { return QSslCertificate(kGood); }

QSslCertificate expiredCertificate() { return QSslCertificate(kExpired); }

QSslConfiguration showing(const QSslCertificate& certificate) {
    QSslConfiguration tls;
    tls.setLocalCertificate(certificate);
    tls.setPrivateKey(QSslKey(kKey, QSsl::Ec));
    tls.setPeerVerifyMode(QSslSocket::VerifyNone);  // its clients show none
    return tls;
}

Trusting::Trusting(const QSslCertificate& certificate) {
    QSslConfiguration tls = before_;
    tls.addCaCertificate(certificate);
    QSslConfiguration::setDefaultConfiguration(tls);
}

}  // namespace baithak::test
