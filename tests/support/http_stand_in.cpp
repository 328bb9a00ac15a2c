// SPDX-License-Identifier: MIT
#include "tests/support/http_stand_in.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <stdexcept>

namespace baithak::test {
namespace {

// A connection's bytes, in the clear or through TLS.
class Stream {
public:
    Stream(int descriptor, SSL_CTX* tls) : descriptor_(descriptor) {
        if (tls == nullptr) return;
        ssl_.reset(SSL_new(tls));
        SSL_set_fd(ssl_.get(), descriptor);
        isOpen_ = SSL_accept(ssl_.get()) == 1;
    }

    bool isOpen() const { return isOpen_; }

    bool fill() {
        std::array<char, 16384> bytes;
        const auto size = ssl_ ? SSL_read(ssl_.get(), bytes.data(), static_cast<int>(bytes.size()))
                               : static_cast<int>(::recv(descriptor_, bytes.data(), bytes.size(), 0));
        if (size <= 0) return isOpen_ = false;
        received_.append(bytes.data(), static_cast<std::size_t>(size));
        return true;
    }

    void write(std::string_view bytes) {
        while (!bytes.empty() && isOpen_) {
            const auto size = ssl_ ? SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size()))
                                   : static_cast<int>(::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL));
            if (size <= 0) isOpen_ = false;
            if (size > 0) bytes.remove_prefix(static_cast<std::size_t>(size));
        }
    }

    std::string received_;

private:
    struct Free {
        void operator()(SSL* ssl) const { SSL_free(ssl); }
    };
    int descriptor_;
    std::unique_ptr<SSL, Free> ssl_;
    bool isOpen_ = true;
};

std::string lowered(std::string text) {
    for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
}

StandInRequest parseHead(const std::string& head) {
    StandInRequest request;
    const auto lineEnd = head.find("\r\n");
    const auto first = head.find(' ');
    const auto second = head.find(' ', first + 1);
    request.method = head.substr(0, first);
    request.target = head.substr(first + 1, second - first - 1);
    for (auto at = lineEnd; at + 2 < head.size();) {
        const auto end = std::min(head.find("\r\n", at + 2), head.size());
        const auto line = head.substr(at + 2, end - at - 2);
        const auto colon = line.find(':');
        if (colon == line.npos) break;
        const auto value = line.find_first_not_of(' ', colon + 1);
        request.headers[lowered(line.substr(0, colon))] = value == line.npos ? "" : line.substr(value);
        at = end;
    }
    return request;
}

std::optional<StandInRequest> readRequest(Stream& stream) {
    std::size_t end = 0;
    while ((end = stream.received_.find("\r\n\r\n")) == std::string::npos) {
        if (!stream.fill()) return std::nullopt;
    }
    auto request = parseHead(stream.received_.substr(0, end));
    const auto size = static_cast<std::size_t>(std::atoll(request.header("content-length").c_str()));
    while (stream.received_.size() < end + 4 + size) {
        if (!stream.fill()) return std::nullopt;
    }
    request.body = stream.received_.substr(end + 4, size);
    stream.received_.erase(0, end + 4 + size);
    return request;
}

std::string bytesOf(const StandInAnswer& answer, const std::string& method) {
    std::string bytes = "HTTP/1.1 " + std::to_string(answer.status) + " Answer\r\n";
    for (const auto& [name, value] : answer.headers) bytes += name + ": " + value + "\r\n";
    if (answer.manner == StandInAnswer::Manner::answer)
        bytes += "Content-Length: " + std::to_string(answer.body.size()) + "\r\n";
    bytes += "\r\n";
    return method == "HEAD" ? bytes : bytes + answer.body;
}

std::shared_ptr<SSL_CTX> contextOf(const TlsIdentity& identity) {
    std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
    const auto bioOf = [](const std::string& pem) {
        return std::unique_ptr<BIO, int (*)(BIO*)>(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free);
    };
    std::unique_ptr<X509, void (*)(X509*)> certificate(
        PEM_read_bio_X509(bioOf(identity.certificate).get(), nullptr, nullptr, nullptr), X509_free);
    std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> key(
        PEM_read_bio_PrivateKey(bioOf(identity.key).get(), nullptr, nullptr, nullptr), EVP_PKEY_free);
    if (SSL_CTX_use_certificate(context.get(), certificate.get()) != 1 ||
        SSL_CTX_use_PrivateKey(context.get(), key.get()) != 1)
        throw std::runtime_error("The stand-in has no identity that OpenSSL takes.");
    return context;
}

}  // namespace

HttpStandIn::HttpStandIn(Handler handler, std::optional<TlsIdentity> identity) : handler_(std::move(handler)) {
    if (identity) tls_ = contextOf(*identity);
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(listener_, reinterpret_cast<const sockaddr*>(&address), size) != 0 || ::listen(listener_, 64) != 0 ||
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
        throw std::runtime_error("The stand-in has no port to listen on.");
    port_ = ntohs(address.sin_port);
    acceptor_ = std::thread([this] { accept(); });
}

HttpStandIn::~HttpStandIn() {
    isEnding_ = true;
    ::shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    ::close(listener_);
    {
        const std::lock_guard lock(mutex_);
        for (const int descriptor : open_) ::shutdown(descriptor, SHUT_RDWR);
    }
    for (auto& thread : threads_) thread.join();
}

std::string HttpStandIn::url() const {
    return (tls_ ? "https://127.0.0.1:" : "http://127.0.0.1:") + std::to_string(port_);
}

std::vector<StandInRequest> HttpStandIn::requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
}

bool HttpStandIn::waitForRequests(std::size_t count, std::chrono::milliseconds atMost) const {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, atMost, [&] { return requests_.size() >= count; });
}

void HttpStandIn::accept() {
    while (!isEnding_) {
        const int descriptor = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (descriptor < 0) continue;
        const int on = 1;
        ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        ++connections_;
        const std::lock_guard lock(mutex_);
        open_.insert(descriptor);
        threads_.emplace_back([this, descriptor] { serve(descriptor); });
    }
}

void HttpStandIn::serve(int descriptor) {
    // OpenSSL writes without MSG_NOSIGNAL.
    sigset_t pipe;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
    Stream stream(descriptor, tls_.get());
    while (stream.isOpen() && !isEnding_) {
        const auto request = readRequest(stream);
        if (!request) break;
        {
            const std::lock_guard lock(mutex_);
            requests_.push_back(*request);
        }
        changed_.notify_all();
        const auto answer = handler_(*request);
        if (answer.manner == StandInAnswer::Manner::hangUp) break;
        if (answer.manner == StandInAnswer::Manner::stayMute) {
            while (stream.fill()) {
            }
            break;
        }
        stream.write(bytesOf(answer, request->method));
        if (answer.manner == StandInAnswer::Manner::untilEnd) break;
    }
    end(descriptor);
}

void HttpStandIn::end(int descriptor) {
    const std::lock_guard lock(mutex_);
    open_.erase(descriptor);
    ::close(descriptor);
}

}  // namespace baithak::test
