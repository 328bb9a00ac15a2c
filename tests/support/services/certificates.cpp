// SPDX-License-Identifier: MIT
#include "tests/support/services/certificates.h"

#include "tests/support/test_failure.h"

namespace baithak::test {
namespace {

using Words = std::vector<std::string>;

void makeCertificate(const std::string& name, const CertificateFiles::Identity& files, const Words& more) {
    Words command{
        "openssl", "req",  "-x509",           "-newkey", "ec",      "-pkeyopt", "ec_paramgen_curve:prime256v1",
        "-nodes",  "-out", files.certificate, "-keyout", files.key, "-days",    "2"};
    command.insert(command.end(), {"-subj", "/CN=" + name});
    command.insert(command.end(), more.begin(), more.end());
    ChildProcess openssl(command);
    openssl.spawn();
    if (openssl.waitExit() != 0) throw TestFailure("openssl made no certificate: " + openssl.log());
}

}  // namespace

CertificateFiles::CertificateFiles() {
    makeCertificate("Test authority", {certificate(), directory_.path() + "/ca.key"}, {});
}

CertificateFiles::Identity CertificateFiles::issue(const std::string& name) {
    const auto path = directory_.path() + "/" + name;
    const Identity identity{path + ".pem", path + ".key"};
    makeCertificate(name, identity,
                    {"-CA", certificate(), "-CAkey", directory_.path() + "/ca.key", "-addext",
                     "subjectAltName=IP:127.0.0.1,DNS:localhost", "-addext", "basicConstraints=critical,CA:FALSE"});
    return identity;
}

}  // namespace baithak::test
